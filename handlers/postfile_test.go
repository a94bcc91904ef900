package handlers_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"

	"github.com/stretchr/testify/require"
)

// postFile posts a form with a file after its fields; without a name none was chosen.
func (b *browser) postFile(path string, form url.Values, field, name, content string) page {
	b.p.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for key := range form {
		require.NoError(b.p.t, w.WriteField(key, form.Get(key)))
	}
	part, err := w.CreateFormFile(field, name)
	require.NoError(b.p.t, err)
	_, err = io.WriteString(part, content)
	require.NoError(b.p.t, err)
	require.NoError(b.p.t, w.Close())
	r, err := http.NewRequestWithContext(b.p.t.Context(), http.MethodPost, b.p.server.URL+path, &body)
	require.NoError(b.p.t, err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.do(r)
}
