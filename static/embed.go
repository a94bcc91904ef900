package static

import (
	"crypto/sha512"
	_ "embed" // the description of the script's types
	"encoding/base64"
	"io/fs"
	"net/http"
	"strings"
	"sync"
)

// embedTypes describes embed.js to editors; it is for reading, not for minifying.
//
//go:embed embed.d.ts
var embedTypes []byte

const (
	embedPath  = "/embed.js"
	peerPath   = "/embed-clientportal.js"
	typesPath  = "/embed.d.ts"
	embedStart = "/embed."
	// evergreen is short: a mended script reaches every website within the hour.
	evergreen  = "public, max-age=600, must-revalidate"
	scriptType = "text/javascript; charset=utf-8"
)

// Embed is what other websites load from the portal: the script that puts the
// portal into their pages, its drop-in for the vendor's own, and its types. Safe
// for concurrent use.
type Embed struct {
	source fs.FS
	live   bool
	once   func() embedFiles
}

type embedFiles struct{ script, peer, types *File }

// NewEmbed takes the scripts out of the assets.
func NewEmbed(a *Assets) *Embed {
	e := &Embed{source: a.source, live: a.live}
	e.once = sync.OnceValue(e.read)
	return e
}

func (e *Embed) read() embedFiles {
	part := func(name string) []byte {
		data, err := fs.ReadFile(e.source, name)
		if err != nil { // only a folder of a developer has no such file
			return nil
		}
		return data
	}
	script, peer := part("embed.js"), part("clientportal.js")
	open := func(contentType string, data []byte) *File {
		f := NewFile(contentType, data)
		f.open = true
		return f
	}
	return embedFiles{
		script: open(scriptType, script),
		peer:   open(scriptType, append(append(script[:len(script):len(script)], ';', '\n'), peer...)),
		types:  open("text/plain; charset=utf-8", embedTypes),
	}
}

func (e *Embed) files() embedFiles {
	if e.live {
		return e.read()
	}
	return e.once()
}

// Path is where the script is always the newest.
func (e *Embed) Path() string { return embedPath }

// Pinned is the address under which the script never changes.
func (e *Embed) Pinned() string { return embedStart + e.files().script.Hash() + ".js" }

// Integrity is the script's checksum as the integrity attribute takes it
// (Subresource Integrity).
func (e *Embed) Integrity() string {
	sum := sha512.Sum384(e.files().script.data)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}

// Serve answers the addresses of the scripts, which lie at the root. It tells
// whether the request was for one of them.
func (e *Embed) Serve(w http.ResponseWriter, r *http.Request) bool {
	path := r.URL.Path
	if !strings.HasPrefix(path, "/embed") || strings.Contains(path[1:], "/") {
		return false
	}
	files := e.files()
	switch path {
	case embedPath:
		files.script.revalidate(w, r)
	case peerPath:
		files.peer.revalidate(w, r)
	case typesPath:
		files.types.revalidate(w, r)
	case embedStart + files.script.Hash() + ".js":
		files.script.ServeHTTP(w, r)
	default:
		if !strings.HasSuffix(path, ".js") {
			return false
		}
		notFound(w)
	}
	return true
}

// revalidate serves the file at an address whose content changes: kept for a
// while, then asked for by its hash.
func (f *File) revalidate(w http.ResponseWriter, r *http.Request) {
	tag := `W/"` + f.hash + `"` // weak: the same in every encoding
	w.Header().Set("ETag", tag)
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		for known := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
			if known = strings.TrimSpace(known); known == tag || known == "*" || "W/"+known == tag {
				h := w.Header()
				h.Set("Cache-Control", evergreen)
				h.Set("Vary", "Accept-Encoding")
				f.share(h)
				w.WriteHeader(http.StatusNotModified)
				return
			}
		}
	}
	f.serve(w, r, evergreen)
}

// share says who may load the file.
func (f *File) share(h http.Header) {
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if f.open {
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		h.Set("Access-Control-Allow-Origin", "*")
	}
}
