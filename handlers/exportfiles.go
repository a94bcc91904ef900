package handlers

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"memberportal/pgclient"
	"memberportal/views/export"
)

// zipTime is how long all documents together may take.
const zipTime = 15 * time.Minute

// exportHead says what a file is, and that nobody keeps a copy on the way. It tells
// whether the file itself is wanted.
func (c *Context) exportHead(kind, ending string) (wanted bool, err error) {
	if c.echo.Request().Method == http.MethodHead {
		c.exportHeaders(kind, ending)
		c.echo.Response().WriteHeader(http.StatusOK)
		return false, nil
	}
	return true, c.mayExport()
}

func (c *Context) exportHeaders(kind, ending string) {
	h := c.echo.Response().Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+c.Studio.Slug+"-export-"+c.today().String()+ending+`"`)
	h.Set("Cache-Control", "no-store")
}

// exportJSON is everything for programs.
func exportJSON(c *Context) error {
	const kind, ending = "application/json", ".json"
	wanted, err := c.exportHead(kind, ending)
	if err != nil || !wanted {
		return err
	}
	data, err := c.exportEverything()
	if err != nil {
		return err
	}
	text, err := jsonExport(data)
	if err != nil {
		return err
	}
	return c.sendExport(text, kind, ending)
}

func jsonExport(data *exportData) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(data)
	return b.Bytes(), err
}

// exportHTML is everything to read: one page that loads nothing.
func exportHTML(c *Context) error {
	const kind, ending = "text/html; charset=utf-8", ".html"
	wanted, err := c.exportHead(kind, ending)
	if err != nil || !wanted {
		return err
	}
	data, err := c.exportEverything()
	if err != nil {
		return err
	}
	text, err := htmlExport(c, data)
	if err != nil {
		return err
	}
	return c.sendExport(text, kind, ending)
}

func htmlExport(c *Context, data *exportData) ([]byte, error) {
	var b bytes.Buffer
	err := export.File(newExportFile(c.Text, data)).Render(context.WithoutCancel(c.Ctx), &b)
	return b.Bytes(), err
}

func (c *Context) sendExport(text []byte, kind, ending string) error {
	c.exportHeaders(kind, ending)
	return c.stream(bytes.NewReader(text), kind, int64(len(text)))
}

// exportZIP is both, with the member's documents and photo: written as they come, one
// at a time, so that no more than a few kilobytes of them are ever held. One that cannot
// be had is listed with why.
func exportZIP(c *Context) error {
	const kind, ending = "application/zip", ".zip"
	wanted, err := c.exportHead(kind, ending)
	if err != nil || !wanted {
		return err
	}
	data, err := c.exportEverything()
	if err != nil {
		return err
	}
	asJSON, err := jsonExport(data)
	if err != nil {
		return err
	}
	asHTML, err := htmlExport(c, data)
	if err != nil {
		return err
	}
	c.exportHeaders(kind, ending)
	ctx, cancel := context.WithTimeout(c.Ctx, zipTime)
	defer cancel()
	w := c.echo.Response()
	a := &archive{c: c, ctx: ctx, zip: zip.NewWriter(w), connection: http.NewResponseController(w), taken: map[string]bool{}}
	a.patience()
	w.WriteHeader(http.StatusOK)
	a.text("export.json", asJSON)
	a.text("export.html", asHTML)
	if data.photo {
		a.photo()
	}
	for _, d := range data.documents {
		a.document(d)
	}
	a.list()
	if a.gone == nil {
		a.gone = a.zip.Close()
	}
	if a.gone != nil {
		return errClientGone{a.gone}
	}
	return nil
}

// archive is a ZIP on its way to a member.
type archive struct {
	c          *Context
	ctx        context.Context
	zip        *zip.Writer
	connection *http.ResponseController
	taken      map[string]bool // names, folded: some file systems know no letter case
	missing    []string        // what is not in it, and why
	gone       error           // nobody takes the rest
}

// patience gives the connection time for the next file.
func (a *archive) patience() { _ = a.connection.SetWriteDeadline(time.Now().Add(fileTime)) }

func (a *archive) text(name string, content []byte) {
	_ = a.add(name, bytes.NewReader(content), zip.Deflate) // memory does not fail
}

// add writes a file. It tells what the source, not the member's connection, failed with.
func (a *archive) add(name string, content io.Reader, method uint16) (broken error) {
	if a.gone != nil {
		return nil
	}
	a.patience()
	to, err := a.zip.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: a.c.now()})
	if err == nil {
		_, err = io.Copy(to, content)
	}
	var api *pgclient.Error
	if errors.As(err, &api) && a.ctx.Err() == nil {
		return err
	}
	if err == nil {
		err = a.zip.Flush()
	}
	if err == nil {
		err = a.connection.Flush() // the next file may take a while
	}
	a.gone = err
	return nil
}

// photo is the member's picture.
func (a *archive) photo() {
	ctx, cancel := context.WithTimeout(a.ctx, fileTime)
	defer cancel()
	d, err := ownPicture(ctx, a.c.API, a.c.Who.CustomerID)
	if d != nil {
		defer func() { _ = d.Content.Close() }()
		err = a.add("photo.jpg", d.Content, zip.Store)
	}
	a.note("photo.jpg", err)
}

// document is one of the member's own: read again below the member's id for a fresh link.
func (a *archive) document(listed pgclient.CustomerDocument) {
	if a.gone != nil || a.ctx.Err() != nil {
		a.stop()
		return
	}
	name := a.name(listed)
	if listed.ID == nil {
		a.note(name, errNotFound)
		return
	}
	ctx, cancel := context.WithTimeout(a.ctx, fileTime)
	defer cancel()
	d, err := a.c.API.GetDocumentById(ctx, a.c.Who.CustomerID, *listed.ID)
	if err != nil {
		a.note(name, err)
		return
	}
	file, err := a.c.API.Download(ctx, d.URL)
	if err != nil {
		a.note(name, err)
		return
	}
	defer func() { _ = file.Content.Close() }()
	if err := a.add(name, file.Content, zip.Deflate); err != nil {
		a.missing = append(a.missing, a.c.Text.T("takeout.file_broken", "name", name))
		a.c.note(err)
	}
}

// stop ends an archive that nobody waits for; one that took too long says so.
func (a *archive) stop() {
	if a.c.Ctx.Err() != nil {
		a.gone = a.c.Ctx.Err()
		return
	}
	late := a.c.Text.T("takeout.file_late")
	if a.gone == nil && !slices.Contains(a.missing, late) {
		a.missing = append(a.missing, late)
	}
}

func (a *archive) note(name string, err error) {
	switch {
	case err == nil || a.c.Ctx.Err() != nil:
		return
	case pgclient.KindOf(err) == pgclient.NotFound || errors.Is(err, errNotFound):
		a.missing = append(a.missing, a.c.Text.T("takeout.file_gone", "name", name))
	case pgclient.KindOf(err) == pgclient.Forbidden:
		a.missing = append(a.missing, a.c.Text.T("takeout.file_hidden", "name", name))
	default:
		a.missing = append(a.missing, a.c.Text.T("takeout.file_failed", "name", name))
	}
	a.c.note(err)
}

// list names what is not in the archive; nothing where all is.
func (a *archive) list() {
	if len(a.missing) == 0 || a.gone != nil {
		return
	}
	text := a.c.Text.T("takeout.files_missing") + "\r\n\r\n" + strings.Join(a.missing, "\r\n") + "\r\n"
	a.text("missing.txt", []byte(text))
}

// name is where a document stands in the archive: readable, safe on every system, and
// each once.
func (a *archive) name(d pgclient.CustomerDocument) string {
	ending := strings.ToLower(path.Ext(d.FileName))
	if len(ending) > 6 || strings.Trim(ending, ".abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		ending = ""
	}
	stem := plainStem(d.FileName, a.c.Text.T("documents.untitled"))
	for n := 1; ; n++ {
		name := "documents/" + stem + ending
		if n > 1 {
			name = "documents/" + stem + " (" + strconv.Itoa(n) + ")" + ending
		}
		if folded := strings.ToLower(name); !a.taken[folded] {
			a.taken[folded] = true
			return name
		}
	}
}

// plainStem is a file's name without its ending; names that Windows keeps for devices
// get a letter more.
func plainStem(from, none string) string {
	stem := fileName(from, none)
	device := strings.ToUpper(strings.TrimRightFunc(stem, unicode.IsDigit))
	if slices.Contains([]string{"CON", "PRN", "AUX", "NUL", "COM", "LPT"}, device) {
		return stem + "_"
	}
	return stem
}
