package static

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

const (
	immutable = "public, max-age=31536000, immutable"
	// hashLength characters of base64url are 72 bits: two files of one name
	// never meet, and the address stays short.
	hashLength = 12
	// tooSmall is a size in bytes below which compressing saves no packet.
	tooSmall = 256
)

// File is one unchanging answer: a stylesheet, a script, a logo. It is served
// in the smallest encoding the browser takes. Safe for concurrent use.
type File struct {
	contentType string
	data        []byte
	hash        string
	open        bool // other websites may load it

	brotli, gzip func() []byte // compress at the first call, and only then
}

// NewFile returns a file of this content type, which names its charset where
// it has one. The caller must not change data afterwards.
func NewFile(contentType string, data []byte) *File {
	sum := sha256.Sum256(data)
	return &File{
		contentType: contentType,
		data:        data,
		hash:        base64.RawURLEncoding.EncodeToString(sum[:])[:hashLength],
		brotli:      sync.OnceValue(func() []byte { return brotliOf(data) }),
		gzip:        sync.OnceValue(func() []byte { return gzipOf(data) }),
	}
}

// Hash identifies the content; it belongs into the file's address and is safe
// there.
func (f *File) Hash() string { return f.hash }

// ContentType is the type the file is served with.
func (f *File) ContentType() string { return f.contentType }

// ServeHTTP serves the file to GET and HEAD, to be kept for ever: the address
// must hold the hash.
func (f *File) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.serve(w, r, immutable)
}

func (f *File) serve(w http.ResponseWriter, r *http.Request, cacheControl string) {
	header := w.Header()
	header.Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		header.Set("Allow", "GET, HEAD")
		header.Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	body := f.data
	// The answer depends on the address and the encoding alone. What the caller
	// says of pages would make browsers fetch the file anew with every cookie.
	header.Del("Vary")
	if f.compressible() {
		// A cache must not hand a compressed answer to a browser that
		// cannot read it, so Vary is there for the plain answer too.
		header.Add("Vary", "Accept-Encoding")
		encoding, encoded := f.negotiate(r.Header.Values("Accept-Encoding"))
		if encoding != "" {
			header.Set("Content-Encoding", encoding)
			body = encoded
		}
	}
	header.Set("Cache-Control", cacheControl)
	header.Set("Content-Type", f.contentType)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	f.share(header)
	if f.contentType == svgType {
		header.Set("Content-Security-Policy", svgPolicy)
	}
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body)
}

const (
	svgType = "image/svg+xml"
	// svgPolicy keeps a drawing opened on its own from running or loading
	// anything. Style is left alone: drawing programs write <style> into
	// their files, and a policy without it makes logos black.
	svgPolicy = "script-src 'none'; object-src 'none'; frame-src 'none'; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
)

// compressible: text is; pictures and fonts are compressed in themselves.
func (f *File) compressible() bool {
	media, _, _ := strings.Cut(f.contentType, ";")
	return len(f.data) >= tooSmall && (strings.HasPrefix(media, "text/") || media == svgType || media == "image/x-icon" || media == "application/json")
}

func (f *File) compress() {
	if f.compressible() {
		f.brotli()
		f.gzip()
	}
}

// negotiate chooses the smallest encoding the request accepts; "" means the
// plain content.
func (f *File) negotiate(accepted []string) (string, []byte) {
	accept := parseAcceptEncoding(accepted)
	encoding, body := "", f.data
	if accept.takes("gzip") {
		if small := f.gzip(); len(small) > 0 && len(small) < len(body) {
			encoding, body = "gzip", small
		}
	}
	if accept.takes("br") {
		if small := f.brotli(); len(small) > 0 && len(small) < len(body) {
			encoding, body = "br", small
		}
	}
	return encoding, body
}

func brotliOf(data []byte) []byte {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, brotli.BestCompression)
	if _, err := w.Write(data); err != nil {
		return nil
	}
	if err := w.Close(); err != nil {
		return nil
	}
	return out.Bytes()
}

func gzipOf(data []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := w.Write(data); err != nil {
		return nil
	}
	if err := w.Close(); err != nil {
		return nil
	}
	return out.Bytes()
}
