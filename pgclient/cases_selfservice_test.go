package pgclient_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/pgclient"
)

const (
	contactFieldsJSON = `"email":"edgar@example.com","phonePrivate":null,"phonePrivateMobile":"+49 1555 0000000","phoneBusiness":""`
	addressFieldsJSON = `"street":"Am Bahnhof","houseNumber":"90","zipCode":"12133","city":"Munich","countryCode":"DE","province":null,"floor":"2nd floor"`
	masterFieldsJSON  = `"firstName":"Edgar","lastName":"Bullock","gender":"MALE","dateOfBirth":"1952-05-04","countryOfBirth":null,"customerTitle":"DR"`
	paymentFieldsJSON = `"accountHolder":"Sven Hannawald","bankName":"Deutsche Bank","iban":"DE91 1000 0000 0123 4567 89","bic":"DEUTDEFFXXX","requireSignature":true`
	communicationJSON = `{"customerId":1001,"communicationId":71,"threadId":70,"communicationThreadStatus":"CREATED","ticketNumber":null,"subject":"Locker",
		"content":"It is stuck.","communicationDirection":"INCOMING","communicationChannel":"CHAT","agent":null,"readBy":[]}`
	preferencesJSON = `[{"messageCategory":"NEWSLETTER","channels":[{"communicationChannel":"EMAIL","customerOverridable":true,"active":false},
		{"communicationChannel":"LETTER","customerOverridable":null}]},{"messageCategory":"CONTRACT","channels":null}]`
	entryJSON = `{"id":501,"dueDate":"2026-11-01","description":"Premium","amount":{"amount":39.90,"currency":"EUR"},"openAmount":null,
		"installmentPlan":false,"invoice":"R-1"}`
)

// answered is own data with a change that waits; the fields are its fields.
func answered(fields string) string {
	return "{" + fields + `,"amendmentConfigurationStatus":"CHANGES_REQUIRE_VERIFICATION","pendingAmendment":{"id":61,` + fields + `},"newField":1}`
}

func selfServiceCases() []operation {
	return slices.Concat(ownDataCases(), accountCases(), communicationCases())
}

func ownDataCases() []operation {
	type api = pgclient.Client
	const own = "/v1/customers/1001/self-service/"
	contact := pgclient.ContactDataFields{Email: "new@example.com", PhonePrivateMobile: "+49 1555 1"}
	address := pgclient.AddressDataFields{Street: "High Street", ZipCode: "M4 5AB", City: "Manchester", CountryCode: "GB", BuildingName: "The Mill"}
	master := pgclient.MasterDataFields{
		FirstName: "Edgar", LastName: "Bullock", Gender: pgclient.GenderMale,
		DateOfBirth: pgclient.Date{Year: 1952, Month: 5, Day: 4}, CustomerTitle: pgclient.CustomerTitleNone,
	}
	payment := pgclient.PaymentDataAmendmentRequest{
		AccountHolder: "Sven Hannawald", BankName: "Deutsche Bank", IBAN: "DE91100000000123456789", BIC: "DEUTDEFFXXX",
		Signature: &pgclient.Signature{Base64SVGSignature: "PHN2Zy8+"},
	}
	return []operation{
		{
			"getCustomerContactData", "GET", own + "contact-data", "", answered(contactFieldsJSON),
			func(ctx context.Context, c *api) (any, error) { return of(c.GetCustomerContactData(ctx, 1001)) },
			func(t *testing.T, got any) {
				d := got.(pgclient.ContactData)
				require.Equal(t, "edgar@example.com", d.Email)
				require.Empty(t, d.PhonePrivate)
				require.Equal(t, pgclient.AmendmentConfigurationStatusChangesRequireVerification, d.AmendmentConfigurationStatus)
				require.Equal(t, int64(61), *d.PendingAmendment.ID)
				require.Equal(t, d.ContactDataFields, d.PendingAmendment.ContactDataFields)
			},
		},
		{
			"createCustomerContactDataAmendment", "POST", own + "contact-data",
			`{"email":"new@example.com","phonePrivate":"","phonePrivateMobile":"+49 1555 1","phoneBusiness":"","phoneBusinessMobile":""}`,
			`{` + contactFieldsJSON + `,"id":null}`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.CreateCustomerContactDataAmendment(ctx, 1001, contact))
			},
			func(t *testing.T, got any) {
				require.Nil(t, got.(pgclient.ContactDataAmendment).ID, "applied at once")
			},
		},
		{
			"getCustomerAddressData", "GET", own + "address-data", "", answered(addressFieldsJSON),
			func(ctx context.Context, c *api) (any, error) { return of(c.GetCustomerAddressData(ctx, 1001)) },
			func(t *testing.T, got any) {
				d := got.(pgclient.AddressData)
				require.Equal(t, pgclient.AddressDataFields{
					Street: "Am Bahnhof", HouseNumber: "90", ZipCode: "12133", City: "Munich", CountryCode: "DE", Floor: "2nd floor",
				}, d.AddressDataFields)
				require.Equal(t, d.AddressDataFields, d.PendingAmendment.AddressDataFields)
			},
		},
		{
			"createCustomerAddressDataAmendment", "POST", own + "address-data",
			`{"street":"High Street","zipCode":"M4 5AB","city":"Manchester","countryCode":"GB","buildingName":"The Mill"}`,
			`{` + addressFieldsJSON + `,"id":61}`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.CreateCustomerAddressDataAmendment(ctx, 1001, address))
			},
			func(t *testing.T, got any) { require.Equal(t, int64(61), *got.(pgclient.AddressDataAmendment).ID) },
		},
		{
			"getCustomerMasterData", "GET", own + "master-data", "", `{` + masterFieldsJSON + `,"amendmentConfigurationStatus":"READ","pendingAmendment":null}`,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetCustomerMasterData(ctx, 1001)) },
			func(t *testing.T, got any) {
				d := got.(pgclient.MasterData)
				require.Equal(t, pgclient.CustomerTitleDr, d.CustomerTitle)
				require.Equal(t, "1952-05-04", d.DateOfBirth.String())
				require.Equal(t, pgclient.AmendmentConfigurationStatusRead, d.AmendmentConfigurationStatus)
				require.Nil(t, d.PendingAmendment)
			},
		},
		{
			"createCustomerMasterDataAmendment", "POST", own + "master-data",
			`{"firstName":"Edgar","lastName":"Bullock","gender":"MALE","dateOfBirth":"1952-05-04","customerTitle":"NONE"}`,
			`{` + masterFieldsJSON + `,"id":61}`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.CreateCustomerMasterDataAmendment(ctx, 1001, master))
			},
			func(t *testing.T, got any) { require.Equal(t, "Bullock", got.(pgclient.MasterDataAmendment).LastName) },
		},
		{
			"getCustomerPaymentData", "GET", own + "payment-data", "", answered(paymentFieldsJSON),
			func(ctx context.Context, c *api) (any, error) { return of(c.GetCustomerPaymentData(ctx, 1001)) },
			func(t *testing.T, got any) {
				d := got.(pgclient.PaymentData)
				require.True(t, *d.RequireSignature)
				require.Equal(t, "DE91 1000 0000 0123 4567 89", d.PendingAmendment.IBAN)
			},
		},
		{
			"createCustomerPaymentDataAmendment", "POST", own + "payment-data",
			`{"accountHolder":"Sven Hannawald","bankName":"Deutsche Bank","iban":"DE91100000000123456789","bic":"DEUTDEFFXXX","signature":{"base64SvgSignature":"PHN2Zy8+"}}`,
			`{` + paymentFieldsJSON + `,"id":61}`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.CreateCustomerPaymentDataAmendment(ctx, 1001, payment))
			},
			func(t *testing.T, got any) { require.Equal(t, int64(61), *got.(pgclient.PaymentDataAmendment).ID) },
		},
		{
			"withdrawAmendment", "DELETE", own + "amendment/61", "", "",
			func(ctx context.Context, c *api) (any, error) { return nil, c.WithdrawAmendment(ctx, 1001, 61) },
			nil,
		},
	}
}

func accountCases() []operation {
	type api = pgclient.Client
	const account = "/v1/customers/1001/account/"
	amount, err := pgclient.ParseDecimal("39.90")
	if err != nil {
		panic(err)
	}
	yes := true
	return []operation{
		{
			"getCustomersAccountBalanceData", "GET", account + "balances", "",
			`{"accountBalance":{"amount":-49.50,"currency":"EUR"},"consumptionCredit":null,"dunningLevel":"Dunning Level 1","inDebtCollection":true,"x":{}}`,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetCustomersAccountBalanceData(ctx, 1001)) },
			func(t *testing.T, got any) {
				b := got.(pgclient.CustomerAccountBalance)
				require.Equal(t, "-49.50", b.AccountBalance.Amount.String())
				require.Nil(t, b.ConsumptionCredit, "absent is not nothing")
				require.Equal(t, "Dunning Level 1", b.DunningLevel)
				require.True(t, b.InDebtCollection)
			},
		},
		{
			"getCustomersAccountTransactionData", "GET", account + "transactions?offset=10&sliceSize=20", "", sliceOf(entryJSON),
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetCustomersAccountTransactionData(ctx, 1001, pgclient.SliceParams{Offset: "10", SliceSize: 20}))
			},
			func(t *testing.T, got any) {
				e := got.(pgclient.Slice[pgclient.BookingEntry]).Result[0]
				require.Equal(t, "2026-11-01", e.DueDate.String())
				require.Equal(t, "39.90", e.Amount.Amount.String())
				require.Nil(t, e.OpenAmount)
			},
		},
		{
			"getCustomersAccountUpcomingData", "GET", account + "transactions/upcoming", "", sliceOf(entryJSON),
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetCustomersAccountUpcomingData(ctx, 1001, pgclient.SliceParams{}))
			},
			func(t *testing.T, got any) {
				require.Equal(t, int64(501), got.(pgclient.Slice[pgclient.BookingEntry]).Result[0].ID)
			},
		},
		{
			"bookCustomerPayment", "POST", account + "payment",
			`{"paymentRequestToken":"prt","amount":{"amount":39.90,"currency":"EUR"},"debtClaimIds":[501,502]}`, "",
			func(ctx context.Context, c *api) (any, error) {
				return nil, c.BookCustomerPayment(ctx, 1001, pgclient.CustomerPaymentRequest{
					PaymentRequestToken: "prt", Amount: pgclient.Money{Amount: amount, Currency: "EUR"}, DebtClaimIDs: []int64{501, 502},
				})
			},
			nil,
		},
		{
			"updateCustomerPaymentInstrument", "POST", account + "payment-instrument", `{"paymentRequestToken":"prt"}`, "",
			func(ctx context.Context, c *api) (any, error) {
				return nil, c.UpdateCustomerPaymentInstrument(ctx, 1001, pgclient.PaymentInstrumentUpdateRequest{PaymentRequestToken: "prt"})
			},
			nil,
		},
		{
			"userSession", "POST", "/v1/payments/user-session",
			`{"amount":39.90,"scope":"ECOM","finionPayCustomerId":"753ea8ec-c2ec-4761-824b-bc46eda3f644","permittedPaymentChoices":["SEPA"],
				"referenceText":"Joining Fee","requireDirectDebitSignature":true}`,
			`{"token":"CllClFmVlSCs","tokenValidUntil":"2025-01-07T16:25:09.416924Z","finionPayCustomerId":"753ea8ec-c2ec-4761-824b-bc46eda3f644","widget":null}`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.UserSession(ctx, pgclient.PaymentUserSessionRequest{
					Amount: amount, Scope: pgclient.PaymentSessionScopeEcom, FinionPayCustomerID: "753ea8ec-c2ec-4761-824b-bc46eda3f644",
					PermittedPaymentChoices: []pgclient.PaymentChoice{pgclient.PaymentChoiceSEPA}, ReferenceText: "Joining Fee",
					RequireDirectDebitSignature: &yes,
				}))
			},
			func(t *testing.T, got any) {
				s := got.(pgclient.PaymentUserSession)
				require.Equal(t, "CllClFmVlSCs", s.Token)
				require.Equal(t, 416924000, s.TokenValidUntil.Time().Nanosecond())
				require.Equal(t, "753ea8ec-c2ec-4761-824b-bc46eda3f644", s.FinionPayCustomerID)
			},
		},
	}
}

func communicationCases() []operation {
	type api = pgclient.Client
	at, err := pgclient.ParseZonedTime("2026-11-26T18:00:00.000+01:00[Europe/Berlin]")
	if err != nil {
		panic(err)
	}
	message := pgclient.CommunicationRequest{
		CommunicationThreadStatus: pgclient.CommunicationThreadStatusCreated, Subject: "Locker", Content: "It is stuck.",
		CommunicationDirection: pgclient.CommunicationDirectionIncoming, CommunicationChannel: pgclient.CommunicationChannelChat,
	}
	const messageJSON = `"subject":"Locker","content":"It is stuck.","communicationDirection":"INCOMING","communicationChannel":"CHAT"}`
	next := message
	next.CommunicationThreadStatus, next.CommunicationDateTime = pgclient.CommunicationThreadStatusOngoing, at
	yes, no := true, false
	return []operation{
		{
			"createCommunicationInNewCommunicationThread", "POST", "/v1/communications/1001/threads",
			`{"communicationThreadStatus":"CREATED",` + messageJSON, communicationJSON,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.CreateCommunicationInNewCommunicationThread(ctx, 1001, message))
			},
			func(t *testing.T, got any) {
				require.Equal(t, pgclient.Communication{
					CustomerID: 1001, CommunicationID: 71, ThreadID: 70, CommunicationThreadStatus: pgclient.CommunicationThreadStatusCreated,
					Subject: "Locker", Content: "It is stuck.", CommunicationDirection: pgclient.CommunicationDirectionIncoming,
					CommunicationChannel: pgclient.CommunicationChannelChat,
				}, got)
			},
		},
		{
			"createCommunicationInExistingCommunicationThread", "PUT", "/v1/communications/1001/threads/70",
			`{"communicationThreadStatus":"ONGOING","communicationDateTime":"2026-11-26T18:00:00.000+01:00[Europe/Berlin]",` + messageJSON, communicationJSON,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.CreateCommunicationInExistingCommunicationThread(ctx, 1001, 70, next))
			},
			func(t *testing.T, got any) { require.Equal(t, int64(70), got.(pgclient.Communication).ThreadID) },
		},
		{
			"getCommunicationPreferences", "GET", "/v1/communications/1001/communication-preferences", "", preferencesJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetCommunicationPreferences(ctx, 1001)) },
			func(t *testing.T, got any) {
				p := got.([]pgclient.CommunicationPreference)
				require.Len(t, p, 2)
				require.Equal(t, pgclient.CommunicationChannelPreference{
					CommunicationChannel: pgclient.CommunicationChannelEmail, CustomerOverridable: &yes, Active: &no,
				}, p[0].Channels[0])
				require.Nil(t, p[0].Channels[1].CustomerOverridable)
				require.Empty(t, p[1].Channels)
			},
		},
		{
			"updateCommunicationPreferences", "PUT", "/v1/communications/1001/communication-preferences",
			`[{"messageCategory":"NEWSLETTER","channels":[{"communicationChannel":"EMAIL","customerOverridable":true,"active":true}]}]`, preferencesJSON,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.UpdateCommunicationPreferences(ctx, 1001, []pgclient.CommunicationPreference{{
					MessageCategory: pgclient.MessageCategoryNewsletter,
					Channels: []pgclient.CommunicationChannelPreference{{
						CommunicationChannel: pgclient.CommunicationChannelEmail, CustomerOverridable: &yes, Active: &yes,
					}},
				}}))
			},
			func(t *testing.T, got any) { require.Len(t, got, 2) },
		},
	}
}

func selfServiceTypes() []any {
	return []any{
		pgclient.ContactDataFields{}, pgclient.ContactData{}, pgclient.ContactDataAmendment{},
		pgclient.AddressDataFields{}, pgclient.AddressData{}, pgclient.AddressDataAmendment{},
		pgclient.MasterDataFields{}, pgclient.MasterData{}, pgclient.MasterDataAmendment{},
		pgclient.PaymentDataFields{}, pgclient.PaymentData{}, pgclient.PaymentDataAmendment{}, pgclient.PaymentDataAmendmentRequest{},
		pgclient.CustomerAccountBalance{}, pgclient.BookingEntry{}, pgclient.CustomerPaymentRequest{}, pgclient.PaymentInstrumentUpdateRequest{},
		pgclient.PaymentUserSessionRequest{}, pgclient.PaymentUserSession{},
		pgclient.CommunicationRequest{}, pgclient.Communication{}, pgclient.CommunicationPreference{},
	}
}

func TestConstantsOfSelfService(t *testing.T) {
	schemas := contract.Load(t).Doc.Components.Schemas
	for name, constants := range map[string][]any{
		"CustomerTitle":             values(pgclient.CustomerTitleNone, pgclient.CustomerTitleDr, pgclient.CustomerTitleProf),
		"PaymentSessionScope":       values(pgclient.PaymentSessionScopeMemberAccount, pgclient.PaymentSessionScopeEcom),
		"CommunicationThreadStatus": values(pgclient.CommunicationThreadStatusCreated, pgclient.CommunicationThreadStatusOngoing, pgclient.CommunicationThreadStatusClosed),
		"CommunicationDirection":    values(pgclient.CommunicationDirectionIncoming, pgclient.CommunicationDirectionOutgoing),
		"AmendmentConfigurationStatus": values(
			pgclient.AmendmentConfigurationStatusRead, pgclient.AmendmentConfigurationStatusChangesRequireVerification,
			pgclient.AmendmentConfigurationStatusChangesWithoutVerification),
		"MessageCategory": values(
			pgclient.MessageCategoryContract, pgclient.MessageCategoryGeneral, pgclient.MessageCategoryAppointment,
			pgclient.MessageCategoryNewsletter, pgclient.MessageCategoryLoyaltyProgram),
		"CommunicationChannel": values(
			pgclient.CommunicationChannelLetter, pgclient.CommunicationChannelEmail, pgclient.CommunicationChannelTextMessage,
			pgclient.CommunicationChannelPhone, pgclient.CommunicationChannelFax, pgclient.CommunicationChannelConversation,
			pgclient.CommunicationChannelChat, pgclient.CommunicationChannelOther),
	} {
		require.ElementsMatch(t, schemas[name].Value.Enum, constants, name)
	}
}

// None of this may reach a log, even if somebody logs the whole value.
func TestOwnDataStayOutOfLogs(t *testing.T) {
	const secret = "Hohenstein"
	// With its decimal point: the digits alone turn up in a log line's time now and then.
	const sum = "4711.42"
	amount, err := pgclient.ParseDecimal(sum)
	require.NoError(t, err)
	money := &pgclient.Money{Amount: amount, Currency: "EUR"}
	for _, v := range []any{
		pgclient.ContactDataFields{Email: secret}, pgclient.ContactData{ContactDataFields: pgclient.ContactDataFields{Email: secret}},
		pgclient.ContactDataAmendment{ContactDataFields: pgclient.ContactDataFields{Email: secret}},
		pgclient.AddressData{AddressDataFields: pgclient.AddressDataFields{Street: secret}}, pgclient.AddressDataAmendment{AddressDataFields: pgclient.AddressDataFields{Street: secret}},
		pgclient.MasterData{MasterDataFields: pgclient.MasterDataFields{LastName: secret}}, pgclient.MasterDataAmendment{MasterDataFields: pgclient.MasterDataFields{LastName: secret}},
		pgclient.PaymentData{PaymentDataFields: pgclient.PaymentDataFields{IBAN: secret}}, pgclient.PaymentDataAmendment{PaymentDataFields: pgclient.PaymentDataFields{IBAN: secret}},
		pgclient.PaymentDataAmendmentRequest{IBAN: secret},
		pgclient.CustomerAccountBalance{AccountBalance: money, DunningLevel: secret}, pgclient.BookingEntry{ID: 1, Description: secret, Amount: money},
		pgclient.CustomerPaymentRequest{PaymentRequestToken: secret, Amount: *money}, pgclient.PaymentInstrumentUpdateRequest{PaymentRequestToken: secret},
		pgclient.PaymentUserSessionRequest{Amount: amount, ReferenceText: secret}, pgclient.PaymentUserSession{Token: secret, FinionPayCustomerID: secret},
		pgclient.CommunicationRequest{Subject: secret, Content: secret}, pgclient.Communication{ThreadID: 1, Subject: secret, Content: secret},
	} {
		var out strings.Builder
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "v", v)
		require.NotContains(t, out.String(), secret, "%T", v)
		require.NotContains(t, out.String(), sum, "%T", v)
	}
}

// A session without token and a thread without id are worth nothing.
func TestIncompleteAnswersOfSelfService(t *testing.T) {
	c := newClient(t, answers(http.StatusOK, "application/json", `{"tokenValidUntil":"2025-01-07T16:25:09.416924Z","customerId":1}`))
	_, err := c.UserSession(t.Context(), pgclient.PaymentUserSessionRequest{})
	require.Equal(t, pgclient.Unexpected, pgclient.KindOf(err))
	require.True(t, pgclient.Unclear(err))
	_, err = c.CreateCommunicationInNewCommunicationThread(t.Context(), 1, pgclient.CommunicationRequest{})
	require.Equal(t, pgclient.Unexpected, pgclient.KindOf(err))
}

func TestAllOfAnAccount(t *testing.T) {
	c := newClient(t, contract.Handler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		first := r.URL.Query().Get("offset") == ""
		_, _ = fmt.Fprintf(w, `{"result":[%s],"hasNext":%t,"offset":"50"}`, entryJSON, first)
	})))
	for _, entries := range []func() ([]pgclient.BookingEntry, error){
		func() ([]pgclient.BookingEntry, error) {
			return collect(c.AllCustomersAccountTransactionData(t.Context(), 1001), 0)
		},
		func() ([]pgclient.BookingEntry, error) {
			return collect(c.AllCustomersAccountUpcomingData(t.Context(), 1001), 0)
		},
	} {
		got, err := entries()
		require.NoError(t, err)
		require.Len(t, got, 2)
	}
}

// Own data come as one flat object beside a second copy of the same fields: whatever is
// answered becomes data or an error, and survives being written and read again.
func FuzzDecodeOwnData(f *testing.F) {
	for _, fields := range []string{contactFieldsJSON, addressFieldsJSON, masterFieldsJSON, paymentFieldsJSON} {
		f.Add([]byte(answered(fields)))
	}
	f.Add([]byte(`{"email":7,"pendingAmendment":[]}`))
	f.Add([]byte(`{"pendingAmendment":{"id":"61"},"dateOfBirth":"31.12.1999"}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, data []byte) {
		rereads[pgclient.ContactData](t, data)
		rereads[pgclient.AddressData](t, data)
		rereads[pgclient.MasterData](t, data)
		rereads[pgclient.PaymentData](t, data)
	})
}

func rereads[T any](t *testing.T, data []byte) {
	t.Helper()
	var first, second T
	if json.Unmarshal(data, &first) != nil {
		return
	}
	text, err := json.Marshal(first)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &second))
	repeated, err := json.Marshal(second)
	require.NoError(t, err)
	require.Equal(t, string(text), string(repeated))
}
