package handlers_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

const widgetAt = "https://pay.vendor.example:8443/v1/widget.js"

// paying sets both studios up for payments.
func paying(s *setup) {
	s.yaml = func(y string) string {
		for _, slug := range []string{"nordlicht", "forge"} {
			y = strings.Replace(y, `key: sandbox-`+slug+` }`, `key: sandbox-`+slug+`, release: "1.11.0" }`+"\n    payment: { widget_url: \""+widgetAt+"\" }", 1)
		}
		return y
	}
}

// openClaims are what the API itself says is due, unpaid and in no plan.
func (p *portal) openClaims(m sandbox.Member) (open []pgclient.BookingEntry, sum pgclient.Decimal) {
	p.t.Helper()
	for e, err := range p.client(m.Studio).AllCustomersAccountTransactionData(p.t.Context(), m.CustomerID) {
		require.NoError(p.t, err)
		if !e.InstallmentPlan && e.OpenAmount.Amount.Sign() > 0 {
			open, sum = append(open, e), sum.Add(e.OpenAmount.Amount)
		}
	}
	return open, sum
}

func TestAccountInEveryStory(t *testing.T) {
	p := newPortal(t)
	for _, studio := range []string{"nordlicht", "forge"} {
		for _, story := range []string{"regular", "debtor", "prospect", "former", "extras", "newcomer"} {
			b := p.signIn(studio, story)
			b.post("/"+studio+"/language", url.Values{"language": {"en"}}) // whatever the record says
			p.world.ResetCalls()
			pg := b.get("/" + studio + "/account")
			require.Equal(t, http.StatusOK, pg.status)
			require.Equal(t, "Account", pg.text("h1"))
			require.NotContains(t, pg.text("main"), "not available")
			require.Zero(t, p.writes())
			require.Zero(t, pg.Find(`a[href*="/account/pay"]`).Length(), "no widget is configured")
			require.Equal(t, http.StatusNotFound, b.get("/"+studio+"/account/pay").status)
			switch story {
			case "debtor":
				require.Contains(t, pg.text("main"), "debt collection agency")
				require.Contains(t, pg.text("main"), "This was due and has not been paid yet.")
				require.Contains(t, pg.text("main"), "ask the studio how you can pay")
			case "former": // left with a debt
				require.Contains(t, pg.text("main"), "This was due and has not been paid yet.")
			default:
				require.Contains(t, pg.text("main"), "Nothing is open.")
				require.Zero(t, pg.Find(".notice").Length())
			}
		}
	}
}

// What is open is told to the cent, from the claims.
func TestAccountSaysWhatIsOpen(t *testing.T) {
	p := newPortal(t)
	m := p.member("nordlicht", "debtor")
	open, sum := p.openClaims(m)
	require.Greater(t, len(open), 5)
	pg := p.signIn("nordlicht", "debtor").get("/nordlicht/account")
	require.Contains(t, pg.text(".sum"), sum.String())
	require.Equal(t, len(open), pg.Find("section:has(.sum) dl > div").Length(), "each one is listed")
	require.Contains(t, pg.text("main"), "instalments, as agreed")
	require.NotContains(t, strings.ToLower(pg.text("main")), "you owe", "the sign of the balance is not documented")
	iban := pg.text("section:has(h2:contains('Your bank account'))")
	require.Regexp(t, `ending in [0-9A-Z]{4}`, iban)
	require.NotRegexp(t, `[A-Z]{2}\d{2} ?\d{4}`, pg.html, "no more of the IBAN than its end")
}

func TestAccountPagesThroughTheSlices(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "debtor")
	first := b.get("/forge/account")
	require.Positive(t, first.Find("#past dl > div").Length())
	require.Zero(t, first.Find("#past a.btn").Length(), "what is there fits")
	second := b.get("/forge/account?past=10&upcoming=50")
	require.Equal(t, http.StatusOK, second.status)
	require.Equal(t, first.Find("#past dl > div").Length()-10, second.Find("#past dl > div").Length(), "the rest of the list, from the offset")
	require.Equal(t, first.text(".sum"), second.text(".sum"), "what is open does not depend on the page")
	require.Equal(t, "/forge/account?upcoming=50#past", second.Find("#past .head a").AttrOr("href", ""))
	for _, bad := range []string{"nonsense", strings.Repeat("9", 80)} {
		require.Equal(t, http.StatusNotFound, b.get("/forge/account?past="+bad).status, bad)
		require.Equal(t, http.StatusNotFound, b.get("/forge/account?upcoming="+bad).status, bad)
	}
}

func TestAccountParts(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	for op, says := range map[string]string{
		"getCustomersAccountBalanceData":     "Your balance is not available right now.",
		"getCustomersAccountTransactionData": "Your past transactions are not available right now.",
		"getCustomersAccountUpcomingData":    "Your upcoming payments are not available right now.",
		"getCustomerPaymentData":             "Your bank account cannot be shown right now.",
	} {
		require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: op, Kind: sandbox.FaultStatus, Status: 503}))
		pg := b.get("/forge/account")
		p.world.ClearFaults()
		require.Equal(t, http.StatusOK, pg.status, op)
		require.Contains(t, pg.text("main"), says)
	}
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "*", Kind: sandbox.FaultStatus, Status: 503}))
	require.Equal(t, http.StatusServiceUnavailable, b.get("/forge/account").status)
	require.Equal(t, http.StatusServiceUnavailable, b.get("/forge/account/transactions.csv").status)
	p.world.ClearFaults()

	require.NoError(t, p.world.SetScopes("forge", "CUSTOMER_READ", "CUSTOMER_ACCOUNT_READ"))
	pg := b.get("/forge/account")
	require.Equal(t, http.StatusOK, pg.status)
	require.NotContains(t, pg.text("main"), "bank account", "no scope for it")
	require.NoError(t, p.world.SetScopes("forge", "CUSTOMER_READ", "MEMBERSHIP_SELF_SERVICE_READ"))
	require.Equal(t, http.StatusNotFound, b.get("/forge/account").status)
	require.Equal(t, http.StatusNotFound, b.get("/forge/account/transactions.csv").status)
	require.NotContains(t, b.get("/forge/").text("main"), "due", "nothing on the first page, either")
}

func TestHomeTellsWhatIsDue(t *testing.T) {
	p := newPortal(t)
	_, sum := p.openClaims(p.member("nordlicht", "debtor"))
	home := p.signIn("nordlicht", "debtor").get("/nordlicht/")
	require.Contains(t, home.text(".notice"), sum.String())
	require.Equal(t, 1, home.Find(`.notice a[href="/nordlicht/account"]`).Length())
	require.Contains(t, p.signIn("nordlicht", "regular").get("/nordlicht/").text(".notice"), "is due today", "the personal training")
	require.Zero(t, p.signIn("nordlicht", "prospect").get("/nordlicht/").Find(".notice").Length())
}

func TestTransactionsCSV(t *testing.T) {
	p := newPortal(t)
	m := p.member("nordlicht", "debtor")
	b := p.signIn("nordlicht", "debtor")
	b.headers["Accept-Language"] = "de"
	pg := b.get("/nordlicht/account/transactions.csv")
	require.Equal(t, http.StatusOK, pg.status)
	require.Equal(t, "text/csv; charset=utf-8", pg.header.Get("Content-Type"))
	require.Equal(t, `attachment; filename="transactions-2026-06-15.csv"`, pg.header.Get("Content-Disposition"))
	require.Equal(t, "no-store", pg.header.Get("Cache-Control"))
	body := b.raw("/nordlicht/account/transactions.csv")
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
	require.NoError(t, err)
	require.Len(t, lines[0], 6)
	var want []pgclient.BookingEntry
	for e, err := range p.client("nordlicht").AllCustomersAccountTransactionData(t.Context(), m.CustomerID) {
		require.NoError(t, err)
		want = append(want, e)
	}
	require.Len(t, lines, len(want)+1)
	for _, e := range want {
		require.Contains(t, body, e.DueDate.String()+","+e.Description+","+e.Amount.Amount.String()+","+e.OpenAmount.Amount.String()+",EUR,")
	}
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getCustomersAccountTransactionData", Kind: sandbox.FaultStatus, Status: 503}))
	require.Equal(t, http.StatusServiceUnavailable, b.get("/nordlicht/account/transactions.csv").status)
}

// raw is the body of an answer as it is.
func (b *browser) raw(path string) string {
	b.p.t.Helper()
	r, err := http.NewRequestWithContext(b.p.t.Context(), http.MethodGet, b.p.server.URL+path, nil)
	require.NoError(b.p.t, err)
	return b.do(r).html
}

// toWidget chooses claims, all if none is given, and returns the widget's page with
// the token that the widget would come back with.
func (b *browser) toWidget(studio string, claims ...string) (page, url.Values) {
	b.p.t.Helper()
	action, values := b.get("/" + studio + "/account/pay").form("/account/pay")
	if len(claims) == 0 {
		claims = b.get(action).Find(`input[name="claim"]`).Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("value", "") })
	}
	values["claim"] = claims
	pg := b.post(action, values)
	require.Equal(b.p.t, http.StatusOK, pg.status, pg.text("main"))
	_, settle := pg.form("/account/pay")
	settle["claim"] = claims
	token, err := b.p.world.PaymentRequestToken(pg.Find("#payment").AttrOr("data-session", ""))
	require.NoError(b.p.t, err)
	settle.Set("payment_request_token", token)
	return pg, settle
}

func TestPay(t *testing.T) {
	p := newPortal(t, paying)
	for _, studio := range []string{"nordlicht", "forge"} {
		m := p.member(studio, "debtor")
		b := p.signIn(studio, "debtor")
		open, sum := p.openClaims(m)
		require.Equal(t, "/"+studio+"/account/pay", b.get("/"+studio+"/account").Find("main a.btn").First().AttrOr("href", ""))
		p.world.ResetCalls()
		choose := b.get("/" + studio + "/account/pay")
		require.Equal(t, len(open), choose.Find(`input[name="claim"][checked]`).Length())
		require.Contains(t, choose.text("main"), sum.String())
		require.Regexp(t, `^\D?[\d.,]+\D?\D?$`, strings.TrimSpace(choose.Find("label.pick bdi").First().Text()), "an amount is not written in the direction of its title")
		require.Zero(t, p.writes(), "a look creates nothing")

		pg, settle := b.toWidget(studio)
		require.Contains(t, pg.text("h1"), sum.String())
		require.Equal(t, 1, p.calls("userSession"))
		require.Zero(t, p.calls("bookCustomerPayment"))
		paid := b.post("/"+studio+"/account/pay", settle)
		require.Equal(t, "/"+studio+"/account", paid.path)
		require.Contains(t, paid.text("[role=status]"), "Paid.")
		require.Contains(t, paid.text("main"), "Nothing is open.")
		left, _ := p.openClaims(m)
		require.Empty(t, left)

		again := b.post("/"+studio+"/account/pay", settle)
		require.Equal(t, "/"+studio+"/account", again.path)
		require.Contains(t, again.text("[role=status]"), "Paid.", "the first outcome is told again")
		require.Equal(t, 1, p.calls("bookCustomerPayment"))
		require.Equal(t, http.StatusNotFound, b.get("/"+studio+"/account/pay").status, "nothing is owed any more")
	}
}

func TestPayIsThereOnlyWhenItWorks(t *testing.T) {
	for name, change := range map[string]func(string) string{
		"an older release": func(y string) string { return strings.ReplaceAll(y, "1.11.0", "1.10.4") },
		"no widget":        func(y string) string { return strings.ReplaceAll(y, "payment: { widget_url: \""+widgetAt+"\" }", "") },
	} {
		p := newPortal(t, paying, func(s *setup) {
			with := s.yaml
			s.yaml = func(y string) string { return change(with(y)) }
		})
		b := p.signIn("forge", "debtor")
		require.Zero(t, b.get("/forge/account").Find(`a[href*="/account/pay"]`).Length(), name)
		require.Equal(t, http.StatusNotFound, b.get("/forge/account/pay").status, name)
		_, once := b.get("/forge/").form("/signout")
		require.Equal(t, http.StatusNotFound, b.post("/forge/account/pay", once).status, name)
		require.Zero(t, p.writes(), name)
	}
	p := newPortal(t, paying)
	require.Equal(t, http.StatusNotFound, p.signIn("forge", "regular").get("/forge/account/pay").status, "nothing is owed")

	b := p.signIn("forge", "debtor")
	require.NoError(t, p.world.SetScopes("forge", "CUSTOMER_READ", "CUSTOMER_ACCOUNT_READ"))
	action, values := b.get("/forge/account/pay").form("/account/pay")
	values["claim"] = []string{b.get(action).Find(`input[name="claim"]`).AttrOr("value", "")}
	require.Equal(t, http.StatusNotFound, b.post(action, values).status)
	require.Zero(t, b.get("/forge/account").Find(`a[href*="/account/pay"]`).Length(), "learnt: the studio gave no scope")
}

// The widget's page alone may load from the widget's origin, and from no other.
func TestPayPolicy(t *testing.T) {
	p := newPortal(t, paying)
	b := p.signIn("nordlicht", "debtor")
	const origin = "https://pay.vendor.example:8443"
	pg, _ := b.toWidget("nordlicht")
	require.Equal(t, "default-src 'none'; script-src 'self' "+origin+"; style-src 'self' "+origin+"; img-src 'self' "+origin+"; font-src 'self'; connect-src 'self' "+origin+
		"; frame-src "+origin+"; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors https://www.nordlicht.example:8443", pg.header.Get("Content-Security-Policy"))
	require.Equal(t, "no-store", pg.header.Get("Cache-Control"))
	require.Equal(t, widgetAt, pg.Find("script[defer]").AttrOr("src", ""))
	require.Contains(t, pg.text("noscript"), "This page needs JavaScript.")
	require.Contains(t, b.get(pg.script()).html, "paymentWidget")
	for _, path := range []string{"/nordlicht/account", "/nordlicht/account/pay", "/nordlicht/"} {
		other := b.get(path)
		require.NotContains(t, other.header.Get("Content-Security-Policy"), origin, path)
		require.Equal(t, 1, other.Find("script").Length(), path)
		require.Zero(t, other.Find("body noscript").Length(), path)
	}
}

func TestForeignClaimsAreNotPaid(t *testing.T) {
	p := newPortal(t, paying)
	other, err := p.client("forge").GetCustomersAccountTransactionData(t.Context(), p.member("forge", "extras").CustomerID, pgclient.SliceParams{})
	require.NoError(t, err)
	b := p.signIn("forge", "debtor")
	_, values := b.get("/forge/account/pay").form("/account/pay")
	p.world.ResetCalls()
	for _, claim := range []string{id(other.Result[0].ID), "999999999", "-1", "x", ""} {
		for _, token := range []string{"", "a-token"} {
			values["claim"] = []string{values.Get("claim"), claim}
			values.Set("payment_request_token", token)
			require.Equal(t, http.StatusNotFound, b.post("/forge/account/pay", values).status, claim)
		}
	}
	require.Zero(t, p.writes())
}

func TestPayFormErrors(t *testing.T) {
	p := newPortal(t, paying)
	m := p.member("forge", "debtor")
	b := p.signIn("forge", "debtor")
	open, _ := p.openClaims(m)
	_, values := b.get("/forge/account/pay").form("/account/pay")
	p.world.ResetCalls()
	values.Del("claim")
	none := b.post("/forge/account/pay", values)
	require.Equal(t, http.StatusUnprocessableEntity, none.status)
	require.Contains(t, none.text("#claim-error"), "Choose at least one amount.")

	values["claim"] = []string{id(open[0].ID)}
	values.Set("once", "forged")
	stale := b.post("/forge/account/pay", values)
	require.Equal(t, http.StatusUnprocessableEntity, stale.status)
	require.Equal(t, 1, stale.Find(`input[name="claim"][checked]`).Length(), "what was chosen is kept")
	require.Contains(t, stale.text("main"), "Nothing was charged.")
	require.Zero(t, p.writes())

	_, values = b.get("/forge/account/pay").form("/account/pay")
	values["claim"] = []string{id(open[0].ID)}
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "userSession", Kind: sandbox.FaultStatus, Status: 503}))
	require.Equal(t, http.StatusServiceUnavailable, b.post("/forge/account/pay", values).status)
	p.world.ClearFaults()
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "userSession", Kind: sandbox.FaultStatus, Status: 400}))
	require.Equal(t, http.StatusUnprocessableEntity, b.post("/forge/account/pay", values).status)
	p.world.ClearFaults()

	// The studio's desk takes the money while the form is open.
	part := b.get("/forge/account/pay")
	_, values = part.form("/account/pay")
	for range 10 {
		_ = p.world.Staff("debt_collection_payment", m.CustomerID, true)
	}
	values["claim"] = part.Find(`input[name="claim"]`).Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("value", "") })
	gone := b.post("/forge/account/pay", values)
	if left, _ := p.openClaims(m); len(left) < len(open) {
		require.Equal(t, http.StatusUnprocessableEntity, gone.status)
		require.Contains(t, gone.text("main"), "settled in the meantime")
	}
}

// Every refusal of the API is told, and nothing is captured.
func TestPaymentsThatAreRefused(t *testing.T) {
	p := newPortal(t, paying)
	m := p.member("forge", "debtor")
	b := p.signIn("forge", "debtor")
	open, sum := p.openClaims(m)
	refused := func(settle url.Values, says string) page {
		t.Helper()
		pg := b.post("/forge/account/pay", settle)
		require.Equal(t, http.StatusUnprocessableEntity, pg.status)
		require.Contains(t, pg.text("main [role=alert]"), says)
		require.Contains(t, pg.text("main"), "Nothing was charged.")
		left, still := p.openClaims(m)
		require.Len(t, left, len(open))
		require.Zero(t, sum.Cmp(still))
		return pg
	}
	client := p.client("forge")
	tokenFor := func(customerID int64, amount pgclient.Decimal) string {
		s, err := client.UserSession(t.Context(), pgclient.PaymentUserSessionRequest{Amount: amount, Scope: pgclient.PaymentSessionScopeEcom, CustomerID: &customerID, ReferenceText: "test"})
		require.NoError(t, err)
		token, err := p.world.PaymentRequestToken(s.Token)
		require.NoError(t, err)
		return token
	}
	_, settle := b.toWidget("forge")
	settle.Set("payment_request_token", tokenFor(p.member("forge", "extras").CustomerID, sum))
	refused(settle, "belongs to somebody else")

	_, settle = b.toWidget("forge", id(open[0].ID))
	settle.Set("payment_request_token", tokenFor(m.CustomerID, sum))
	pg := refused(settle, "another amount")
	require.Equal(t, 1, pg.Find(`input[name="claim"][checked]`).Length())

	_, settle = b.toWidget("forge")
	settle.Set("payment_request_token", "made-up")
	refused(settle, "unknown")

	_, settle = b.toWidget("forge")
	settle.Set("once", "forged")
	p.world.ResetCalls()
	refused(settle, "")
	require.Zero(t, p.calls("bookCustomerPayment"))

	// Another device is faster.
	_, slow := b.toWidget("forge")
	_, quick := b.toWidget("forge", id(open[0].ID))
	require.Equal(t, "/forge/account", b.post("/forge/account/pay", quick).path)
	late := b.post("/forge/account/pay", slow)
	require.Equal(t, http.StatusUnprocessableEntity, late.status)
	require.Contains(t, late.text("#claim-error"), "already been settled")
	require.Equal(t, len(open)-1, late.Find(`input[name="claim"]`).Length(), "what is still open")
}

// Whatever happens to the answer, the member hears the truth, and one payment is sent.
func TestPaymentsInDoubt(t *testing.T) {
	for name, c := range map[string]struct {
		fault sandbox.Fault
		paid  bool
	}{
		"the answer is lost":       {sandbox.Fault{Kind: sandbox.FaultDropAfter}, true},
		"the answer is cut off":    {sandbox.Fault{Kind: sandbox.FaultStatus, Status: 500}, false},
		"never arrived":            {sandbox.Fault{Kind: sandbox.FaultDropBefore}, false},
		"busy":                     {sandbox.Fault{Kind: sandbox.FaultStatus, Status: 429}, false},
		"takes long, then happens": {sandbox.Fault{Kind: sandbox.FaultHang, DelayMS: 1200}, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPortal(t, paying, func(s *setup) { s.faulty = true })
			p.app.Hurry()
			m := p.member("forge", "debtor")
			b := p.signIn("forge", "debtor")
			_, settle := b.toWidget("forge")
			p.world.ResetCalls()
			c.fault.Operation = "bookCustomerPayment"
			require.NoError(t, p.world.SetFault(c.fault))
			pg := b.settled(b.post("/forge/account/pay", settle))
			p.world.ClearFaults()
			require.Equal(t, 1, p.calls("bookCustomerPayment"))
			left, _ := p.openClaims(m)
			switch {
			case c.paid:
				require.Empty(t, left)
				require.Contains(t, pg.text("main"), "Paid.")
			case pg.status == http.StatusOK:
				require.Contains(t, pg.text("main"), "Look at your account before you pay again", "in doubt")
			default:
				require.Equal(t, http.StatusServiceUnavailable, pg.status)
				require.NotEmpty(t, left)
			}
			b.settled(b.post("/forge/account/pay", settle))
			require.Equal(t, 1, p.calls("bookCustomerPayment"), "the same form sends nothing again")
		})
	}
}
