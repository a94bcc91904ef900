package handlers_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"

	"memberportal/internal/receipt"
	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

// filledForm is what a browser would send of the form, choices included.
func (p page) filledForm(ending string) (string, url.Values) {
	p.t.Helper()
	action, values := p.form(ending)
	p.Find("form").Each(func(_ int, f *goquery.Selection) {
		if f.AttrOr("action", "") == action {
			f.Find("select").Each(func(_ int, s *goquery.Selection) {
				chosen := s.Find("option[selected]").Last()
				if chosen.Length() == 0 {
					chosen = s.Find("option").First()
				}
				values.Set(s.AttrOr("name", ""), chosen.AttrOr("value", chosen.Text()))
			})
		}
	})
	return action, values
}

func withSEPA(s *setup) {
	s.yaml = func(y string) string {
		return y + "    sepa: { creditor: Forge Gym Ltd, creditor_id: DE98ZZZ09999999999 }\n"
	}
}

func (p *portal) switches(change func(*sandbox.Switches)) {
	w := p.world.Switches()
	change(&w)
	p.world.SetSwitches(w)
}

func account() url.Values {
	return url.Values{"accountHolder": {"Isla Morgan"}, "iban": {"gb33 bukb 2020 1555 5555 55"}, "bic": {"bukbgb22"}, "bankName": {"Barclays"}}
}

func put(into, from url.Values) url.Values {
	for name, v := range from {
		into[name] = v
	}
	return into
}

func TestProfileShowsWhatIsOnRecord(t *testing.T) {
	for _, studio := range []string{"nordlicht", "forge"} {
		p := newPortal(t)
		m := p.member(studio, "regular")
		pg := p.signIn(studio, "regular").get("/" + studio + "/profile")
		require.Equal(t, http.StatusOK, pg.status)
		text := pg.text("main")
		require.Contains(t, text, m.Email)
		require.Contains(t, text, map[string]string{"nordlicht": "DE89 •••• 3000", "forge": "GB29 •••• 6819"}[studio])
		require.NotContains(t, pg.html, "0044")
		require.NotContains(t, pg.html, "6016")
		for _, kind := range []string{"contact", "address", "master", "payment"} {
			require.Equal(t, 1, pg.Find(`main a[href="/`+studio+`/profile/`+kind+`"]`).Length(), kind)
		}
		require.LessOrEqual(t, p.calls("getCustomerContactData"), 1)
		require.Zero(t, p.writes())
	}
}

func TestProfilePartsAreHiddenOrMissing(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getCustomerAddressData", Kind: sandbox.FaultStatus, Status: 503, Times: 10}))
	pg := b.get("/forge/profile")
	require.Equal(t, http.StatusOK, pg.status)
	require.Contains(t, pg.text("main"), "Not available right now")
	require.Equal(t, http.StatusServiceUnavailable, b.get("/forge/profile/address").status)

	require.NoError(t, p.world.SetScopes("forge", "CUSTOMER_READ", "STUDIO_READ", "CUSTOMER_SELF_SERVICE_READ"))
	p.world.ClearFaults()
	action, values := b.get("/forge/profile/address").filledForm("/profile/address")
	values.Set("city", "Leeds")
	refused := b.post(action, values)
	require.Equal(t, http.StatusUnprocessableEntity, refused.status)
	require.Contains(t, refused.text("main"), "cannot be changed here", "the scope to write is missing: nothing is offered any more")
	require.Zero(t, refused.Find(`main form[action$="/profile/address"]`).Length())

	require.NoError(t, p.world.SetScopes("forge", "CUSTOMER_READ", "STUDIO_READ"))
	require.Equal(t, http.StatusNotFound, b.get("/forge/profile").status)
	require.Equal(t, http.StatusNotFound, b.get("/forge/profile/payment").status)
}

// What applies at once, what waits, and what cannot be changed are three different things.
func TestContactStates(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "newcomer")
	m := p.member("forge", "newcomer")
	change := func(phone string) page {
		action, values := b.get("/forge/profile/contact").filledForm("/profile/contact")
		values.Set("phonePrivate", phone)
		return b.post(action, values)
	}
	read := func() pgclient.ContactData {
		d, err := p.client("forge").GetCustomerContactData(t.Context(), m.CustomerID)
		require.NoError(t, err)
		return d
	}
	for _, kept := range []bool{true, false} {
		p.switches(func(s *sandbox.Switches) { s.OmittedContactFieldsKept = kept })
		before := read()
		number := map[bool]string{true: "0161 496 0123", false: "(0161) 496 0777"}[kept]
		pg := change(number)
		require.Equal(t, "/forge/profile/contact", pg.path)
		require.Contains(t, pg.text("main"), "Changed. The new data are on record.")
		after := read()
		require.Equal(t, map[bool]string{true: "+44 161 496 0123", false: "+44 161 496 0777"}[kept], after.PhonePrivate, "formatted")
		require.Equal(t, before.Email, after.Email)
		require.Equal(t, before.PhonePrivateMobile, after.PhonePrivateMobile, "all five are sent, whatever the API does with fewer")
	}

	p.switches(func(s *sandbox.Switches) { s.ContactDataStatus = "CHANGES_REQUIRE_VERIFICATION" })
	require.Contains(t, b.get("/forge/profile/contact").text("form.card"), "The studio checks your change before it takes effect.", "said before")
	pg := change("0161 496 0999")
	require.Contains(t, pg.text("main"), "Requested. The studio checks your change")
	require.NotContains(t, pg.text("main"), "Changed.")
	require.Contains(t, pg.text("main"), "+44 161 496 0777")
	require.Contains(t, pg.text("main"), "+44 161 496 0999")
	require.Zero(t, pg.Find(`main form[action$="/profile/contact"]`).Length(), "one change at a time")
	require.Contains(t, b.get("/forge/profile").text("main"), "Change requested")

	// Sent all the same, from another tab: nothing goes out.
	sent := p.calls("createCustomerContactDataAmendment")
	_, once := pg.form("/signout")
	once.Set("phonePrivate", "0161 496 0555")
	refused := b.post("/forge/profile/contact", once)
	require.Equal(t, http.StatusUnprocessableEntity, refused.status)
	require.Contains(t, refused.text("main"), "already with the studio")
	require.Equal(t, sent, p.calls("createCustomerContactDataAmendment"))

	action, values := pg.form("/withdraw")
	back := b.post(action, values)
	require.Equal(t, "/forge/profile/contact", back.path)
	require.Contains(t, back.text("main"), "Your request is withdrawn.")
	require.Nil(t, read().PendingAmendment)
	again := b.post(action, values)
	require.Contains(t, again.text("main"), "Your request is withdrawn.", "sent again, it shows the first outcome")
	require.Equal(t, 1, p.calls("withdrawAmendment"))

	p.switches(func(s *sandbox.Switches) { s.ContactDataStatus = "READ" })
	pg = b.get("/forge/profile/contact")
	require.Contains(t, pg.text("main"), "cannot be changed here")
	require.Equal(t, 1, pg.Find(`main a[href="mailto:hello@forge.example"]`).Length(), "whom to ask")
	require.Zero(t, pg.Find(`main form`).Length())
}

func TestMistakesStayOnTheForm(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	for kind, c := range map[string]struct{ typed, wrong map[string]string }{
		"contact": {
			map[string]string{"email": "nobody", "phonePrivate": "12", "phoneBusiness": "0161 496 0123"},
			map[string]string{"email": "such as name@example.com", "phonePrivate": "Enter a phone number"},
		},
		"address": {
			map[string]string{"street": "", "zipCode": "", "city": strings.Repeat("x", 101), "countryCode": "QQ"},
			map[string]string{"street": "Enter the street.", "zipCode": "Enter the postcode.", "city": "100 characters", "countryCode": "Choose a country."},
		},
		"master": {
			map[string]string{"firstName": " \u200b", "lastName": "Böhm-Ünal 🌻", "dateOfBirth": "2199-01-01", "gender": "X"},
			map[string]string{"dateOfBirth": "cannot be your date of birth", "gender": "Choose one"},
		},
	} {
		action, values := b.get("/forge/profile/" + kind).filledForm("/profile/" + kind)
		for name, v := range c.typed {
			values.Set(name, v)
		}
		pg := b.post(action, values)
		require.Equal(t, http.StatusUnprocessableEntity, pg.status, kind)
		for name, text := range c.wrong {
			require.Contains(t, pg.text("#"+name+"-error"), text, kind)
			require.Equal(t, 1, pg.Find(`[role=alert] a[href="#`+name+`"]`).Length(), name)
		}
		for name, v := range c.typed {
			if in := pg.Find(`input#` + name); in.Length() == 1 && in.AttrOr("type", "") != "radio" && strings.TrimSpace(v) == v {
				require.Equal(t, v, in.AttrOr("value", ""), "nothing typed is lost")
			}
		}
	}
	action, values := b.get("/forge/profile/contact").filledForm("/profile/contact")
	require.Contains(t, b.post(action, values).text("main"), "You have not changed anything.")
	values.Set("email", "")
	require.Contains(t, b.post(action, values).text("#email-error"), "without one you cannot sign in")
	require.Zero(t, p.writes())
}

// What the API refuses lands beside the field that it names.
func TestRefusalsOfTheAPI(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	action, values := b.get("/forge/profile/address").filledForm("/profile/address")
	values.Set("city", "Leeds")
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "createCustomerAddressDataAmendment", Kind: sandbox.FaultStatus, Status: 409, Times: 1}))
	pg := b.post(action, values)
	require.Equal(t, http.StatusUnprocessableEntity, pg.status)
	require.Equal(t, "Leeds", pg.Find("input#city").AttrOr("value", ""))
	require.NotEmpty(t, pg.text("[role=alert]"))
	require.Equal(t, 1, p.calls("createCustomerAddressDataAmendment"))

	// A form that was open while the data changed must not undo that.
	action, values = b.get("/forge/profile/address").filledForm("/profile/address")
	_, other := b.get("/forge/profile/address").filledForm("/profile/address")
	other.Set("houseNumber", "221b")
	require.Contains(t, b.post(action, other).text("main"), "Changed.")
	values.Set("street", "Baker Street")
	stale := b.post(action, values)
	require.Equal(t, http.StatusUnprocessableEntity, stale.status)
	require.Contains(t, stale.text("main"), "have changed since you opened this page")
	require.Equal(t, "Baker Street", stale.Find("input#street").AttrOr("value", ""))
}

func TestChangeOfPersonIsCheckedByTheStudio(t *testing.T) {
	for _, accept := range []bool{true, false} {
		p := newPortal(t)
		b := p.signIn("nordlicht", "regular")
		action, values := b.get("/nordlicht/profile/master").filledForm("/profile/master")
		values.Set("lastName", "Hansen-Łukasiewicz")
		values.Set("customerTitle", "DR")
		values.Set("countryOfBirth", "Poland")
		pg := b.post(action, values)
		require.Contains(t, pg.text("main"), "Requested.")
		require.Contains(t, pg.text("dl"), "Poland")
		require.Contains(t, pg.text("dl"), "Doctor")
		withdraw, form := pg.form("/withdraw")
		amendment, _ := strings.CutSuffix(strings.TrimPrefix(withdraw, "/nordlicht/profile/amendments/"), "/withdraw")
		require.NoError(t, p.world.Staff("amendment", mustID(t, amendment), accept))
		// The page is old now.
		stale := b.post(withdraw, form)
		require.Equal(t, http.StatusNotFound, stale.status)
		require.Contains(t, stale.text("main"), "No longer pending")
		require.NotContains(t, strings.ToLower(stale.text("main")), "reject")
		require.Zero(t, p.calls("withdrawAmendment"))
		require.Equal(t, accept, strings.Contains(b.get("/nordlicht/profile/master").text("main"), "Hansen-Łukasiewicz"))
	}
}

func mustID(t *testing.T, text string) int64 {
	t.Helper()
	var n int64
	for _, r := range text {
		require.True(t, '0' <= r && r <= '9', text)
		n = n*10 + int64(r-'0')
	}
	return n
}

func TestBankAccountWithMandateAndSignature(t *testing.T) {
	p := newPortal(t, withSEPA)
	p.switches(func(s *sandbox.Switches) { s.PaymentDataRequireSignature = true })
	b := p.signIn("forge", "newcomer")
	m := p.member("forge", "newcomer")
	pg := b.get("/forge/profile/payment")
	main := pg.text("main")
	for _, words := range []string{"SEPA Direct Debit Mandate", "Forge Gym Ltd", "DE98ZZZ09999999999", "within 8 weeks", "will be told to you", "recurrent", "Manchester"} {
		require.Contains(t, main, words)
	}
	for _, name := range []string{"iban", "bic", "bankName"} {
		require.Empty(t, pg.Find("input#"+name).AttrOr("value", "?"), name)
	}
	action, values := pg.filledForm("/profile/payment")
	wrong := b.post(action, put(values, url.Values{"iban": {"GB33 BUKB 2020 1555 5555 56"}, "bic": {"x"}, "bankName": {"Barclays"}, "accountHolder": {"Isla Morgan"}, "place": {"Leeds"}, "signature": {"1,1"}}))
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, wrong.text("#iban-error"), "mistake in the IBAN")
	require.Contains(t, wrong.text("#bic-error"), "8 or 11 characters")
	for _, signed := range []page{pg, wrong} {
		require.Contains(t, b.get(signed.script()).html, "canvas")
	}
	require.Contains(t, wrong.text("#signature_name-error"), "Sign")
	require.NotContains(t, wrong.html, "5555", "an account is not kept")
	require.Equal(t, "Leeds", wrong.Find("input#place").AttrOr("value", ""))
	require.Equal(t, "Isla Morgan", wrong.Find("input#accountHolder").AttrOr("value", ""))
	require.Zero(t, p.writes())

	mails := len(p.mailsTo(m.Email))
	action, values = wrong.filledForm("/profile/payment")
	values = put(put(values, account()), url.Values{"place": {"Leeds"}, "signature": {"10,10 60,90 120,20;200,10 260,100"}})
	done := b.post(action, values)
	require.Equal(t, "/forge/profile/payment", done.path)
	require.Contains(t, done.text("main"), "Requested.")
	require.Contains(t, done.text("main"), "GB33 •••• 5555")
	require.NotContains(t, done.html, "2020")
	r, shown := b.receiptOn(done)
	require.Equal(t, receipt.BankData, r.Kind)
	require.Equal(t, "GB33 •••• 5555", valuesOf(r)["IBAN"], "masked in what is kept, too")
	require.Contains(t, shown.text("ol.text"), "Requested")
	mail := p.newestMail(m.Email, mails)
	require.Contains(t, mail.Text, "Bank details")
	require.Contains(t, mail.Text, "was requested")
	require.Contains(t, mail.Text, "Copy of your SEPA Direct Debit Mandate")
	require.Contains(t, mail.Text, "GB33 •••• 5555")
	require.NotContains(t, mail.Text+mail.HTML, "2020 1555")
	require.Contains(t, mail.HTML, "Leeds")

	dump, err := p.world.Dump()
	require.NoError(t, err)
	found := false
	for _, word := range strings.FieldsFunc(string(dump), func(r rune) bool { return r == '"' }) {
		if svg, err := base64.StdEncoding.DecodeString(word); err == nil && strings.HasPrefix(string(svg), "<svg") {
			require.Contains(t, string(svg), "M10 10L60 90L120 20M200 10L260 100")
			require.Contains(t, string(svg), "Leeds")
			found = true
		}
	}
	require.True(t, found, "the signature reached the studio as an SVG")
}

func TestTypedSignature(t *testing.T) {
	p := newPortal(t)
	p.switches(func(s *sandbox.Switches) { s.PaymentDataRequireSignature = true; s.IBANsMasked = true })
	b := p.signIn("nordlicht", "newcomer")
	pg := b.get("/nordlicht/profile/payment")
	require.Contains(t, pg.text("main"), "DE89 •••• 3000")
	require.NotContains(t, pg.text("main"), "Mandate", "no creditor is configured")
	action, values := pg.filledForm("/profile/payment")
	values = put(put(values, account()), url.Values{"signature_name": {"Paula <Neumann> & Söhne"}})
	require.Contains(t, b.post(action, values).text("main"), "Requested.")
}

// A delicate change with an old proof: the code is asked for in the form itself, and
// nothing typed is lost.
func TestFreshCodeInTheContactForm(t *testing.T) {
	p := newPortal(t)
	family := slices.DeleteFunc(slices.Clone(p.world.Members()), func(m sandbox.Member) bool { return m.Studio != "forge" || m.Story != "family" })
	m := family[1]
	b := p.signInAs(m)
	p.app.Later(11 * time.Minute)
	action, values := b.get("/forge/profile/contact").filledForm("/profile/contact")
	values.Set("email", "new.home@example.com")
	values.Set("phonePrivate", "0161 496 0123")
	mails := len(p.mailsTo(m.Email))
	pg := b.post(action, values)
	require.Equal(t, http.StatusUnprocessableEntity, pg.status)
	require.Equal(t, "new.home@example.com", pg.Find("input#email").AttrOr("value", ""))
	require.Equal(t, "0161 496 0123", pg.Find("input#phonePrivate").AttrOr("value", ""))
	require.Contains(t, pg.text("#code-hint"), "c•••@example.com")
	require.Zero(t, p.writes())
	mail := p.newestMail(m.Email, mails)
	require.Contains(t, mail.Subject, "confirmation code")
	require.NotContains(t, mail.Text, "/signin/link/", "it signs nobody in")
	code := codeLine.FindString(mail.Text)
	require.NotEmpty(t, code)

	action, values = pg.filledForm("/profile/contact")
	values.Set("code", "0000 0000")
	wrong := b.post(action, values)
	require.Contains(t, wrong.text("#code-error"), "That is not the code")
	require.Equal(t, "new.home@example.com", wrong.Find("input#email").AttrOr("value", ""))
	require.Zero(t, p.writes())

	action, values = wrong.filledForm("/profile/contact")
	values.Set("code", code)
	done := b.post(action, values)
	require.Equal(t, "/forge/profile/contact", done.path)
	require.Contains(t, done.text("main"), "Changed.")
	require.Contains(t, done.text("main"), "new.home@example.com")
	require.Equal(t, 1, p.writes())
	notice := p.newestMail(m.Email, mails+1)
	require.Contains(t, notice.Text, "E-mail address")
	require.Contains(t, notice.Text, "Phone number")
	require.NotContains(t, notice.Text, "new.home")
	require.Contains(t, notice.Text, "hello@forge.example")
	require.Empty(t, p.mailsTo("new.home@example.com"), "the old address is told")

	// The proof is fresh now, for this session: the next change needs no code.
	action, values = b.get("/forge/profile/contact").filledForm("/profile/contact")
	values.Set("phonePrivate", "0161 496 0888")
	require.Contains(t, b.post(action, values).text("main"), "Changed.")
}

func TestSignInAgainBeforeABankAccount(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "newcomer")
	m := p.member("forge", "newcomer")
	open := b.get("/forge/profile/payment")
	action, typed := open.filledForm("/profile/payment")
	p.app.Later(11 * time.Minute)

	gate := b.get("/forge/profile/payment")
	require.Zero(t, gate.Find("input#iban").Length(), "first the proof")
	late := b.post(action, put(typed, account()))
	require.Equal(t, http.StatusUnprocessableEntity, late.status)
	require.Contains(t, late.text("[role=alert]"), "Nothing was sent")
	require.NotContains(t, late.html, "5555")
	require.Zero(t, p.writes())

	mails := len(p.mailsTo(m.Email))
	require.Contains(t, b.get("/forge/signin/again").text("main"), "Send code")
	require.Len(t, p.mailsTo(m.Email), mails, "looking sends nothing")
	to, values := gate.form("/signin/again")
	pg := b.post(to, values)
	require.Equal(t, "/forge/signin/again?next=%2Fforge%2Fprofile%2Fpayment", pg.path)
	code := codeLine.FindString(p.newestMail(m.Email, mails).Text)
	old, err := b.client.Jar.Cookies(mustURL(t, p.server.URL)), error(nil)
	require.NoError(t, err)
	to, values = pg.form("/signin/again")
	values.Set("code", "")
	require.Contains(t, b.post(to, values).text("#code-error"), "Enter the code")
	values.Set("code", code)
	form := b.post(to, values)
	require.Equal(t, "/forge/profile/payment", form.path)
	require.Equal(t, 1, form.Find("input#iban").Length())
	require.NotEqual(t, old, b.client.Jar.Cookies(mustURL(t, p.server.URL)), "the session goes on under a new token")
	require.Equal(t, "/forge/profile", b.get("/forge/signin/again").path, "fresh: nothing to prove")
	action, values = form.filledForm("/profile/payment")
	require.Contains(t, b.post(action, put(values, account())).text("main"), "Requested.")
}

func mustURL(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	require.NoError(t, err)
	return u
}

// A code for one member of a family proves nothing for another.
func TestAForeignProofIsNone(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "newcomer")
	p.app.Later(11 * time.Minute)
	code, _ := b.askCodeOf("forge", p.member("forge", "regular").Email)
	_, once := b.get("/forge/profile").form("/signout")
	once.Set("code", code)
	pg := b.post("/forge/signin/again", once)
	require.Equal(t, http.StatusUnprocessableEntity, pg.status)
	require.Contains(t, pg.text("[role=alert]"), "no longer works")
}

// askCodeOf asks for another member's code, in another browser.
func (b *browser) askCodeOf(studio, email string) (string, page) {
	code, _ := b.p.browser().askCode(studio, email)
	return code, page{}
}

func TestDoubleSubmitChangesOnce(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("nordlicht", "regular")
	p.switches(func(s *sandbox.Switches) { s.LatencyMS = 100 })
	action, values := b.get("/nordlicht/profile/master").filledForm("/profile/master")
	values.Set("firstName", "Lena-Marie")
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			require.Equal(t, "/nordlicht/profile/master", b.stay().post(action, values).header.Get("Location"))
		})
	}
	wg.Wait()
	require.Equal(t, "/nordlicht/profile/master", b.post(action, values).path, "sent again from the history")
	require.Equal(t, 1, p.calls("createCustomerMasterDataAmendment"))
}

// Whatever happens to the connection, one write goes out and the page tells the truth.
func TestUnclearChangesAreReadBack(t *testing.T) {
	cases := []struct {
		operation, path string
		typed           url.Values
	}{
		{"createCustomerContactDataAmendment", "contact", url.Values{"phonePrivate": {"0161 496 0123"}}},
		{"createCustomerAddressDataAmendment", "address", url.Values{"city": {"Leeds"}}},
		{"createCustomerMasterDataAmendment", "master", url.Values{"lastName": {"Morgan-Hughes"}}},
		{"createCustomerPaymentDataAmendment", "payment", account()},
		{"withdrawAmendment", "payment", nil},
	}
	for _, kind := range []string{sandbox.FaultDropAfter, sandbox.FaultDropBefore, sandbox.FaultHang, sandbox.FaultStatus} {
		t.Run(kind, func(t *testing.T) {
			p := newPortal(t, func(s *setup) { s.faulty = true })
			p.app.Hurry()
			b := p.signIn("forge", "newcomer")
			m := p.member("forge", "newcomer")
			for _, c := range cases {
				if c.operation == "withdrawAmendment" { // something to take back
					pay, err := p.client("forge").GetCustomerPaymentData(t.Context(), m.CustomerID)
					require.NoError(t, err)
					if pay.PendingAmendment == nil {
						a, v := b.get("/forge/profile/payment").filledForm("/profile/payment")
						b.post(a, put(v, account()))
					}
				}
				pg := b.get("/forge/profile/" + c.path)
				ending := "/profile/" + c.path
				if c.typed == nil {
					ending = "/withdraw"
				}
				action, values := pg.filledForm(ending)
				before := p.calls(c.operation)
				require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: c.operation, Kind: kind, Status: 503, DelayMS: 2000 * b2i(kind == sandbox.FaultHang), Times: 1}))
				answer := b.settled(b.post(action, put(values, c.typed)))
				p.world.ClearFaults()
				require.LessOrEqual(t, p.calls(c.operation)-before, 1, "one write: %s", c.operation)
				happened := happened(t, p, m.CustomerID, c.operation)
				text := answer.text("main")
				said := strings.Contains(text, "Changed") || strings.Contains(text, "equested") || strings.Contains(text, "no longer pending")
				if answer.status == http.StatusOK && !strings.Contains(text, "could not confirm") && !strings.Contains(text, "did not answer in time") {
					require.True(t, said && happened, "%s %s: %v %s", kind, c.operation, happened, text)
				} else {
					require.NotContains(t, text, "Changed.", "%s %s", kind, c.operation)
				}
				if kind == sandbox.FaultDropAfter {
					require.True(t, happened && answer.status == http.StatusOK, "%s: %s", c.operation, text)
				}
			}
		})
	}
}

func happened(t *testing.T, p *portal, customer int64, operation string) bool {
	t.Helper()
	client := p.client("forge")
	switch operation {
	case "createCustomerContactDataAmendment":
		d, err := client.GetCustomerContactData(t.Context(), customer)
		require.NoError(t, err)
		return d.PhonePrivate == "+44 161 496 0123"
	case "createCustomerAddressDataAmendment":
		d, err := client.GetCustomerAddressData(t.Context(), customer)
		require.NoError(t, err)
		return d.City == "Leeds"
	case "createCustomerMasterDataAmendment":
		d, err := client.GetCustomerMasterData(t.Context(), customer)
		require.NoError(t, err)
		return d.PendingAmendment != nil
	}
	d, err := client.GetCustomerPaymentData(t.Context(), customer)
	require.NoError(t, err)
	return (d.PendingAmendment != nil) == (operation != "withdrawAmendment")
}
