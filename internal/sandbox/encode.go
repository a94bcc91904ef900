package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// encoder writes answers. The contract lets an optional property of an answer be
// absent or null, and servers add properties in every release; so the encoder
// does all three, by a fixed pattern and therefore repeatably: the same answer is
// always written the same way, while neighbours in a list differ.
type encoder struct {
	buf           []byte
	nulls         bool // write some absent optionals as null
	unknownFields bool // add a property the contract does not know, now and then
	index         int  // position in the list being written
	plans         *plans
}

// encode returns v as JSON. Only the shapes of types.go are supported; anything
// else is a mistake in this package.
func (c *plans) encode(v any, s Switches) []byte {
	last := c.sizeOf(reflect.TypeOf(v))
	e := &encoder{buf: make([]byte, 0, last.Load()+512), nulls: s.Nulls, unknownFields: s.UnknownFields, plans: c}
	e.value(reflect.ValueOf(v))
	last.Store(int64(len(e.buf)))
	return e.buf
}

func (e *encoder) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			e.buf = append(e.buf, "null"...)
			return
		}
		e.value(v.Elem())
	case reflect.String:
		if v.Type() == reflect.TypeFor[number]() {
			e.buf = append(e.buf, v.String()...)
			return
		}
		e.text(v.String())
	case reflect.Int, reflect.Int64:
		e.buf = strconv.AppendInt(e.buf, v.Int(), 10)
	case reflect.Bool:
		e.buf = strconv.AppendBool(e.buf, v.Bool())
	case reflect.Slice:
		e.list(v)
	case reflect.Struct:
		e.object(v)
	default:
		panic(fmt.Sprintf("sandbox: cannot write %s", v.Type()))
	}
}

func (e *encoder) list(v reflect.Value) {
	outer := e.index
	e.buf = append(e.buf, '[')
	for i := range v.Len() {
		if i > 0 {
			e.buf = append(e.buf, ',')
		}
		e.index = i
		e.value(v.Index(i))
	}
	e.index = outer
	e.buf = append(e.buf, ']')
}

func (e *encoder) object(v reflect.Value) {
	p := e.plans.of(v.Type())
	e.buf = append(e.buf, '{')
	first := true
	name := func(quoted string) {
		if !first {
			e.buf = append(e.buf, ',')
		}
		first = false
		e.buf = append(e.buf, quoted...)
	}
	for _, f := range p.fields {
		field := v.FieldByIndex(f.index)
		if f.optional && absent(field) {
			if e.nulls && !f.neverNull && (f.parity+e.index)%2 == 0 {
				name(f.quoted)
				e.buf = append(e.buf, "null"...)
			}
			continue
		}
		name(f.quoted)
		e.value(field)
	}
	if e.unknownFields && p.grows && (p.parity+e.index)%5 == 0 {
		name(`"laterField":`)
		e.buf = append(e.buf, `{"since":"2.0.0"}`...)
	}
	e.buf = append(e.buf, '}')
}

// absent: an empty but non-nil list is present.
func absent(v reflect.Value) bool {
	if v.Kind() == reflect.Slice {
		return v.IsNil()
	}
	return v.IsZero()
}

func (e *encoder) text(s string) {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf && !utf8.ValidString(s) {
			var b bytes.Buffer
			enc := json.NewEncoder(&b)
			enc.SetEscapeHTML(false)
			_ = enc.Encode(s) // a string cannot fail
			e.buf = append(e.buf, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
			return
		}
	}
	e.buf = append(e.buf, '"')
	e.buf = append(e.buf, s...)
	e.buf = append(e.buf, '"')
}

type plan struct {
	fields []planField
	grows  bool // the type may get unknown properties
	parity int
}

type planField struct {
	index     []int
	quoted    string // "name": with quotes and colon
	optional  bool
	neverNull bool
	parity    int
}

// plans is a cache of what follows from the types alone.
type plans struct {
	byType sync.Map // reflect.Type → *plan
	sizes  sync.Map // reflect.Type → *atomic.Int64, the length of the last answer
}

func (c *plans) sizeOf(t reflect.Type) *atomic.Int64 {
	if n, ok := c.sizes.Load(t); ok {
		return n.(*atomic.Int64)
	}
	n, _ := c.sizes.LoadOrStore(t, new(atomic.Int64))
	return n.(*atomic.Int64)
}

func (c *plans) of(t reflect.Type) *plan {
	if p, ok := c.byType.Load(t); ok {
		return p.(*plan)
	}
	p := &plan{grows: t != reflect.TypeFor[errorJSON](), parity: parity(t.Name())}
	for _, f := range reflect.VisibleFields(t) {
		tag, ok := f.Tag.Lookup("json")
		if !ok {
			continue // an embedded struct: its fields are visited
		}
		name, options, _ := strings.Cut(tag, ",")
		p.fields = append(p.fields, planField{
			index:     f.Index,
			quoted:    strconv.Quote(name) + ":",
			optional:  options != "",
			neverNull: options == "omitzero",
			parity:    parity(name),
		})
	}
	stored, _ := c.byType.LoadOrStore(t, p)
	return stored.(*plan)
}

func parity(name string) int {
	n := 0
	for _, c := range []byte(name) {
		n += int(c)
	}
	return n
}
