package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/mail"
	"memberportal/internal/receipt"
	"memberportal/internal/sandbox"
)

// order has the newcomer order an extra, twice with the same form, and returns the page
// that follows.
func (p *portal) order(studio, language, extra string) page {
	p.t.Helper()
	b := p.signIn(studio, "newcomer").speaking(studio, language)
	k := p.extrasOf(studio, "newcomer")
	m := p.offered(studio, k.ID, extra)
	address := extrasPath(studio, k.ID) + "/" + id(m.ID)
	action, values := b.get(address + "?frequency=" + id(*m.PaymentFrequencies[0].ID)).form(address)
	done := b.post(action, values)
	require.Equal(p.t, done.path, b.post(action, values).path)
	require.Equal(p.t, extrasPath(studio, k.ID), done.path)
	return done
}

// receiptMails waits for so many mails with receipts.
func (p *portal) receiptMails(to string, n int) []mail.Entry {
	p.t.Helper()
	var list []mail.Entry
	require.Eventually(p.t, func() bool {
		list = p.receiptMailsTo(to)
		return len(list) >= n
	}, 15*time.Second, 50*time.Millisecond, "%d mails wanted", n)
	require.Len(p.t, list, n)
	return list
}

func TestOrderBringsItsMails(t *testing.T) {
	for studio, c := range map[string]struct {
		language, extra, subject, recorded, notice string
		mails                                      int
	}{
		"forge":     {"en", "Drinks Flat Rate", "The Forge: your order", "the contract is made.", "You have the right to cancel this contract within 14 days", 2},
		"nordlicht": {"de", "Handtuchservice", "Nordlicht Fitness: Ihre Bestellung", "der Vertrag ist geschlossen.", "Sie haben das Recht, binnen vierzehn Tagen", 1},
	} {
		t.Run(studio, func(t *testing.T) {
			p := newPortal(t)
			done := p.order(studio, c.language, c.extra)
			mails := p.receiptMails(p.member(studio, "newcomer").Email, c.mails)
			order := mails[len(mails)-1]
			require.Equal(t, c.subject, order.Subject)
			require.Contains(t, order.Text, c.recorded)
			require.Contains(t, order.Text, c.extra)
			require.Contains(t, mails[0].Text, c.notice, "the last mail has the notice")
			require.Contains(t, mails[0].Text, p.server.URL+"/"+studio+"/withdraw-from-contract")
			require.Len(t, order.Attachments, 2)
			keys, err := p.desk.Keys(t.Context())
			require.NoError(t, err)
			signed, err := receipt.Verify(string(order.Attachments[1].Data), keys)
			require.NoError(t, err)
			require.Equal(t, receipt.Purchase, signed.Kind)
			require.True(t, strings.HasPrefix(string(order.Attachments[0].Data), "%PDF-"))
			require.Equal(t, []string{signed.Number + ".pdf", signed.Number + ".txt"}, []string{order.Attachments[0].Name, order.Attachments[1].Name})
			for _, l := range signed.Lines { // price, term, notice and total among them
				require.Contains(t, order.Text, l.Label+":\n    "+l.Value)
			}

			// The link shows the state to whoever has it, signed in or not; the page's own does not.
			for _, m := range mails {
				at := strings.Index(m.Text, p.server.URL+"/"+studio+"/receipts/")
				require.Positive(t, at)
				link, _, _ := strings.Cut(m.Text[at:], "\n")
				shown := p.browser().get(strings.TrimPrefix(link, p.server.URL))
				require.Equal(t, http.StatusOK, shown.status)
				require.Equal(t, 2, shown.Find("ol.text li").Length())
			}
			own := done.Find(`main a[href*="/receipts/"]`).AttrOr("href", "")
			require.Equal(t, 1, p.browser().get(own).Find("ol.text li").Length())
		})
	}
}

func TestReceiptMailWaitsForTheAPI(t *testing.T) {
	p := newPortal(t)
	p.order("forge", "en", "Drinks Flat Rate")
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "*", Kind: sandbox.FaultStatus, Status: 503}))
	require.Eventually(t, func() bool { return strings.Contains(p.logs.String(), "lookup unavailable") }, 15*time.Second, 50*time.Millisecond)
	to := p.member("forge", "newcomer").Email
	require.Empty(t, p.receiptMailsTo(to))
	p.world.ClearFaults()
	p.receiptMails(to, 2)
}

func TestReceiptMailNeedsAnAddress(t *testing.T) {
	var gone atomic.Bool
	var asked atomic.Int32
	p := newPortal(t, func(s *setup) {
		s.between = func(api http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				answer := httptest.NewRecorder()
				api.ServeHTTP(answer, r)
				body := answer.Body.Bytes()
				var customer map[string]any
				if gone.Load() && json.Unmarshal(body, &customer) == nil && customer["email"] != nil {
					customer["email"] = ""
					body, _ = json.Marshal(customer)
					asked.Add(1)
				}
				for name, values := range answer.Header() {
					if name != "Content-Length" {
						w.Header()[name] = values
					}
				}
				w.WriteHeader(answer.Code)
				_, _ = w.Write(body)
			})
		}
	})
	p.order("forge", "en", "Drinks Flat Rate")
	gone.Store(true)
	require.Eventually(t, func() bool { return asked.Load() > 0 }, 15*time.Second, 50*time.Millisecond)
	require.Eventually(t, func() bool {
		depth, _, err := p.store.OutboxDepth(t.Context())
		return err == nil && depth == 0
	}, 15*time.Second, 50*time.Millisecond, "nothing waits")
	require.Empty(t, p.receiptMailsTo(p.member("forge", "newcomer").Email))
}

func TestCancellationBringsItsReceipt(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular").speaking("forge", "en")
	k := p.endingContract("forge", "regular")
	action, values := b.get(endingPath("forge", k)).form("/cancel")
	values.Set("reason", p.endingReason("forge"))
	page := b.post(action, values)
	m := p.receiptMails(p.member("forge", "regular").Email, 1)[0]
	require.Equal(t, "The Forge: your cancellation", m.Subject)
	requested := strings.Contains(page.text("main"), "requested")
	require.Equal(t, requested, strings.Contains(m.Text, "The cancellation is requested. The studio still has to confirm it."))
	require.Equal(t, !requested, strings.Contains(m.Text, "The cancellation is recorded in the studio’s system."))
	require.NotContains(t, m.Text, "right to cancel")
}

// Beside the button of both order pages stand price, term, notice period and total, and
// that all of it comes by e-mail.
func TestLastPageOfAnOrderSaysItAll(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("nordlicht", "newcomer")
	k := p.extrasOf("nordlicht", "newcomer")
	m := p.offered("nordlicht", k.ID, "Handtuchservice")
	for language, c := range map[string]struct {
		terms          []string
		button, byMail string
	}{
		"de": {[]string{"Preis", "Mindestlaufzeit", "Kündigungsfrist"}, "zahlungspflichtig bestellen", "Das alles erhalten Sie auch per E-Mail, mit der Belehrung zu Widerruf oder Kündigung."},
		"en": {[]string{"Price", "Minimum term", "Notice period"}, "order with obligation to pay", "You also get all this by e-mail, with how to withdraw or cancel."},
		"pl": {[]string{"Cena", "Minimalny okres", "Okres wypowiedzenia"}, "zamówienie z obowiązkiem zapłaty", "Wszystko to przyślemy także e-mailem, z pouczeniem o odstąpieniu lub wypowiedzeniu."},
	} {
		b.speaking("nordlicht", language)
		extra := b.get(extrasPath("nordlicht", k.ID) + "/" + id(m.ID) + "?frequency=" + id(*m.PaymentFrequencies[0].ID))
		to := b.get(switchPath("nordlicht", k.ID)).Find("main .slots a").First().AttrOr("href", "")
		require.NotEmpty(t, to)
		for name, last := range map[string]page{"extra": extra, "switch": b.get(to)} {
			values := map[string]string{}
			for _, dt := range last.Find("main dl dt").EachIter() {
				values[strings.TrimSpace(dt.Text())] = strings.TrimSpace(dt.Next().Text())
			}
			for _, term := range c.terms {
				require.NotEmpty(t, values[term], "%s %s: %s in %v", language, name, term, values)
			}
			total := map[string]string{"de": "Gesamtpreis", "en": "Total for the first term", "pl": "Cena łączna za pierwszy okres"}[language]
			found := false
			for term, value := range values {
				found = found || strings.HasPrefix(term, total) && value != ""
			}
			require.True(t, found, "%s %s: total in %v", language, name, values)
			require.Equal(t, c.button, last.text("main form[method=post] button"), name)
			require.Equal(t, c.byMail, last.text("main form[method=post] .hint"), name)
		}
	}
}
