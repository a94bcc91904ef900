package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// visitor is a browser as far as the wire sees one: it keeps cookies, asks as
// Chromium does, and counts the bytes that come.
type visitor struct {
	base     *url.URL
	client   *http.Client
	language string // Accept-Language
	received *atomic.Int64
}

// answer is what came for one request.
type answer struct {
	url    *url.URL
	status int
	header http.Header
	body   []byte // decoded
	wire   int    // bytes of the body as sent
	heads  int    // bytes of everything else: status line, headers, framing
}

func newVisitor(base string) (*visitor, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	v := &visitor{base: u, language: "en", received: new(atomic.Int64)}
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	v.client = &http.Client{
		Jar: jar, Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			// One connection and nothing decoded, so that the bytes of each answer can be told apart.
			MaxConnsPerHost: 1, DisableCompression: true,
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				c, err := dialer.DialContext(ctx, network, address)
				return countingConn{c, v.received}, err
			},
		},
	}
	return v, nil
}

// countingConn counts what is read from it.
type countingConn struct {
	net.Conn
	received *atomic.Int64
}

func (c countingConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.received.Add(int64(n))
	return n, err
}

// encodings are what Chromium offers over https.
const encodings = "gzip, deflate, br, zstd"

// get asks for a page or a file of one, without following redirects. dest is
// what it is for, as browsers say it in Sec-Fetch-Dest.
func (v *visitor) get(ctx context.Context, address, dest string) (*answer, error) {
	r, err := v.request(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Sec-Fetch-Dest", dest)
	return v.do(r)
}

// getPatiently is get for a page; where the portal is too busy and says for how long, it
// asks again then, as the page does by itself. Weighing every page of every member asks
// the studio's system more often in a minute than it allows.
func (v *visitor) getPatiently(ctx context.Context, address string) (*answer, error) {
	for tries := 1; ; tries++ {
		a, err := v.get(ctx, address, "document")
		if err != nil || a.status != http.StatusServiceUnavailable || tries == 4 {
			return a, err
		}
		seconds, err := strconv.Atoi(a.header.Get("Retry-After"))
		if err != nil || seconds > 60 {
			return a, nil
		}
		select {
		case <-time.After(time.Duration(seconds) * time.Second):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// visit gets a page and follows where it leads.
func (v *visitor) visit(ctx context.Context, address string) (*answer, error) {
	a, err := v.get(ctx, address, "document")
	if err != nil {
		return nil, err
	}
	return v.follow(ctx, a)
}

// document visits a page and reads it.
func (v *visitor) document(ctx context.Context, address string) (*goquery.Document, error) {
	a, err := v.visit(ctx, address)
	if err != nil {
		return nil, err
	}
	return a.document()
}

// post sends a form of the portal's own and follows where it leads.
func (v *visitor) post(ctx context.Context, address string, form url.Values) (*answer, error) {
	r, err := v.request(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Dest", "document")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Origin", v.base.Scheme+"://"+v.base.Host)
	a, err := v.do(r)
	if err != nil {
		return nil, err
	}
	return v.follow(ctx, a)
}

func (v *visitor) follow(ctx context.Context, a *answer) (*answer, error) {
	for hops := 0; a.status >= 300 && a.status < 400; hops++ {
		if hops == 10 {
			return nil, fmt.Errorf("%s leads in circles", a.url.Path)
		}
		to, err := a.url.Parse(a.header.Get("Location"))
		if err != nil {
			return nil, err
		}
		if a, err = v.get(ctx, to.String(), "document"); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func (v *visitor) request(ctx context.Context, method, address string, body io.Reader) (*http.Request, error) {
	u, err := v.base.Parse(address)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, method, u.String(), body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept-Encoding", encodings)
	r.Header.Set("Accept-Language", v.language)
	return r, nil
}

func (v *visitor) do(r *http.Request) (*answer, error) {
	before := v.received.Load()
	res, err := v.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	sent, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	a := &answer{url: r.URL, status: res.StatusCode, header: res.Header, wire: len(sent)}
	a.heads = int(v.received.Load()-before) - len(sent)
	a.body, err = decoded(res.Header.Get("Content-Encoding"), sent)
	return a, err
}

// decoded undoes a Content-Encoding.
func decoded(encoding string, sent []byte) ([]byte, error) {
	switch encoding {
	case "":
		return sent, nil
	case "gzip":
		z, err := gzip.NewReader(bytes.NewReader(sent))
		if err != nil {
			return nil, err
		}
		return io.ReadAll(z)
	case "br":
		return io.ReadAll(brotli.NewReader(bytes.NewReader(sent)))
	}
	return nil, fmt.Errorf("this program cannot read Content-Encoding %q", encoding)
}

func (a *answer) document() (*goquery.Document, error) {
	return goquery.NewDocumentFromReader(bytes.NewReader(a.body))
}

// mails returns the texts of the mails to an address so far, oldest first.
type mails func(ctx context.Context, to string) ([]string, error)

var codeLine = regexp.MustCompile(`(?m)^(\d{4} \d{4}(?: \d{4})?)\r?$`)

// signInStart asks for a code, ends on the page that wants it, and returns
// the mail.
func (v *visitor) signInStart(ctx context.Context, box mails, studio, email string) (mail string, err error) {
	before, err := box(ctx, email)
	if err != nil {
		return "", err
	}
	page, err := v.post(ctx, "/"+studio+"/signin", url.Values{"email": {email}})
	if err != nil {
		return "", err
	}
	if page.status != http.StatusOK || !strings.HasSuffix(page.url.Path, "/signin/code") {
		return "", fmt.Errorf("asking for a code ended with %d at %s", page.status, page.url.Path)
	}
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); {
		now, err := box(ctx, email)
		if err != nil {
			return "", err
		}
		if len(now) > len(before) {
			return now[len(now)-1], nil
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	return "", errors.New("the mail with the code did not come")
}

// signIn goes all the way, and ends on whatever page follows.
func (v *visitor) signIn(ctx context.Context, box mails, studio, email string) error {
	mail, err := v.signInStart(ctx, box, studio, email)
	if err != nil {
		return err
	}
	return v.enterCode(ctx, studio, mail)
}

func (v *visitor) enterCode(ctx context.Context, studio, mail string) error {
	code := codeLine.FindStringSubmatch(mail)
	if code == nil {
		return errors.New("the mail has no code on a line of its own")
	}
	a, err := v.post(ctx, "/"+studio+"/signin/code", url.Values{"code": {code[1]}})
	if err != nil {
		return err
	}
	if a.status != http.StatusOK || strings.HasSuffix(a.url.Path, "/signin/code") {
		return fmt.Errorf("the code was answered with %d at %s", a.status, a.url.Path)
	}
	return nil
}

// chooseProfile takes the first person where a family shares an address.
func (v *visitor) chooseProfile(ctx context.Context, studio string) error {
	address := "/" + studio + "/signin/profile"
	a, err := v.get(ctx, address, "document")
	if err != nil || a.status != http.StatusOK {
		return err
	}
	doc, err := a.document()
	if err != nil {
		return err
	}
	_, err = v.post(ctx, address, formValues(doc.Find("main form")))
	return err
}

// cookies are what the visitor would send, for requests of other making.
func (v *visitor) cookies() string {
	var parts []string
	for _, c := range v.client.Jar.Cookies(v.base) {
		parts = append(parts, c.Name+"="+c.Value)
	}
	return strings.Join(parts, "; ")
}
