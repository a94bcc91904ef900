package mail

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"

	"memberportal/i18n"
	"memberportal/internal/receipt"
	"memberportal/internal/store"
	views "memberportal/views/mail"
)

func someLink(studio, number, key string) string {
	return "https://portal.example/" + studio + "/receipts/" + number + "?k=" + key
}

func someLinks() Links {
	return Links{
		Receipt:  someLink,
		Withdraw: func(studio string) string { return "https://portal.example/" + studio + "/withdraw-from-contract" },
		Cancel:   func(studio string) string { return "https://portal.example/" + studio + "/cancel-contract" },
	}
}

// desk is a store with one write of customer 7 in it, and mails about it.
type desk struct {
	t        *testing.T
	store    *store.Store
	intent   store.Intent
	row      store.Mail
	country  string
	texts    map[string]string
	address  string
	lookedUp error
}

func newDesk(t *testing.T, kind receipt.Kind, language string) *desk {
	t.Helper()
	st, err := store.Open(t.Context(), "file:"+filepath.Join(t.TempDir(), "mail.db"), store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = st.Close() })
	zone, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	text := receipt.Receipt{
		Number: receipt.NumberOf([]byte("a form")), Kind: kind, Studio: "forge", StudioName: "The Forge", Language: language,
		Arrived: time.Date(2026, 11, 25, 20, 32, 0, 0, zone), Lines: []receipt.Line{{Label: "Sauna", Value: "9 €\nSpecial & more"}},
	}
	if kind == receipt.Cancellation {
		text.Ends = "2027-03-31"
	}
	payload, err := json.Marshal(WriteReceipt{CustomerID: 7})
	require.NoError(t, err)
	intent, won, err := st.SpendOnce(t.Context(), store.NewIntent{
		OnceMAC: []byte("a form"), Action: "anything", Studio: "forge", CustomerID: 7,
		Receipt: &store.Receipt{Number: text.Number, Kind: string(kind), Text: text.Text(), ViewKey: "VIEW", StateKey: "STATE", Arrived: text.Arrived},
		Notice:  &store.NewMail{Kind: KindWriteReceipt, Studio: "forge", Language: language, Payload: payload},
	})
	require.NoError(t, err)
	require.True(t, won)
	return &desk{
		t: t, store: st, intent: intent, country: "DE", address: "jo@example.org",
		row: store.Mail{Cause: KindWriteReceipt + "/" + intent.ID, Kind: KindWriteReceipt, Studio: "forge", Language: language, Payload: payload},
	}
}

func (d *desk) prepare(make func(*Renderer) func(Writes, OnRecord, Links) Prepare, row store.Mail) (*Message, error) {
	d.t.Helper()
	bundle, err := i18n.Load()
	require.NoError(d.t, err)
	zone, err := time.LoadLocation("Europe/Berlin")
	require.NoError(d.t, err)
	r := NewRenderer(func(string) (Studio, bool) {
		return Studio{Name: "The Forge", ContactEmail: "hello@forge.example", BrandColor: "#0b6e4f", OnBrand: "#ffffff", Printer: func(l string) *i18n.Printer {
			return bundle.Printer(i18n.PrinterOptions{Language: l, Country: d.country, Location: zone, Currency: "EUR", Overrides: d.texts})
		}}, true
	}, "Members <no-reply@portal.example>")
	m, err := make(r)(d.store, func(_ context.Context, studio string, customerID int64) (string, error) {
		require.Equal(d.t, "forge", studio)
		require.EqualValues(d.t, 7, customerID)
		return d.address, d.lookedUp
	}, someLinks())(d.t.Context(), row)
	if m != nil {
		require.NoError(d.t, m.check())
	}
	return m, err
}

func (d *desk) write() (*Message, error) {
	d.t.Helper()
	return d.prepare(func(r *Renderer) func(Writes, OnRecord, Links) Prepare { return r.WriteReceipts }, d.row)
}

func (d *desk) finish(state store.IntentState, outcome string) {
	d.t.Helper()
	require.NoError(d.t, d.store.FinishIntent(d.t.Context(), d.intent.ID, state, json.RawMessage(outcome)))
}

// waiting are the rows that a look at the outbox finds, by kind.
func (d *desk) waiting() map[string][]store.Mail {
	d.t.Helper()
	found := map[string][]store.Mail{}
	for {
		row, err := d.store.ClaimMail(d.t.Context(), time.Minute)
		require.NoError(d.t, err)
		if row == nil {
			return found
		}
		found[row.Kind] = append(found[row.Kind], *row)
	}
}

func TestWriteReceiptSaysTheOutcomeExactly(t *testing.T) {
	for name, c := range map[string]struct {
		kind    receipt.Kind
		state   store.IntentState
		outcome string
		en      string
	}{
		"canceled":           {receipt.Cancellation, store.IntentDone, `{"status":"CANCELED"}`, "The cancellation is recorded in the studio’s system."},
		"cancel, pending":    {receipt.Cancellation, store.IntentDone, `{"status":"PENDING_VERIFICATION"}`, "The cancellation is requested. The studio still has to confirm it."},
		"cancel, not looked": {receipt.Cancellation, store.IntentDone, `{}`, "The cancellation is requested. The studio still has to confirm it."},
		"cancel, unclear":    {receipt.Cancellation, store.IntentUnclear, `{}`, "Whether the cancellation is in the studio’s system could not be confirmed. Please look at your contract."},
		"paused":             {receipt.Pause, store.IntentDone, `{"status":"ACCEPTED"}`, "The pause is recorded in the studio’s system."},
		"pause, pending":     {receipt.Pause, store.IntentDone, `{"status":"PENDING_VERIFICATION"}`, "The pause is requested. The studio still has to confirm it."},
		"pause, unclear":     {receipt.Pause, store.IntentUnclear, `{}`, "Whether the pause is in the studio’s system could not be confirmed."},
		"ordered":            {receipt.Purchase, store.IntentDone, `{"status":"ORDERED"}`, "The order is recorded in the studio’s system; the contract is made."},
		"switched unseen":    {receipt.Purchase, store.IntentDone, `{}`, "The order is recorded in the studio’s system; the contract is made."},
		"order, unclear":     {receipt.Purchase, store.IntentUnclear, `{}`, "Whether the order is in the studio’s system could not be confirmed."},
		"bank, changed":      {receipt.BankData, store.IntentDone, `{"status":"changed"}`, "It is recorded in the studio’s system."},
		"bank, pending":      {receipt.BankData, store.IntentDone, `{"status":"pending"}`, "It is requested. The studio still has to confirm it."},
		"bank, unclear":      {receipt.BankData, store.IntentUnclear, `{}`, "Whether it is in the studio’s system could not be confirmed."},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, c.kind, "en")
			_, err := d.write()
			var failure *Failure
			require.ErrorAs(t, err, &failure)
			require.Equal(t, "write under way", failure.Reason)
			require.False(t, failure.Permanent)
			require.True(t, failure.Quiet)
			d.finish(c.state, c.outcome)
			m, err := d.write()
			require.NoError(t, err)
			require.Equal(t, "jo@example.org", m.To)
			require.Contains(t, m.Text, "\n\n"+c.en)
			require.Contains(t, m.Text, "Sauna:\n    9 €\n    Special & more")
			require.Contains(t, m.Text, "25 November 2026 at 20:32 (CET, Europe/Berlin)")
			require.Contains(t, m.Text, "\n"+someLink("forge", receipt.NumberOf([]byte("a form")), "STATE")+"\n", "it goes to the address on record")
			require.NotContains(t, m.Text, "VIEW")
			require.Equal(t, c.kind == receipt.Cancellation, strings.Contains(m.Text, "It asks for the contract to end on 31 March 2027."))
			require.Equal(t, c.kind == receipt.Purchase, strings.Contains(m.Text, "Instructions on withdrawal"))
			require.Len(t, m.Attachments, 2)
			require.Equal(t, "application/pdf", m.Attachments[0].Type)
			require.True(t, strings.HasPrefix(string(m.Attachments[0].Data), "%PDF-"))
			require.Contains(t, string(m.Attachments[1].Data), "MEMBER PORTAL RECEIPT 1")
			bothSayTheSame(t, m)
		})
	}
}

// bothSayTheSame holds the HTML part to the text part.
func bothSayTheSame(t *testing.T, m *Message) {
	t.Helper()
	page, err := goquery.NewDocumentFromReader(strings.NewReader(m.HTML))
	require.NoError(t, err)
	require.Equal(t, 1, page.Find("h1").Length())
	require.NotContains(t, m.HTML, "zTempl")
	flat := strings.Join(strings.Fields(page.Find("body").Text()), "")
	for line := range strings.SplitSeq(m.Text, "\n") {
		line = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(line), "- "), ":")
		if line == "-- " || line == "--" || strings.HasPrefix(line, "https://") {
			continue
		}
		require.Contains(t, flat, strings.Join(strings.Fields(line), ""))
	}
}

func TestNothingHappenedNothingIsSaid(t *testing.T) {
	for _, state := range []store.IntentState{store.IntentRefused, store.IntentFailed} {
		d := newDesk(t, receipt.Purchase, "en")
		d.country = "GB"
		d.finish(state, `{}`)
		m, err := d.write()
		require.NoError(t, err)
		require.Nil(t, m)
		require.Empty(t, d.waiting()[KindCoolingOff])
	}
}

func TestWriteReceiptWithoutAnAddress(t *testing.T) {
	d := newDesk(t, receipt.Purchase, "en")
	d.country = "GB"
	d.finish(store.IntentDone, `{}`)
	for _, address := range []string{"", "no address", "a@example.org, b@example.org"} {
		d.address = address
		m, err := d.write()
		require.NoError(t, err)
		require.Nil(t, m)
	}
	d.address, d.lookedUp = "", &Failure{Reason: "lookup timeout", Quiet: true}
	_, err := d.write()
	var failure *Failure
	require.ErrorAs(t, err, &failure)
	require.False(t, failure.Permanent, "asked again")
	require.Empty(t, d.waiting()[KindCoolingOff])
	d.address, d.lookedUp = "jo@example.org", nil
	m, err := d.write()
	require.NoError(t, err)
	require.NotNil(t, m)
}

func TestWriteReceiptOfAnotherMemberIsNone(t *testing.T) {
	d := newDesk(t, receipt.Pause, "en")
	d.finish(store.IntentDone, `{}`)
	d.row.Payload = json.RawMessage(`{"customer_id":8}`)
	_, err := d.write()
	var failure *Failure
	require.ErrorAs(t, err, &failure)
	require.True(t, failure.Permanent)
	require.ErrorIs(t, err, store.ErrNotFound)
}

// The United Kingdom wants the notice by itself; it is written once, however often the
// first mail is made.
func TestCoolingOffNotice(t *testing.T) {
	for _, language := range []string{"en", "de", "pl"} {
		d := newDesk(t, receipt.Purchase, language)
		d.country = "GB"
		d.finish(store.IntentDone, `{"status":"ORDERED"}`)
		first, err := d.write()
		require.NoError(t, err)
		again, err := d.write()
		require.NoError(t, err)
		require.Equal(t, first.ID, again.ID)
		rows := d.waiting()[KindCoolingOff]
		require.Len(t, rows, 1)
		m, err := d.prepare(func(r *Renderer) func(Writes, OnRecord, Links) Prepare { return r.CoolingOff }, rows[0])
		require.NoError(t, err)
		require.NotEqual(t, first.ID, m.ID)
		require.Equal(t, "jo@example.org", m.To)
		require.Contains(t, strings.ToLower(m.Text), "e-mail: hello@forge.example", language)
		require.Contains(t, m.Text, "https://portal.example/forge/withdraw-from-contract")
		require.Contains(t, m.Text, "14")
		require.Contains(t, m.Text, receipt.NumberOf([]byte("a form")))
		require.NotContains(t, first.Text, "[*]", "the notice is a mail of its own")
		require.Contains(t, m.Text, "[*]")
		bothSayTheSame(t, m)
		bothSayTheSame(t, first)
	}
}

// The words are those of the model instructions, for services.
func TestWithdrawalNoticeWordByWord(t *testing.T) {
	for language, words := range map[string][]string{
		"de": {
			"Widerrufsbelehrung\n\nWiderrufsrecht\n\nSie haben das Recht, binnen vierzehn Tagen ohne Angabe von Gründen diesen Vertrag zu widerrufen.",
			"Die Widerrufsfrist beträgt vierzehn Tage ab dem Tag des Vertragsabschlusses.",
			"Um Ihr Widerrufsrecht auszuüben, müssen Sie uns (The Forge, E-Mail: hello@forge.example) mittels einer eindeutigen Erklärung (z. B. ein mit der Post versandter Brief oder eine E-Mail) über Ihren Entschluss, diesen Vertrag zu widerrufen, informieren.",
			"Sie können Ihr Widerrufsrecht auch online unter https://portal.example/forge/withdraw-from-contract ausüben. Wenn Sie diese Online-Funktion nutzen, übermitteln wir Ihnen auf einem dauerhaften Datenträger (z. B. durch eine E-Mail) unverzüglich eine Eingangsbestätigung mit Informationen zum Inhalt der Widerrufserklärung sowie dem Datum und der Uhrzeit ihres Eingangs.",
			"Haben Sie verlangt, dass die Dienstleistungen während der Widerrufsfrist beginnen soll,",
			"Muster-Widerrufsformular\n\n(Wenn Sie den Vertrag widerrufen wollen, dann füllen Sie bitte dieses Formular aus und senden Sie es zurück.)",
			"— Hiermit widerrufe(n) ich/wir (*) den von mir/uns (*) abgeschlossenen Vertrag",
		},
		"en": {
			"Right of withdrawal\n\nYou have the right to withdraw from this contract within 14 days without giving any reason.",
			"The withdrawal period will expire after 14 days from the day of the conclusion of the contract.",
			"you must inform us (The Forge, e-mail: hello@forge.example) of your decision to withdraw from this contract by an unequivocal statement",
			"You can also exercise your right of withdrawal online at https://portal.example/forge/withdraw-from-contract. If you use this online feature,",
			"If you requested to begin the performance of services during the withdrawal period, you shall pay us an amount which is in proportion",
			"Model withdrawal form\n\n(complete and return this form only if you wish to withdraw from the contract)\n\n— To The Forge, e-mail: hello@forge.example:",
		},
		"pl": {
			"Mają Państwo prawo odstąpić od niniejszej umowy w terminie 14 dni bez podania jakiejkolwiek przyczyny.",
			"Termin do odstąpienia od umowy wygasa po upływie 14 dni od dnia zawarcia umowy.",
			"muszą Państwo poinformować nas (The Forge, adres e-mail: hello@forge.example) o swojej decyzji o odstąpieniu od niniejszej umowy",
			"online pod adresem https://portal.example/forge/withdraw-from-contract.",
			"Jeżeli zażądali Państwo rozpoczęcia świadczenia usług przed upływem terminu do odstąpienia od umowy,",
			"Wzór formularza odstąpienia od umowy\n\n(formularz ten należy wypełnić i odesłać tylko w przypadku chęci odstąpienia od umowy)",
		},
	} {
		d := newDesk(t, receipt.Purchase, language)
		for _, country := range []string{"DE", "PL", "NO"} {
			d.country = country
			if country == "DE" {
				d.finish(store.IntentDone, `{"status":"ORDERED"}`)
			}
			m, err := d.write()
			require.NoError(t, err)
			for _, w := range words {
				require.Contains(t, m.Text, w, country)
			}
			bothSayTheSame(t, m)
		}
		require.Empty(t, d.waiting()[KindCoolingOff])
	}
}

func TestElsewhereTheWayToCancel(t *testing.T) {
	for _, language := range []string{"en", "de", "pl"} {
		d := newDesk(t, receipt.Purchase, language)
		d.country = "CH"
		d.finish(store.IntentDone, `{"status":"ORDERED"}`)
		m, err := d.write()
		require.NoError(t, err)
		require.Contains(t, m.Text, "https://portal.example/forge/cancel-contract")
		require.NotContains(t, m.Text, "withdraw-from-contract")
		require.NotContains(t, m.Text, "(*)")
		require.Empty(t, d.waiting()[KindCoolingOff])
		bothSayTheSame(t, m)
	}
}

// A lawyer overrules what the catalogue says, address and telephone included.
func TestStudioRewordsTheNotice(t *testing.T) {
	d := newDesk(t, receipt.Purchase, "de")
	d.texts = map[string]string{"withdrawal.trader": "{{.studio}} GmbH, Hafenstraße 1, 20457 Hamburg, Telefon 040 1234, {{.email}}"}
	d.finish(store.IntentDone, `{"status":"ORDERED"}`)
	m, err := d.write()
	require.NoError(t, err)
	require.Equal(t, 2, strings.Count(m.Text, "The Forge GmbH, Hafenstraße 1, 20457 Hamburg, Telefon 040 1234, hello@forge.example"))
}

// No language has words of another.
func TestWriteMailsSpeakOneLanguage(t *testing.T) {
	for language, foreign := range map[string][]string{
		"de": {" the ", " your ", " Państw"}, "en": {" der ", " Ihre", " Państw"}, "pl": {" the ", " your ", " Ihre"},
	} {
		for _, kind := range []receipt.Kind{receipt.Cancellation, receipt.Pause, receipt.Purchase, receipt.BankData} {
			d := newDesk(t, kind, language)
			d.finish(store.IntentUnclear, ``)
			m, err := d.write()
			require.NoError(t, err)
			require.Equal(t, language, m.Language)
			text := strings.NewReplacer("The Forge", "Studio", "Special & more", "").Replace(m.Subject + "\n" + m.Text)
			for _, w := range foreign {
				require.NotContains(t, text, w)
			}
			require.NotContains(t, text, "{{")
			require.NotRegexp(t, `\b(writemail|withdrawal|declarationmail|rights)\.[a-z]`, text)
		}
	}
}

func TestRegimes(t *testing.T) {
	for country, want := range map[string]views.Regime{
		"DE": views.RegimeEU, "PL": views.RegimeEU, "IE": views.RegimeEU, "LI": views.RegimeEU, "GB": views.RegimeUK, "CH": views.RegimeOther, "US": views.RegimeOther, "": views.RegimeOther,
	} {
		require.Equal(t, want, regimeOf(country), country)
	}
}

// A change of bank details has its own mail, which leads to the receipt.
func TestDataChangeLeadsToItsReceipt(t *testing.T) {
	d := newDesk(t, receipt.BankData, "en")
	d.finish(store.IntentDone, `{"status":"changed"}`)
	payload, err := json.Marshal(DataChange{CustomerID: 7, What: []string{"bank"}})
	require.NoError(t, err)
	row := store.Mail{Cause: store.MailKindDataChange + "/" + d.intent.ID, Kind: store.MailKindDataChange, Studio: "forge", Language: "en", To: "jo@example.org", Payload: payload}
	change := func(r *Renderer) func(Writes, OnRecord, Links) Prepare {
		return func(w Writes, _ OnRecord, l Links) Prepare { return r.DataChanges(w, l.Receipt) }
	}
	m, err := d.prepare(change, row)
	require.NoError(t, err)
	require.Contains(t, m.Text, someLink("forge", receipt.NumberOf([]byte("a form")), "STATE"))
	require.Contains(t, m.HTML, "k=STATE")
	bothSayTheSame(t, m)
}

var errDisk = errors.New("disk full")

type brokenWrites struct{ Writes }

func (brokenWrites) ReceiptOf(context.Context, string, int64, string) (store.Receipt, error) {
	return store.Receipt{}, errDisk
}

// While the database cannot be read or written the mail waits, whole.
func TestWriteReceiptWaitsForTheStore(t *testing.T) {
	for name, broken := range map[string]func(Writes) Writes{
		"receipt":     func(w Writes) Writes { return brokenWrites{w} },
		"cooling-off": func(w Writes) Writes { return brokenEnqueue{w} },
	} {
		d := newDesk(t, receipt.Purchase, "en")
		d.country = "GB"
		d.finish(store.IntentDone, `{}`)
		m, err := d.prepare(func(r *Renderer) func(Writes, OnRecord, Links) Prepare {
			return func(w Writes, o OnRecord, l Links) Prepare { return r.WriteReceipts(broken(w), o, l) }
		}, d.row)
		require.Nil(t, m, name)
		require.ErrorIs(t, err, errDisk, name)
		var failure *Failure
		require.ErrorAs(t, err, &failure)
		require.False(t, failure.Permanent)
		require.True(t, failure.Quiet)
	}
}

type brokenEnqueue struct{ Writes }

func (brokenEnqueue) EnqueueMail(context.Context, store.NewMail) error { return errDisk }
