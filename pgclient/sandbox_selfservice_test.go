package pgclient_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

// sandboxedSelfService is a client for a studio of a new world, with all traffic held to the contract.
func sandboxedSelfService(t *testing.T, studio string) (*sandbox.Sandbox, *pgclient.Client, context.Context) {
	t.Helper()
	world := sandbox.New(sandbox.Options{Seed: 1, Now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)})
	server := httptest.NewServer(contract.Handler(t, world))
	t.Cleanup(server.Close)
	c, err := pgclient.New(server.URL, "sandbox-"+studio)
	require.NoError(t, err)
	return world, c, pgclient.WithLanguage(t.Context(), "en")
}

func selfServiceMember(t *testing.T, world *sandbox.Sandbox, studio, story string) int64 {
	t.Helper()
	for _, m := range world.Members() {
		if m.Studio == studio && m.Story == story {
			return m.CustomerID
		}
	}
	t.Fatalf("no %s in %s", story, studio)
	return 0
}

func TestOwnDataAgainstTheSandbox(t *testing.T) {
	for _, studio := range []string{"nordlicht", "forge"} {
		t.Run(studio, func(t *testing.T) {
			world, c, ctx := sandboxedSelfService(t, studio)
			id := selfServiceMember(t, world, studio, "regular")

			contact, err := c.GetCustomerContactData(ctx, id)
			require.NoError(t, err)
			require.Equal(t, pgclient.AmendmentConfigurationStatusChangesWithoutVerification, contact.AmendmentConfigurationStatus)
			fields := contact.ContactDataFields
			fields.Email = "somebody.else@example.org"
			applied, err := c.CreateCustomerContactDataAmendment(ctx, id, fields)
			require.NoError(t, err)
			require.Nil(t, applied.ID)
			contact, err = c.GetCustomerContactData(ctx, id)
			require.NoError(t, err)
			require.Equal(t, fields, contact.ContactDataFields, "all five, one of them new")
			found, err := c.SearchCustomers(ctx, pgclient.CustomerSearchRequest{Email: fields.Email})
			require.NoError(t, err)
			require.Len(t, found, 1)
			fields.PhonePrivateMobile = ""
			_, err = c.CreateCustomerContactDataAmendment(ctx, id, fields)
			require.NoError(t, err)
			contact, err = c.GetCustomerContactData(ctx, id)
			require.NoError(t, err)
			require.Empty(t, contact.PhonePrivateMobile, "an empty field is cleared")

			address, err := c.GetCustomerAddressData(ctx, id)
			require.NoError(t, err)
			moved := address.AddressDataFields
			moved.Street, moved.BuildingName = "Rosenweg", "Haus 3"
			_, err = c.CreateCustomerAddressDataAmendment(ctx, id, moved)
			require.NoError(t, err)
			record, err := c.GetCustomerById(ctx, id)
			require.NoError(t, err)
			require.Equal(t, "Rosenweg", record.Street)
			require.Equal(t, "Haus 3", record.BuildingName)
			_, err = c.CreateCustomerAddressDataAmendment(ctx, id, pgclient.AddressDataFields{Street: "x", ZipCode: "x", City: "x", CountryCode: "ZZ"})
			require.NoError(t, err, "any two letters")

			master, err := c.GetCustomerMasterData(ctx, id)
			require.NoError(t, err)
			married := master.MasterDataFields
			married.LastName, married.CustomerTitle = "Jensen", pgclient.CustomerTitleDr
			waiting, err := c.CreateCustomerMasterDataAmendment(ctx, id, married)
			require.NoError(t, err)
			_, err = c.CreateCustomerMasterDataAmendment(ctx, id, married)
			require.Equal(t, pgclient.Conflict, pgclient.KindOf(err))
			require.False(t, pgclient.Unclear(err))
			master, err = c.GetCustomerMasterData(ctx, id)
			require.NoError(t, err)
			require.NotEqual(t, "Jensen", master.LastName)
			require.Equal(t, married, master.PendingAmendment.MasterDataFields)
			require.Equal(t, waiting.ID, master.PendingAmendment.ID)
			require.NoError(t, world.Staff("amendment", *waiting.ID, true))
			master, err = c.GetCustomerMasterData(ctx, id)
			require.NoError(t, err)
			require.Equal(t, married, master.MasterDataFields)
			require.Nil(t, master.PendingAmendment)

			bank := pgclient.PaymentDataAmendmentRequest{AccountHolder: "L. Jensen", BankName: "GLS", IBAN: "DE02 1203 0000 0000 2020 51", BIC: "BYLADEM1001"}
			asked, err := c.CreateCustomerPaymentDataAmendment(ctx, id, bank)
			require.NoError(t, err)
			require.Equal(t, bank.IBAN, asked.IBAN)
			payment, err := c.GetCustomerPaymentData(ctx, id)
			require.NoError(t, err)
			require.NotEqual(t, bank.IBAN, payment.IBAN)
			require.Equal(t, bank.IBAN, payment.PendingAmendment.IBAN)
			require.Equal(t, pgclient.NotFound, pgclient.KindOf(c.WithdrawAmendment(ctx, selfServiceMember(t, world, studio, "debtor"), *asked.ID)))
			require.NoError(t, c.WithdrawAmendment(ctx, id, *asked.ID))
			require.Equal(t, pgclient.NotFound, pgclient.KindOf(c.WithdrawAmendment(ctx, id, *asked.ID)))
			payment, err = c.GetCustomerPaymentData(ctx, id)
			require.NoError(t, err)
			require.Nil(t, payment.PendingAmendment)

			sw := world.Switches()
			sw.PaymentDataStatus, sw.PaymentDataRequireSignature = "CHANGES_WITHOUT_VERIFICATION", true
			world.SetSwitches(sw)
			_, err = c.CreateCustomerPaymentDataAmendment(ctx, id, bank)
			require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
			bank.Signature = &pgclient.Signature{Base64SVGSignature: "PHN2Zy8+"}
			_, err = c.CreateCustomerPaymentDataAmendment(ctx, id, bank)
			require.NoError(t, err)
			record, err = c.GetCustomerById(ctx, id)
			require.NoError(t, err)
			require.Equal(t, bank.IBAN, record.BankAccount.IBAN)
		})
	}
}

func TestAccountAgainstTheSandbox(t *testing.T) {
	for _, studio := range []string{"nordlicht", "forge"} {
		t.Run(studio, func(t *testing.T) {
			world, c, ctx := sandboxedSelfService(t, studio)
			id := selfServiceMember(t, world, studio, "debtor")
			balance, err := c.GetCustomersAccountBalanceData(ctx, id)
			require.NoError(t, err)
			require.Equal(t, -1, balance.AccountBalance.Amount.Sign())
			require.True(t, balance.InDebtCollection)

			slice, err := c.GetCustomersAccountTransactionData(ctx, id, pgclient.SliceParams{SliceSize: 5})
			require.NoError(t, err)
			require.Len(t, slice.Result, 5)
			require.True(t, slice.HasNext)
			upcoming, err := c.GetCustomersAccountUpcomingData(ctx, id, pgclient.SliceParams{})
			require.NoError(t, err)
			require.Len(t, upcoming.Result, 10)
			coming, err := collect(c.AllCustomersAccountUpcomingData(ctx, id), 0)
			require.NoError(t, err)
			require.Greater(t, len(coming), 50, "a year of weeks does not fit into one slice")
			past, err := collect(c.AllCustomersAccountTransactionData(ctx, id), 0)
			require.NoError(t, err)

			var claims []int64
			var sum pgclient.Decimal
			for _, e := range past {
				if !e.OpenAmount.Amount.IsZero() {
					claims, sum = append(claims, e.ID), sum.Add(e.OpenAmount.Amount)
				}
			}
			require.Equal(t, "-"+sum.String(), balance.AccountBalance.Amount.String())

			pay := func(payer int64) (pgclient.CustomerPaymentRequest, pgclient.PaymentUserSession) {
				session, err := c.UserSession(ctx, pgclient.PaymentUserSessionRequest{
					Amount: sum, Scope: pgclient.PaymentSessionScopeEcom, CustomerID: &payer, ReferenceText: "Open claims",
				})
				require.NoError(t, err)
				require.True(t, session.TokenValidUntil.Time().After(world.Now()))
				token, err := world.PaymentRequestToken(session.Token)
				require.NoError(t, err)
				return pgclient.CustomerPaymentRequest{
					PaymentRequestToken: token, Amount: pgclient.Money{Amount: sum, Currency: balance.AccountBalance.Currency}, DebtClaimIDs: claims,
				}, session
			}
			foreign, _ := pay(selfServiceMember(t, world, studio, "regular"))
			require.Equal(t, pgclient.Invalid, pgclient.KindOf(c.BookCustomerPayment(ctx, id, foreign)), "somebody else's token")
			request, session := pay(id)
			wrong := request
			wrong.PaymentRequestToken = session.Token
			require.Equal(t, pgclient.Invalid, pgclient.KindOf(c.BookCustomerPayment(ctx, id, wrong)), "that token is for the widget")
			require.NoError(t, c.BookCustomerPayment(ctx, id, request))
			require.Equal(t, pgclient.Conflict, pgclient.KindOf(c.BookCustomerPayment(ctx, id, request)), "settled")

			balance, err = c.GetCustomersAccountBalanceData(ctx, id)
			require.NoError(t, err)
			require.True(t, balance.AccountBalance.Amount.IsZero())
			require.False(t, balance.InDebtCollection)
			require.Empty(t, balance.DunningLevel)

			session, err = c.UserSession(ctx, pgclient.PaymentUserSessionRequest{
				Scope: pgclient.PaymentSessionScopeMemberAccount, CustomerID: &id, ReferenceText: "Membership fees",
				PermittedPaymentChoices: []pgclient.PaymentChoice{pgclient.PaymentChoiceSEPA},
			})
			require.NoError(t, err)
			token, err := world.PaymentRequestToken(session.Token)
			require.NoError(t, err)
			require.NoError(t, c.UpdateCustomerPaymentInstrument(ctx, id, pgclient.PaymentInstrumentUpdateRequest{PaymentRequestToken: token}))
			require.Len(t, world.CapturedPayments(studio), 2)
		})
	}
}

// A payment whose outcome is unknown is not sent again, and the account tells.
func TestPaymentOfUnknownOutcome(t *testing.T) {
	world, c, ctx := sandboxedSelfService(t, "nordlicht")
	id := selfServiceMember(t, world, "nordlicht", "regular")
	require.NoError(t, world.SetFault(sandbox.Fault{Operation: "bookCustomerPayment", Kind: sandbox.FaultStatus, Status: http.StatusInternalServerError}))
	err := c.BookCustomerPayment(ctx, id, pgclient.CustomerPaymentRequest{PaymentRequestToken: "t", Amount: pgclient.Money{Currency: "EUR"}})
	require.True(t, pgclient.Unclear(err))
	require.Equal(t, 1, world.Calls("bookCustomerPayment").Calls)
	require.Empty(t, world.CapturedPayments("nordlicht"))
}

func TestCommunicationAgainstTheSandbox(t *testing.T) {
	for _, studio := range []string{"nordlicht", "forge"} {
		t.Run(studio, func(t *testing.T) {
			world, c, ctx := sandboxedSelfService(t, studio)
			id := selfServiceMember(t, world, studio, "regular")
			message := pgclient.CommunicationRequest{
				CommunicationThreadStatus: pgclient.CommunicationThreadStatusCreated, Subject: "Locker", Content: "It is stuck.",
				CommunicationDirection: pgclient.CommunicationDirectionIncoming, CommunicationChannel: pgclient.CommunicationChannelChat,
			}
			first, err := c.CreateCommunicationInNewCommunicationThread(ctx, id, message)
			require.NoError(t, err)
			require.Equal(t, id, first.CustomerID)
			message.CommunicationThreadStatus = pgclient.CommunicationThreadStatusOngoing
			second, err := c.CreateCommunicationInExistingCommunicationThread(ctx, id, first.ThreadID, message)
			require.NoError(t, err)
			require.Equal(t, first.ThreadID, second.ThreadID)
			_, err = c.CreateCommunicationInExistingCommunicationThread(ctx, selfServiceMember(t, world, studio, "debtor"), first.ThreadID, message)
			require.Equal(t, pgclient.NotFound, pgclient.KindOf(err))
			threads := world.CommunicationThreads(studio)
			require.Len(t, threads, 1)
			require.Len(t, threads[0].Messages, 2)
			require.Equal(t, "ONGOING", threads[0].Status)

			matrix, err := c.GetCommunicationPreferences(ctx, id)
			require.NoError(t, err)
			newsletter := &matrix[slices.IndexFunc(matrix, func(p pgclient.CommunicationPreference) bool {
				return p.MessageCategory == pgclient.MessageCategoryNewsletter
			})].Channels[0]
			yes, no := true, false
			require.True(t, *newsletter.CustomerOverridable)
			newsletter.Active = &yes
			changed, err := c.UpdateCommunicationPreferences(ctx, id, matrix)
			require.NoError(t, err)
			require.Equal(t, matrix, changed)
			read, err := c.GetCommunicationPreferences(ctx, id)
			require.NoError(t, err)
			require.Equal(t, matrix, read)

			contract := &matrix[slices.IndexFunc(matrix, func(p pgclient.CommunicationPreference) bool {
				return p.MessageCategory == pgclient.MessageCategoryContract
			})].Channels[0]
			contract.Active = &no
			_, err = c.UpdateCommunicationPreferences(ctx, id, matrix)
			require.Equal(t, pgclient.Invalid, pgclient.KindOf(err), "not the member's to turn off")
		})
	}
}
