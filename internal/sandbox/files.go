package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// file is something that answers link to: pictures, documents, proofs.
type file struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	ContentType string `json:"content_type"`
	Content     []byte `json:"content"`
}

// How long links live, as the vendor documents them.
const (
	shortLink  = 15 * time.Minute // customer and profile image, documents, signed contract, proof, switch banner
	offerLink  = 2 * time.Hour    // offer image
	moduleLink = 5 * time.Hour    // module image, attached document of a text block
)

// keep stores a file and returns its id.
func (st *studio) keep(name, contentType string, content []byte) int64 {
	f := &file{ID: st.newID(), Name: name, ContentType: contentType, Content: content}
	st.Files[f.ID] = f
	return f.ID
}

// link is a temporary address of a file, "" for 0. It needs no key and dies by the
// world's clock.
func (c *call) link(id int64, lives time.Duration) string {
	if id == 0 {
		return ""
	}
	until := c.now.Add(lives).Unix()
	return fmt.Sprintf("%s/_files/%s/%d/%d/%s", c.base, c.studio.Slug, id, until, c.studio.signLink(id, until))
}

func (st *studio) signLink(id, until int64) string {
	mac := hmac.New(sha256.New, []byte(strconv.FormatUint(st.Seed, 16)))
	_, _ = fmt.Fprintf(mac, "%d/%d", id, until) // never fails
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}

// serveFile answers a link: 404 for one that is wrong, 403 for one that has died.
func (s *Sandbox) serveFile(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/_files/"), "/")
	if len(parts) != 4 || r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.NotFound(w, r)
		return
	}
	id, errID := strconv.ParseInt(parts[1], 10, 64)
	until, errUntil := strconv.ParseInt(parts[2], 10, 64)
	s.mu.Lock()
	var f *file
	if st := s.studios[parts[0]]; st != nil && errID == nil && errUntil == nil && hmac.Equal([]byte(parts[3]), []byte(st.signLink(id, until))) {
		f = st.Files[id]
	}
	s.mu.Unlock()
	switch {
	case f == nil:
		http.NotFound(w, r)
	case s.clock.now().Unix() > until:
		http.Error(w, "this link has expired", http.StatusForbidden)
	default:
		w.Header().Set("Content-Type", f.ContentType)
		w.Header().Set("Content-Length", strconv.Itoa(len(f.Content)))
		w.Header().Set("Content-Disposition", fmt.Sprintf("inline; filename=%q", f.Name))
		if r.Method == http.MethodGet {
			_, _ = w.Write(f.Content) // the client may have left
		}
	}
}
