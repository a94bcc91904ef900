package handlers

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"

	"memberportal/pgclient"
)

const (
	// maxForm bounds the body of a form without a file, and the fields before a file, in bytes.
	maxForm = 64 << 10
	// maxFile bounds a file, in bytes. The API states no limit; 10 MB are assumed.
	maxFile = 10 << 20
	// maxUpload is what the body of a form with a file is long at most, in bytes.
	maxUpload = maxFile + 2*maxForm
	// mostRead bounds what is read of a body all the same: a browser that is answered
	// while it still sends may show its own error in place of the form.
	mostRead = 64 << 20
)

// The kinds of files that are taken, by what is in them and not by their name.
const (
	typeJPEG = "image/jpeg"
	typePNG  = "image/png"
	typePDF  = "application/pdf"
	typeHEIC = "image/heic"
)

// file is a file on its way through: it is read once, while it goes to the API,
// and kept nowhere.
type file struct {
	name        string // as the browser says
	contentType string // as the content says, "" for none that is known
	oversize    bool   // the form is longer than its file may be
	content     io.Reader
}

// upload is the file as the API's client sends it. Its name gets the extension of
// its content, since the API goes by that; what the member called it stays away.
func (f *file) upload(name string) *pgclient.Upload {
	return &pgclient.Upload{Name: name + extension(f.contentType), ContentType: f.contentType, Content: f.content}
}

// is tells whether the file is one of these kinds.
func (f *file) is(types ...string) bool { return slices.Contains(types, f.contentType) }

func extension(contentType string) string {
	switch contentType {
	case typeJPEG:
		return ".jpg"
	case typePNG:
		return ".png"
	case typePDF:
		return ".pdf"
	case typeHEIC:
		return ".heic"
	}
	return ""
}

// kindOfFile looks at the first bytes.
func kindOfFile(head []byte) string {
	if len(head) >= 12 && string(head[4:8]) == "ftyp" {
		switch string(head[8:12]) {
		case "heic", "heix", "mif1", "msf1", "heim", "heis", "hevc":
			return typeHEIC
		}
	}
	if kind := http.DetectContentType(head); kind == typeJPEG || kind == typePNG || kind == typePDF {
		return kind
	}
	return ""
}

// readUpload reads a form with a file: the fields that stand before the file into
// the request's form, the file as a stream. The form on the page therefore has its
// file last. Nothing chosen is no file. One that is too large comes without an error,
// since the form it came with is to be shown again.
func readUpload(r *http.Request, field string) (*file, error) {
	r.PostForm, r.Form = url.Values{}, url.Values{}
	reader, err := r.MultipartReader()
	if err != nil {
		return nil, errors.Join(errBadForm, err)
	}
	left := int64(maxForm)
	for {
		part, err := reader.NextPart()
		if err == io.EOF { //nolint:errorlint // one that is wrapped is a form that broke off
			return nil, nil
		}
		if err != nil {
			return nil, errors.Join(errBadForm, err)
		}
		if part.FormName() == field && part.FileName() != "" {
			return openFile(part, r.ContentLength > maxUpload)
		}
		var value bytes.Buffer
		n, err := value.ReadFrom(io.LimitReader(part, left+1))
		if err != nil {
			return nil, errors.Join(errBadForm, err)
		}
		if left -= n; left < 0 {
			return nil, &http.MaxBytesError{Limit: maxForm}
		}
		if part.FormName() != field {
			r.PostForm.Add(part.FormName(), value.String())
		}
	}
}

func openFile(part *multipart.Part, oversize bool) (*file, error) {
	content := bufio.NewReaderSize(part, 4<<10)
	head, err := content.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, errors.Join(errBadForm, err)
	}
	if len(head) == 0 {
		return nil, nil // an empty file is none
	}
	return &file{name: part.FileName(), contentType: kindOfFile(head), oversize: oversize, content: content}, nil
}

// tooLarge is what is said beside a file that is: the form comes back with 413.
func (c *Context) tooLarge() string {
	c.again = http.StatusRequestEntityTooLarge
	return c.Text.T("documents.file_large")
}

// drainFile reads a file that nobody wants, as far as that is worth it: a browser that
// is answered while it still sends shows its own error instead of the page.
func (c *Context) drainFile() {
	if c.file != nil && c.echo.Request().ContentLength <= mostRead {
		_, _ = io.Copy(io.Discard, c.file.content) // bounded with the request; a broken one has no reader
	}
}
