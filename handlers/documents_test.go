package handlers_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

const aPDF = "%PDF-1.7\n1 0 obj << >> endobj\n"

// send posts a form with a file as browsers do: the fields first. No file name
// means that nothing was chosen.
func (b *browser) send(path string, fields url.Values, field, name, content string) page {
	b.p.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for key, values := range fields {
		for _, v := range values {
			require.NoError(b.p.t, w.WriteField(key, v))
		}
	}
	part, err := w.CreateFormFile(field, name)
	require.NoError(b.p.t, err)
	_, err = io.WriteString(part, content)
	require.NoError(b.p.t, err)
	require.NoError(b.p.t, w.Close())
	r, err := http.NewRequestWithContext(b.p.t.Context(), http.MethodPost, b.p.server.URL+path, &body)
	require.NoError(b.p.t, err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.do(r)
}

func (p *portal) documents(m sandbox.Member) []pgclient.CustomerDocument {
	p.t.Helper()
	var list []pgclient.CustomerDocument
	for d, err := range p.client(m.Studio).AllDocuments(p.t.Context(), m.CustomerID) {
		require.NoError(p.t, err)
		list = append(list, d)
	}
	return list
}

func (p *portal) values(m sandbox.Member) map[int64]string {
	p.t.Helper()
	c, err := p.client(m.Studio).GetCustomerById(p.t.Context(), m.CustomerID)
	require.NoError(p.t, err)
	values := map[int64]string{}
	for _, v := range c.AdditionalInformationFieldAssignments {
		values[v.AdditionalInformationFieldID] = v.Value
	}
	return values
}

// filled is what a browser would send of a form, its selects and areas included.
func (p page) filled(ending string) (string, url.Values) {
	p.t.Helper()
	action, values := p.form(ending)
	p.Find(`form[action$="` + ending + `"] select`).Each(func(_ int, s *goquery.Selection) {
		values.Set(s.AttrOr("name", ""), s.Find("option[selected]").AttrOr("value", ""))
	})
	p.Find(`form[action$="` + ending + `"] textarea`).Each(func(_ int, s *goquery.Selection) {
		values.Set(s.AttrOr("name", ""), s.Text())
	})
	return action, values
}

func documentsLinks(pg page, selector string) []string {
	return pg.Find(selector).Map(func(_ int, a *goquery.Selection) string { return a.AttrOr("href", "") })
}

func TestDocumentsAreListedAndOpened(t *testing.T) {
	p := newPortal(t)
	for _, studio := range []string{"nordlicht", "forge"} {
		m := p.member(studio, "regular")
		b := p.signIn(studio, "regular")
		pg := b.get("/" + studio + "/profile/documents")
		require.Equal(t, http.StatusOK, pg.status)
		own := p.documents(m)
		require.Len(t, documentsLinks(pg, ".slots a"), len(own))
		for i, to := range documentsLinks(pg, ".slots a") {
			p.world.ResetCalls()
			file := b.get(to)
			require.Equal(t, http.StatusOK, file.status)
			require.True(t, strings.HasPrefix(file.html, "%PDF-"), file.html)
			require.Contains(t, file.html, "%%EOF", "whole")
			h := file.header
			require.Equal(t, "application/pdf", h.Get("Content-Type"))
			require.Equal(t, "nosniff", h.Get("X-Content-Type-Options"))
			require.Equal(t, "no-store", h.Get("Cache-Control"))
			require.Contains(t, h.Get("Content-Security-Policy"), "default-src 'none'")
			require.Contains(t, h.Get("Content-Security-Policy"), "sandbox;")
			require.Contains(t, h.Get("Content-Security-Policy"), "frame-ancestors ")
			require.NotContains(t, h.Get("Content-Security-Policy"), "'self'")
			require.True(t, strings.HasPrefix(h.Get("Content-Disposition"), "attachment;"), h.Get("Content-Disposition"))
			require.Equal(t, 1, p.calls("getDocumentById"))
			require.Contains(t, to, id(*own[i].ID))
			require.NotContains(t, p.logs.String(), own[i].FileName)
			require.NotContains(t, p.logs.String(), "_files")
		}
	}
}

// The sandbox's list has 29 entries for the debtor: more than a page.
func TestDocumentsArePagedWithoutAScript(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "debtor")
	pg := b.get("/forge/profile/documents")
	seen := documentsLinks(pg, ".slots a")
	require.Len(t, seen, 20)
	require.Equal(t, []string{"More documents"}, pg.Find(".pages a").Map(func(_ int, a *goquery.Selection) string { return a.Text() }))
	next := b.get(documentsLinks(pg, ".pages a")[0])
	require.Equal(t, []string{"/forge/profile/documents"}, documentsLinks(next, ".pages a"), "the last one leads back")
	seen = append(seen, documentsLinks(next, ".slots a")...)
	require.Len(t, seen, len(p.documents(p.member("forge", "debtor"))))
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(seen))), len(seen), "none twice")

	for _, made := range []string{"nonsense", "-5", "%00", strings.Repeat("9", 80), "a%26sliceSize%3D1"} {
		pg := b.get("/forge/profile/documents?offset=" + made)
		require.Equal(t, http.StatusOK, pg.status, made)
	}
}

func TestDocumentThatIsNoPDFIsSavedAsItIs(t *testing.T) {
	p := newPortal(t)
	m := p.member("forge", "regular")
	put := func(name, kind, content string) int64 {
		d, err := p.client("forge").UploadDocument(t.Context(), m.CustomerID, "", pgclient.Upload{Name: name, ContentType: kind, Content: strings.NewReader(content)})
		require.NoError(t, err)
		return *d.ID
	}
	b := p.signIn("forge", "regular")
	b.headers["Sec-Fetch-Dest"] = "document"
	for _, c := range []struct{ name, kind, content, wantKind, wantDisposition string }{
		{"page.html", "text/html", "<script>alert(1)</script>", "application/octet-stream", "attachment; filename=page.html"},
		{"page.pdf", "application/pdf", "<html><script>alert(1)</script>", "application/octet-stream", "attachment; filename=page.pdf"},
		{"image.svg", "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "application/octet-stream", "attachment; filename=image.svg"},
		{"foto.jpeg", "text/html", "\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg", "inline; filename=foto.jpeg"},
		{"foto.exe", "image/png", "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", "image/png", "inline; filename=foto.png"},
		{`Befund "Müller".pdf`, "application/pdf", aPDF, "application/pdf", "attachment; filename*=utf-8''Befund%20_M%C3%BCller_.pdf"},
	} {
		to := "/forge/profile/documents/" + id(put(c.name, c.kind, c.content))
		file := b.get(to)
		require.Equal(t, http.StatusOK, file.status, c.name)
		require.Equal(t, c.content, file.html)
		require.Equal(t, c.wantKind, file.header.Get("Content-Type"), c.name)
		require.Equal(t, c.wantDisposition, file.header.Get("Content-Disposition"), c.name)
		require.Contains(t, b.get(to+"?embed=1").header.Get("Content-Disposition"), "attachment;", "in a frame there is no way back from a file")
	}
}

func TestDocumentWhoseLinkIsDeadOrDown(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	to := documentsLinks(b.get("/forge/profile/documents"), ".slots a")[0]
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getDocumentById", Kind: sandbox.FaultStatus, Status: 503}))
	require.Equal(t, http.StatusServiceUnavailable, b.get(to).status)
	p.world.ClearFaults()
	require.Equal(t, http.StatusNotFound, b.get("/forge/profile/documents/999999999").status)
	require.Equal(t, http.StatusNotFound, b.get("/forge/profile/documents/none").status)
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getDocuments", Kind: sandbox.FaultStatus, Status: 503}))
	require.Equal(t, http.StatusServiceUnavailable, b.get("/forge/profile/documents").status)
}

func TestDocumentIsSentOnce(t *testing.T) {
	p := newPortal(t)
	m := p.member("nordlicht", "newcomer")
	before := len(p.documents(m))
	b := p.signIn("nordlicht", "newcomer")
	action, form := b.get("/nordlicht/profile/documents").form("/profile/documents")
	form.Set("description", "  Studierendenausweis   2026 ")
	p.world.ResetCalls()
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			done := b.send(action, form, "document", `C:\Scans\Ausweis.HTML`, aPDF)
			require.Equal(t, http.StatusOK, done.status)
			require.Equal(t, "/nordlicht/profile/documents", done.path)
		})
	}
	group.Wait()
	require.Equal(t, 1, p.calls("uploadDocument"))
	own := p.documents(m)
	require.Len(t, own, before+1)
	require.Equal(t, "Ausweis.pdf", own[before].FileName, "the extension is that of the content")
	require.Equal(t, "Studierendenausweis 2026", own[before].Description)
	require.Equal(t, aPDF, b.get("/nordlicht/profile/documents/"+id(*own[before].ID)).html)
	require.NotContains(t, p.logs.String(), "Ausweis")

	other := b.send(action, form, "document", "Ausweis.pdf", aPDF+"another")
	require.Contains(t, other.text("main"), "Your document has been sent to the studio.")
	require.Equal(t, 2, p.calls("uploadDocument"), "another file is another document, though the page was the same")
	again := b.send(action, form, "document", "Ausweis.pdf", aPDF+"another")
	require.Contains(t, again.text("main"), "Your document has been sent to the studio.")
	require.Equal(t, 2, p.calls("uploadDocument"))
}

func TestDocumentThatCannotBeSentKeepsWhatWasTyped(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	action, form := b.get("/forge/profile/documents").form("/profile/documents")
	form.Set("description", "Student <card>")
	p.world.ResetCalls()
	for name, c := range map[string]struct{ file, content, field, says string }{
		"nothing chosen": {"", "", "document", "Please choose a file."},
		"an empty one":   {"a.pdf", "", "document", "Please choose a file."},
		"a program":      {"a.pdf", "MZ\x90\x00", "document", "This file cannot be sent."},
		"a long program": {"a.pdf", "MZ\x90\x00" + strings.Repeat("x", 9<<20), "document", "This file cannot be sent."},
		"a page":         {"a.pdf", "<html><script>", "document", "This file cannot be sent."},
		"too large":      {"a.pdf", aPDF + strings.Repeat("x", 10<<20), "document", "larger than 10 MB"},
	} {
		pg := b.send(action, form, "document", c.file, c.content)
		status := http.StatusUnprocessableEntity
		if name == "too large" {
			status = http.StatusRequestEntityTooLarge
		}
		require.Equal(t, status, pg.status, name)
		require.Contains(t, pg.text("#"+c.field+"-error"), c.says, name)
		require.Equal(t, "Student <card>", pg.Find("#description").AttrOr("value", ""), name)
		require.NotEmpty(t, documentsLinks(pg, ".slots a"), "the list is there")
	}
	form.Set("description", strings.Repeat("ä", 201))
	pg := b.send(action, form, "document", "a.pdf", aPDF)
	require.Contains(t, pg.text("#description-error"), "at most 200 characters")
	form.Set("description", "")
	form.Set("once", "stale")
	pg = b.send(action, form, "document", "a.pdf", aPDF)
	require.Equal(t, http.StatusUnprocessableEntity, pg.status)
	require.Contains(t, pg.text("[role=alert]"), "open for too long")
	require.Equal(t, http.StatusUnprocessableEntity, b.send(action, form, "document", "a.pdf", aPDF+strings.Repeat("x", 11<<20)).status, "too old goes first")
	require.Zero(t, p.calls("uploadDocument"))
}

// Where the folder could not be read beforehand, nothing tells what became of it.
func TestDocumentThatCannotBeReadBack(t *testing.T) {
	p := newPortal(t)
	p.app.Hurry()
	b := p.signIn("forge", "newcomer")
	action, form := b.get("/forge/profile/documents").form("/profile/documents")
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getDocuments", Kind: sandbox.FaultStatus, Status: 404, Times: 1}))
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "uploadDocument", Kind: sandbox.FaultDropAfter, Times: 1}))
	p.world.ResetCalls()
	pg := b.settled(b.send(action, form, "document", "card.pdf", aPDF))
	require.Equal(t, "We could not confirm it", pg.text("h1"))
	require.Contains(t, pg.text("main"), "Look at the page before you try again.")
	require.Equal(t, 1, p.calls("uploadDocument"))
}

func TestDocumentPagesWhileTheApiIsDown(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	for _, path := range []string{"documents", "photo", "photo.jpg", "additional", "preferences"} {
		require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "*", Kind: sandbox.FaultStatus, Status: 503}))
		pg := b.get("/forge/profile/" + path)
		p.world.ClearFaults()
		require.Equal(t, http.StatusServiceUnavailable, pg.status, path)
		require.NotEmpty(t, pg.header.Get("Retry-After"))
		require.Equal(t, "/forge/profile/"+path, pg.Find("main a.btn").AttrOr("href", ""))
		require.Equal(t, http.StatusOK, b.get("/forge/profile/"+path).status)
	}
}

// write is one of the area's writes, with how it is sent and how one sees it done.
type write struct {
	operation, page string
	send            func(b *browser) page
	happened        func(p *portal, m sandbox.Member) bool
	done            string
}

func areaWrites(t *testing.T) map[string]write {
	picture := encoded(t, 300, 400, nil)
	return map[string]write{
		"document": {
			"uploadDocument", "/profile/documents",
			func(b *browser) page {
				action, form := b.get("/forge/profile/documents").form("/profile/documents")
				form.Set("description", "Card")
				return b.send(action, form, "document", "card.pdf", aPDF)
			},
			func(p *portal, m sandbox.Member) bool {
				return slices.ContainsFunc(p.documents(m), func(d pgclient.CustomerDocument) bool { return d.Description == "Card" })
			},
			"Your document has been sent to the studio.",
		},
		"photo": {
			"updateImage", "/profile/photo",
			func(b *browser) page {
				action, form := b.get("/forge/profile/photo").form("/profile/photo")
				return b.send(action, form, "image", "me.jpg", picture)
			},
			func(p *portal, m sandbox.Member) bool {
				c, err := p.client(m.Studio).GetCustomerById(t.Context(), m.CustomerID)
				require.NoError(t, err)
				return c.ImageURL != ""
			},
			"Your new photo has been saved.",
		},
		"fields": {
			"setAdditionalInformationFieldAssignments", "/profile/additional",
			func(b *browser) page {
				pg := b.get("/forge/profile/additional")
				action, form := pg.filled("/profile/additional")
				form.Set(pg.Find("input[inputmode=numeric]").AttrOr("name", ""), "42")
				return b.post(action, form)
			},
			func(p *portal, m sandbox.Member) bool {
				return slices.Contains(slices.Collect(maps.Values(p.values(m))), "42")
			},
			"Your details have been saved.",
		},
		"preferences": {
			"updateCommunicationPreferences", "/profile/preferences",
			func(b *browser) page {
				action, form := b.get("/forge/profile/preferences").form("/profile/preferences")
				form.Set("NEWSLETTER-EMAIL", "1")
				return b.post(action, form)
			},
			func(p *portal, m sandbox.Member) bool { return p.active(m, "NEWSLETTER", "EMAIL") },
			"Your choice has been saved.",
		},
	}
}

func (p *portal) active(m sandbox.Member, category, channel string) bool {
	p.t.Helper()
	matrix, err := p.client(m.Studio).GetCommunicationPreferences(p.t.Context(), m.CustomerID)
	require.NoError(p.t, err)
	for _, c := range matrix {
		for _, ch := range c.Channels {
			if string(c.MessageCategory) == category && string(ch.CommunicationChannel) == channel {
				return ch.Active != nil && *ch.Active
			}
		}
	}
	require.FailNow(p.t, "no such channel")
	return false
}

// Whatever happens to the answer, the member hears the truth and the write is sent
// once at most.
func TestNoDocumentWriteWithoutTheTruth(t *testing.T) {
	for name, w := range areaWrites(t) {
		for _, fault := range []sandbox.Fault{
			{Kind: sandbox.FaultDropAfter}, {Kind: sandbox.FaultDropBefore}, {Kind: sandbox.FaultTruncate}, {Kind: sandbox.FaultWrongType},
			{Kind: sandbox.FaultHang, DelayMS: 1500}, {Kind: sandbox.FaultStatus, Status: 500}, {Kind: sandbox.FaultStatus, Status: 503},
			{Kind: sandbox.FaultStatus, Status: 400}, {Kind: sandbox.FaultStatus, Status: 409}, {Kind: sandbox.FaultStatus, Status: 403}, {Kind: sandbox.FaultStatus, Status: 429},
		} {
			t.Run(name+"/"+fault.Kind+id(int64(fault.Status)), func(t *testing.T) {
				p := newPortal(t, func(s *setup) { s.faulty = true })
				p.app.Hurry()
				m := p.member("forge", "newcomer")
				b := p.signIn("forge", "newcomer")
				require.False(t, w.happened(p, m))
				fault.Operation, fault.Times = w.operation, 1
				require.NoError(t, p.world.SetFault(fault))
				p.world.ResetCalls()
				pg := b.settled(w.send(b))
				require.LessOrEqual(t, p.calls(w.operation), 1, "never sent twice")
				p.world.ClearFaults()
				time.Sleep(50 * time.Millisecond)
				said, happened := strings.Contains(pg.text("main"), w.done), w.happened(p, m)
				if said {
					require.True(t, happened, "said to be done")
				}
				switch {
				case fault.Kind == sandbox.FaultDropAfter, fault.Kind == sandbox.FaultTruncate, fault.Kind == sandbox.FaultWrongType:
					require.True(t, said, "read back: %s", pg.text("main"))
				case fault.Status == 400, fault.Status == 409, fault.Status == 403:
					require.Equal(t, http.StatusUnprocessableEntity, pg.status)
					require.False(t, happened)
				case fault.Status == 429:
					require.Equal(t, http.StatusServiceUnavailable, pg.status)
					require.Contains(t, pg.text("main"), "Nothing was changed")
				case !said:
					require.Contains(t, pg.path, "/forge/done/", pg.text("main"))
					require.Equal(t, "We could not confirm it", pg.text("h1"))
				}
				require.Equal(t, http.StatusOK, b.get("/forge"+w.page).status)
			})
		}
	}
}

// The outcome of a write that took long is told by its own page, in its own words.
func TestDocumentWritesThatTookLong(t *testing.T) {
	for name, w := range areaWrites(t) {
		t.Run(name, func(t *testing.T) {
			p := newPortal(t)
			p.app.Hurry()
			b := p.signIn("forge", "newcomer")
			require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: w.operation, Kind: sandbox.FaultHang, DelayMS: 350, Times: 1}))
			waiting := w.send(b)
			require.Contains(t, waiting.path, "/forge/done/")
			pg := b.settled(waiting)
			require.Equal(t, w.done, pg.text("h1"))
			require.Equal(t, "/forge"+w.page, pg.Find("main a.btn").AttrOr("href", ""))
		})
	}
}

func TestDocumentScopes(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	scopes := func(list ...string) {
		t.Helper()
		require.NoError(t, p.world.SetScopes("forge", append(list, "CUSTOMER_READ")...))
	}
	scopes()
	for _, path := range []string{"additional", "preferences"} {
		require.Equal(t, http.StatusNotFound, b.get("/forge/profile/"+path).status, path)
	}
	pg := b.get("/forge/profile/documents")
	require.Equal(t, http.StatusOK, pg.status, "sending may still be allowed")
	require.Zero(t, pg.Find(".slots, .missing, .empty").Length())
	action, form := pg.form("/profile/documents")
	require.Equal(t, http.StatusUnprocessableEntity, b.send(action, form, "document", "a.pdf", aPDF).status)
	require.Equal(t, http.StatusNotFound, b.get("/forge/profile/documents").status, "now it is known that neither is")

	scopes("ADDITIONAL_INFORMATION_READ", "COMMUNICATION_PREFERENCES_READ", "CUSTOMER_DOCUMENT_READ")
	documents := b.get("/forge/profile/documents")
	require.NotEmpty(t, documentsLinks(documents, ".slots a"))
	require.Zero(t, documents.Find(`input[type=file]`).Length())
	for _, path := range []string{"additional", "preferences"} {
		at := "/forge/profile/" + path
		action, form := b.get(at).filled("/profile/" + path)
		form.Set("NEWSLETTER-EMAIL", "1")
		form.Set(b.get(at).Find("input[inputmode=numeric]").AttrOr("name", "x"), "7")
		refused := b.post(action, form)
		require.Equal(t, http.StatusUnprocessableEntity, refused.status, path)
		shown := b.get(at)
		require.Equal(t, http.StatusOK, shown.status)
		require.Zero(t, shown.Find("main form").Length(), "it can be read, not changed")
		require.NotZero(t, shown.Find("main dl").Length())
		require.Equal(t, http.StatusNotFound, b.post(action, form).status)
	}
	photo := b.get("/forge/profile/photo")
	action, form = photo.form("/profile/photo")
	require.Equal(t, http.StatusUnprocessableEntity, b.send(action, form, "image", "a.jpg", encoded(t, 300, 300, nil)).status)
	require.Zero(t, b.get("/forge/profile/photo").Find("main form").Length())
}

// encoded is a JPEG whose quarters are red, green, blue and white; with a TIFF part
// it has EXIF.
func encoded(t *testing.T, width, height int, tiff []byte) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			shade := color.RGBA{255, 0, 0, 255}
			switch {
			case x >= width/2 && y < height/2:
				shade = color.RGBA{0, 255, 0, 255}
			case x < width/2 && y >= height/2:
				shade = color.RGBA{0, 0, 255, 255}
			case y >= height/2:
				shade = color.RGBA{255, 255, 255, 255}
			}
			img.Set(x, y, shade)
		}
	}
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}))
	if tiff == nil {
		return b.String()
	}
	exif := append([]byte("Exif\x00\x00"), tiff...)
	head := []byte{0xff, 0xe1, byte((len(exif) + 2) >> 8), byte(len(exif) + 2)}
	return b.String()[:2] + string(head) + string(exif) + b.String()[2:]
}

func TestPhotoIsShownAndReplaced(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	pg := b.get("/forge/profile/photo")
	src := pg.Find("main img").AttrOr("src", "")
	require.Equal(t, "/forge/profile/photo.jpg", src)
	before := b.get(src)
	require.Equal(t, "image/jpeg", before.header.Get("Content-Type"))
	require.Equal(t, "no-store", before.header.Get("Cache-Control"))
	require.Contains(t, before.header.Get("Content-Security-Policy"), "default-src 'none'")

	// The camera was held on its side (6) and noted where it was.
	place := "49.4521N 11.0767E"
	tiff := slices.Concat([]byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"), []byte(place))
	action, form := pg.form("/profile/photo")
	p.world.ResetCalls()
	done := b.send(action, form, "image", "IMG_0001.png", encoded(t, 600, 400, tiff))
	require.Contains(t, done.text("[role=status]"), "Your new photo has been saved.")
	require.Equal(t, "/forge/profile/photo", done.path)
	require.Equal(t, 1, p.calls("updateImage"))
	after := b.get(src)
	require.NotEqual(t, before.html, after.html)
	require.NotContains(t, after.html, place)
	img, err := jpeg.Decode(strings.NewReader(after.html))
	require.NoError(t, err)
	r, g, bl, _ := img.At(100, 100).RGBA()
	require.True(t, bl > 0xc000 && r < 0x4000 && g < 0x4000, "turned to the right: blue is on top")

	again := b.send(action, form, "image", "IMG_0001.png", encoded(t, 600, 400, tiff))
	require.Contains(t, again.text("[role=status]"), "Your new photo has been saved.")
	require.Equal(t, 1, p.calls("updateImage"), "sent twice, saved once")
}

func TestPhotoOfSomebodyWithoutOne(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("nordlicht", "newcomer")
	pg := b.get("/nordlicht/profile/photo")
	require.Zero(t, pg.Find("main img").Length())
	require.Equal(t, http.StatusNotFound, b.get("/nordlicht/profile/photo.jpg").status)
	action, form := pg.form("/profile/photo")
	require.Equal(t, "square", form.Get("crop"))
	form.Set("crop", "whole")
	var b2 bytes.Buffer
	require.NoError(t, png.Encode(&b2, image.NewGray(image.Rect(0, 0, 250, 500))))
	b.send(action, form, "image", "me.png", b2.String())
	img, err := jpeg.Decode(strings.NewReader(b.get("/nordlicht/profile/photo.jpg").html))
	require.NoError(t, err)
	edge, _, _, _ := img.At(5, 600).RGBA()
	middle, _, _, _ := img.At(600, 600).RGBA()
	require.True(t, edge > 0xf000 && middle < 0x1000, "all of it, on white")
}

func TestPhotosThatCannotBeUsed(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	action, form := b.get("/forge/profile/photo").form("/profile/photo")
	form.Set("crop", "whole")
	var huge bytes.Buffer
	require.NoError(t, png.Encode(&huge, image.NewGray(image.Rect(0, 0, 50_000, 900))))
	p.world.ResetCalls()
	for name, c := range map[string]struct{ content, says string }{
		"none":        {"", "Please choose a photo."},
		"a PDF":       {aPDF, "JPEG or PNG"},
		"HEIC":        {"\x00\x00\x00\x18ftypheic\x00\x00\x00", "JPEG or PNG"},
		"broken":      {encoded(t, 300, 300, nil)[:400], "cannot be read"},
		"a beginning": {"\xff\xd8\xff\xe0", "cannot be read"},
		"tiny":        {encoded(t, 199, 300, nil), "at least 200 pixels"},
		"a bomb":      {huge.String(), "too many pixels"},
		"too large":   {encoded(t, 300, 300, nil) + strings.Repeat("x", 10<<20), "larger than 10 MB"},
	} {
		pg := b.send(action, form, "image", "a.jpg", c.content)
		status := http.StatusUnprocessableEntity
		if name == "too large" {
			status = http.StatusRequestEntityTooLarge
		}
		require.Equal(t, status, pg.status, name)
		require.Contains(t, pg.text("#image-error"), c.says, name)
		require.Equal(t, "whole", pg.Find("input[name=crop][checked]").AttrOr("value", ""), "the choice is kept")
	}
	require.Zero(t, p.calls("updateImage"))
}

func TestAdditionalFields(t *testing.T) {
	p := newPortal(t)
	for _, studio := range []string{"nordlicht", "forge"} {
		m := p.member(studio, "extras")
		before := p.values(m)
		require.Len(t, before, 5)
		b := p.signIn(studio, "extras")
		b.headers["Accept-Language"] = "en"
		pg := b.get("/" + studio + "/profile/additional")
		require.Equal(t, http.StatusOK, pg.status)
		action, form := pg.filled("/profile/additional")
		for field, value := range before {
			require.Equal(t, value, form.Get("field-"+id(field)), "the present value")
		}
		p.world.ResetCalls()
		same := b.post(action, form)
		require.Contains(t, same.text("[role=status]"), "You changed nothing")
		require.Zero(t, p.calls("setAdditionalInformationFieldAssignments"))

		number := pg.Find("input[inputmode=numeric]").AttrOr("name", "")
		date := pg.Find("input[type=date]").AttrOr("name", "")
		yes := pg.Find("input[type=radio]").AttrOr("name", "")
		form.Set(number, " 1 234 ")
		form.Set(date, "")
		form.Set(yes, "false")
		var group sync.WaitGroup
		for range 2 {
			group.Go(func() {
				saved := b.post(action, form)
				require.Equal(t, "/"+studio+"/profile/additional", saved.path)
			})
		}
		group.Wait()
		require.Equal(t, 1, p.calls("setAdditionalInformationFieldAssignments"))
		after := p.values(m)
		require.Len(t, after, 4, "what is left empty is removed, all else is kept")
		for field, value := range after {
			switch "field-" + id(field) {
			case number:
				require.Equal(t, "1234", value)
			case yes:
				require.Equal(t, "false", value)
			default:
				require.Equal(t, before[field], value)
			}
		}
	}
}

func TestAdditionalFieldsThatAreWrong(t *testing.T) {
	p := newPortal(t)
	m := p.member("forge", "extras")
	before := p.values(m)
	b := p.signIn("forge", "extras")
	pg := b.get("/forge/profile/additional")
	action, form := pg.filled("/profile/additional")
	number := pg.Find("input[inputmode=numeric]").AttrOr("name", "")
	date := pg.Find("input[type=date]").AttrOr("name", "")
	list := pg.Find("select[name^=field]").AttrOr("name", "")
	yes := pg.Find("input[type=radio]").AttrOr("name", "")
	text := pg.Find("main input[type=text]").Last().AttrOr("name", "")
	p.world.ResetCalls()
	for name, value := range map[string]string{number: "many", date: "31.02.2026", list: "1", yes: "maybe", text: strings.Repeat("ö", 1001)} {
		wrong := url.Values{}
		for k, v := range form {
			wrong[k] = v
		}
		wrong.Set(name, value)
		refused := b.post(action, wrong)
		require.Equal(t, http.StatusUnprocessableEntity, refused.status, value)
		require.NotEmpty(t, refused.text("#"+name+"-error"), value)
		require.Equal(t, "#"+name, refused.Find("[role=alert] a").AttrOr("href", ""))
		_, kept := refused.filled("/profile/additional")
		if name != yes && name != list { // what cannot be chosen cannot be kept
			require.Equal(t, value, kept.Get(name), "what was typed is kept")
		}
	}
	require.Zero(t, p.calls("setAdditionalInformationFieldAssignments"))

	// Only the API knows how large a number may be: its words stand beside the field.
	form.Set(number, "99999999999999999999")
	form.Set(text, "Ben, 0161 4960001")
	refused := b.post(action, form)
	require.Equal(t, http.StatusUnprocessableEntity, refused.status)
	require.Equal(t, "The value does not fit the type of the field.", refused.text("#"+number+"-error"))
	require.Equal(t, "Ben, 0161 4960001", refused.Find("#"+text).AttrOr("value", ""))
	require.Equal(t, before, p.values(m))
}

func TestTwoTabsOnTheFields(t *testing.T) {
	p := newPortal(t)
	m := p.member("forge", "extras")
	b := p.signIn("forge", "extras")
	pg := b.get("/forge/profile/additional")
	action, first := pg.filled("/profile/additional")
	number := pg.Find("input[inputmode=numeric]").AttrOr("name", "")
	text := pg.Find("main input[type=text]").Last().AttrOr("name", "")
	_, second := b.get("/forge/profile/additional").filled("/profile/additional")
	first.Set(number, "8")
	require.Contains(t, b.post(action, first).text("[role=status]"), "saved")
	second.Set(text, "Somebody else")
	p.world.ResetCalls()
	stale := b.post(action, second)
	require.Equal(t, http.StatusUnprocessableEntity, stale.status)
	require.Contains(t, stale.text("[role=alert]"), "changed somewhere else")
	require.Equal(t, "Somebody else", stale.Find("#"+text).AttrOr("value", ""))
	require.Zero(t, p.writes())
	require.Contains(t, slices.Collect(maps.Values(p.values(m))), "8")
	_, mended := stale.filled("/profile/additional")
	require.Contains(t, b.post(action, mended).text("[role=status]"), "saved", "having looked, the member saves")
}

func TestPreferences(t *testing.T) {
	p := newPortal(t)
	for _, studio := range []string{"nordlicht", "forge"} {
		m := p.member(studio, "regular")
		b := p.signIn(studio, "regular")
		pg := b.get("/" + studio + "/profile/preferences")
		action, form := pg.form("/profile/preferences")
		require.Zero(t, pg.Find(`input[name^="CONTRACT-"], input[name="APPOINTMENT-EMAIL"], input[name="GENERAL-FAX"]`).Length(), "only what can be overridden")
		require.Contains(t, pg.text("main"), "Letter and E-mail: only the studio can change this.")
		require.Equal(t, p.active(m, "GENERAL", "EMAIL"), form.Get("GENERAL-EMAIL") == "1")

		p.world.ResetCalls()
		require.Contains(t, b.post(action, form).text("[role=status]"), "You changed nothing")
		require.Zero(t, p.calls("updateCommunicationPreferences"))
		form.Set("NEWSLETTER-EMAIL", "1")
		form.Del("GENERAL-EMAIL")
		var group sync.WaitGroup
		for range 2 {
			group.Go(func() { require.Equal(t, http.StatusOK, b.post(action, form).status) })
		}
		group.Wait()
		require.Equal(t, 1, p.calls("updateCommunicationPreferences"))
		require.True(t, p.active(m, "NEWSLETTER", "EMAIL"))
		require.False(t, p.active(m, "GENERAL", "EMAIL"))
		require.True(t, p.active(m, "CONTRACT", "EMAIL"), "the rest is sent as it was")
		require.True(t, p.active(m, "APPOINTMENT", "TEXT_MESSAGE"))
		_, now := b.get("/" + studio + "/profile/preferences").form("/profile/preferences")
		require.Equal(t, "1", now.Get("NEWSLETTER-EMAIL"))
		require.Empty(t, now.Get("GENERAL-EMAIL"))
	}
}

func TestTwoTabsOnThePreferences(t *testing.T) {
	p := newPortal(t)
	m := p.member("forge", "regular")
	b := p.signIn("forge", "regular")
	action, first := b.get("/forge/profile/preferences").form("/profile/preferences")
	_, second := b.get("/forge/profile/preferences").form("/profile/preferences")
	first.Set("NEWSLETTER-EMAIL", "1")
	require.Contains(t, b.post(action, first).text("[role=status]"), "saved")
	second.Set("NEWSLETTER-LETTER", "1")
	p.world.ResetCalls()
	stale := b.post(action, second)
	require.Equal(t, http.StatusUnprocessableEntity, stale.status)
	require.Contains(t, stale.text("[role=alert]"), "changed somewhere else")
	require.Zero(t, p.writes())
	require.True(t, p.active(m, "NEWSLETTER", "EMAIL"), "not switched off by a page that did not know")
	_, mended := stale.form("/profile/preferences")
	require.Equal(t, "1", mended.Get("NEWSLETTER-LETTER"), "what was ticked is kept")
	require.Empty(t, mended.Get("NEWSLETTER-EMAIL"))

	second.Set("once", "stale")
	require.Contains(t, b.post(action, second).text("[role=alert]"), "open for too long")
}

func TestPagesOfDocumentsHaveOneTokenAndNoUnsafeMarkup(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("nordlicht", "extras")
	for _, path := range []string{"documents", "photo", "additional", "preferences"} {
		pg := b.get("/nordlicht/profile/" + path)
		tokens := map[string]bool{}
		pg.Find(`input[name="once"]`).Each(func(_ int, in *goquery.Selection) { tokens[in.AttrOr("value", "")] = true })
		require.Len(t, tokens, 1, path)
		require.Zero(t, pg.Find("[style],[onclick],script:not([src])").Length(), path)
		require.Equal(t, 1, pg.Find("h1").Length())
	}
}

// What is kept of a write holds fingerprints, not what the member typed.
func TestNothingTypedIsKept(t *testing.T) {
	p := newPortal(t)
	p.app.Hurry()
	b := p.signIn("forge", "newcomer")
	pg := b.get("/forge/profile/additional")
	action, form := pg.filled("/profile/additional")
	form.Set(pg.Find("main input[type=text]").Last().AttrOr("name", ""), "Private words")
	waiting := b.stay()
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "setAdditionalInformationFieldAssignments", Kind: sandbox.FaultHang, DelayMS: 500, Times: 1}))
	to := waiting.post(action, form).header.Get("Location")
	intent, err := p.store.GetIntent(t.Context(), "forge", p.member("forge", "newcomer").CustomerID, strings.TrimPrefix(to, "/forge/done/"))
	require.NoError(t, err)
	kept, err := json.Marshal(intent)
	require.NoError(t, err)
	require.NotContains(t, string(kept)+string(intent.Details), "Private")
}
