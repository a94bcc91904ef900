package handlers_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/internal/sandbox"
	"memberportal/internal/store"
	"memberportal/pgclient"
)

// takeout is an export as programs read it.
type takeout struct {
	About struct {
		Format     string `json:"format"`
		CustomerID int64  `json:"customerId"`
	} `json:"about"`
	API     map[string]json.RawMessage `json:"api"`
	Portal  map[string]json.RawMessage `json:"portal"`
	Missing []struct{ Part, Reason string }
}

func (b *browser) takeout(studio string) (takeout, page) {
	b.p.t.Helper()
	answer := b.get("/" + studio + "/privacy/export.json")
	require.Equal(b.p.t, http.StatusOK, answer.status)
	var x takeout
	require.NoError(b.p.t, json.Unmarshal([]byte(answer.html), &x))
	return x, answer
}

func (x takeout) reasons() map[string]string {
	m := map[string]string{}
	for _, g := range x.Missing {
		m[g.Part] = g.Reason
	}
	return m
}

// raw asks the API as the studio does, without the portal.
func (p *portal) raw(studio, path string) string {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.api.URL+path, nil)
	require.NoError(p.t, err)
	r.Header.Set("X-API-KEY", "sandbox-"+studio)
	r.Header.Set("Accept-Language", "en")
	answer, err := http.DefaultClient.Do(r)
	require.NoError(p.t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(p.t, err)
	require.Equal(p.t, http.StatusOK, answer.StatusCode, path)
	return string(body)
}

func TestExportHoldsWhatTheAPISays(t *testing.T) {
	p := newPortal(t, func(s *setup) { s.now = worldNow() })
	m := p.member("nordlicht", "extras")
	b := p.signInAs(m)
	x, answer := b.takeout("nordlicht")
	require.Equal(t, "no-store", answer.header.Get("Cache-Control"))
	require.Equal(t, `attachment; filename="nordlicht-export-2026-06-15.json"`, answer.header.Get("Content-Disposition"))
	require.Equal(t, m.CustomerID, x.About.CustomerID)
	require.Equal(t, "member-export/1", x.About.Format)
	require.Empty(t, x.Missing)

	me := id(m.CustomerID)
	for op, path := range map[string]string{
		"getCustomerById":                "/v1/customers/" + me,
		"getContractData":                "/v1/memberships/" + me + "/self-service/contract-data",
		"getCustomersContracts":          "/v1/customers/" + me + "/contracts",
		"getClassBookingsByCustomerId":   "/v1/classes/booking?customerId=" + me,
		"getCustomersAccountBalanceData": "/v1/customers/" + me + "/account/balances",
		"getCustomerPaymentData":         "/v1/customers/" + me + "/self-service/payment-data",
		"getCommunicationPreferences":    "/v1/communications/" + me + "/communication-preferences",
	} {
		var got, want any
		require.NoError(t, json.Unmarshal(x.API[op], &got), op)
		require.NoError(t, json.Unmarshal([]byte(p.raw("nordlicht", path)), &want))
		withoutLinks(got)
		withoutLinks(want)
		require.Equal(t, want, got, op)
	}
	payment := string(x.API["getCustomerPaymentData"])
	require.Contains(t, strings.ReplaceAll(payment, " ", ""), `"iban":"DE`, "unmasked: it is the member's own")
	require.NotContains(t, payment, "•")
	var contracts []pgclient.ContractData
	require.NoError(t, json.Unmarshal(x.API["getContractData"], &contracts))
	var pauses, extras map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(x.API["getIdlePeriods"], &pauses))
	require.Len(t, pauses, len(contracts), "for each contract")
	require.Contains(t, pauses, id(contracts[0].ID))
	require.NoError(t, json.Unmarshal(x.API["getAdditionalModuleContract"], &extras))
	require.NotEmpty(t, extras)
	for name := range x.Portal {
		require.Contains(t, []string{"sessions", "devices", "activity", "messages", "calendarFeed", "receipts"}, name)
	}
	require.Len(t, x.Portal, 6)
	require.Contains(t, string(x.Portal["sessions"]), `"current": true`)
	require.Equal(t, "null", string(x.Portal["calendarFeed"]))
}

// withoutLinks takes out what is another one at every question.
func withoutLinks(v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if name == "url" || strings.HasSuffix(name, "Url") {
				delete(v, name)
			}
			withoutLinks(value)
		}
	case []any:
		for _, entry := range v {
			withoutLinks(entry)
		}
	}
}

// Every read of the API about one customer is in the export, or is named here with why not.
func TestExportReadsAllThereIs(t *testing.T) {
	p := newPortal(t, func(s *setup) {
		s.yaml = func(y string) string {
			return strings.Replace(y, "contact_email: hello@forge.example", "contact_email: hello@forge.example\n    benefits: [SAUNA]", 1)
		}
	})
	b := p.signIn("forge", "extras")
	p.world.ResetCalls()
	x, _ := b.takeout("forge")
	require.Empty(t, x.Missing)
	left := map[string]string{
		"getCustomerAccessCode":                        "makes a new code that opens the door; none is on record",
		"getDocumentById":                              "a fresh link to what getDocuments lists; in the archive",
		"getCrossStudioCustomerById":                   "the same of another studio's key",
		"getCrossStudioCustomersCheckinHistory":        "the same of another studio's key",
		"getMembershipSwitchConfigurationsForCustomer": "offers of the studio",
		"getMembershipSwitchConfigurationForCustomer":  "offers of the studio",
		"getPurchasableAdditionalModules":              "offers of the studio",
		"getIdlePeriodConfig":                          "rules of the studio",
		"getIdlePeriodById":                            "one of what getIdlePeriods lists",
		"getDebtors":                                   "for debt collectors",
	}
	asked := 0
	for op, route := range contract.Load(t).Operations() {
		method, path, _ := strings.Cut(route, " ")
		own := strings.Contains(path, "{customerId}") || strings.Contains(path, "{contractId}")
		if method != http.MethodGet || !own || left[op] != "" {
			continue
		}
		asked++
		require.NotNil(t, x.API[op], "%s %s: export it, or say why not", op, path)
	}
	require.Greater(t, asked, 12)
	require.Zero(t, p.writes())
}

// What one member exports holds nothing of another, not even of one on the same address.
func TestExportIsTheMembersAlone(t *testing.T) {
	p := newPortal(t)
	var family []sandbox.Member
	for _, m := range p.world.Members() {
		if m.Studio == "nordlicht" && m.Story == "family" {
			family = append(family, m)
		}
	}
	require.Greater(t, len(family), 1)
	a := p.signInAs(family[0])
	p.signInAs(family[1])
	ending := func(m sandbox.Member) string { return id(m.CustomerID) }
	for _, kind := range []string{"json", "html"} {
		got := a.get("/nordlicht/privacy/export." + kind).html
		require.Contains(t, got, ending(family[0]))
		for _, other := range p.world.Members() {
			if other.CustomerID != family[0].CustomerID {
				require.NotContains(t, got, ending(other), "%s %s", kind, other.Story)
				if other.Studio == "nordlicht" { // each studio counts its own
					require.NotContains(t, got, other.CustomerNumber)
				}
			}
		}
	}
	files := a.archive("nordlicht")
	require.NotContains(t, files["export.json"], ending(family[1]))
	head, err := http.NewRequestWithContext(t.Context(), http.MethodHead, p.server.URL+"/nordlicht/privacy/export.zip", nil)
	require.NoError(t, err)
	p.world.ResetCalls()
	require.Equal(t, "application/zip", a.do(head).header.Get("Content-Type"))
	require.Empty(t, p.world.AllCalls(), "asking for the head reads nothing")
	require.Equal(t, http.StatusMethodNotAllowed, a.post("/nordlicht/privacy/export.json", url.Values{}).status)
}

// A part without a scope, and one that hangs, are said to be missing; the rest is there.
func TestExportSaysWhatIsMissing(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("nordlicht", "regular")
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getCustomersAccountBalanceData", Kind: sandbox.FaultHang, DelayMS: 30_000}))
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getDocuments", Kind: sandbox.FaultStatus, Status: 403}))
	begun := time.Now()
	x, _ := b.takeout("nordlicht")
	require.Less(t, time.Since(begun), 20*time.Second)
	require.Equal(t, map[string]string{"getCustomersAccountBalanceData": "UNAVAILABLE", "getDocuments": "NOT_SHARED"}, x.reasons())
	require.NotContains(t, x.API, "getDocuments")
	require.Contains(t, x.API, "getContractData")
	p.world.ClearFaults()
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getDocuments", Kind: sandbox.FaultStatus, Status: 403}))
	html := b.get("/nordlicht/privacy/export.html")
	require.Contains(t, html.text("main > ul"), "Documents: the studio does not share this with the portal.")
	require.Zero(t, html.Find("#getDocuments").Length())
	p.world.ClearFaults()

	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "*", Kind: sandbox.FaultStatus, Status: 500}))
	x, _ = b.takeout("nordlicht")
	require.Empty(t, x.API)
	require.Contains(t, x.reasons(), "getCustomersCheckinHistory", "also what hangs on another part")
	require.Contains(t, string(x.Portal["sessions"]), "device", "what the portal itself keeps is there")
}

func TestExportToRead(t *testing.T) {
	p := newPortal(t)
	m := p.member("nordlicht", "regular")
	b := p.signInAs(m)
	b.post("/nordlicht/language", url.Values{"language": {"de"}, "next": {"/nordlicht/"}})
	pg := b.get("/nordlicht/privacy/export.html")
	require.Equal(t, http.StatusOK, pg.status)
	require.Equal(t, "de", pg.Find("html").AttrOr("lang", ""))
	require.Equal(t, 1, pg.Find("h1").Length())
	require.Contains(t, pg.text("#getCustomerPaymentData"), "IBAN")
	require.Contains(t, pg.text("#getCustomerById"), "Vorname")
	require.Contains(t, pg.text("#getContractData"), "Tarif")
	require.Zero(t, pg.Find("script, link, img, iframe, form").Length(), "nothing is loaded")
	pg.Find("a").Each(func(_ int, a *goquery.Selection) {
		require.True(t, strings.HasPrefix(a.AttrOr("href", ""), "#"))
		require.Equal(t, 1, pg.Find(a.AttrOr("href", "")).Length())
	})
	require.NotContains(t, pg.html, "takeout.")
	require.NotContains(t, pg.text("main"), "Later field{")
}

// archive downloads and opens the archive.
func (b *browser) archive(studio string) map[string]string {
	b.p.t.Helper()
	r, err := http.NewRequestWithContext(b.p.t.Context(), http.MethodGet, b.p.server.URL+"/"+studio+"/privacy/export.zip", nil)
	require.NoError(b.p.t, err)
	r.Header.Set("Accept-Language", "en")
	answer, err := b.client.Do(r)
	require.NoError(b.p.t, err)
	defer answer.Body.Close()
	require.Equal(b.p.t, http.StatusOK, answer.StatusCode)
	require.Equal(b.p.t, "application/zip", answer.Header.Get("Content-Type"))
	body, err := io.ReadAll(answer.Body)
	require.NoError(b.p.t, err)
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	require.NoError(b.p.t, err)
	files := map[string]string{}
	for _, f := range z.File {
		require.NotContains(b.p.t, files, f.Name, "each name once")
		content, err := f.Open()
		require.NoError(b.p.t, err)
		text, err := io.ReadAll(content)
		require.NoError(b.p.t, err)
		files[f.Name] = string(text)
	}
	return files
}

func (p *portal) upload(m sandbox.Member, name, content string) {
	p.t.Helper()
	_, err := p.client(m.Studio).UploadDocument(p.t.Context(), m.CustomerID, "", pgclient.Upload{Name: name, ContentType: "application/pdf", Content: strings.NewReader(content), Size: int64(len(content))})
	require.NoError(p.t, err)
}

func TestExportWithDocuments(t *testing.T) {
	p := newPortal(t)
	m := p.member("forge", "newcomer")
	b := p.signInAs(m)
	before := len(b.archive("forge"))
	for _, name := range []string{"Vertrag.pdf", "vertrag.PDF", "CON.pdf", strings.Repeat("ü", 120) + ".pdf"} {
		p.upload(m, name, aPDF+name)
	}
	for range 150 {
		p.upload(m, "same.pdf", aPDF)
	}
	files := b.archive("forge")
	require.Len(t, files, before+154)
	require.Equal(t, aPDF+"Vertrag.pdf", files["documents/Vertrag.pdf"])
	require.Equal(t, aPDF+"vertrag.PDF", files["documents/vertrag (2).pdf"])
	require.Equal(t, aPDF+"CON.pdf", files["documents/CON_.pdf"])
	require.Equal(t, aPDF, files["documents/same (150).pdf"])
	require.NotContains(t, files, "missing.txt")
	var x takeout
	require.NoError(t, json.Unmarshal([]byte(files["export.json"]), &x))
	require.Equal(t, m.CustomerID, x.About.CustomerID)
	var listed []json.RawMessage
	require.NoError(t, json.Unmarshal(x.API["getDocuments"], &listed))
	require.GreaterOrEqual(t, len(listed), 154, "all slices of the list")
	require.Contains(t, files["export.html"], "</html>")
}

// A document that fails is listed with why; the others are there.
func TestExportWithoutADocument(t *testing.T) {
	p := newPortal(t)
	m := p.member("forge", "newcomer")
	b := p.signInAs(m)
	p.upload(m, "first.pdf", aPDF)
	p.upload(m, "second.pdf", aPDF)
	whole := b.archive("forge")
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getDocumentById", Kind: sandbox.FaultStatus, Status: 500, Times: 2}))
	files := b.archive("forge")
	require.Len(t, files, len(whole), "one file less, and the list of what is missing")
	require.Contains(t, files["missing.txt"], ": not available just now")
	require.Equal(t, 1, strings.Count(files["missing.txt"], ": not available"))
}

func TestExportEndsWithItsVisitor(t *testing.T) {
	p := newPortal(t)
	m := p.member("forge", "newcomer")
	b := p.signInAs(m)
	for range 30 {
		p.upload(m, "large.pdf", aPDF+strings.Repeat("x", 1<<16))
	}
	p.world.ResetCalls()
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getDocumentById", Kind: sandbox.FaultStatus, Status: 404, DelayMS: 200}))
	ctx, leave := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.server.URL+"/forge/privacy/export.zip", nil)
	require.NoError(t, err)
	answer, err := b.client.Do(r)
	require.NoError(t, err)
	_, err = answer.Body.Read(make([]byte, 100))
	require.NoError(t, err)
	leave()
	_ = answer.Body.Close()
	time.Sleep(time.Second)
	asked := p.calls("getDocumentById")
	require.Less(t, asked, 20)
	time.Sleep(500 * time.Millisecond)
	require.Equal(t, asked, p.calls("getDocumentById"), "nobody waits, nothing is asked")
}

func TestExportsAreCounted(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "newcomer")
	for range 20 {
		_, _ = b.takeout("forge")
	}
	answer := b.get("/forge/privacy/export.html")
	require.Equal(t, http.StatusTooManyRequests, answer.status)
	require.NotEmpty(t, answer.header.Get("Retry-After"))
	require.Equal(t, http.StatusOK, p.signIn("forge", "regular").get("/forge/privacy/export.json").status, "others are not held up")
}

// What was written to the studio and done through the portal is in the export.
func TestExportHoldsThePortalsOwn(t *testing.T) {
	p := newPortal(t)
	m := p.member("forge", "regular")
	b := p.signInAs(m)
	require.NoError(t, p.store.KeepMessage(t.Context(), store.Message{ID: "A", Studio: "forge", CustomerID: m.CustomerID, Subject: "Gloves", Body: "<b>Lost</b>"}))
	require.NoError(t, p.store.KeepMessage(t.Context(), store.Message{ID: "B", Studio: "forge", CustomerID: m.CustomerID + 1, Subject: "Not mine", Body: "x"}))
	x, _ := b.takeout("forge")
	require.Contains(t, string(x.Portal["messages"]), "Gloves")
	require.NotContains(t, string(x.Portal["messages"]), "Not mine")
	html := b.get("/forge/privacy/export.html")
	require.Contains(t, html.text("#messages"), "<b>Lost</b>")
	require.Zero(t, html.Find("#messages b").Length(), "a text stays a text")
}
