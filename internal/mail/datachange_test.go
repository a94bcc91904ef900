package mail

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/i18n"
	"memberportal/internal/store"
	views "memberportal/views/mail"
)

type oneIntent struct {
	store.Intent
	err  error
	kept *store.Receipt
}

func (o oneIntent) ReceiptOf(context.Context, string, int64, string) (store.Receipt, error) {
	if o.kept == nil {
		return store.Receipt{}, store.ErrNotFound
	}
	return *o.kept, nil
}

func (o oneIntent) GetIntent(_ context.Context, studio string, customerID int64, id string) (store.Intent, error) {
	if studio != "forge" || customerID != 7 || id != "ABC" {
		return store.Intent{}, store.ErrNotFound
	}
	return o.Intent, o.err
}

func TestDataChangeWaitsForTheOutcome(t *testing.T) {
	bundle, err := i18n.Load()
	require.NoError(t, err)
	r := NewRenderer(func(string) (Studio, bool) {
		return Studio{Name: "The Forge", ContactEmail: "hello@forge.example", BrandColor: "#0b6e4f", OnBrand: "#ffffff", Printer: func(l string) *i18n.Printer {
			return bundle.Printer(i18n.PrinterOptions{Language: l})
		}}, true
	}, "Members <no-reply@portal.example>")
	payload, err := json.Marshal(DataChange{CustomerID: 7, What: []string{"email", "bank", "unknown"}, Mandate: &views.Mandate{Creditor: "Forge Gym Ltd", IBAN: "GB33 •••• 5555", Place: "Leeds"}})
	require.NoError(t, err)
	row := store.Mail{Cause: store.MailKindDataChange + "/ABC", Kind: store.MailKindDataChange, Studio: "forge", To: "old@example.com", Payload: payload}
	prepare := func(state store.IntentState, outcome, language string) (*Message, error) {
		row.Language = language
		return r.DataChanges(oneIntent{Intent: store.Intent{ID: "ABC", State: state, Outcome: json.RawMessage(outcome), Created: time.Now()}}, someLink)(t.Context(), row)
	}

	_, err = prepare(store.IntentOpen, "", "en")
	var failure *Failure
	require.ErrorAs(t, err, &failure)
	require.False(t, failure.Permanent, "tried again")
	require.True(t, failure.Quiet)
	for _, state := range []store.IntentState{store.IntentRefused, store.IntentFailed} {
		m, err := prepare(state, `{}`, "en")
		require.NoError(t, err)
		require.Nil(t, m, "nothing was changed, nothing is said")
	}
	for outcome, words := range map[string]string{`{"status":"changed"}`: "was changed", `{"status":"pending"}`: "was requested", `{}`: "could not be confirmed"} {
		m, err := prepare(store.IntentDone, outcome, "en")
		require.NoError(t, err)
		require.Contains(t, m.Text, words)
		require.Equal(t, "old@example.com", m.To)
		require.Contains(t, m.Text, "- E-mail address\n- Bank details\n")
		require.Contains(t, m.Text, "Forge Gym Ltd")
		require.NoError(t, m.check())
	}
	for _, language := range []string{"de", "en", "pl"} {
		m, err := prepare(store.IntentUnclear, "", language)
		require.NoError(t, err)
		require.NotContains(t, m.Text+m.HTML, "{{")
		require.NotContains(t, m.Text+m.HTML, "mail.")
		require.NotContains(t, m.HTML, "zTempl")
	}
	row.Cause = store.MailKindDataChange + "/OTHER"
	_, err = prepare(store.IntentDone, `{}`, "en")
	require.ErrorAs(t, err, &failure)
	require.True(t, failure.Permanent)
}
