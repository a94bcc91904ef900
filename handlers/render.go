package handlers

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

const (
	// brotliLevel: on the timetable level 5 saves 12 % against gzip and costs five times
	// its time; level 4 saves half of that for half of the time, 6 no more for more.
	brotliLevel = 5
	// brotliWindow is 64 KB: pages are smaller, and an encoder takes less memory.
	brotliWindow = 16
	// gzipLevel: on the timetable level 6 saves 2.4 % against level 5 and costs 20
	// microseconds more; 9 saves another 2 % for ten times that.
	gzipLevel = 6
)

// smallest is the size in bytes below which compression is not worth its header.
const smallest = 600

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// packer is an encoder that can be used again.
type packer interface {
	io.WriteCloser
	Reset(to io.Writer)
}

// coding is a content coding (RFC 9110, section 8.4.1) and its idle encoders.
type coding struct {
	name string
	idle sync.Pool
}

var (
	brotlis = &coding{"br", sync.Pool{New: func() any {
		return packer(brotli.NewWriterOptions(nil, brotli.WriterOptions{Quality: brotliLevel, LGWin: brotliWindow}))
	}}}
	zippers = &coding{"gzip", sync.Pool{New: func() any {
		z, _ := gzip.NewWriterLevel(nil, gzipLevel) // the level is a valid one
		return packer(z)
	}}}
)

// chosenCoding is the one that makes the smallest page of those the browser takes;
// nil if it takes none.
func chosenCoding(accept string) *coding {
	for _, c := range []*coding{brotlis, zippers} {
		if accepts(accept, c.name) {
			return c
		}
	}
	return nil
}

func (c *coding) pack(to *bytes.Buffer, page []byte) error {
	p := c.idle.Get().(packer)
	defer c.idle.Put(p)
	p.Reset(to)
	if _, err := p.Write(page); err != nil {
		return err
	}
	return p.Close()
}

// render writes a page: whole or not at all, compressed where the browser takes it.
func render(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	body := buffers.Get().(*bytes.Buffer)
	defer putBuffer(body)
	body.Reset()
	if err := page.Render(context.WithoutCancel(r.Context()), body); err != nil {
		return err
	}
	out := body
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if c := chosenCoding(r.Header.Get("Accept-Encoding")); c != nil && body.Len() >= smallest {
		packed := buffers.Get().(*bytes.Buffer)
		defer putBuffer(packed)
		packed.Reset()
		if err := c.pack(packed, body.Bytes()); err != nil {
			return err
		}
		out = packed
		h.Set("Content-Encoding", c.name)
	}
	h.Set("Content-Length", strconv.Itoa(out.Len()))
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return nil
	}
	_, err := w.Write(out.Bytes())
	if err != nil {
		return errClientGone{err}
	}
	return nil
}

// putBuffer returns a buffer to the pool unless a giant page blew it up.
func putBuffer(b *bytes.Buffer) {
	if b.Cap() <= 1<<20 {
		buffers.Put(b)
	}
}

// accepts reads Accept-Encoding; "gzip;q=0" refuses gzip, whatever "*" says.
func accepts(accept, coding string) bool {
	others := false
	for part := range strings.SplitSeq(accept, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		wanted := true
		switch strings.ToLower(strings.TrimSpace(params)) {
		case "q=0", "q=0.", "q=0.0", "q=0.00", "q=0.000":
			wanted = false
		}
		switch name = strings.TrimSpace(name); {
		case strings.EqualFold(name, coding):
			return wanted
		case name == "*":
			others = wanted
		}
	}
	return others
}

// Render answers with a page of the studio.
func (c *Context) Render(status int, page templ.Component) error {
	return render(c.echo.Response(), c.echo.Request(), c.statusAgain(status), page)
}

// redirect answers a POST (or an address that only leads on) with the page to get.
func (c *Context) redirect(to string) error {
	return c.echo.Redirect(http.StatusSeeOther, to)
}
