package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
)

// maxUpload bounds a file, in bytes. The vendor states no limit; this one is
// assumed.
const maxUpload = 10 << 20

// upload is a file part of a request.
type upload struct {
	name        string // as sent
	contentType string
	content     []byte
}

func isForm(h http.Header) bool {
	media, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	return err == nil && media == "multipart/form-data"
}

// readForm reads a multipart body: the part named data as JSON into data, if data
// is not nil, and the file part, if there is one. The part named data has to say
// that it is JSON, since the real server refuses it otherwise.
func (c *call) readForm(data any, file string) (*upload, *refusal) {
	_, params, err := mime.ParseMediaType(c.header.Get("Content-Type"))
	if err != nil {
		return nil, badRequest("error.validation.json", "")
	}
	reader := multipart.NewReader(bytes.NewReader(c.body), params["boundary"])
	var found *upload
	seen := data == nil
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, badRequest("error.validation.json", "")
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, badRequest("error.validation.json", "")
		}
		switch part.FormName() {
		case "data":
			if data == nil {
				continue
			}
			if media, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); media != "application/json" {
				return nil, badRequest("error.validation.json", "data")
			}
			if refused := decodeInto(content, data); refused != nil {
				return nil, refused
			}
			seen = true
		case file:
			found = &upload{part.FileName(), part.Header.Get("Content-Type"), content}
		}
	}
	if !seen {
		return nil, badRequest("error.validation.missing", "data")
	}
	if found != nil && len(found.content) > maxUpload {
		return nil, badRequest("error.validation.range", file)
	}
	return found, nil
}

// decodeInto reads JSON.
func decodeInto(text []byte, into any) *refusal {
	err := json.Unmarshal(text, into)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		return badRequest("error.validation.format", wrong.Field)
	case err != nil:
		return badRequest("error.validation.json", "")
	}
	return nil
}
