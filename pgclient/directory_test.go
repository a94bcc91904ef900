package pgclient_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/pgclient"
)

// Whoever asks for nobody in particular must not get somebody.
func TestLookUpsWithoutExactlyOneIdentifierAreNotSent(t *testing.T) {
	c := newClient(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("sent") }))
	for name, ask := range map[string]func(context.Context) error{
		"cross, none": func(ctx context.Context) error {
			_, err := c.GetCrossStudioCustomerBy(ctx, pgclient.CustomerBy{CardNumberFormat: pgclient.CardNumberFormatHexLSB})
			return err
		},
		"cross, two": func(ctx context.Context) error {
			_, err := c.GetCrossStudioCustomerBy(ctx, pgclient.CustomerBy{DebtorID: "1", Barcode: "2"})
			return err
		},
		"cross search": func(ctx context.Context) error {
			_, err := c.SearchCrossStudioCustomers(ctx, pgclient.CustomerSearchRequest{})
			return err
		},
		"contracts, none but a status": func(ctx context.Context) error {
			_, err := c.GetCustomerContractsBy(ctx, pgclient.CustomerBy{}, pgclient.ContractStatusActive)
			return err
		},
		"measurement, two": func(ctx context.Context) error {
			_, err := c.GetCustomerMeasurement(ctx, pgclient.MediumBy{PIN: "1", Barcode: "2"})
			return err
		},
	} {
		require.Equal(t, pgclient.Invalid, pgclient.KindOf(ask(t.Context())), name)
	}
}

// The iterators ask for their own list with their own filter until its end.
func TestAllOfTheDirectory(t *testing.T) {
	var asked []string
	c := newClient(t, contract.Handler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.RequestURI())
		entry := checkinJSON
		if r.URL.Path == "/v1/customers" {
			entry = customerJSON
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{
			"result": json.RawMessage("[" + entry + "]"), "hasNext": r.URL.Query().Get("offset") == "", "offset": "50",
		})
	})))
	ctx := t.Context()
	from := pgclient.Date{Year: 2026, Month: time.January, Day: 1}
	customers, err := collect(c.AllCustomers(ctx, pgclient.CustomerStatusProspect), 0)
	require.NoError(t, err)
	require.Len(t, customers, 2)
	own, err := collect(c.AllCustomersCheckinHistory(ctx, 1, from, pgclient.Date{}), 0)
	require.NoError(t, err)
	require.Len(t, own, 4)
	all, err := collect(c.AllCrossStudioCustomersCheckinHistory(ctx, 1, pgclient.Date{}, from), 0)
	require.NoError(t, err)
	require.Len(t, all, 4)
	require.Equal(t, []string{
		"/v1/customers?customerStatus=PROSPECT&sliceSize=50", "/v1/customers?customerStatus=PROSPECT&offset=50&sliceSize=50",
		"/v1/customers/1/activities/checkins?fromDate=2026-01-01&sliceSize=50", "/v1/customers/1/activities/checkins?fromDate=2026-01-01&offset=50&sliceSize=50",
		"/v1/cross-studio/customers/1/activities/checkins?sliceSize=50&toDate=2026-01-01", "/v1/cross-studio/customers/1/activities/checkins?offset=50&sliceSize=50&toDate=2026-01-01",
	}, asked)
}

// An answer that lacks what it is for is no success.
func TestDirectoryAnswersThatAreWorthNothing(t *testing.T) {
	for name, ask := range map[string]func(*pgclient.Client) error{
		"customer": func(c *pgclient.Client) error {
			_, err := c.CreateCustomer(t.Context(), pgclient.NewCustomer{})
			return err
		},
		"measurement": func(c *pgclient.Client) error {
			_, err := c.GetCustomerMeasurement(t.Context(), pgclient.MediumBy{PIN: "1"})
			return err
		},
		"voucher": func(c *pgclient.Client) error {
			_, err := c.RedeemCheckinVoucher(t.Context(), pgclient.CheckinVoucherRedeemRequest{})
			return err
		},
	} {
		c := newClient(t, answers(http.StatusOK, "application/json", `{"customerId":0,"studioAccessCode":null}`))
		require.Equal(t, pgclient.Unexpected, pgclient.KindOf(ask(c)), name)
	}
}

func TestDirectoryStaysOutOfLogs(t *testing.T) {
	decimal, err := pgclient.ParseDecimal("81.5")
	require.NoError(t, err)
	at, err := pgclient.ParseZonedTime("2026-11-03T10:15:30+01:00")
	require.NoError(t, err)
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("all",
		"checkin", pgclient.CustomerCheckin{CheckinID: 5, CheckInDateTime: at, StudioName: "secret"},
		"measurement", pgclient.Measurement{ID: 6, LastName: "secret", Height: &decimal},
		"weighing", pgclient.Weighing{Weight: &decimal, RawResults: "secret"},
		"voucher", pgclient.CheckinVoucherRedeemRequest{VoucherCode: "secret", Email: "secret", Lastname: "secret"},
		"code", pgclient.CheckinVoucherRedeemResult{StudioAccessCode: "secret"},
		"switch", pgclient.StudioSwitchRequest{TargetStudioID: 8, Description: "secret"},
	)
	require.NotContains(t, log.String(), "secret")
	require.NotContains(t, log.String(), "81.5")
	require.NotContains(t, log.String(), "2026-11-03T10")
	require.Contains(t, log.String(), `"targetStudioId":8`)
}

// Whatever a check-in or weighing looks like it is read or refused, and what was
// read can be written and read again without a change.
func FuzzDecodeDirectory(f *testing.F) {
	f.Add([]byte(sliceOf(checkinJSON)), []byte(weighingJSON))
	f.Add([]byte(`{"result":[{"checkInDateTime":"2023-12-03T10:15Z[UTC]","checkOutDateTime":""}]}`), []byte(`{"weight":"81","height":1e400}`))
	f.Add([]byte(`{"result":{}}`), []byte(`{"visceralFatLevel":0.5,"rawResults":null}`))
	f.Fuzz(func(t *testing.T, checkins, weighing []byte) {
		steady[pgclient.Slice[pgclient.CustomerCheckin]](t, checkins)
		steady[pgclient.Weighing](t, weighing)
	})
}

func steady[T any](t *testing.T, data []byte) {
	t.Helper()
	var v, again T
	if json.Unmarshal(data, &v) != nil {
		return
	}
	first, err := json.Marshal(v)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(first, &again))
	second, err := json.Marshal(again)
	require.NoError(t, err)
	require.Equal(t, string(first), string(second))
}
