package pgclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/textproto"
	"strings"
)

// Upload is a file to send. It is read once, while the request goes out, and is
// kept nowhere.
type Upload struct {
	Name        string    // with its extension, which the API asks for
	ContentType string    // such as image/jpeg
	Content     io.Reader // is read to its end
	Size        int64     // in bytes; 0 if it is not known, which sends the request in chunks
}

// LogValue keeps a file's name out of logs: it may name a member or an illness.
func (u Upload) LogValue() slog.Value {
	return slog.GroupValue(slog.String("type", u.ContentType), slog.Int64("size", u.Size))
}

// Format does the same for a file that is printed, whatever the verb.
func (u Upload) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "upload("+u.ContentType+")") }

// form is the body of a multipart request: a JSON part named data, a file, or both.
type form struct {
	data any     // nil: no such part
	file *Upload // nil: no such part
	name string  // of the file's part
}

// content is a body on its way out.
type content struct {
	reader    io.Reader // nil: none
	mediaType string
	size      int64 // -1: not known
}

// encode writes everything but the file, which is read only when it is sent.
// Each part says its own content type, as the API wants it.
func (f *form) encode() (content, error) {
	var head bytes.Buffer
	w := multipart.NewWriter(&head)
	if f.data != nil {
		text, err := json.Marshal(f.data)
		if err != nil {
			return content{}, errors.New("the request cannot be encoded")
		}
		part, err := w.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {`form-data; name="data"`}, "Content-Type": {"application/json"},
		})
		if err == nil {
			_, err = part.Write(text)
		}
		if err != nil {
			return content{}, errors.New("the request cannot be encoded")
		}
	}
	if f.file == nil {
		if err := w.Close(); err != nil {
			return content{}, errors.New("the request cannot be encoded")
		}
		return content{&head, w.FormDataContentType(), int64(head.Len())}, nil
	}
	if f.file.Content == nil || !sendable(f.file.ContentType) {
		return content{}, errors.New("the file has no content or no content type")
	}
	if _, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {fmt.Sprintf(`form-data; name="%s"; filename="%s"`, f.name, fileName(f.file.Name))},
		"Content-Type":        {f.file.ContentType},
	}); err != nil {
		return content{}, errors.New("the request cannot be encoded")
	}
	tail := "\r\n--" + w.Boundary() + "--\r\n"
	size := int64(-1)
	if f.file.Size > 0 {
		size = int64(head.Len()) + f.file.Size + int64(len(tail))
	}
	return content{io.MultiReader(&head, f.file.Content, strings.NewReader(tail)), w.FormDataContentType(), size}, nil
}

// fileName leaves nothing in a name that could end the header or its quotes.
func fileName(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '"' || r == '\\' || r == '/' {
			return '_'
		}
		return r
	}, name)
}

func sendable(mediaType string) bool {
	return mediaType != "" && !strings.ContainsFunc(mediaType, func(r rune) bool { return r < ' ' || r >= 0x7f })
}
