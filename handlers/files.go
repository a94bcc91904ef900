package handlers

import (
	"bufio"
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"memberportal/pgclient"
)

// fileTime is how long a file may take on its way through, from the question to
// its last byte.
const fileTime = 2 * time.Minute

// filePolicy is the Content-Security-Policy of files that other people made: even
// one that a browser takes for a page can do nothing, and is on no origin. What
// may frame it is as for pages.
const filePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors "

var errFileTooLarge = errors.New("file too large")

// readBounded reads everything, unless that is more than limit bytes.
func readBounded(r io.Reader, limit int64) (string, error) {
	var all strings.Builder
	n, err := io.Copy(&all, io.LimitReader(r, limit+1))
	if err != nil {
		return "", err
	}
	if n > limit {
		return "", errFileTooLarge
	}
	return all.String(), nil
}

// passOn answers with a file from a temporary link, which it closes. What it is
// goes by its content: pictures that browsers show are shown, everything else is
// saved, and so is all of it inside the studio's website, where there is no way back.
func (c *Context) passOn(d *pgclient.Download, name string) error {
	defer func() { _ = d.Content.Close() }()
	content := bufio.NewReaderSize(d.Content, 4<<10)
	head, err := content.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	kind := kindOfFile(head)
	h := c.echo.Response().Header()
	_, ancestors, _ := strings.Cut(h.Get("Content-Security-Policy"), "frame-ancestors ")
	h.Set("Content-Security-Policy", filePolicy+ancestors)
	h.Set("Content-Disposition", disposition(kind, name, c.info.framed))
	if kind == "" {
		kind = "application/octet-stream"
	}
	return c.stream(content, kind, d.Size)
}

// stream writes a file. One that breaks off breaks the connection, too: half a file
// must not look like a whole one.
func (c *Context) stream(content io.Reader, kind string, size int64) error {
	w := c.echo.Response()
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(fileTime)) // phones may take longer than for a page
	w.Header().Set("Content-Type", kind)
	if size >= 0 {
		w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	}
	w.WriteHeader(http.StatusOK)
	if c.echo.Request().Method == http.MethodHead {
		return nil
	}
	_, err := io.Copy(w, content)
	var broken *pgclient.Error
	switch {
	case errors.As(err, &broken):
		c.info.failure = err
		panic(http.ErrAbortHandler)
	case err != nil:
		return errClientGone{err}
	}
	return nil
}

// disposition says how a file opens, and its name with the extension of its content.
func disposition(kind, name string, framed bool) string {
	how := "attachment"
	if (kind == typeJPEG || kind == typePNG) && !framed {
		how = "inline"
	}
	ending := strings.ToLower(path.Ext(name))
	switch {
	case kind == typeJPEG && ending == ".jpeg":
	case kind != "":
		ending = extension(kind)
	case len(ending) > 6, strings.Trim(ending, ".abcdefghijklmnopqrstuvwxyz0123456789") != "":
		ending = "" // the content is not known, and this is no ending
	}
	return mime.FormatMediaType(how, map[string]string{"filename": fileName(name, "document") + ending})
}
