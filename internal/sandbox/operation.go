package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// operation is one operation of the contract.
type operation struct {
	id      string // operationId
	method  string
	pattern string // path template as in the contract
	scopes  []string
	mode    scopeMode
	form    bool                        // the body is multipart/form-data
	handle  func(*call) (any, *refusal) // a nil answer is sent as 200 without body
}

type scopeMode int

const (
	allScopes scopeMode = iota
	anyScope            // x-required-scopes-mode: any
)

func (o *operation) allowed(granted map[string]bool) bool {
	has := func(scope string) bool { return granted[scope] }
	if o.mode == anyScope {
		return slices.ContainsFunc(o.scopes, has)
	}
	return !slices.ContainsFunc(o.scopes, func(scope string) bool { return !has(scope) })
}

// operations is the table of everything the sandbox can do.
func operations() []*operation {
	return slices.Concat(
		classOperations(), appointmentOperations(), bookableOperations(), trialOperations(),
		customerOperations(), directoryOperations(), accessOperations(), documentOperations(),
		selfServiceOperations(), accountOperations(), paymentOperations(), communicationOperations(),
		contractOperations(), cancelationOperations(), idlePeriodOperations(), moduleOperations(),
		offerOperations(), switchOperations(), leadOperations(),
		financeOperations(), deviceOperations(), employeeOperations(), studioOperations(), studioTagOperations(),
	)
}

// keyTest names HEAD requests in counts and faults: HEAD on any path tests the
// key and does nothing else.
const keyTest = "HEAD"

// route is a node of the tree of path segments. http.ServeMux cannot hold these
// patterns, since it refuses to rank /classes/booking/{id} and /classes/{id}/slots.
type route struct {
	literals map[string]*route
	param    *route
	methods  map[string]*operation
}

func newRoutes(ops []*operation) *route {
	root := &route{}
	for _, op := range ops {
		at := root
		for segment := range strings.SplitSeq(strings.TrimPrefix(op.pattern, "/"), "/") {
			at = at.child(segment)
		}
		if at.methods == nil {
			at.methods = map[string]*operation{}
		}
		at.methods[op.method] = op
	}
	return root
}

func (n *route) child(segment string) *route {
	if strings.HasPrefix(segment, "{") {
		if n.param == nil {
			n.param = &route{}
		}
		return n.param
	}
	if n.literals == nil {
		n.literals = map[string]*route{}
	}
	if n.literals[segment] == nil {
		n.literals[segment] = &route{}
	}
	return n.literals[segment]
}

// find returns the operation for a request. Literal segments win over
// parameters. For an unknown path it returns nil and no methods, for a known
// path with another method nil and the methods there are.
func (n *route) find(method, path string) (*operation, map[string]string, []string) {
	var values []string // of the parameters, from left to right
	at := n
	for segment := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		switch next := at.literals[segment]; {
		case next != nil:
			at = next
		case at.param != nil && segment != "":
			at = at.param
			values = append(values, segment)
		default:
			return nil, nil, nil
		}
	}
	if op := at.methods[method]; op != nil {
		return op, op.params(values), nil
	}
	var methods []string
	for m := range at.methods {
		methods = append(methods, m)
	}
	slices.Sort(methods)
	return nil, nil, methods
}

// params names the values of the path as this operation does: below /memberships
// the same place holds a customer's id for some operations and a contract's for others.
func (o *operation) params(values []string) map[string]string {
	named := make(map[string]string, len(values))
	for segment := range strings.SplitSeq(o.pattern, "/") {
		if name, ok := strings.CutPrefix(segment, "{"); ok && len(values) > 0 {
			named[strings.TrimSuffix(name, "}")] = values[0]
			values = values[1:]
		}
	}
	return named
}

// call is one request on its way through a handler. Handlers run with the
// world's lock held; what they return must not share memory that changes later.
type call struct {
	studio   *studio            // of the key
	studios  map[string]*studio // of the tenant, for the calls that look beyond the key's own
	switches Switches
	now      time.Time
	language string // of messages: de, en or pl
	base     string // scheme and host that the client reached the sandbox at, for links
	params   map[string]string
	query    url.Values
	header   http.Header
	body     []byte
}

// id reads an id from the path.
func (c *call) id(name string) (int64, *refusal) {
	id, err := strconv.ParseInt(c.params[name], 10, 64)
	if err != nil {
		return 0, badRequest("error.validation.format", name)
	}
	return id, nil
}

// queryID reads a required id from the query.
func (c *call) queryID(name string) (int64, *refusal) {
	text := c.query.Get(name)
	if text == "" {
		return 0, badRequest("error.validation.missing", name)
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, badRequest("error.validation.format", name)
	}
	return id, nil
}

// queryInt reads an optional number between low and high.
func (c *call) queryInt(name string, missing, low, high int) (int, *refusal) {
	text := c.query.Get(name)
	if text == "" {
		return missing, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, badRequest("error.validation.format", name)
	}
	if c.switches.EnforceBounds && (n < low || n > high) {
		return 0, badRequest("error.validation.range", name)
	}
	return n, nil
}

// decode reads the JSON body.
func (c *call) decode(into any) *refusal { return decodeInto(c.body, into) }

// foreign is the answer for an entity that this key does not see.
func (c *call) foreign(reference string) *refusal {
	r := refuseWith(c.switches.ForeignEntityStatus)
	r.reference = reference
	return r
}

// window is the part of a list that a request asks for.
type window struct {
	offset int64
	size   int
}

func (c *call) window(missing, low, high int) (window, *refusal) {
	var w window
	if text := c.query.Get("offset"); text != "" {
		offset, err := strconv.ParseInt(text, 10, 64)
		if err != nil || offset < 0 {
			return w, badRequest("error.validation.format", "offset")
		}
		w.offset = offset
	}
	size, refused := c.queryInt("sliceSize", missing, low, high)
	if refused != nil {
		return w, refused
	}
	w.size = max(size, 1)
	return w, nil
}

// sliceByID cuts a list that is sorted by id; the offset is the id of the last entry.
func sliceByID[T any](all []T, w window, id func(T) int64) slice[T] {
	start, found := slices.BinarySearchFunc(all, w.offset, func(v T, want int64) int {
		switch have := id(v); {
		case have < want:
			return -1
		case have > want:
			return 1
		}
		return 0
	})
	if found {
		start++
	}
	end := min(start+w.size, len(all))
	out := slice[T]{Result: append([]T{}, all[start:end]...), HasNext: end < len(all), Offset: strconv.FormatInt(w.offset, 10)}
	if end > start {
		out.Offset = strconv.FormatInt(id(all[end-1]), 10)
	}
	return out
}

// sliceByCount cuts a list; the offset is the number of entries asked for so far.
func sliceByCount[T any](all []T, w window) slice[T] {
	start := int(min(w.offset, int64(len(all))))
	end := min(start+w.size, len(all))
	return slice[T]{
		Result:  append([]T{}, all[start:end]...),
		HasNext: end < len(all),
		Offset:  strconv.FormatInt(w.offset+int64(w.size), 10),
	}
}

// today is the studio's calendar day.
func (c *call) today() date { return on(c.now, c.studio.loc) }

// pageOf is the usual way of a list whose offset is a count: bounds of the
// slice, then the part of the list.
func pageOf[T any](c *call, all []T, missing, low, high int) (any, *refusal) {
	w, refused := c.window(missing, low, high)
	if refused != nil {
		return nil, refused
	}
	return sliceByCount(all, w), nil
}

// isJSON tells whether a request with a body says that it is JSON.
func isJSON(h http.Header) bool {
	media, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	return strings.EqualFold(strings.TrimSpace(media), "application/json")
}
