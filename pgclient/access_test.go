package pgclient_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/pgclient"
)

func TestAccessConstantsAreThoseOfTheContract(t *testing.T) {
	schemas := contract.Load(t).Doc.Components.Schemas
	require.ElementsMatch(t, schemas["AccessCodeFormat"].Value.Enum, values(pgclient.AccessCodeFormatQRCode))
}

func TestBenefitsWithoutWhatTheyNeedAreNotSent(t *testing.T) {
	c := newClient(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("sent") }))
	_, err := c.GetBenefitsByCardNumber(t.Context(), "", "", "SAUNA")
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
	err = c.UseBenefit(t.Context(), 1001, "")
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
	require.False(t, pgclient.Unclear(err))
}

func TestNoAssignmentsAreAnEmptyList(t *testing.T) {
	var body []byte
	c := newClient(t, contract.Handler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ = io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "[]")
	})))
	got, err := c.SetAdditionalInformationFieldAssignments(t.Context(), 1001, nil)
	require.NoError(t, err)
	require.Empty(t, got)
	require.Equal(t, "[]", string(body))
}

// What an answer is worth nothing without is missed, and after a write nobody is told
// that it failed for sure.
func TestIncompleteAccessAnswers(t *testing.T) {
	for _, answer := range []string{`{}`, `{"format":"QR_CODE"}`, `{"format":null,"content":"1"}`, `null`} {
		c := newClient(t, answers(200, "application/json", answer))
		_, err := c.GetCustomerAccessCode(t.Context(), 1001)
		require.Equal(t, pgclient.Unexpected, pgclient.KindOf(err), answer)
	}
	for _, answer := range []string{`{}`, `{"id":null}`, `{"id":0}`} {
		c := newClient(t, answers(200, "application/json", answer))
		_, err := c.UploadDocument(t.Context(), 1001, "", fileToSend("a.pdf", "application/pdf", "x"))
		require.Equal(t, pgclient.Unexpected, pgclient.KindOf(err), answer)
		require.True(t, pgclient.Unclear(err), answer)
	}
	c := newClient(t, answers(200, "application/json", `{"format":"QR_CODE","content":"1","expiresAt":null}`))
	code, err := c.GetCustomerAccessCode(t.Context(), 1001)
	require.NoError(t, err)
	require.True(t, code.ExpiresAt.IsZero())
}

func TestUploadsAreSentOnce(t *testing.T) {
	sent := 0
	c := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		sent++
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	_, err := c.UploadDocument(t.Context(), 1001, "", fileToSend("a.pdf", "application/pdf", "x"))
	require.True(t, pgclient.Unclear(err))
	_, err = c.UpdateImage(t.Context(), 1001, fileToSend("a.png", "image/png", "x"))
	require.True(t, pgclient.Unclear(err))
	require.Equal(t, 2, sent)

	// Without content there is nothing to send.
	_, err = c.UploadDocument(t.Context(), 1001, "", pgclient.Upload{Name: "a.pdf", ContentType: "application/pdf"})
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
	require.False(t, pgclient.Unclear(err))
	require.Equal(t, 2, sent)
}

// Nothing of a member, and nothing that opens a door or a file, gets into a log.
func TestAccessTypesKeepSecretsOutOfLogs(t *testing.T) {
	const secret = "Edgar-0815"
	id := int64(7)
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, nil))
	for _, v := range []any{
		pgclient.CustomerAccessCode{Format: pgclient.AccessCodeFormatQRCode, Content: secret},
		pgclient.AccessMedium{Type: pgclient.AccessMediumTypePIN, Value: secret}, pgclient.AccessMediumUpdate{Value: secret},
		pgclient.AccessRestriction{Reason: secret}, pgclient.CustomerImage{ImageURL: secret},
		pgclient.CustomerDocument{URL: secret, FileName: secret, Description: secret},
		pgclient.CustomerDocument{ID: &id, URL: secret, FileName: secret, Description: secret},
		pgclient.AdditionalInformationFieldAssignment{AdditionalInformationFieldID: 5, Value: secret},
	} {
		out.Reset()
		log.Info("seen", "v", v)
		require.NotContains(t, out.String(), secret, fmt.Sprintf("%T", v))
		require.Contains(t, out.String(), "v", fmt.Sprintf("%T", v))
	}
}

func TestAllDocumentsFollowsOffsets(t *testing.T) {
	var asked []string
	c := newClient(t, contract.Handler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		offset := r.URL.Query().Get("offset")
		asked = append(asked, offset)
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"result": []json.RawMessage{json.RawMessage(documentJSON)}, "hasNext": offset == "", "offset": offset + "50"})
	})))
	got, err := collect(c.AllDocuments(t.Context(), 1001), 0)
	require.NoError(t, err)
	require.Len(t, got, 2)
	require.Equal(t, []string{"", "50"}, asked)
}

// Whatever the API answers for a door code becomes one or an error, never a panic, and
// never a code that lost its zeros.
func FuzzDecodeAccessCode(f *testing.F) {
	f.Add([]byte(accessCodeJSON))
	f.Add([]byte(`{"format":"QR_CODE","content":49267681211943991}`))
	f.Add([]byte(`{"format":"BAR","content":"","expiresAt":"2026-11-26"}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var code pgclient.CustomerAccessCode
		if json.Unmarshal(data, &code) != nil {
			return
		}
		first, err := json.Marshal(code)
		require.NoError(t, err)
		var again pgclient.CustomerAccessCode
		require.NoError(t, json.Unmarshal(first, &again))
		require.Equal(t, code.Content, again.Content)
		require.Equal(t, code.ExpiresAt.String(), again.ExpiresAt.String())
	})
}
