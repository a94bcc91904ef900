// Package static serves the portal's stylesheet and scripts, which are part
// of the binary, and the stylesheet and brand files of each studio.
//
// Every address carries a hash of the content, so browsers may keep an answer
// for ever and a changed file has a new address.
package static

import (
	"embed"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path"
	"strings"
	"sync"
	"time"
)

// The sources in src, minified: written by a test, which also tells when they are not
// current. The minifier would weigh a hundredth of the program.
//
//go:embed min
var embedded embed.FS

// Prefix is where [Assets.Handler] expects to be mounted.
const Prefix = "/static/"

// Assets are the files of the portal itself. Safe for concurrent use.
type Assets struct {
	source  fs.FS
	files   map[string]*File // by name in the source: "portal.js"
	bundles sync.Map         // *File by name, see Script; nothing when live
	live    bool             // read the source anew each time (development)
}

// New returns the embedded files, minified. They are compressed in the
// background, so that a cold start does not wait for it; a request that comes
// earlier compresses the file it asks for.
func New() *Assets {
	source, err := fs.Sub(embedded, "min")
	if err != nil { // only an invalid path does that, and ours is a constant
		source = embedded
	}
	a := build(source)
	// Not at once: the first pages come first.
	time.AfterFunc(compressAfter, a.compress)
	return a
}

// FromDisk serves the files of dir as they are at each request, neither
// minified nor cached by browsers: for development.
func FromDisk(dir string) *Assets {
	return &Assets{source: os.DirFS(dir), live: true}
}

func build(source fs.FS) *Assets {
	a := &Assets{source: source, files: map[string]*File{}}
	for _, name := range names(source) {
		file, err := load(source, name)
		if err != nil {
			slog.Error("static file left out", "name", name, "error", err)
			continue
		}
		a.files[name] = file
	}
	return a
}

func names(source fs.FS) []string {
	entries, err := fs.ReadDir(source, ".")
	if err != nil {
		return nil
	}
	var found []string
	for _, entry := range entries {
		if entry.Type().IsRegular() && contentType(entry.Name()) != "" {
			found = append(found, entry.Name())
		}
	}
	return found
}

func load(source fs.FS, name string) (*File, error) {
	data, err := fs.ReadFile(source, name)
	if err != nil {
		return nil, err
	}
	return NewFile(contentType(name), data), nil
}

// address is the last element of a file's address: "portal.{hash}.js".
func address(name string, file *File) string {
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + "." + file.Hash() + ext
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".ico":
		return "image/x-icon"
	case ".woff2":
		return "font/woff2"
	default:
		return ""
	}
}

// URL returns the address of a file by its name in the source, such as
// "portal.js"; "" when there is no such file.
func (a *Assets) URL(name string) string {
	file := a.find(name)
	if file == nil {
		return ""
	}
	return Prefix + address(name, file)
}

// find returns the file of a name, or the bundle of one; nil when there is none.
func (a *Assets) find(name string) *File {
	file := a.files[name]
	if a.live {
		file = a.fresh(name)
	}
	if file == nil {
		return a.bundle(name)
	}
	return file
}

// CSS returns stylesheets of the portal one after another, such as "base" and
// "classes": what a studio's own stylesheet is made of. It leaves out what is not there.
func (a *Assets) CSS(names ...string) []byte {
	var joined []byte
	for _, name := range names {
		if file := a.find(name + ".css"); file != nil {
			joined = append(joined, file.data...)
		}
	}
	return joined
}

// Handler serves the files below [Prefix]; it wants the whole path, not a
// stripped one. Anything else is 404, and folders are not listed.
func (a *Assets) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		addr, ok := strings.CutPrefix(r.URL.Path, Prefix)
		if !ok {
			notFound(w)
			return
		}
		name, hash := named(addr)
		file := a.find(name)
		switch {
		case file == nil:
			notFound(w)
		case a.live: // whatever hash is asked for: a page loaded before an edit keeps working
			file.serve(w, r, "no-store")
		case file.Hash() != hash:
			notFound(w)
		default:
			file.ServeHTTP(w, r)
		}
	})
}

// named undoes address: "portal.js" and the hash of "portal.{hash}.js".
func named(addr string) (name, hash string) {
	ext := path.Ext(addr)
	stem := strings.TrimSuffix(addr, ext)
	hash = path.Ext(stem)
	return strings.TrimSuffix(stem, hash) + ext, strings.TrimPrefix(hash, ".")
}

func (a *Assets) fresh(name string) *File {
	if name != path.Base(name) || contentType(name) == "" {
		return nil
	}
	data, err := fs.ReadFile(a.source, name)
	if err != nil {
		return nil
	}
	return NewFile(contentType(name), data)
}

// notFound is never kept: right after a deployment another instance may
// already know the address.
func notFound(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write([]byte("not found\n"))
}

// compressAfter is how long after the start the files are compressed; one that
// is asked for earlier is compressed then.
const compressAfter = 2 * time.Second

func (a *Assets) compress() {
	for _, file := range a.files {
		file.compress()
	}
}
