package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/declaration"
	"memberportal/internal/receipt"
	"memberportal/internal/sandbox"
	"memberportal/internal/store"
)

// bare is a browser that keeps no cookie at all, inside a frame on the studio's website.
func (p *portal) bare(language string) *browser {
	return &browser{p: p, client: &http.Client{Timeout: 40 * time.Second}, headers: map[string]string{
		"Accept-Language": language, "Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-origin",
	}}
}

// declared are the parsed receipts that the store has, oldest first.
func (p *portal) declared() []receipt.Receipt {
	p.t.Helper()
	var list []receipt.Receipt
	require.NoError(p.t, p.store.EachDeclaration(p.t.Context(), "", time.Time{}, func(d store.Declaration) error {
		kept, err := p.store.GetReceipt(p.t.Context(), d.Studio, d.Number)
		require.NoError(p.t, err)
		keys, err := p.desk.Keys(p.t.Context())
		require.NoError(p.t, err)
		r, err := receipt.Verify(kept.Text, keys)
		require.NoError(p.t, err)
		list = append(list, r)
		return nil
	}))
	return list
}

var receiptAddress = regexp.MustCompile(`^/nordlicht/receipts/([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})\?k=([A-Z2-7]{32})$`)

// rightsForeigns: the number alone opens no receipt.
func rightsForeigns() []foreign {
	return []foreign{{"/receipts/:number", func(t *testing.T, p *portal, victim sandbox.Member) string {
		answer := p.bare("en").stay().post("/"+victim.Studio+"/cancel-contract", url.Values{"name": {victim.Name}, "email": {victim.Email}})
		require.Equal(t, http.StatusSeeOther, answer.status)
		number, _, _ := strings.Cut(strings.TrimPrefix(answer.header.Get("Location"), "/"+victim.Studio+"/receipts/"), "?")
		return number
	}}}
}

// The words are the law's, in each language, and the way has two steps: one link on
// every page, one page with one button.
func TestTheWayOutInTheLawsWords(t *testing.T) {
	p := newPortal(t)
	for language, words := range map[string][4]string{
		"de": {"Verträge hier kündigen", "jetzt kündigen", "Vertrag widerrufen", "Widerruf bestätigen"},
		"en": {"Cancel contracts here", "cancel now", "withdraw from contract here", "confirm withdrawal"},
		"pl": {"Wypowiedz umowę tutaj", "wypowiedz teraz", "odstąp od umowy tutaj", "potwierdź odstąpienie od umowy"},
	} {
		for _, b := range []*browser{p.browser(), p.bare(language)} {
			b.headers["Accept-Language"] = language
			for _, path := range []string{"/nordlicht/", "/nordlicht/classes", "/nordlicht/signin", "/nordlicht/no-such-page", "/nordlicht/cancel-contract"} {
				pg := b.get(path)
				for i, to := range []string{"/nordlicht/cancel-contract", "/nordlicht/withdraw-from-contract"} {
					link := pg.Find(`footer a[href="` + to + `"]`)
					require.Equal(t, 1, link.Length(), "%s %s", language, path)
					require.Equal(t, words[2*i], link.Text())
					at := b.get(to)
					require.Equal(t, http.StatusOK, at.status)
					require.Equal(t, to, at.path, "no redirect on the way")
					button := at.Find(`form[action="` + to + `"] button`)
					require.Equal(t, 1, button.Length())
					require.Equal(t, words[2*i+1], button.Text())
				}
			}
		}
	}
}

// No sign-in, no cookie, no script, in a frame: the declaration arrives, is receipted in
// full, and its second sending finds the same receipt.
func TestCancelWithoutAnything(t *testing.T) {
	p := newPortal(t)
	b := p.bare("de")
	action, form := b.get("/nordlicht/cancel-contract").form("/cancel-contract")
	require.Equal(t, "ordinary", form.Get("kind"))
	for name, value := range map[string]string{
		"name": "Jonas Weber", "birth_date": "1988-04-12", "member_number": "N-1", "address": "Hafenstraße 3\n20457 Hamburg",
		"contract": "Premium", "date": "2026-12-31", "email": " jonas@example.org ",
	} {
		form.Set(name, value)
	}
	before := p.writes()
	answer := b.stay().post(action, form)
	require.Equal(t, http.StatusSeeOther, answer.status)
	require.Empty(t, answer.header.Values("Set-Cookie"))
	to := answer.header.Get("Location")
	require.Regexp(t, receiptAddress, to)
	require.Equal(t, before, p.writes(), "it answers before the studio's system is asked")
	require.Equal(t, to, b.stay().post(action, form).header.Get("Location"), "the same receipt")

	all := p.declared()
	require.Len(t, all, 1)
	r := all[0]
	require.Equal(t, receipt.Cancellation, r.Kind)
	require.Equal(t, "2026-12-31", r.Ends)
	require.Equal(t, "Europe/Berlin", r.Arrived.Location().String())
	require.WithinDuration(t, p.world.Now(), r.Arrived, time.Minute)
	require.Equal(t, []receipt.Line{
		{Label: "Erklärung", Value: "Ich kündige den unten genannten Vertrag ordentlich."}, {Label: "Name", Value: "Jonas Weber"},
		{Label: "Geburtsdatum", Value: "1988-04-12"}, {Label: "Mitgliedsnummer", Value: "N-1"}, {Label: "Anschrift", Value: "Hafenstraße 3\n20457 Hamburg"},
		{Label: "Vertrag", Value: "Premium"}, {Label: "Gewünschter letzter Tag", Value: "2026-12-31"}, {Label: "E-Mail-Adresse", Value: "jonas@example.org"},
	}, r.Lines)

	shown := b.get(to)
	require.Equal(t, "Ihre Kündigung ist eingegangen", shown.text("h1"))
	main := shown.text("main")
	for _, part := range []string{r.Number, "15. Juni 2026", "MESZ", "Europe/Berlin", "31. Dezember 2026", "Jonas Weber", "20457 Hamburg", "Eingegangen", "jonas@example.org", "seither wurde nichts geändert"} {
		if part == "MESZ" {
			part = "CEST" // Go's own name of the zone's summer time
		}
		require.Contains(t, main, part)
	}
	text := b.get(strings.Replace(to, "?", ".txt?", 1))
	require.Equal(t, "text/plain; charset=utf-8", text.header.Get("Content-Type"))
	file := b.get(strings.Replace(to, "?", ".pdf?", 1))
	require.Equal(t, "application/pdf", file.header.Get("Content-Type"))
	require.Equal(t, `attachment; filename="`+r.Number+`.pdf"`, file.header.Get("Content-Disposition"))
	require.True(t, strings.HasPrefix(file.html, "%PDF-"))
	keys, err := receipt.ParseKeys([]byte(b.get("/receipts/keys.json").html))
	require.NoError(t, err)
	read, err := receipt.Verify(text.html, keys)
	require.NoError(t, err)
	require.Equal(t, r, read)
}

func TestReceiptNeedsItsKey(t *testing.T) {
	p := newPortal(t)
	b := p.bare("en")
	action, form := b.get("/nordlicht/cancel-contract").form("/cancel-contract")
	form.Set("name", "Jonas Weber")
	form.Set("email", "jonas@example.org")
	to := b.stay().post(action, form).header.Get("Location")
	number, key := receiptAddress.FindStringSubmatch(to)[1], receiptAddress.FindStringSubmatch(to)[2]
	other := "A"
	if key[:1] == "A" {
		other = "B"
	}
	for _, address := range []string{
		"/nordlicht/receipts/" + number, "/nordlicht/receipts/" + number + "?k=", "/nordlicht/receipts/" + number + "?k=" + other + key[1:],
		"/nordlicht/receipts/" + number + ".txt?k=" + key[:10], "/nordlicht/receipts/" + number + ".pdf?k=", "/nordlicht/receipts/" + number + ".pdf.txt?k=" + key[:5], "/forge/receipts/" + number + "?k=" + key,
		"/nordlicht/receipts/" + receipt.NumberOf([]byte("another")) + "?k=" + key, "/nordlicht/receipts/keys?k=" + key, "/nordlicht/receipts/..%2f..%2fx?k=" + key,
	} {
		pg := b.get(address)
		require.Equal(t, http.StatusNotFound, pg.status, address)
		require.NotContains(t, pg.html, "Jonas")
	}
}

// The key that the answer shows tells nothing of what the studio makes of it; the other
// one does.
func TestOnlyTheMailedKeyShowsTheState(t *testing.T) {
	p := newPortal(t)
	m := p.member("nordlicht", "regular")
	b := p.bare("en")
	action, form := b.get("/nordlicht/cancel-contract").form("/cancel-contract")
	form.Set("name", "Jonas Weber")
	form.Set("email", m.Email)
	to := b.stay().post(action, form).header.Get("Location")
	number := receiptAddress.FindStringSubmatch(to)[1]
	d, err := p.store.ClaimDeclaration(t.Context(), time.Minute)
	require.NoError(t, err)
	d.CustomerID, d.ContractID, d.Ends = m.CustomerID, 1, "2027-01-31"
	require.NoError(t, p.store.MoveDeclaration(t.Context(), d, store.DeclarationFiling))
	require.NoError(t, p.store.MoveDeclaration(t.Context(), d, store.DeclarationAccepted))

	kept, err := p.store.GetReceipt(t.Context(), "nordlicht", number)
	require.NoError(t, err)
	open := b.get(to)
	require.NotContains(t, open.text("main"), "Accepted")
	require.NotContains(t, open.text("main"), "31 January 2027")
	require.NotContains(t, open.html, kept.StateKey)
	whole := b.get("/nordlicht/receipts/" + number + "?k=" + kept.StateKey)
	require.Equal(t, 2, whole.Find("ol.text li").Length(), "received, accepted")
	require.Contains(t, whole.text("ol.text"), "Accepted")
	require.Contains(t, whole.text("main"), "Last day of the contract31 January 2027")
}

// What can be mended is asked for once more, with everything that was typed; anything
// else is taken as it is.
func TestDeclarationIsTurnedAwayForNothingButNameAndAddress(t *testing.T) {
	p := newPortal(t)
	b := p.bare("en")
	good := url.Values{"name": {"Jo Weber"}, "email": {"jo@example.org"}, "contract": {"Premium"}, "kind": {"ordinary"}}
	changed := func(pairs ...string) url.Values {
		form := url.Values{}
		for name, values := range good {
			form[name] = values
		}
		for i := 0; i < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		return form
	}
	for name, c := range map[string]struct {
		form  url.Values
		field string
	}{
		"no name": {changed("name", "  "), "name"}, "no address": {changed("email", ""), "email"}, "two addresses": {changed("email", "a@example.org,b@example.org"), "email"},
		"a header": {changed("email", "a@example.org\r\nBcc: b@example.org"), "email"}, "no cause": {changed("kind", "extraordinary"), "reason"},
	} {
		pg := b.post("/nordlicht/cancel-contract", c.form)
		require.Equal(t, http.StatusUnprocessableEntity, pg.status, name)
		require.Equal(t, 1, pg.Find("#"+c.field+"[aria-invalid=true]").Length(), name)
		require.Equal(t, "Premium", pg.Find("#contract").AttrOr("value", ""), name)
	}
	require.Empty(t, p.declared())
	long := strings.Repeat("x", 10<<10)
	for name, form := range map[string]url.Values{
		"a name of 10 kB": changed("name", long), "1875": changed("date", "1875-02-03"), "2199": changed("date", "2199-12-31"), "no day": changed("date", "asap"),
		"three contracts": changed("contract", "Premium, Sauna\nBasic"), "another's address": changed("email", p.member("nordlicht", "debtor").Email),
		"a birth date that does not match": changed("birth_date", "1901-01-01", "email", p.member("nordlicht", "regular").Email),
		"a number of nobody":               changed("member_number", "' OR 1=1 --"), "nothing more": {"name": {"Jo"}, "email": {"jo@example.org"}},
		"NUL and direction": changed("name", "Jo\x00\u202eWeber"), "not UTF-8": changed("name", "J\xff"), "a token of nobody": changed("once", "forged"),
		"for cause": changed("kind", "extraordinary", "reason", "I moved\nto Mars"),
	} {
		before := len(p.declared())
		pg := b.stay().post("/nordlicht/cancel-contract", form)
		require.Equal(t, http.StatusSeeOther, pg.status, name)
		require.Len(t, p.declared(), before+1, name)
		shown := b.get(pg.header.Get("Location"))
		require.Equal(t, http.StatusOK, shown.status, name)
		require.Contains(t, shown.text("main"), "It arrived with us on 15 June 2026", name)
	}
}

// The same declaration five times, with and without a token, at once and in turn.
func TestTheSameDeclarationFiveTimes(t *testing.T) {
	p := newPortal(t)
	b := p.bare("en").stay()
	form := url.Values{"name": {"Jo Weber"}, "email": {"jo@example.org"}}
	var mu sync.Mutex
	to := map[string]bool{}
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			pg := b.post("/nordlicht/cancel-contract", form)
			mu.Lock()
			defer mu.Unlock()
			to[pg.header.Get("Location")] = true
		})
	}
	wg.Wait()
	require.Len(t, to, 1)
	require.Len(t, p.declared(), 1)
}

// With the database down the declaration goes to the spool and is receipted; when it is
// back it has it.
func TestDeclaredWhileTheDatabaseIsDown(t *testing.T) {
	p := newPortal(t)
	b := p.bare("en")
	action, form := b.get("/nordlicht/cancel-contract").form("/cancel-contract")
	form.Set("name", "Jo Weber")
	form.Set("email", "jo@example.org")
	require.NoError(t, p.store.Close())
	answer := b.stay().post(action, form)
	require.Equal(t, http.StatusSeeOther, answer.status)
	to := answer.header.Get("Location")
	shown := b.get(to)
	require.Equal(t, http.StatusOK, shown.status)
	require.Equal(t, "Your cancellation has arrived", shown.text("h1"))
	require.Contains(t, shown.text("main"), "Jo Weber")
	require.Equal(t, to, b.stay().post(action, form).header.Get("Location"))
	require.Equal(t, http.StatusOK, b.get(strings.Replace(to, "?", ".txt?", 1)).status)
	require.Equal(t, http.StatusOK, b.get("/receipts/keys.json").status)

	files, err := filepath.Glob(filepath.Join(p.spool, "*.json"))
	require.NoError(t, err)
	require.Len(t, files, 1)
}

// Where nothing can be kept, nothing is receipted, and nothing typed is lost.
func TestNothingIsReceiptedWithoutADisk(t *testing.T) {
	p := newPortal(t, func(s *setup) { s.spool = "/proc/no-such-folder" })
	b := p.bare("en")
	require.NoError(t, p.store.Close())
	pg := b.post("/nordlicht/cancel-contract", url.Values{"name": {"Jo Weber"}, "email": {"jo@example.org"}, "contract": {"Premium"}})
	require.Equal(t, http.StatusServiceUnavailable, pg.status)
	require.NotEmpty(t, pg.header.Get("Retry-After"))
	require.Contains(t, pg.text("main"), "it has not arrived")
	require.Equal(t, "Premium", pg.Find("#contract").AttrOr("value", ""))
}

// A stranger cannot tell from any answer whether somebody is a member.
func TestDeclaringTellsNobodyWhoIsAMember(t *testing.T) {
	p := newPortal(t)
	m := p.member("nordlicht", "regular")
	same := func(email string) (int, string) {
		b := p.bare("en")
		answer := b.stay().post("/nordlicht/cancel-contract", url.Values{"name": {"Jo Weber"}, "email": {email}})
		shown := b.get(answer.header.Get("Location"))
		text := shown.text("main")
		for _, own := range []string{email, receiptAddress.FindStringSubmatch(answer.header.Get("Location"))[1]} {
			text = strings.ReplaceAll(text, own, "…")
		}
		return shown.status, regexp.MustCompile(`\d\d:\d\d`).ReplaceAllString(text, "")
	}
	knownStatus, known := same(m.Email)
	strangeStatus, strange := same("nobody@example.org")
	require.Equal(t, knownStatus, strangeStatus)
	require.Equal(t, known, strange)
	require.Zero(t, p.calls("searchCustomers")+p.calls("getCustomerById"), "nobody was looked up to answer")
}

// Another website cannot declare in anybody's name from their browser.
func TestDeclarationFromAnotherSiteIsRefused(t *testing.T) {
	p := newPortal(t)
	for _, site := range []string{"cross-site", "same-site"} {
		b := p.bare("en")
		b.headers["Sec-Fetch-Site"] = site
		require.Equal(t, http.StatusForbidden, b.post("/nordlicht/cancel-contract", url.Values{"name": {"Jo"}, "email": {"jo@example.org"}}).status)
	}
	require.Empty(t, p.declared())
}

// One network that floods is held off for a moment, with everything typed; another goes on.
func TestFloodOfDeclarationsIsSlowedDown(t *testing.T) {
	p := newPortal(t)
	var held int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range 30 {
		wg.Go(func() {
			pg := p.bare("en").stay().post("/nordlicht/cancel-contract", url.Values{"name": {"Jo " + id(int64(i))}, "email": {"jo@example.org"}})
			if pg.status == http.StatusTooManyRequests {
				mu.Lock()
				defer mu.Unlock()
				held++
				require.NotEmpty(t, pg.header.Get("Retry-After"))
				require.NotEmpty(t, pg.Find("#name").AttrOr("value", ""))
			}
		})
	}
	wg.Wait()
	require.Greater(t, held, 10)
	require.Len(t, p.declared(), 30-held)
}

// Somebody signed in is asked for nothing that is known, and chooses among what was
// bought here.
func TestWithdrawSignedIn(t *testing.T) {
	p := newPortal(t)
	m := p.member("nordlicht", "regular")
	b := p.signIn("nordlicht", "regular")
	b.headers["Accept-Language"] = "en"
	details, err := json.Marshal(map[string]any{"contract_id": 1, "module_id": 2, "name": "Sauna", "arrived": p.world.Now()})
	require.NoError(t, err)
	intent, _, err := p.store.SpendOnce(t.Context(), store.NewIntent{OnceMAC: []byte("x"), Action: "extra.order", Target: "1/2", Studio: "nordlicht", CustomerID: m.CustomerID, Details: details})
	require.NoError(t, err)
	require.NoError(t, p.store.FinishIntent(t.Context(), intent.ID, store.IntentDone, nil))
	foreign, _, err := p.store.SpendOnce(t.Context(), store.NewIntent{OnceMAC: []byte("y"), Action: "extra.order", Target: "1/2", Studio: "nordlicht", CustomerID: m.CustomerID + 1, Details: details})
	require.NoError(t, err)
	require.NoError(t, p.store.FinishIntent(t.Context(), foreign.ID, store.IntentDone, nil))

	pg := b.get("/nordlicht/withdraw-from-contract?lang=en")
	require.Zero(t, pg.Find(`main input[type=text][name=name], main input[name=email]:not([type=hidden])`).Length(), "known already")
	require.Contains(t, pg.text("main"), m.Email)
	require.Equal(t, 1, pg.Find(`main input[name=bought][value="`+intent.ID+`"][checked]`).Length())
	require.Zero(t, pg.Find(`main input[name=bought][value="`+foreign.ID+`"]`).Length())
	action, form := pg.form("/withdraw-from-contract?lang=en")
	shown := b.post(action, form)
	require.Equal(t, "Your withdrawal has arrived", shown.text("h1"))
	all := p.declared()
	require.Len(t, all, 1)
	require.Equal(t, receipt.Withdrawal, all[0].Kind)
	require.Equal(t, "Sauna, ordered on 15 June 2026", all[0].Lines[2].Value)

	d, err := p.store.ClaimDeclaration(t.Context(), time.Minute)
	require.NoError(t, err)
	typed, err := declaration.ParseForm(d.Form)
	require.NoError(t, err)
	require.Equal(t, m.CustomerID, typed.SignedIn)
	require.Equal(t, intent.ID, typed.Intent)

	action, form = b.get("/nordlicht/withdraw-from-contract?lang=en").form("/withdraw-from-contract?lang=en")
	form.Set("bought", foreign.ID)
	refused := b.post(action, form)
	require.Equal(t, http.StatusUnprocessableEntity, refused.status, "what another bought is nothing that was chosen")
	require.Equal(t, 1, refused.Find("#contract[aria-invalid=true]").Length())
}

// What cannot be read is asked for.
func TestWithdrawSignedInWhileTheAPIIsDown(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("nordlicht", "regular")
	p.api.Close()
	pg := b.get("/nordlicht/withdraw-from-contract")
	require.Equal(t, http.StatusOK, pg.status)
	require.Equal(t, 1, pg.Find(`main input[type=text][name=name]`).Length())
	require.Equal(t, 1, pg.Find(`main input[type=email][name=email]`).Length())
	action, form := pg.form("/withdraw-from-contract")
	form.Set("name", "Jo Weber")
	form.Set("email", "jo@example.org")
	form.Set("contract", "Sauna")
	require.Equal(t, http.StatusSeeOther, b.stay().post(action, form).status)
}
