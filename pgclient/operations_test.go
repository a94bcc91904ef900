package pgclient_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/pgclient"
)

const testKey = "key-that-nobody-may-see"

// newClient returns a client for a server with this handler.
func newClient(t *testing.T, h http.Handler, opts ...pgclient.Option) *pgclient.Client {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	c, err := pgclient.New(server.URL, testKey, opts...)
	require.NoError(t, err)
	return c
}

// answers returns a handler that answers all requests alike.
func answers(status int, contentType, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

const (
	classJSON = `{"id":9007199254740993,"title":"Yoga","type":"STUDIO","duration":60,"category":"Body & mind","description":null,
		"imgUrl":"https://img.example/1.png","bookable":true,"newField":{"a":[1]},
		"cancelCondition":{"cancelationAfterLatestPossible":false,"latestCancelTerm":{"value":2,"unit":"HOURS"}}}`
	slotJSON = `{"id":77,"startDateTime":"2026-11-26T18:00:00.000+01:00[Europe/Berlin]","endDateTime":"2026-11-26T19:00:00.000+01:00[Europe/Berlin]",
		"instructors":[{"id":3,"firstName":"Ada","lastName":"Byron","publicName":null}],"location":{"id":4,"name":"Room 1"},
		"earliestBookingDateTime":null,"maxParticipants":12,"bookedParticipants":12,"additionalParticipants":1,"waitingListParticipants":0,
		"classInformation":{"id":5,"title":"Yoga"}}`
	classBookingJSON = `{"bookingId":31,"bookingStatus":"WAITING_LIST","classSlotId":77,"classId":5,"customerId":1001,
		"classSlotStatus":"PLANNED","participantStatus":"UNSET"}`
	appointmentFields = `"bookingId":41,"bookingStatus":"BOOKED","startDateTime":"2026-11-27T09:00:00.000+01:00[Europe/Berlin]",
		"endDateTime":"2026-11-27T09:45:00.000+01:00[Europe/Berlin]","title":"Massage","instructors":null,
		"appointmentStatus":"PLANNED","participantStatus":"UNSET"`
	customerJSON = `{"id":1001,"customerNumber":"1-12345","firstName":"Edgar","lastName":"Bullock","dateOfBirth":"1952-05-04",
		"email":"edgar@example.com","status":"MEMBER","accessRefusal":false,"studioId":7,"preferredLanguage":{"languageCode":"de"},
		"idlePeriods":[{"id":1,"startDate":"2026-12-01","unlimited":true,"contract":{"id":9,"rateName":"Premium"}}],
		"accessMediums":[{"id":1,"type":"BARCODE","value":"00123"}],"createdDateTime":"2022-06-15T23:59:59.999+02:00[Europe/Berlin]"}`
	priceJSON = `{"basePrice":{"amount":39.90,"currency":"EUR"},"currentPrice":{"amount":29.9,"currency":"EUR"},
		"paymentFrequency":{"id":2,"type":"RECURRING","term":{"value":1,"unit":"MONTH"},"price":{"amount":29.9,"currency":"EUR"}}}`
	contractJSON = `{"id":9,"createdDate":"2022-01-01","startDate":"2022-01-15","endDate":"2027-03-31","rateName":"Premium","contractStatus":"ACTIVE",
		"cancelled":false,"price":29.9,"priceDetails":` + priceJSON + `,"lastPossibleCancellationDate":"2026-12-31",
		"term":{"periodValue":12,"periodUnit":"MONTH"},"extensionTerm":{"periodValue":1,"periodUnit":"MONTH"}}`
	contractDataJSON = `{"id":9,"startDate":"2022-01-15","endDate":"2027-03-31","rateName":"Premium","contractStatus":"ACTIVE",
		"price":29.9,"priceDetails":` + priceJSON + `,"cancelationStatus":null,"availableCancelationDates":["2027-03-31","2027-04-30"]}`
	studioJSON = `{"name":"Nordlicht","countryCode":"DE","studioId":7,"accessCodeConfiguration":{"enabled":true},
		"publicOpeningHours":[{"dayOfWeekFrom":"MONDAY","dayOfWeekTo":"FRIDAY","timeFrom":"06:00:00","timeTo":"23:00:00"}],
		"closingHours":[{"reason":"Holiday","dateTimeFrom":"2026-12-24T00:00:00","dateTimeTo":"2026-12-27T00:00:00"}],
		"location":{"longitude":9.99,"latitude":53.55}}`
)

func sliceOf(entry string) string { return `{"result":[` + entry + `],"hasNext":true,"offset":"77"}` }

// operation is one method of the client, the request it is to make and an answer.
//
// The body is JSON, or for a form a line for each part: name|file name|content type|content.
type operation struct {
	id, method, target, body string
	answer                   string // "" for an operation without documented body
	call                     func(context.Context, *pgclient.Client) (any, error)
	check                    func(t *testing.T, got any)
}

// of gives every method the same shape.
func of[T any](v T, err error) (any, error) { return v, err }

// operations is every operation of the client, tag by tag.
func operations() []operation {
	return slices.Concat(
		coreCases(), directoryCases(), accessCases(), selfServiceCases(), membershipCases(),
		offersCases(), appointmentsCases(), financeCases(),
	)
}

// coreCases are the operations that signing in and booking classes need.
func coreCases() []operation {
	booking := pgclient.ClassBookingRequest{CustomerID: 1001, ClassSlotID: 77}
	const bookingBody = `{"customerId":1001,"classSlotId":77}`
	type api = pgclient.Client
	return []operation{
		{
			"getActiveClasses", "GET", "/v1/classes?offset=55&sliceSize=10", "", sliceOf(classJSON),
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetActiveClasses(ctx, pgclient.SliceParams{Offset: "55", SliceSize: 10}))
			},
			func(t *testing.T, got any) {
				s := got.(pgclient.Slice[pgclient.Class])
				require.True(t, s.HasNext)
				require.Equal(t, "77", s.Offset)
				class := s.Result[0]
				require.Equal(t, int64(9007199254740993), class.ID, "beyond what a float can hold")
				require.Equal(t, 60, *class.Duration)
				require.Empty(t, class.Description)
				require.Equal(t, pgclient.TermWithMinutes{Value: 2, Unit: pgclient.TermUnitWithMinutesHours}, *class.CancelCondition.LatestCancelTerm)
				require.False(t, *class.CancelCondition.CancelationAfterLatestPossible)
			},
		},
		{
			"getClassById", "GET", "/v1/classes/5", "", classJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetClassById(ctx, 5)) },
			func(t *testing.T, got any) { require.Equal(t, pgclient.ClassTypeStudio, got.(pgclient.Class).Type) },
		},
		{
			"getClassSlotsForMultipleClasses", "GET", "/v1/classes/slots?daysAhead=7&sliceSize=50&slotWindowStartDate=2026-11-26", "", sliceOf(slotJSON),
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetClassSlotsForMultipleClasses(ctx, pgclient.ClassSlotsParams{
					Start: pgclient.Date{Year: 2026, Month: 11, Day: 26}, DaysAhead: 7, SliceParams: pgclient.SliceParams{SliceSize: 50},
				}))
			},
			func(t *testing.T, got any) {
				slot := got.(pgclient.Slice[pgclient.ClassSlot]).Result[0]
				require.Equal(t, "2026-11-26T18:00:00.000+01:00[Europe/Berlin]", slot.StartDateTime.String())
				require.True(t, slot.EarliestBookingDateTime.IsZero())
				require.True(t, slot.LatestBookingDateTime.IsZero())
				require.Equal(t, 12, *slot.MaxParticipants)
				require.Nil(t, slot.MaxWaitingListParticipants, "absent is not none")
				require.Equal(t, 0, *slot.WaitingListParticipants)
				require.Equal(t, "Room 1", slot.Location.Name)
			},
		},
		{
			"getClassSlots", "GET", "/v1/classes/5/slots", "", sliceOf(slotJSON),
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetClassSlots(ctx, 5, pgclient.SliceParams{}))
			},
			func(t *testing.T, got any) { require.Len(t, got.(pgclient.Slice[pgclient.ClassSlot]).Result, 1) },
		},
		{
			"getClassSlotById", "GET", "/v1/classes/5/slots/77", "", slotJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetClassSlotById(ctx, 5, 77)) },
			func(t *testing.T, got any) {
				require.Equal(t, "Ada", got.(pgclient.ClassSlot).Instructors[0].FirstName)
			},
		},
		{
			"validateClassSlot", "POST", "/v1/classes/booking/validate", bookingBody, `{"validationStatus":"CUSTOMER_IDLE"}`,
			func(ctx context.Context, c *api) (any, error) { return of(c.ValidateClassSlot(ctx, booking)) },
			func(t *testing.T, got any) {
				require.Equal(t, pgclient.ClassBookingValidationStatusCustomerIdle, got.(pgclient.ClassBookingValidation).ValidationStatus)
			},
		},
		{
			"bookClassSlot", "POST", "/v1/classes/booking/book", bookingBody, classBookingJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.BookClassSlot(ctx, booking)) },
			func(t *testing.T, got any) {
				require.Equal(t, pgclient.ClassBooking{
					BookingID: 31, BookingStatus: pgclient.ClassBookingStatusWaitingList, ClassSlotID: 77, ClassID: 5, CustomerID: 1001,
					ClassSlotStatus: pgclient.EventStatusPlanned, ParticipantStatus: pgclient.ParticipantStatusUnset,
				}, got)
			},
		},
		{
			"getClassBookingById", "GET", "/v1/classes/booking/31", "", classBookingJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetClassBookingById(ctx, 31)) },
			func(t *testing.T, got any) { require.Equal(t, int64(1001), got.(pgclient.ClassBooking).CustomerID) },
		},
		{
			"getClassBookingsByCustomerId", "GET", "/v1/classes/booking?customerId=1001", "", "[" + classBookingJSON + "]",
			func(ctx context.Context, c *api) (any, error) { return of(c.GetClassBookingsByCustomerId(ctx, 1001)) },
			func(t *testing.T, got any) { require.Len(t, got, 1) },
		},
		{
			"cancelClassSlotById", "DELETE", "/v1/classes/booking/31", "", "",
			func(ctx context.Context, c *api) (any, error) { return nil, c.CancelClassSlotById(ctx, 31) },
			nil,
		},
		{
			"getAppointmentBookings", "GET", "/v1/appointments/booking?customerId=1001", "", "[{" + appointmentFields + "}]",
			func(ctx context.Context, c *api) (any, error) { return of(c.GetAppointmentBookings(ctx, 1001)) },
			func(t *testing.T, got any) {
				require.Equal(t, "Massage", got.([]pgclient.AppointmentBooking)[0].Title)
			},
		},
		{
			"getAppointmentBooking", "GET", "/v1/appointments/booking/41", "", "{" + appointmentFields + `,"customerId":1001}`,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetAppointmentBooking(ctx, 41)) },
			func(t *testing.T, got any) {
				b := got.(pgclient.AppointmentBookingOfCustomer)
				require.Equal(t, int64(1001), b.CustomerID)
				require.Equal(t, pgclient.AppointmentBookingStatusBooked, b.BookingStatus)
				require.Equal(t, "Europe/Berlin", b.StartDateTime.Zone())
			},
		},
		{
			"deleteAppointmentBooking", "DELETE", "/v1/appointments/booking/41", "", `{"success":"x"}`,
			func(ctx context.Context, c *api) (any, error) { return nil, c.DeleteAppointmentBooking(ctx, 41) },
			nil,
		},
		{
			"searchCustomers", "POST", "/v1/customers/search", `{"email":"edgar@example.com","dateOfBirth":"1952-05-04"}`, "[" + customerJSON + "]",
			func(ctx context.Context, c *api) (any, error) {
				return of(c.SearchCustomers(ctx, pgclient.CustomerSearchRequest{
					Email: "edgar@example.com", DateOfBirth: pgclient.Date{Year: 1952, Month: time.May, Day: 4},
				}))
			},
			func(t *testing.T, got any) { require.Equal(t, int64(1001), got.([]pgclient.Customer)[0].ID) },
		},
		{
			"getCustomerBy", "GET", "/v1/customers/by?customerNumber=1-12345+%26x%3D", "", customerJSON,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetCustomerBy(ctx, pgclient.CustomerBy{CustomerNumber: "1-12345 &x="}))
			},
			func(t *testing.T, got any) { require.Equal(t, "1-12345", got.(pgclient.Customer).CustomerNumber) },
		},
		{
			"getCustomerById", "GET", "/v1/customers/1001", "", customerJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetCustomerById(ctx, 1001)) },
			func(t *testing.T, got any) {
				customer := got.(pgclient.Customer)
				require.Equal(t, pgclient.CustomerStatusMember, customer.Status)
				require.Equal(t, "1952-05-04", customer.DateOfBirth.String())
				require.Equal(t, int64(7), *customer.StudioID)
				require.Equal(t, "de", customer.PreferredLanguage.LanguageCode)
				require.Nil(t, customer.BankAccount)
				require.True(t, *customer.IdlePeriods[0].Unlimited)
				require.True(t, customer.IdlePeriods[0].EndDate.IsZero())
				require.Equal(t, "00123", customer.AccessMediums[0].Value, "leading zeros stay")
			},
		},
		{
			"getCustomersContracts", "GET", "/v1/customers/1001/contracts?status=ACTIVE", "", "[" + contractJSON + "]",
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetCustomersContracts(ctx, 1001, pgclient.ContractStatusActive))
			},
			func(t *testing.T, got any) {
				c := got.([]pgclient.Contract)[0]
				require.Equal(t, "39.90", c.PriceDetails.BasePrice.Amount.String())
				require.Equal(t, pgclient.TimePeriod{PeriodValue: 12, PeriodUnit: pgclient.TermUnitMonth}, c.Term)
			},
		},
		{
			"getContractData", "GET", "/v1/memberships/1001/self-service/contract-data", "", "[" + contractDataJSON + "]",
			func(ctx context.Context, c *api) (any, error) { return of(c.GetContractData(ctx, 1001)) },
			func(t *testing.T, got any) {
				c := got.([]pgclient.ContractData)[0]
				require.Empty(t, c.CancelationStatus)
				require.Equal(t, "2027-04-30", c.AvailableCancelationDates[1].String())
				require.Equal(t, pgclient.PaymentFrequencyTypeRecurring, c.PriceDetails.PaymentFrequency.Type)
				require.Equal(t, "29.9", c.PriceDetails.PaymentFrequency.Price.Amount.String())
			},
		},
		{
			"getStudioInformation", "GET", "/v1/studios/information", "", studioJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetStudioInformation(ctx)) },
			func(t *testing.T, got any) {
				s := got.(pgclient.StudioInformation)
				require.True(t, *s.AccessCodeConfiguration.Enabled)
				require.Equal(t, "06:00", s.PublicOpeningHours[0].TimeFrom.String())
				require.Equal(t, pgclient.Date{Year: 2026, Month: 12, Day: 24}, s.ClosingHours[0].DateTimeFrom.Date)
				require.InDelta(t, 53.55, *s.Location.Latitude, 1e-9)
			},
		},
		{
			"getUtilization", "GET", "/v1/studios/utilization", "", `{"capacity":null,"count":10}`,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetUtilization(ctx)) },
			func(t *testing.T, got any) { require.Equal(t, pgclient.StudioUtilization{Count: 10}, got) },
		},
		{
			"checkKey", "HEAD", "/v1/studios/information", "", "",
			func(ctx context.Context, c *api) (any, error) { return nil, c.CheckKey(ctx) },
			nil,
		},
	}
}

// Every operation makes the request of the contract and reads the answer of the contract.
func TestOperations(t *testing.T) {
	api := contract.Load(t)
	for _, op := range operations() {
		t.Run(op.id, func(t *testing.T) {
			var got *http.Request
			var body string
			var seen []pgclient.Observation
			c := newClient(t, contract.Handler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				b, _ := io.ReadAll(r.Body)
				got, body = r, string(b)
				w.Header().Set("Content-Type", "application/json;charset=UTF-8")
				_, _ = io.WriteString(w, op.answer)
			})), pgclient.WithObserver(func(o pgclient.Observation) { seen = append(seen, o) }))

			result, err := op.call(pgclient.WithLanguage(t.Context(), "de-CH"), c)
			require.NoError(t, err)
			if op.check != nil {
				op.check(t, result)
			}

			require.Equal(t, op.method, got.Method)
			require.Equal(t, op.target, got.URL.RequestURI())
			require.Equal(t, testKey, got.Header.Get("X-API-KEY"))
			require.Equal(t, "application/json", got.Header.Get("Accept"))
			require.Equal(t, "de-CH", got.Header.Get("Accept-Language"))
			if op.method != http.MethodHead {
				require.Equal(t, "gzip", got.Header.Get("Accept-Encoding"))
			}
			require.Empty(t, got.Header.Get("Idempotency-Key"))
			require.Empty(t, got.Header.Get("X-Idempotency-Key"))
			require.NotContains(t, got.URL.String(), testKey)
			switch media, params, _ := mime.ParseMediaType(got.Header.Get("Content-Type")); {
			case op.body == "":
				require.Empty(t, body)
				require.Empty(t, media)
			case media == "multipart/form-data":
				require.Equal(t, op.body, partsOf(t, body, params["boundary"]))
				require.EqualValues(t, len(body), got.ContentLength)
			default:
				require.JSONEq(t, op.body, body)
				require.Equal(t, "application/json", got.Header.Get("Content-Type"))
			}

			require.Len(t, seen, 1)
			require.Positive(t, seen[0].Duration)
			seen[0].Duration = 0
			require.Equal(t, pgclient.Observation{Op: op.id, Status: 200, Try: 1, Write: op.writes()}, seen[0])
			if op.method != http.MethodHead {
				id, err := api.Operation(got.Method, got.URL.Path)
				require.NoError(t, err)
				require.Equal(t, op.id, id, "named after its operationId")
			}
		})
	}
}

// partsOf writes a multipart body as lines of name, file name, content type and content.
func partsOf(t *testing.T, body, boundary string) string {
	t.Helper()
	var out strings.Builder
	reader := multipart.NewReader(strings.NewReader(body), boundary)
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return out.String()
		}
		require.NoError(t, err)
		content, err := io.ReadAll(part)
		require.NoError(t, err)
		fmt.Fprintf(&out, "%s|%s|%s|%s\n", part.FormName(), part.FileName(), part.Header.Get("Content-Type"), content)
	}
}

func TestOptionalCriteriaAreLeftOut(t *testing.T) {
	var got []string
	c := newClient(t, contract.Handler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.URL.RequestURI())
		require.Empty(t, r.Header.Get("Accept-Language"))
		w.Header().Set("Content-Type", "application/json")
		if strings.HasSuffix(r.URL.Path, "contracts") {
			_, _ = io.WriteString(w, "[]")
			return
		}
		_, _ = io.WriteString(w, `{"result":[],"hasNext":false,"offset":"0"}`)
	})))
	ctx := pgclient.WithLanguage(t.Context(), "de\r\nX-Evil: 1")
	_, err := c.GetActiveClasses(ctx, pgclient.SliceParams{})
	require.NoError(t, err)
	_, err = c.GetClassSlotsForMultipleClasses(ctx, pgclient.ClassSlotsParams{})
	require.NoError(t, err)
	contracts, err := c.GetCustomersContracts(ctx, 1, "")
	require.NoError(t, err)
	require.Empty(t, contracts)
	require.Equal(t, []string{"/v1/classes", "/v1/classes/slots", "/v1/customers/1/contracts"}, got)
}

func TestBaseURLWithPath(t *testing.T) {
	var got string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.URL.Path
		_, _ = io.WriteString(w, `{"count":1}`)
	}))
	defer server.Close()
	c, err := pgclient.New(server.URL+"/tenant%2F1/", testKey)
	require.NoError(t, err)
	_, err = c.GetUtilization(t.Context())
	require.NoError(t, err)
	require.Equal(t, "/tenant/1/v1/studios/utilization", got)
}

func TestNewRefuses(t *testing.T) {
	const fine = "https://api.example"
	for name, make := range map[string]func() (*pgclient.Client, error){
		"no scheme":       func() (*pgclient.Client, error) { return pgclient.New("api.example", testKey) },
		"other scheme":    func() (*pgclient.Client, error) { return pgclient.New("ftp://api.example", testKey) },
		"no host":         func() (*pgclient.Client, error) { return pgclient.New("https:///v1", testKey) },
		"user in it":      func() (*pgclient.Client, error) { return pgclient.New("https://u:"+testKey+"@api.example", testKey) },
		"query":           func() (*pgclient.Client, error) { return pgclient.New(fine+"?a=b", testKey) },
		"garbage":         func() (*pgclient.Client, error) { return pgclient.New("https://"+testKey+"\x00", testKey) },
		"no key":          func() (*pgclient.Client, error) { return pgclient.New(fine, "") },
		"key with a line": func() (*pgclient.Client, error) { return pgclient.New(fine, testKey+"\n") },
		"no timeout":      func() (*pgclient.Client, error) { return pgclient.New(fine, testKey, pgclient.WithTimeouts(0, 1)) },
		"nil client":      func() (*pgclient.Client, error) { return pgclient.New(fine, testKey, pgclient.WithHTTPClient(nil)) },
		"nil observer":    func() (*pgclient.Client, error) { return pgclient.New(fine, testKey, pgclient.WithObserver(nil)) },
	} {
		t.Run(name, func(t *testing.T) {
			c, err := make()
			require.Nil(t, c)
			require.ErrorContains(t, err, "pgclient:")
			require.NotContains(t, err.Error(), testKey)
		})
	}
}

func TestSearchWithoutCriterionIsNotSent(t *testing.T) {
	c := newClient(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("sent") }))
	_, err := c.SearchCustomers(t.Context(), pgclient.CustomerSearchRequest{CardNumberFormat: pgclient.CardNumberFormatDecimal})
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
	_, err = c.GetCustomerBy(t.Context(), pgclient.CustomerBy{})
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
	_, err = c.GetCustomerBy(t.Context(), pgclient.CustomerBy{CustomerNumber: "1", PIN: "2"})
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
}

// collect reads at most limit entries.
func collect[T any](entries iter.Seq2[T, error], limit int) (got []T, err error) {
	for v, e := range entries {
		if e != nil {
			return got, e
		}
		got = append(got, v)
		if len(got) == limit {
			break
		}
	}
	return got, nil
}

func TestAllFollowsOffsets(t *testing.T) {
	type page struct{ offset, answer string }
	slot := func(n string) string { return `{"id":` + n + `,"additionalParticipants":0}` }
	tests := []struct {
		name    string
		pages   []page // asked for in this order; offset "" is the first
		limit   int
		want    []int64
		wantErr pgclient.Kind
	}{
		{"to the end", []page{
			{"", `{"result":[` + slot("1") + `,` + slot("2") + `],"hasNext":true,"offset":"2"}`},
			{"2", `{"result":[],"hasNext":true,"offset":"abc"}`},
			{"abc", `{"result":[` + slot("3") + `],"hasNext":false,"offset":"zzz"}`},
		}, 0, []int64{1, 2, 3}, ""},
		{"stops where the reader stops", []page{
			{"", `{"result":[` + slot("1") + `,` + slot("2") + `],"hasNext":true,"offset":"2"}`},
		}, 2, []int64{1, 2}, ""},
		{"repeated offset", []page{
			{"", `{"result":[` + slot("1") + `],"hasNext":true,"offset":"1"}`},
			{"1", `{"result":[` + slot("2") + `],"hasNext":true,"offset":"1"}`},
		}, 0, []int64{1, 2}, ""},
		{"offset of the beginning", []page{
			{"", `{"result":[` + slot("1") + `],"hasNext":true,"offset":"0"}`},
		}, 0, []int64{1}, ""},
		{"error on the way", []page{
			{"", `{"result":[` + slot("1") + `],"hasNext":true,"offset":"1"}`},
			{"1", ``},
		}, 0, []int64{1}, pgclient.NotFound},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			asked := 0
			c := newClient(t, contract.Handler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				require.Less(t, asked, len(tt.pages), "one slice too many")
				p := tt.pages[asked]
				asked++
				require.Equal(t, p.offset, r.URL.Query().Get("offset"))
				require.Equal(t, "50", r.URL.Query().Get("sliceSize"))
				require.Equal(t, "3", r.URL.Query().Get("daysAhead"))
				if p.answer == "" {
					w.WriteHeader(http.StatusNotFound)
					p.answer = `{"errorMessage":"gone"}`
				}
				_, _ = io.WriteString(w, p.answer)
			})))
			start := pgclient.Date{Year: 2026, Month: 11, Day: 26}
			got, err := collect(c.AllClassSlotsForMultipleClasses(t.Context(), start, 3), tt.limit)
			require.Equal(t, tt.wantErr, pgclient.KindOf(err))
			var ids []int64
			for _, s := range got {
				ids = append(ids, s.ID)
			}
			require.Equal(t, tt.want, ids)
			require.Equal(t, len(tt.pages), asked)
		})
	}
}

func TestAllOfOneClassAndOfClasses(t *testing.T) {
	c := newClient(t, contract.Handler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		entry := classJSON
		if r.URL.Path == "/v1/classes/5/slots" {
			entry = slotJSON
		}
		next := r.URL.Query().Get("offset") == ""
		_ = json.NewEncoder(w).Encode(map[string]any{"result": []json.RawMessage{json.RawMessage(entry)}, "hasNext": next, "offset": "9"})
	})))
	slots, err := collect(c.AllClassSlots(t.Context(), 5), 0)
	require.NoError(t, err)
	require.Len(t, slots, 2)
	classes, err := collect(c.AllActiveClasses(t.Context()), 0)
	require.NoError(t, err)
	require.Len(t, classes, 2)
}

// The table of what exists upstream and what this package covers must not part ways.
// It is that of release 1.8.3: what the contract says is younger is not in it.
func TestOperationsAreThoseOfTheCoverageTable(t *testing.T) {
	table, err := os.ReadFile("coverage.tsv")
	require.NoError(t, err)
	later := map[string]bool{} // the table is of the baseline, the contract knows later releases
	for _, item := range contract.Load(t).Doc.Paths.Map() {
		for _, op := range item.Operations() {
			later[op.OperationID] = op.Extensions["x-since"] != nil
		}
	}
	for _, op := range operations() {
		if op.method != http.MethodHead && !later[op.id] {
			require.Contains(t, string(table), "\t"+op.id+"\t")
		}
	}
}
