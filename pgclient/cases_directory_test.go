package pgclient_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
)

const (
	checkinJSON = `{"checkinId":1001,"checkInDateTime":"2026-11-03T10:15:30+01:00","checkOutDateTime":null,"studioId":7,
		"studioName":"Nordlicht","turnstile":{"side":"left"}},
		{"checkinId":1000,"checkInDateTime":"2026-11-02T18:01:00+01:00","checkOutDateTime":"2026-11-02T19:20:59+01:00"}`
	measurementJSON = `{"id":1001,"firstName":"Edgar","lastName":"Bullock","age":74,"dateOfBirth":"1952-05-04","gender":null,"height":180.20,"unit":"cm"}`
	weighingJSON    = `{"databaseId":77,"weight":81.50,"height":null,"visceralFatLevel":0,"bfmTrunk":9.1,"rawResults":"W=81.50;V=0","scale":"B-7"}`
	newCustomerBody = `{"firstName":"Peter","lastName":"Muller","dateOfBirth":"1999-08-24","email":"peter@example.com","street":"Raboisen",
		"houseNumber":"3-4","language":{"languageCode":"de"},"city":"Hamburg","zipCode":"22099","countryCode":"DE"}`
)

func directoryCases() []operation {
	type api = pgclient.Client
	card := pgclient.CustomerBy{CardNumber: "0A1B2C3D", CardNumberFormat: pgclient.CardNumberFormatHexMSB}
	november := pgclient.Date{Year: 2026, Month: time.November, Day: 1}
	isEdgar := func(t *testing.T, got any) {
		require.Equal(t, int64(1001), got.(pgclient.Customer).ID)
		require.Equal(t, int64(7), *got.(pgclient.Customer).StudioID)
	}
	areCheckins := func(t *testing.T, got any) {
		s := got.(pgclient.Slice[pgclient.CustomerCheckin])
		require.True(t, s.HasNext)
		require.Equal(t, "77", s.Offset)
		require.Equal(t, "2026-11-03T10:15:30+01:00", s.Result[0].CheckInDateTime.String())
		require.Equal(t, "10:15", s.Result[0].CheckInDateTime.Time().Format("15:04"), "as the clock on the wall showed")
		require.True(t, s.Result[0].CheckOutDateTime.IsZero(), "still inside")
		require.Equal(t, int64(7), *s.Result[0].StudioID)
		require.Nil(t, s.Result[1].StudioID)
		require.Equal(t, 79*time.Minute+59*time.Second, s.Result[1].CheckOutDateTime.Time().Sub(s.Result[1].CheckInDateTime.Time()))
	}
	return []operation{
		{
			"getCustomers", "GET", "/v1/customers?cardNumberFormat=HEX_LSB&customerStatus=PROSPECT&offset=1000&sliceSize=500", "", sliceOf(customerJSON),
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetCustomers(ctx, pgclient.CustomersParams{
					Status: pgclient.CustomerStatusProspect, CardNumberFormat: pgclient.CardNumberFormatHexLSB,
					SliceParams: pgclient.SliceParams{Offset: "1000", SliceSize: 500},
				}))
			},
			func(t *testing.T, got any) { isEdgar(t, got.(pgclient.Slice[pgclient.Customer]).Result[0]) },
		},
		{
			"createCustomer", "POST", "/v1/customers/create", newCustomerBody, `{"customerId":1002,"customerNumber":"1-9"}`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.CreateCustomer(ctx, pgclient.NewCustomer{
					FirstName: "Peter", LastName: "Muller", DateOfBirth: pgclient.Date{Year: 1999, Month: time.August, Day: 24},
					Email: "peter@example.com", Street: "Raboisen", HouseNumber: "3-4", Language: pgclient.Language{LanguageCode: "de"},
					City: "Hamburg", ZipCode: "22099", CountryCode: "DE",
				}))
			},
			func(t *testing.T, got any) { require.Equal(t, pgclient.CustomerId{CustomerID: 1002}, got) },
		},
		{
			"switchStudio", "POST", "/v1/customers/1001/switch-studio", `{"targetStudioId":8,"switchDate":"2026-11-01"}`, "",
			func(ctx context.Context, c *api) (any, error) {
				return nil, c.SwitchStudio(ctx, 1001, pgclient.StudioSwitchRequest{TargetStudioID: 8, SwitchDate: november})
			},
			nil,
		},
		{
			"getCrossStudioCustomerBy", "GET", "/v1/cross-studio/customers/by?cardNumber=0A1B2C3D&cardNumberFormat=HEX_MSB", "", customerJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetCrossStudioCustomerBy(ctx, card)) },
			isEdgar,
		},
		{
			"getCrossStudioCustomerById", "GET", "/v1/cross-studio/customers/1001", "", customerJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetCrossStudioCustomerById(ctx, 1001)) },
			isEdgar,
		},
		{
			"searchCrossStudioCustomers", "POST", "/v1/cross-studio/customers/search", `{"email":"edgar@example.com","dateOfBirth":"1952-05-04"}`,
			`[` + customerJSON + `,{"id":3,"status":"FORMER_MEMBER","accessRefusal":true,"studioId":null,"email":null}]`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.SearchCrossStudioCustomers(ctx, pgclient.CustomerSearchRequest{
					Email: "edgar@example.com", DateOfBirth: pgclient.Date{Year: 1952, Month: time.May, Day: 4},
				}))
			},
			func(t *testing.T, got any) {
				hits := got.([]pgclient.Customer)
				require.Len(t, hits, 2)
				isEdgar(t, hits[0])
				require.Nil(t, hits[1].StudioID, "a sparse hit")
			},
		},
		{
			"getCustomersCheckinHistory", "GET", "/v1/customers/1001/activities/checkins?fromDate=2026-11-01&offset=10&sliceSize=20&toDate=2026-11-30", "",
			sliceOf(checkinJSON),
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetCustomersCheckinHistory(ctx, 1001, pgclient.CheckinsParams{
					From: november, To: november.AddDays(29), SliceParams: pgclient.SliceParams{Offset: "10", SliceSize: 20},
				}))
			},
			areCheckins,
		},
		{
			"getCrossStudioCustomersCheckinHistory", "GET", "/v1/cross-studio/customers/1001/activities/checkins", "", sliceOf(checkinJSON),
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetCrossStudioCustomersCheckinHistory(ctx, 1001, pgclient.CheckinsParams{}))
			},
			areCheckins,
		},
		{
			"getCustomerMeasurement", "GET", "/v1/customers/measurement/latest?pin=0017", "", measurementJSON,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetCustomerMeasurement(ctx, pgclient.MediumBy{PIN: "0017"}))
			},
			func(t *testing.T, got any) {
				m := got.(pgclient.Measurement)
				require.Equal(t, 74, *m.Age)
				require.Equal(t, "180.20", m.Height.String())
				require.Empty(t, m.Gender)
			},
		},
		{
			"getCustomerContractsBy", "GET", "/v1/customers/contracts/by?customerNumber=1-12345&status=ACTIVE", "", "[" + contractJSON + "]",
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetCustomerContractsBy(ctx, pgclient.CustomerBy{CustomerNumber: "1-12345"}, pgclient.ContractStatusActive))
			},
			func(t *testing.T, got any) { require.Equal(t, "Premium", got.([]pgclient.Contract)[0].RateName) },
		},
		{
			"createCustomerWeighing", "POST", "/v1/customers/1001/weighing?benefitKey=SCALE+1",
			`{"weight":81.50,"visceralFatLevel":0,"rawResults":"W=81.50;V=0"}`, weighingJSON,
			func(ctx context.Context, c *api) (any, error) {
				weight, err := pgclient.ParseDecimal("81.50")
				if err != nil {
					return nil, err
				}
				none := 0
				return of(c.CreateCustomerWeighing(ctx, 1001, "SCALE 1", pgclient.Weighing{Weight: &weight, VisceralFatLevel: &none, RawResults: "W=81.50;V=0"}))
			},
			func(t *testing.T, got any) {
				w := got.(pgclient.Weighing)
				require.Equal(t, int64(77), *w.DatabaseID)
				require.Equal(t, "9.1", w.BfmTrunk.String())
				require.Equal(t, 0, *w.VisceralFatLevel, "none is not absent")
				require.Nil(t, w.Height)
			},
		},
		{
			"redeemCheckinVoucher", "POST", "/v1/checkin-vouchers/redeem",
			`{"voucherCode":"CHVB1-YL29-MYVA","firstname":"Max","lastname":"Mustermann","email":"max@example.com"}`,
			`{"studioAccessCode":"PTKXPMUO","validFor":"PT4H"}`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.RedeemCheckinVoucher(ctx, pgclient.CheckinVoucherRedeemRequest{
					VoucherCode: "CHVB1-YL29-MYVA", Firstname: "Max", Lastname: "Mustermann", Email: "max@example.com",
				}))
			},
			func(t *testing.T, got any) {
				require.Equal(t, "PTKXPMUO", got.(pgclient.CheckinVoucherRedeemResult).StudioAccessCode)
			},
		},
	}
}

func directoryTypes() []any {
	return []any{
		pgclient.CustomerCheckin{}, pgclient.Measurement{}, pgclient.Weighing{}, pgclient.NewCustomer{}, pgclient.CustomerId{},
		pgclient.StudioSwitchRequest{}, pgclient.CheckinVoucherRedeemRequest{}, pgclient.CheckinVoucherRedeemResult{},
	}
}
