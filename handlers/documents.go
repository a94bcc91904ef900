package handlers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"memberportal/internal/store"
	"memberportal/internal/studio"
	"memberportal/pgclient"
	"memberportal/views"
)

// documentRoutes are documents, photo, further fields and communication preferences.
func documentRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, "/profile/documents", true, showDocuments, ""},
		{post, "/profile/documents", true, uploadDocument, "document"},
		{get, "/profile/documents/:documentID", true, openDocument, ""},
		{get, "/profile/photo", true, showPhoto, ""},
		{post, "/profile/photo", true, replacePhoto, "image"},
		{get, "/profile/photo.jpg", true, openPhoto, ""},
		{get, "/profile/additional", true, showAdditional, ""},
		{post, "/profile/additional", true, saveAdditional, ""},
		{get, "/profile/preferences", true, showPreferences, ""},
		{post, "/profile/preferences", true, savePreferences, ""},
	}
}

// The writes of these pages, by the action their intents carry.
const (
	actionUploadDocument  = "document.upload"
	actionReplacePhoto    = "photo.replace"
	actionSaveAdditional  = "additional.save"
	actionSavePreferences = "preferences.save"
)

// documentKinds are the writes of these pages, by action.
func documentKinds() map[string]kind {
	return map[string]kind{
		actionUploadDocument:  {lookFor(uploadDocumentLook), tellDocument},
		actionReplacePhoto:    {lookFor(replacePhotoLook), tellPhoto},
		actionSaveAdditional:  {lookFor(saveAdditionalLook), tellAdditional},
		actionSavePreferences: {lookFor(savePreferencesLook), tellPreferences},
	}
}

// The keys of their messages.
const (
	saidDocument             = "document_uploaded"
	saidPhoto                = "photo_saved"
	saidAdditional           = "additional_saved"
	saidAdditionalUnchanged  = "additional_unchanged"
	saidPreferences          = "preferences_saved"
	saidPreferencesPartly    = "preferences_partly"
	saidPreferencesUnchanged = "preferences_unchanged"
)

// documentSayings are their messages.
func documentSayings() map[string]saying {
	return map[string]saying{
		saidDocument:             {views.ToneGood, "", "documents.uploaded"},
		saidPhoto:                {views.ToneGood, "", "documents.photo_saved"},
		saidAdditional:           {views.ToneGood, "", "documents.fields_saved"},
		saidAdditionalUnchanged:  {views.ToneInfo, "", "documents.fields_unchanged"},
		saidPreferences:          {views.ToneGood, "", "documents.pref_saved"},
		saidPreferencesPartly:    {views.ToneWarn, "", "documents.pref_partly"},
		saidPreferencesUnchanged: {views.ToneInfo, "", "documents.pref_unchanged"},
	}
}

// documentsLinks lead to these pages from the overview of the profile; what the
// studio's key is known not to reach is left out.
func documentsLinks(base views.Page, s *studio.Studio) []views.ProfileLink {
	text, at := base.Text, base.Paths
	var links []views.ProfileLink
	add := func(may bool, to, name, detail string) {
		if may {
			links = append(links, views.ProfileLink{Heading: name, Text: detail, To: to})
		}
	}
	add(s.May("getDocuments", "uploadDocument"), at.Documents(""), text.T("documents.title"), text.T("documents.summary"))
	add(s.May("getCustomerById"), at.Photo(), text.T("documents.photo_title"), text.T("documents.photo_summary"))
	add(s.May("getAdditionalInformationFields"), at.Additional(), text.T("documents.fields_title"), text.T("documents.fields_summary"))
	add(s.May("getCommunicationPreferences"), at.Preferences(), text.T("documents.pref_title"), text.T("documents.pref_summary"))
	return links
}

const (
	documentsSlice  = 20  // documents on a page
	longDescription = 200 // of a document, in characters
	longFileName    = 80  // in characters, without its extension
)

// offsets are what the API gives to go on with; nothing else is sent to it.
var offsets = regexp.MustCompile(`^[A-Za-z0-9_=.~-]{1,60}$`)

// documentsLoad is what the page is made of.
type documentsLoad struct {
	list   part[pgclient.Slice[pgclient.CustomerDocument]]
	offset string // of the slice, "" for the first
	upload bool
}

// showDocuments lists the member's documents, one slice a page.
func showDocuments(c *Context) error {
	l := c.loadDocuments(c.echo.QueryParam("offset"))
	switch {
	case l.list.hidden() && !l.upload:
		return l.list.err
	case l.offset != "" && pgclient.KindOf(l.list.err) == pgclient.Invalid:
		return c.redirect(c.Paths.Documents("")) // of another time, or made up
	case l.list.missing():
		return l.list.err
	}
	return c.Render(http.StatusOK, views.Documents(newDocumentsPage(c.page(c.Text.T("documents.title"), "profile"), l, "")))
}

func (c *Context) loadDocuments(offset string) documentsLoad {
	l := documentsLoad{upload: c.Studio.May("uploadDocument")}
	if offsets.MatchString(offset) {
		l.offset = offset
	}
	load := c.newParts()
	need(load, &l.list.value, func(ctx context.Context) (pgclient.Slice[pgclient.CustomerDocument], error) {
		return c.API.GetDocuments(ctx, c.Who.CustomerID, pgclient.SliceParams{Offset: l.offset, SliceSize: documentsSlice})
	})
	l.list.err = load.wait()
	c.note(l.list.err)
	return l
}

func newDocumentsPage(base views.Page, l documentsLoad, description string) views.DocumentsPage {
	p := views.DocumentsPage{
		Page: base, ListHidden: l.list.hidden(), Missing: l.list.missing(), Upload: l.upload, Description: description,
	}
	for _, d := range l.list.value.Result {
		p.Documents = append(p.Documents, newDocument(base, d))
	}
	if l.offset != "" {
		p.FirstTo = base.Paths.Documents("")
	}
	if next := l.list.value.Offset; l.list.value.HasNext && next != l.offset && offsets.MatchString(next) {
		p.MoreTo = base.Paths.Documents(next)
	}
	return p
}

// newDocument calls a document what the studio calls it, else by its file.
func newDocument(base views.Page, d pgclient.CustomerDocument) views.Document {
	v := views.Document{Name: strings.TrimSpace(d.Description), Detail: strings.TrimSpace(d.FileName)}
	if v.Name == "" || v.Name == v.Detail {
		v.Name, v.Detail = v.Detail, ""
	}
	if v.Name == "" {
		v.Name = base.Text.T("documents.untitled")
	}
	if extension := strings.TrimPrefix(path.Ext(d.FileName), "."); len(extension) <= 5 {
		v.Kind = strings.ToUpper(extension)
	}
	if d.ID != nil {
		v.To = base.Paths.Document(*d.ID)
	}
	return v
}

// openDocument passes one of the member's own documents on: read below the
// member's own id, which answers for whose it is, and fetched at once.
func openDocument(c *Context) error {
	documentID, err := c.pathID("documentID")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.Ctx, fileTime)
	defer cancel()
	d, err := c.API.GetDocumentById(ctx, c.Who.CustomerID, documentID)
	if err != nil {
		return err
	}
	file, err := c.API.Download(ctx, d.URL)
	if err != nil {
		return err
	}
	return c.passOn(file, d.FileName)
}

// documentTrace is what reading back an upload needs.
type documentTrace struct {
	Print  string `json:"print"`  // of name and description
	Before int    `json:"before"` // documents of that print before it was sent; -1: not known
}

// uploadDocument puts a file into the member's folder, once.
func uploadDocument(c *Context) error {
	description := strings.Join(strings.Fields(c.form("description")), " ")
	again := func(errs []views.FieldError) error {
		l := c.loadDocuments("")
		page := newDocumentsPage(c.page(c.Text.T("documents.title"), "profile"), l, description)
		page.Errors = errs
		page.Upload = true // the form that was refused is there, whatever is known by now
		return c.Render(http.StatusUnprocessableEntity, views.Documents(page))
	}
	if !c.freshForm() {
		return again([]views.FieldError{{Text: c.Text.T("errors.form_expired")}})
	}
	var errs []views.FieldError
	if utf8.RuneCountInString(description) > longDescription {
		errs = append(errs, views.FieldError{Field: "description", Text: c.Text.T("documents.description_long")})
	}
	content, problem, err := c.takeFile("documents.file_missing", "documents.file_kind", typePDF, typeJPEG, typePNG, typeHEIC)
	if err != nil {
		return err
	}
	if problem != "" {
		errs = append(errs, views.FieldError{Field: "document", Text: problem})
	}
	if len(errs) > 0 {
		return again(errs)
	}

	up := c.file.upload(fileName(c.file.name, c.Text.T("documents.untitled")))
	up.Content, up.Size = strings.NewReader(content), int64(len(content))
	trace := documentTrace{Print: fingerprint(up.Name, description), Before: -1}
	if n, err := c.countDocuments(trace.Print); err == nil {
		trace.Before = n
	} else {
		c.note(err)
	}
	intent, err := c.writeOnce(attempt{
		action: actionUploadDocument, target: fingerprint(up.Name, description, content), details: trace,
		send: func(ctx context.Context) (outcome, error) {
			d, err := c.API.UploadDocument(ctx, c.Who.CustomerID, description, *up)
			if err != nil {
				return outcome{}, err
			}
			return outcome{ID: *d.ID}, nil
		},
	})
	return c.conclude(intent, err, map[string]string{"file": "document", "description": "description"}, func(outcome) error {
		return c.redirectSaying(c.Paths.Documents(""), flash{Key: saidDocument})
	}, again)
}

func (c *Context) countDocuments(mark string) (int, error) {
	ctx, cancel := context.WithTimeout(c.Ctx, c.app.timing.page)
	defer cancel()
	n, _, err := likeDocuments(ctx, c.API, c.Who.CustomerID, mark)
	return n, err
}

// likeDocuments counts the documents with this fingerprint of name and description,
// and finds the newest of them, as far as ids tell.
func likeDocuments(ctx context.Context, api *pgclient.Client, customerID int64, mark string) (n int, newest int64, err error) {
	for d, err := range api.AllDocuments(ctx, customerID) {
		if err != nil {
			return 0, 0, err
		}
		if fingerprint(d.FileName, d.Description) == mark {
			n++
			if d.ID != nil {
				newest = max(newest, *d.ID)
			}
		}
	}
	return n, newest, nil
}

// uploadDocumentLook: there is one more of that name and description than before.
func uploadDocumentLook(ctx context.Context, api *pgclient.Client, customerID int64, t documentTrace) (outcome, bool, error) {
	if t.Before < 0 {
		return outcome{}, false, nil
	}
	n, newest, err := likeDocuments(ctx, api, customerID, t.Print)
	return outcome{ID: newest}, err == nil && n > t.Before, err
}

func tellDocument(base views.Page, intent store.Intent, o outcome) told {
	return tellPage(base, intent, o, base.Text.T("documents.uploaded"), base.Text.T("documents.not_uploaded"), base.Paths.Documents(""))
}

// tellPage tells the outcome of a write whose page shows what is so now.
func tellPage(base views.Page, intent store.Intent, o outcome, done, not, to string) told {
	t := told{to: to, toText: base.Text.T("documents.to_page")}
	switch intent.State {
	case store.IntentDone:
		t.notice = views.Notice{Tone: views.ToneGood, Title: done}
	case store.IntentRefused:
		t.heading, t.notice = not, views.Notice{Tone: views.ToneWarn, Text: o.Message}
		if o.Message == "" {
			t.notice.Text = base.Text.T("errors.refused_text")
		}
	default:
		t.notice.Text = base.Text.T("documents.unclear_text")
	}
	return t
}

// freshForm tells whether the form on the page may still write; whoever sends it
// asks again when it does.
func (c *Context) freshForm() bool {
	_, ok := c.app.once.Check(c.form("once"), c.Studio.Slug, c.binding())
	if !ok {
		c.drainFile()
	}
	return ok
}

// takeFile reads the posted file into memory: the write goes on when the request has
// ended, and half a file must not be sent. A problem is for the member.
func (c *Context) takeFile(missing, wrong string, types ...string) (content, problem string, err error) {
	if c.file == nil {
		return "", c.Text.T(missing), nil
	}
	if c.file.oversize {
		c.drainFile()
		return "", c.tooLarge(), nil
	}
	if !c.file.is(types...) {
		c.drainFile()
		return "", c.Text.T(wrong), nil
	}
	content, err = readBounded(c.file.content, maxFile)
	switch {
	case errors.Is(err, errFileTooLarge):
		c.drainFile()
		return "", c.tooLarge(), nil
	case err != nil:
		return "", "", errors.Join(errBadForm, err)
	}
	return content, "", nil
}

// fileName is what a document is called after what the browser calls its file: no
// folder, no extension (the content decides on that), nothing that is not to be seen.
func fileName(from, none string) string {
	name := from[strings.LastIndexAny(from, `/\`)+1:]
	name = strings.TrimSuffix(name, path.Ext(name))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError || strings.ContainsRune(`"<>:|?*`, r) {
			return ' '
		}
		return r
	}, name)
	name = strings.Trim(strings.Join(strings.Fields(name), " "), ". ")
	if runes := []rune(name); len(runes) > longFileName {
		name = strings.TrimSpace(string(runes[:longFileName]))
	}
	if name == "" {
		return none
	}
	return name
}

// fingerprint tells whether two lists of texts are the same without keeping them.
func fingerprint(texts ...string) string {
	h := sha256.New()
	for _, t := range texts {
		sum := sha256.Sum256([]byte(t))
		h.Write(sum[:]) // each of the same length, so that none runs into the next
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
