package pgclient

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"
)

// MaxDownload is the most bytes that are read from a link.
const MaxDownload = 32 << 20

// downloadOp names downloads to the observer and in errors; the contract has no
// operation for them.
const downloadOp = "download"

// headerTimeout is how long a server of files may take until it begins.
const headerTimeout = 10 * time.Second

// Download is a file on its way from the place a link led to. Close it.
//
// What the other server says about the file is left behind: look at the content.
type Download struct {
	Content io.ReadCloser // its errors are of type *Error
	Size    int64         // in bytes; -1 if it was not told
}

// Download opens a temporary link from an answer, such as that of a document or a
// picture. Such links need no key and lead to any host, so none is sent along. A
// redirect is an error, and so is more than [MaxDownload]. The context limits all
// of it, to the last byte of the content; the first has to come within 10 s.
//
// NotFound if the link has died or never was one to a file. Errors hold neither the
// link nor anything of the answer.
func (c *Client) Download(ctx context.Context, link string) (*Download, error) {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		return nil, &Error{Op: downloadOp, Kind: NotFound, cause: errors.New("the link is not the address of a file")}
	}
	start := time.Now()
	d, failed := c.download(ctx, u)
	seen := Observation{Op: downloadOp, Status: http.StatusOK, Duration: time.Since(start), Try: 1}
	if failed != nil {
		seen.Kind, seen.Status = failed.Kind, failed.Status
		c.observe(seen)
		return nil, failed
	}
	c.observe(seen)
	return d, nil
}

func (c *Client) download(ctx context.Context, u *url.URL) (*Download, *Error) {
	k := call{op: downloadOp}
	inner, cancel := context.WithCancel(ctx)
	var late atomic.Bool
	wait := time.AfterFunc(headerTimeout, func() { late.Store(true); cancel() })
	req, err := http.NewRequestWithContext(inner, http.MethodGet, u.String(), nil)
	if err != nil {
		cancel()
		return nil, k.failed(ctx, err, false)
	}
	req.Header.Set("User-Agent", "member-portal")
	req.Header.Set("Accept-Encoding", "identity") // the size is told, and nothing unpacks to more than was counted
	res, err := c.http.Do(req)
	wait.Stop()
	if err != nil {
		cancel()
		e := k.failed(ctx, err, true)
		if late.Load() && ctx.Err() == nil {
			e.Kind, e.cause = Timeout, context.DeadlineExceeded
		}
		return nil, e
	}
	e := &Error{Op: downloadOp, Status: res.StatusCode, sent: true}
	switch {
	case res.StatusCode == http.StatusOK && res.ContentLength <= MaxDownload:
		return &Download{Content: &downloading{ctx: ctx, body: res.Body, end: cancel, left: MaxDownload}, Size: res.ContentLength}, nil
	case res.StatusCode == http.StatusOK:
		e.Kind, e.cause = Unexpected, errTooLong
	case res.StatusCode == http.StatusForbidden, res.StatusCode == http.StatusUnauthorized:
		e.Kind = NotFound // of the link, not of the key: it has died
	case res.StatusCode < http.StatusBadRequest:
		e.Kind = Unexpected
	default:
		e.Kind = kindOfStatus(res.StatusCode)
	}
	_ = res.Body.Close()
	cancel()
	return nil, e
}

var errTooLong = errors.New("the file is too large")

// downloading counts what is read.
type downloading struct {
	ctx  context.Context
	body io.ReadCloser
	end  context.CancelFunc
	left int64
}

// Read implements io.Reader.
func (d *downloading) Read(p []byte) (int, error) {
	n, err := d.body.Read(p)
	if d.left -= int64(n); d.left < 0 {
		return 0, &Error{Op: downloadOp, Kind: Unexpected, cause: errTooLong, sent: true}
	}
	if err != nil && err != io.EOF {
		return n, call{op: downloadOp}.failed(d.ctx, err, true)
	}
	return n, err
}

// Close implements io.Closer.
func (d *downloading) Close() error {
	err := d.body.Close()
	d.end()
	return err
}
