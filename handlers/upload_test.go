package handlers

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// posted makes the request of a form: pairs of name and value, then a file.
func posted(t *testing.T, fileName, content string, fields ...string) *http.Request {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i < len(fields); i += 2 {
		require.NoError(t, w.WriteField(fields[i], fields[i+1]))
	}
	part, err := w.CreateFormFile("document", fileName)
	require.NoError(t, err)
	_, err = io.WriteString(part, content)
	require.NoError(t, err)
	require.NoError(t, w.WriteField("late", "is not read"))
	require.NoError(t, w.Close())
	r := httptest.NewRequest(http.MethodPost, "/", &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return r
}

func TestReadUpload(t *testing.T) {
	pdf := "%PDF-1.7\n" + strings.Repeat("x", 20_000)
	r := posted(t, "Befund Müller.exe", pdf, "once", "token", "reason", "7")
	f, err := readUpload(r, "document")
	require.NoError(t, err)
	require.Equal(t, "token", r.PostForm.Get("once"))
	require.Equal(t, "7", r.PostForm.Get("reason"))
	require.Empty(t, r.PostForm.Get("late"))
	require.Equal(t, typePDF, f.contentType, "the content decides, not the name")
	require.True(t, f.is(typeJPEG, typePDF))
	up := f.upload("proof")
	require.Equal(t, "proof.pdf", up.Name)
	sent, err := io.ReadAll(up.Content)
	require.NoError(t, err)
	require.Equal(t, pdf, string(sent))

	for name, content := range map[string]string{"nothing chosen": "", "an empty one": ""} {
		fileName := "a.pdf"
		if name == "nothing chosen" {
			fileName = ""
		}
		f, err := readUpload(posted(t, fileName, content), "document")
		require.NoError(t, err, name)
		require.Nil(t, f, name)
	}
}

func TestKindOfFile(t *testing.T) {
	for head, want := range map[string]string{
		"\xff\xd8\xff\xe0\x00\x10JFIF":           typeJPEG,
		"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR":    typePNG,
		"%PDF-1.4":                               typePDF,
		"\x00\x00\x00\x18ftypheic\x00\x00\x00":   typeHEIC,
		"\x00\x00\x00\x18ftypmp42\x00\x00\x00":   "",
		"<svg xmlns='http://www.w3.org/2000/svg": "",
		"<html><script>":                         "",
		"MZ\x90\x00":                             "",
		"":                                       "",
	} {
		require.Equal(t, want, kindOfFile([]byte(head)), "%q", head)
	}
}

func TestUploadsAreBounded(t *testing.T) {
	var tooLarge *http.MaxBytesError
	r := posted(t, "a.pdf", "%PDF-1.4")
	r.ContentLength = maxUpload + 1
	long, err := readUpload(r, "document")
	require.NoError(t, err, "the form it came with is to be shown again")
	require.True(t, long.oversize)
	_, err = readUpload(posted(t, "a.pdf", "%PDF-1.4", "message", strings.Repeat("x", maxForm+1)), "document")
	require.ErrorAs(t, err, &tooLarge)

	r = httptest.NewRequest(http.MethodPost, "/", strings.NewReader("a=1"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	_, err = readUpload(r, "document")
	require.True(t, errors.Is(err, errBadForm))
	broken := posted(t, "a.pdf", "%PDF-1.4", "once", "token")
	broken.Body = io.NopCloser(io.LimitReader(broken.Body, 40))
	_, err = readUpload(broken, "document")
	require.ErrorIs(t, err, errBadForm)
}
