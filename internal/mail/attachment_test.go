package mail

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/receipt"
)

// A signed text that went through the mail is the same to the last byte, so its signature holds.
func TestAttachedReceiptHolds(t *testing.T) {
	server := startServer(t, nil, false)
	sender, err := newSMTP("smtp://"+server.addr, "Members <no-reply@example.com>")
	require.NoError(t, err)
	s := newShelf(t, receipt.Cancellation)
	r, err := receipt.Parse(s.receipt.Text)
	require.NoError(t, err)
	r.Lines[0].Value = "Żółć \n.\n..\n" + strings.Repeat("long ", 2000) + "\n trailing  \nFrom me"
	signer, err := receipt.NewSigner([][]byte{[]byte(strings.Repeat("a", 32))})
	require.NoError(t, err)
	signed := signer.Sign(r)
	m := message()
	m.Attachments = []Attachment{{s.receipt.Number + ".txt", "text/plain; charset=utf-8", []byte(signed)}}
	require.NoError(t, sender.Send(t.Context(), m))

	read, err := netmail.ReadMessage(bytes.NewReader(server.all()[0].data))
	require.NoError(t, err)
	kind, params, err := mime.ParseMediaType(read.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "multipart/mixed", kind)
	mixed := multipart.NewReader(read.Body, params["boundary"])
	body, err := mixed.NextPart()
	require.NoError(t, err)
	require.Contains(t, body.Header.Get("Content-Type"), "multipart/alternative")
	_, err = io.Copy(io.Discard, body)
	require.NoError(t, err)
	file, err := mixed.NextPart()
	require.NoError(t, err)
	require.Equal(t, s.receipt.Number+".txt", file.FileName())
	kind, params, err = mime.ParseMediaType(file.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "text/plain", kind)
	require.Equal(t, "utf-8", params["charset"])
	require.Equal(t, "base64", file.Header.Get("Content-Transfer-Encoding"))
	data, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, file))
	require.NoError(t, err)
	require.Equal(t, signed, string(data))
	_, err = receipt.Verify(string(data), signer.Keys())
	require.NoError(t, err)
}

// A kind that lasts is tried until it goes out, whatever a mail server says.
func TestLastingMailIsNotDropped(t *testing.T) {
	var calls atomic.Int32
	o := newOffice(t, senderFunc(func(context.Context, Message) error {
		if calls.Add(1) < 3 {
			return &Failure{Reason: "smtp recipient refused 550", Permanent: true, Quiet: true}
		}
		return nil
	}), note)
	o.worker.o.Lasting = map[string]bool{"note": true}
	o.enqueue("note/1", "forge")
	o.start()
	eventually(t, "delivered", func() bool { return o.waiting() == 0 })
	o.stop()
	require.Equal(t, []Result{Failed, Failed, Sent}, o.results())
}
