package pgclient_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

// TestDirectoryAgainstTheSandbox: a person comes in with a voucher, is found, becomes
// a customer of another studio, and each studio sees of it what it may.
func TestDirectoryAgainstTheSandbox(t *testing.T) {
	world := sandbox.New(sandbox.Options{Seed: 1, Now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)})
	server := httptest.NewServer(contract.Handler(t, world))
	defer server.Close()
	ctx := pgclient.WithLanguage(t.Context(), "en")
	client := func(studio string) *pgclient.Client {
		c, err := pgclient.New(server.URL, "sandbox-"+studio)
		require.NoError(t, err)
		return c
	}
	home, away := client("nordlicht"), client("forge")
	forge, err := away.GetStudioInformation(ctx)
	require.NoError(t, err)
	who := map[string]sandbox.Member{}
	for _, m := range world.Members() {
		if m.Studio == "nordlicht" {
			who[m.Story] = m
		}
	}
	today := pgclient.DateOf(world.Now())

	t.Run("lists", func(t *testing.T) {
		members, err := collect(home.AllCustomers(ctx, ""), 0)
		require.NoError(t, err)
		require.Greater(t, len(members), 300)
		for i, m := range members {
			require.Equal(t, pgclient.CustomerStatusMember, m.Status)
			require.True(t, i == 0 || members[i-1].ID < m.ID, "each once")
		}
		prospects, err := home.GetCustomers(ctx, pgclient.CustomersParams{Status: pgclient.CustomerStatusProspect})
		require.NoError(t, err)
		require.Len(t, prospects.Result, 1)
		require.Equal(t, who["prospect"].CustomerID, prospects.Result[0].ID)
	})

	t.Run("visits", func(t *testing.T) {
		regular := who["regular"].CustomerID
		own, err := collect(home.AllCustomersCheckinHistory(ctx, regular, today.AddDays(-365), today), 0)
		require.NoError(t, err)
		everywhere, err := collect(away.AllCrossStudioCustomersCheckinHistory(ctx, regular, today.AddDays(-365), today), 0)
		require.NoError(t, err)
		require.Greater(t, len(own), 60)
		require.Len(t, everywhere, len(own)+3)
		_, err = away.GetCustomersCheckinHistory(ctx, regular, pgclient.CheckinsParams{})
		require.Equal(t, pgclient.NotFound, pgclient.KindOf(err))
		_, err = home.GetCustomersCheckinHistory(ctx, regular, pgclient.CheckinsParams{From: today.AddDays(-366), To: today})
		require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
		slice, err := home.GetCrossStudioCustomersCheckinHistory(ctx, who["extras"].CustomerID, pgclient.CheckinsParams{})
		require.NoError(t, err)
		require.Len(t, slice.Result, 10)
		require.True(t, slice.Result[0].CheckOutDateTime.IsZero(), "inside right now")
	})

	t.Run("devices", func(t *testing.T) {
		extras, err := home.GetCustomerById(ctx, who["extras"].CustomerID)
		require.NoError(t, err)
		for _, m := range extras.AccessMediums {
			by := pgclient.MediumBy{}
			switch m.Type {
			case pgclient.AccessMediumTypeCardNumber:
				by.CardNumber = m.Value
			case pgclient.AccessMediumTypeBarcode:
				by.Barcode = m.Value
			case pgclient.AccessMediumTypePIN:
				by.PIN = m.Value
			}
			found, err := home.GetCustomerMeasurement(ctx, by)
			require.NoError(t, err)
			require.Equal(t, extras.ID, found.ID)
			require.NotNil(t, found.Height)
		}
		height, err := pgclient.ParseDecimal("171.50")
		require.NoError(t, err)
		stored, err := home.CreateCustomerWeighing(ctx, extras.ID, "", pgclient.Weighing{Height: &height, RawResults: "H=171.50"})
		require.NoError(t, err)
		require.NotNil(t, stored.DatabaseID)
		found, err := home.GetCustomerMeasurement(ctx, pgclient.MediumBy{CardNumber: extras.AccessMediums[0].Value})
		require.NoError(t, err)
		require.Equal(t, "171.50", found.Height.String())
		contracts, err := home.GetCustomerContractsBy(ctx, pgclient.CustomerBy{CustomerNumber: extras.CustomerNumber}, pgclient.ContractStatusActive)
		require.NoError(t, err)
		require.Len(t, contracts, 1)
	})

	t.Run("from visitor to another studio's customer", func(t *testing.T) {
		voucher := pgclient.CheckinVoucherRedeemRequest{Firstname: "Max", Lastname: "Mustermann", Email: "max@example.com"}
		for _, v := range world.CheckinVouchers("nordlicht") {
			if v.Open {
				voucher.VoucherCode = v.Code
				break
			}
		}
		code, err := home.RedeemCheckinVoucher(ctx, voucher)
		require.NoError(t, err)
		require.Regexp(t, `^[A-Z]{8}$`, code.StudioAccessCode)
		_, err = home.RedeemCheckinVoucher(ctx, voucher)
		require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
		_, err = away.RedeemCheckinVoucher(ctx, voucher)
		require.Equal(t, pgclient.NotFound, pgclient.KindOf(err))

		created, err := home.CreateCustomer(ctx, pgclient.NewCustomer{
			FirstName: "Erika", LastName: "Mustermann", Email: "max@example.com", DateOfBirth: pgclient.Date{Year: 1990, Month: 2, Day: 28},
			Street: "Am Deich", City: "Hamburg", ZipCode: "20457", CountryCode: "DE", Language: pgclient.Language{LanguageCode: "de"},
		})
		require.NoError(t, err)
		hits, err := away.SearchCrossStudioCustomers(ctx, pgclient.CustomerSearchRequest{Email: "MAX@example.com"})
		require.NoError(t, err)
		require.Len(t, hits, 2, "the visitor and the new customer")

		require.NoError(t, home.SwitchStudio(ctx, created.CustomerID, pgclient.StudioSwitchRequest{TargetStudioID: forge.StudioID, SwitchDate: today}))
		_, err = home.GetCustomerById(ctx, created.CustomerID)
		require.Equal(t, pgclient.NotFound, pgclient.KindOf(err))
		moved, err := away.GetCustomerById(ctx, created.CustomerID)
		require.NoError(t, err)
		require.Equal(t, forge.StudioID, *moved.StudioID)
		same, err := home.GetCrossStudioCustomerById(ctx, created.CustomerID)
		require.NoError(t, err)
		require.Equal(t, moved.CustomerNumber, same.CustomerNumber)
		same, err = home.GetCrossStudioCustomerBy(ctx, pgclient.CustomerBy{CustomerNumber: moved.CustomerNumber})
		require.NoError(t, err)
		require.Equal(t, pgclient.CustomerStatusProspect, same.Status)
	})
}
