package pgclient_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
)

// Closure reasons differ between the vendor's own lists: what is not known is kept.
func TestUnknownClosureIsKept(t *testing.T) {
	c := newClient(t, answers(http.StatusOK, "application/json", `[{"debtorId":"1","agencyCollectionCases":[{"agencyCollectionCaseId":"A","collectionCaseIds":[],"debts":[],
		"closure":{"type":"ADJOURNED","date":"2026-11-20","rejectionReason":"CLAIM_INCREASE_IMPORTED_CASE","options":[{"key":"KEEP_FILE","value":"1"}]}}]}]`))
	cases, err := c.GetDebtCollectionCases(t.Context(), pgclient.DebtCollectionCasesParams{})
	require.NoError(t, err)
	closure := cases[0].AgencyCollectionCases[0].Closure
	require.Equal(t, pgclient.ClosureType("ADJOURNED"), closure.Type)
	require.Equal(t, pgclient.ClosureRejectionReason("CLAIM_INCREASE_IMPORTED_CASE"), closure.RejectionReason)
	require.Equal(t, pgclient.ClosureOptionKey("KEEP_FILE"), closure.Options[0].Key)
}

func TestTooManyCaseIDsAreNotSent(t *testing.T) {
	c := newClient(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("sent") }))
	ids := make([]string, 51)
	for _, p := range []pgclient.DebtCollectionCasesParams{{DebtorIDs: ids}, {CollectionCaseIDs: ids}, {AgencyCollectionCaseIDs: ids}} {
		_, err := c.GetDebtCollectionCases(t.Context(), p)
		require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
		require.False(t, pgclient.Unclear(err))
	}
}

// Tags may come in other wrappings than the contract's list.
func TestTagsInOtherWrappings(t *testing.T) {
	for body, want := range map[string][]pgclient.StudioTag{
		`[{"name":"pool"}]`:                      {{Name: "pool"}},
		`{"studioTags":[{"name":"pool"}]}`:       {{Name: "pool"}},
		`{"tags":[{"name":"pool"},{}],"more":1}`: {{Name: "pool"}},
		`{"result":[]}`:                          {},
		`{"name":"pool"}`:                        {{Name: "pool"}},
	} {
		c := newClient(t, answers(http.StatusOK, "application/json", body))
		got, err := c.GetAll(t.Context())
		require.NoError(t, err, body)
		require.Equal(t, want, got, body)
		got, err = c.UpdateStudioTags(t.Context(), want)
		require.NoError(t, err, body)
		require.Equal(t, want, got, body)
	}
	for _, body := range []string{`"pool"`, `{}`, `{"tags":"pool"}`, `[1]`, `null`, `7`, `{"name":7}`} {
		c := newClient(t, answers(http.StatusOK, "application/json", body))
		_, err := c.GetAll(t.Context())
		require.Equal(t, pgclient.Unexpected, pgclient.KindOf(err), body)
	}
}

func TestUselessAnswersOfStudioOperations(t *testing.T) {
	c := newClient(t, answers(http.StatusOK, "application/json", `{}`))
	_, err := c.CreateExport(t.Context(), pgclient.TaxAdvisorExportRequest{})
	require.Equal(t, pgclient.Unexpected, pgclient.KindOf(err))
	require.True(t, pgclient.Unclear(err), "it may be under way")
	_, err = c.GetExport(t.Context(), 5)
	require.Equal(t, pgclient.Unexpected, pgclient.KindOf(err))
	_, err = c.ActivateDevice(t.Context(), 26)
	require.Equal(t, pgclient.Unexpected, pgclient.KindOf(err))
	_, err = c.GetEmployee(t.Context(), 1)
	require.Equal(t, pgclient.Unexpected, pgclient.KindOf(err))
}

// Neither debtors nor tokens get into logs.
func TestFinanceTypesKeepOutOfLogs(t *testing.T) {
	var out bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&out, nil))
	token := pgclient.DeviceActivation{AccessToken: "secret"}
	update := pgclient.DebtorUpdate{DebtorID: "secret"}
	logger.Info("x", "a", token, "b", update, "c", pgclient.Debtor{LastName: "secret"}, "d", pgclient.LiablePersonDetails{LastName: "secret"},
		"e", pgclient.PaymentDetails{IBAN: "secret"}, "f", pgclient.ContactDetails{Value: "secret"}, "g", pgclient.AddressDetails{Street: "secret"},
		"h", pgclient.Debt{Designation: "secret"}, "i", pgclient.CollectionCase{CollectionCaseID: "secret"}, "j", pgclient.BlockedDebtor{DebtorID: "secret"},
		"k", pgclient.Employee{LastName: "secret"}, "l", pgclient.DebtCollectionUpdate{Debtors: []pgclient.DebtorUpdate{update}})
	fmt.Fprintf(&out, "%v %+v %#v %s", token, token, token, token)
	require.NotContains(t, out.String(), "secret")
}

// Whatever is answered for tags becomes tags with names or an error, never a panic.
func FuzzDecodeTags(f *testing.F) {
	for _, s := range []string{`[{"name":"pool"}]`, `{"tags":[{"name":"pool"}]}`, `{"name":"pool"}`, `{"name":{"name":1}}`, `null`, `[null,{}]`, `{"result":{"result":[]}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !json.Valid(data) {
			return
		}
		c := newClient(t, answers(http.StatusOK, "application/json", string(data)))
		tags, err := c.GetAll(t.Context())
		if err != nil {
			require.Equal(t, pgclient.Unexpected, pgclient.KindOf(err))
			require.Nil(t, tags)
		}
		for _, tag := range tags {
			require.NotEmpty(t, tag.Name)
		}
	})
}

// What the agency is told about cases can be sent back as it was read.
func FuzzDecodeCases(f *testing.F) {
	f.Add([]byte("[" + caseJSON + "]"))
	f.Add([]byte(`[{"debtorId":1}]`))
	f.Add([]byte(`[{"agencyCollectionCases":[{"debts":[{"paidAmount":1e400}]}]}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var cases []pgclient.DebtorUpdate
		if json.Unmarshal(data, &cases) != nil {
			return
		}
		first, err := json.Marshal(cases)
		require.NoError(t, err)
		var again []pgclient.DebtorUpdate
		require.NoError(t, json.Unmarshal(first, &again))
		second, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(first), string(second))
	})
}
