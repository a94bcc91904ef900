package mail

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/i18n"
	"memberportal/internal/receipt"
	"memberportal/internal/store"
	views "memberportal/views/mail"
)

// shelf holds one declaration with its receipt.
type shelf struct {
	receipt     store.Receipt
	declaration store.Declaration
	err         error
}

func (s shelf) GetReceipt(_ context.Context, studio, number string) (store.Receipt, error) {
	if s.err != nil || studio != "forge" || number != s.receipt.Number {
		return store.Receipt{}, errors.Join(s.err, store.ErrNotFound)
	}
	return s.receipt, nil
}

func (s shelf) GetDeclaration(context.Context, string, string) (store.Declaration, []store.DeclarationStep, error) {
	return s.declaration, nil, s.err
}

func (s shelf) EachDeclaration(_ context.Context, _ string, _ time.Time, do func(store.Declaration) error) error {
	return do(s.declaration)
}

func newShelf(t *testing.T, kind receipt.Kind) shelf {
	t.Helper()
	signer, err := receipt.NewSigner([][]byte{[]byte(strings.Repeat("a", 32))})
	require.NoError(t, err)
	zone, err := time.LoadLocation("Europe/London")
	require.NoError(t, err)
	number := receipt.NumberOf([]byte("x"))
	ends := receipt.EarliestPossible
	if kind != receipt.Cancellation {
		ends = ""
	}
	r := receipt.Receipt{
		Number: number, Kind: kind, Studio: "forge", StudioName: "The Forge", Language: "en", Arrived: time.Date(2026, 7, 1, 22, 59, 30, 0, time.UTC).In(zone), Ends: ends,
		Lines: []receipt.Line{{Label: "Name", Value: "Jo <b>Weber</b>"}, {Label: "Address", Value: "1 Mill Lane\nYork"}},
	}
	return shelf{
		receipt:     store.Receipt{Number: number, Studio: "forge", Kind: string(kind), Text: signer.Sign(r), ViewKey: "VIEWKEY", StateKey: "STATEKEY"},
		declaration: store.Declaration{Number: number, Studio: "forge", Kind: string(kind), State: store.DeclarationAccepted, Ends: "2026-12-31", CustomerID: 7},
	}
}

func testRenderer(t *testing.T) *Renderer {
	t.Helper()
	bundle, err := i18n.Load()
	require.NoError(t, err)
	return NewRenderer(func(slug string) (Studio, bool) {
		return Studio{Name: "The Forge", ContactEmail: "hello@forge.example", BrandColor: "#0b6e4f", OnBrand: "#ffffff", Printer: func(l string) *i18n.Printer {
			return bundle.Printer(i18n.PrinterOptions{Language: l})
		}}, slug == "forge"
	}, "Members <no-reply@portal.example>")
}

func testLink(studio, number, key string) string {
	return "https://portal.example/" + studio + "/receipts/" + number + "?k=" + key
}

func payloadOf(t *testing.T, v any) json.RawMessage {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return data
}

func TestReceiptMailCarriesTheSignedText(t *testing.T) {
	for kind, words := range map[receipt.Kind]string{
		receipt.Cancellation: "The following cancellation was received by The Forge on 1 July 2026 at 23:59 (BST, Europe/London).",
		receipt.Withdrawal:   "The following withdrawal from a contract was received by The Forge on 1 July 2026 at 23:59 (BST, Europe/London).",
		receipt.Pause:        "The following was received by The Forge on 1 July 2026 at 23:59 (BST, Europe/London).",
	} {
		s := newShelf(t, kind)
		row := store.Mail{Cause: store.ReceiptCause(s.receipt.Number), Kind: KindReceipt, Studio: "forge", Language: "en", To: "typed@example.org",
			Payload: payloadOf(t, ReceiptNotice{s.receipt.Number, "VIEWKEY"})}
		m, err := testRenderer(t).Receipts(s, testLink)(t.Context(), row)
		require.NoError(t, err)
		require.NoError(t, m.check())
		require.Equal(t, "typed@example.org", m.To)
		require.Contains(t, m.Text, words)
		require.Contains(t, m.Text, testLink("forge", s.receipt.Number, "VIEWKEY"))
		require.NotContains(t, m.Text+m.HTML, "STATEKEY")
		require.Contains(t, m.Text, "Address:\n    1 Mill Lane\n    York")
		require.Contains(t, m.HTML, "Jo &lt;b&gt;Weber")
		require.Equal(t, kind == receipt.Cancellation, strings.Contains(m.Text, "at the earliest possible date"))
		require.Len(t, m.Attachments, 2)
		require.Equal(t, s.receipt.Number+".pdf", m.Attachments[0].Name)
		require.True(t, strings.HasPrefix(string(m.Attachments[0].Data), "%PDF-"))
		require.Equal(t, Attachment{s.receipt.Number + ".txt", "text/plain; charset=utf-8", []byte(s.receipt.Text)}, m.Attachments[1])
		require.Equal(t, MessageID(row.Cause), m.ID)
	}
}

// A row that can never be made is dropped; one that may yet be is kept.
func TestDeclarationMailsFailAsTheyShould(t *testing.T) {
	s := newShelf(t, receipt.Cancellation)
	r := testRenderer(t)
	failure := func(prepare Prepare, studio string, payload any) *Failure {
		m, err := prepare(t.Context(), store.Mail{Cause: "c", Studio: studio, Language: "en", To: "typed@example.org", Payload: payloadOf(t, payload)})
		require.Nil(t, m)
		var f *Failure
		require.ErrorAs(t, err, &f)
		require.True(t, f.Quiet, "whether a mail is slow tells nobody who is a member")
		return f
	}
	onRecord := func(context.Context, string, int64) (string, error) { return "a@example.org", nil }
	for name, prepare := range map[string]Prepare{
		"receipt": r.Receipts(s, testLink), "state": r.DeclarationStates(s, onRecord, testLink), "handed": r.Handed(s),
	} {
		require.True(t, failure(prepare, "forge", "no object").Permanent, name)
		require.True(t, failure(prepare, "forge", map[string]string{"number": "OTHER"}).Permanent, name)
		require.False(t, failure(prepare, "gone", map[string]string{"number": s.receipt.Number}).Permanent, name+": it may be back")
	}
	down := shelf{err: errors.New("down")}
	f := failure(r.DeclarationStates(down, onRecord, testLink), "forge", StateNotice{Number: "X"})
	require.False(t, f.Permanent)
	unreachable := func(context.Context, string, int64) (string, error) {
		return "", &Failure{Reason: "lookup timeout", Quiet: true}
	}
	require.False(t, failure(r.DeclarationStates(s, unreachable, testLink), "forge", StateNotice{s.receipt.Number, 7}).Permanent)
}

func TestStateMailGoesToTheAddressOnRecordAlone(t *testing.T) {
	s := newShelf(t, receipt.Cancellation)
	row := store.Mail{Cause: "declaration-state/x", Studio: "forge", Language: "en", To: "", Payload: payloadOf(t, StateNotice{s.receipt.Number, 7})}
	to := func(address string) OnRecord {
		return func(_ context.Context, studio string, id int64) (string, error) {
			require.Equal(t, "forge", studio)
			require.EqualValues(t, 7, id)
			return address, nil
		}
	}
	m, err := testRenderer(t).DeclarationStates(s, to("record@example.org"), testLink)(t.Context(), row)
	require.NoError(t, err)
	require.NoError(t, m.check())
	require.Equal(t, "record@example.org", m.To)
	require.Contains(t, m.Text, "It has been accepted: the contract ends on 31 December 2026.")
	require.Contains(t, m.Text, testLink("forge", s.receipt.Number, "STATEKEY"))
	require.Contains(t, m.Text, "If it was not you, please tell The Forge at once")
	require.Empty(t, m.Attachments)
	for _, none := range []string{"", "no address"} {
		m, err = testRenderer(t).DeclarationStates(s, to(none), testLink)(t.Context(), row)
		require.NoError(t, err)
		require.Nil(t, m)
	}
	for state, words := range map[store.DeclarationState]string{store.DeclarationChecking: "for the contract to end on 31 December 2026. The studio still has to confirm it", store.DeclarationHanded: "now with the studio"} {
		s.declaration.State = state
		m, err = testRenderer(t).DeclarationStates(s, to("record@example.org"), testLink)(t.Context(), row)
		require.NoError(t, err)
		require.Contains(t, m.Text, words)
	}
	s.declaration.State = store.DeclarationFiling
	m, err = testRenderer(t).DeclarationStates(s, to("record@example.org"), testLink)(t.Context(), row)
	require.NoError(t, err)
	require.Nil(t, m, "there is nothing to tell yet")
}

// The answer goes to the address that was typed, but only if it is one: it must not start a header.
func TestHandedMailIsAnsweredToTheDeclarant(t *testing.T) {
	s := newShelf(t, receipt.Withdrawal)
	for typed, replyTo := range map[string]string{
		" jo@example.org ": "jo@example.org", "jo": "", "": "", "jo@example.org\r\nBcc: all@example.org": "", "Jo <jo@example.org>": "", "jo@example.org, x@example.org": "",
	} {
		row := store.Mail{Cause: "declaration-handed/x", Studio: "forge", Language: "en", Payload: payloadOf(t, HandedNotice{
			Number: s.receipt.Number, ReplyTo: typed, Remarks: []views.Remark{{Code: views.RemarkWithdrawal}, {Code: "of a later release"}, {Code: views.RemarkRefused, Value: "No <i>"}},
		})}
		m, err := testRenderer(t).Handed(s)(t.Context(), row)
		require.NoError(t, err)
		require.NoError(t, m.check())
		require.Equal(t, replyTo, m.ReplyTo)
		require.Equal(t, "hello@forge.example", m.To)
		require.Contains(t, m.Text, s.receipt.Text[:200])
		require.Contains(t, m.Text, "- It is a withdrawal. The portal never enters those itself.\n- Your system refused the entry: “No <i>”\n")
		require.Contains(t, m.HTML, "No &lt;i&gt;")
		require.Len(t, m.Attachments, 1)
	}
}

func TestThreadFits(t *testing.T) {
	s := newShelf(t, receipt.Cancellation)
	r, err := receipt.Parse(s.receipt.Text)
	require.NoError(t, err)
	r.Lines[0].Value = strings.Repeat("ä", 10_000)
	signer, err := receipt.NewSigner([][]byte{[]byte(strings.Repeat("a", 32))})
	require.NoError(t, err)
	s.receipt.Text = signer.Sign(r)
	studio, _ := testRenderer(t).studio("forge")
	subject, content, err := DeclarationThread(t.Context(), s, studio.Printer("en"), "forge", HandedNotice{Number: s.receipt.Number, Remarks: []views.Remark{{Code: views.RemarkExtraordinary}}})
	require.NoError(t, err)
	require.Equal(t, "Cancellation "+s.receipt.Number, subject)
	require.Len(t, []rune(content), 4000)
	require.Contains(t, content, "for cause")
	require.True(t, strings.HasSuffix(content, "(Shortened here; the mail has all of it.)"))
}

func TestAttachmentsAreChecked(t *testing.T) {
	m := Message{ID: "x", To: "jo@example.org", Subject: "s", Text: "t"}
	m.Attachments = []Attachment{{"ABCD-1234.txt", "text/plain; charset=utf-8", []byte("x")}}
	require.NoError(t, m.check())
	for _, bad := range []Attachment{{"", "text/plain", nil}, {"../x", "text/plain", nil}, {".x", "text/plain", nil}, {"a\r\nB: c", "text/plain", nil}, {`a".txt`, "text/plain", nil}, {"a.txt", "text", nil}, {"a.txt", "text/plain\r\nB: c", nil}} {
		m.Attachments = []Attachment{bad}
		require.Error(t, m.check(), "%q", bad)
	}
}
