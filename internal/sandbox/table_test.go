package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/internal/sandbox"
)

// sent is a request. A form is sent as multipart/form-data instead of a body.
type sent struct {
	path string
	body any
	form []formPart
	key  string // "": that of the server
}

type formPart struct{ name, file, contentType, content string }

// answer is what a request of a row has to be answered with.
type answer struct {
	// ask makes the request; it may set the stage with other requests, the clock,
	// the switches or the studio's people.
	ask func(s *server) sent
	// reference is the field that a refusal names, "" for none.
	reference string
	// check looks at the answer and at what it changed; nil where the contract says it all.
	check func(s *server, answer []byte)
}

// row says how an operation comes to each of its documented answers. The answers
// to a wrong key, a missing scope, too many calls and an internal error are the same
// for all operations and are made from the success.
type row struct {
	op       string
	success  answer
	invalid  answer // 400
	missing  answer // 404
	conflict answer // 409
	// never says for a documented status why the sandbox has no rule that answers
	// so; a client meets it by an injected fault then.
	never map[int]string
}

// rows is the table: each operation of the sandbox, with each documented answer.
func rows() []row {
	return slices.Concat(
		classRows(), customerRows(), directoryRows(), accessRows(), selfServiceRows(), membershipRows(),
		offersRows(), appointmentsRows(), financeRows(),
	)
}

// Reasons that hold for many operations.
const (
	nothingToGetWrong = "there is nothing in the request that could be wrong"
	nothingToMiss     = "the request names no entity"
	nothingShared     = "nobody else can change what this touches between the request and its answer: the sandbox works on one request at a time"
)

// read is what never happens to an operation that only reads.
func read(more map[int]string) map[int]string {
	never := map[int]string{http.StatusConflict: "a read changes nothing that somebody else could have changed"}
	maps.Copy(never, more)
	return never
}

func TestTableHasEveryOperation(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rows() {
		require.False(t, seen[r.op], "%s stands in the table twice", r.op)
		seen[r.op] = true
	}
	have := sandbox.OperationsForTest()
	for op := range have {
		require.True(t, seen[op], "%s has no row in the table", op)
	}
	require.Len(t, seen, len(have))
}

func TestTable(t *testing.T) {
	documented := map[string][]int{}
	methods := map[string]string{}
	for _, item := range contract.Load(t).Doc.Paths.Map() {
		for method, op := range item.Operations() {
			methods[op.OperationID] = method
			for status := range op.Responses.Map() {
				n, err := strconv.Atoi(status)
				require.NoError(t, err)
				documented[op.OperationID] = append(documented[op.OperationID], n)
			}
		}
	}
	for _, r := range rows() {
		t.Run(r.op, func(t *testing.T) {
			t.Parallel()
			require.NotEmpty(t, documented[r.op])
			for _, status := range documented[r.op] {
				t.Run(strconv.Itoa(status), func(t *testing.T) { r.meet(t, methods[r.op], status) })
			}
		})
	}
}

// meet brings about one answer in a world of its own.
func (r row) meet(t *testing.T, method string, status int) {
	begin, want := start, answer{ask: r.success.ask}
	switch status {
	case http.StatusOK:
		want = r.success
	case http.StatusBadRequest:
		begin, want = startLoose, r.invalid
	case http.StatusNotFound:
		begin, want = startLoose, r.missing
	case http.StatusConflict:
		begin, want = startLoose, r.conflict
	}
	injected := status >= 500
	if want.ask == nil {
		require.NotEmpty(t, r.never[status], "the table does not say how %s comes to %d", r.op, status)
		begin, want, injected = start, answer{ask: r.success.ask}, true
	}
	s := begin(t, monday)
	request := want.ask(s)
	switch {
	case injected:
		require.NoError(t, s.box.SetFault(sandbox.Fault{Operation: r.op, Kind: sandbox.FaultStatus, Status: status}))
	case status == http.StatusUnauthorized:
		request.key = "wrong"
	case status == http.StatusForbidden:
		if len(sandbox.OperationsForTest()[r.op].Scopes) == 0 { // needs no scope, so only a gateway could say so
			require.NoError(t, s.box.SetFault(sandbox.Fault{Operation: r.op, Kind: sandbox.FaultStatus, Status: status}))
			break
		}
		require.NoError(t, s.box.SetScopes("nordlicht"))
	case status == http.StatusTooManyRequests:
		sw := s.box.Switches()
		sw.RateLimit = s.box.Calls(r.op).Calls
		if sw.RateLimit == 0 {
			sw.RateLimit = 1
			s.send(method, want.ask(s))
		}
		s.box.SetSwitches(sw)
	}
	ruled := !injected && status != http.StatusOK
	var before []byte
	if ruled {
		var err error
		before, err = s.box.Dump()
		require.NoError(t, err)
	}
	got, content := s.send(method, request)
	require.Equal(t, status, got, "%s %s: %s", method, request.path, content)
	if status == http.StatusOK {
		if want.check != nil {
			want.check(s, content)
		}
		return
	}
	var refusal object
	require.NoError(t, json.Unmarshal(content, &refusal), "%s", content)
	require.NotEmpty(t, refusal["errorMessage"])
	if want.reference != "" || status == http.StatusBadRequest && !injected {
		require.Equal(t, want.reference, text(refusal["reference"]), "%s", content)
	}
	if ruled {
		after, err := s.box.Dump()
		require.NoError(t, err)
		require.Equal(t, timeless(t, before), timeless(t, after), "a refusal changes nothing")
	}
	if want.check != nil {
		want.check(s, content)
	}
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

// timeless is a dump without the clock.
func timeless(t *testing.T, dump []byte) string {
	t.Helper()
	var world map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(dump, &world))
	delete(world, "now")
	out, err := json.Marshal(world)
	require.NoError(t, err)
	return string(out)
}

// send sends the request of a row.
func (s *server) send(method string, r sent) (int, []byte) {
	s.t.Helper()
	if r.key != "" {
		s = s.as(r.key)
	}
	if r.form == nil {
		return s.do(method, r.path, r.body)
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, p := range r.form {
		disposition := fmt.Sprintf("form-data; name=%q", p.name)
		if p.file != "" {
			disposition += fmt.Sprintf("; filename=%q", p.file)
		}
		h := textproto.MIMEHeader{"Content-Disposition": {disposition}}
		if p.contentType != "" {
			h.Set("Content-Type", p.contentType)
		}
		part, err := w.CreatePart(h)
		require.NoError(s.t, err)
		_, err = io.WriteString(part, p.content)
		require.NoError(s.t, err)
	}
	require.NoError(s.t, w.Close())
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.base+r.path, &body)
	require.NoError(s.t, err)
	req.Header.Set("X-API-KEY", s.key)
	req.Header.Set("Content-Type", w.FormDataContentType())
	resp, err := http.DefaultClient.Do(req)
	require.NoError(s.t, err)
	defer func() { _ = resp.Body.Close() }()
	content, err := io.ReadAll(resp.Body)
	require.NoError(s.t, err)
	return resp.StatusCode, content
}

// at is a request of one path.
func at(path string) func(*server) sent {
	return func(*server) sent { return sent{path: path} }
}

// of puts the id of a story's member in place of the %d.
func of(story, format string) func(*server) sent {
	return func(s *server) sent { return sent{path: fmt.Sprintf(format, s.member("nordlicht", story).CustomerID)} }
}
