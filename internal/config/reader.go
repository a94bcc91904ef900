package config

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// reader walks the syntax tree of a file and collects what is wrong with it.
type reader struct {
	dir     string
	env     func(string) (string, bool)
	anchors map[string]ast.Node
	faults  Faults
}

// value is a node of the tree with its place.
type value struct {
	node ast.Node
	path string
	line int
}

func (r *reader) fault(v value, format string, args ...any) {
	r.faults = append(r.faults, Fault{Line: v.line, Path: v.path, Message: fmt.Sprintf(format, args...)})
}

// parse returns the root of the tree, or false after reporting why there is
// none. The parser's own rendering of an error quotes the file and with it
// its secrets: only message and line are taken.
func (r *reader) parse(data []byte) (value, bool) {
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		fault := Fault{Message: "is not YAML"}
		if syntax, ok := errors.AsType[yaml.Error](err); ok {
			fault.Message = "is not YAML: " + syntax.GetMessage()
			if token := syntax.GetToken(); token != nil && token.Position != nil {
				fault.Line = token.Position.Line
			}
		}
		r.faults = append(r.faults, fault)
		return value{}, false
	}
	var documents []*ast.DocumentNode
	for _, document := range file.Docs {
		if document.Body != nil && document.Body.Type() != ast.CommentType {
			documents = append(documents, document)
		}
	}
	if len(documents) == 0 {
		r.fault(value{}, "is empty")
		return value{}, false
	}
	root := value{node: documents[0].Body, line: 1}
	if len(documents) > 1 {
		r.fault(value{line: line(documents[1].Body)}, "a second document begins here; there must be one")
	}
	r.anchors = anchors(root.node)
	return root, true
}

func line(node ast.Node) int {
	if mapping, ok := node.(*ast.MappingNode); ok && len(mapping.Values) > 0 {
		node = mapping.Values[0].Key // a block mapping's own token is its first colon
	}
	if token := node.GetToken(); token != nil && token.Position != nil {
		return token.Position.Line
	}
	return 0
}

// anchors finds every "&name", so that "*name" can stand for it.
func anchors(root ast.Node) map[string]ast.Node {
	found := anchorFinder{}
	ast.Walk(found, root)
	return found
}

type anchorFinder map[string]ast.Node

// Visit implements ast.Visitor.
func (f anchorFinder) Visit(node ast.Node) ast.Visitor {
	if anchor, ok := node.(*ast.AnchorNode); ok {
		f[anchor.Name.GetToken().Value] = anchor.Value
	}
	return f
}

// resolve follows anchors and aliases; false after reporting one that leads
// nowhere.
func (r *reader) resolve(v value) (value, bool) {
	for range 16 { // an alias inside its own anchor would not end
		switch node := v.node.(type) {
		case *ast.AnchorNode:
			v.node = node.Value
		case *ast.AliasNode:
			name := node.Value.GetToken().Value
			target, ok := r.anchors[name]
			if !ok {
				r.fault(v, "there is no anchor &%s", name)
				return v, false
			}
			v.node = target
		case *ast.TagNode:
			r.fault(v, "tags such as %s are not understood; remove it", node.Start.Value)
			return v, false
		case nil, *ast.NullNode:
			r.fault(v, "has no value; fill it in or remove the line")
			return v, false
		default:
			return v, true
		}
	}
	r.fault(v, "refers to itself")
	return v, false
}

// mapping is a value with keys.
type mapping struct {
	*reader
	value
	entries map[string]value
	broken  bool // reported as no mapping at all, so none of its keys is missed
}

// mapping reads the keys of v. shape is a struct whose yaml tags name the keys
// that may be there; every other one is a fault. What is not a mapping reads
// as an empty one after reporting it.
func (r *reader) mapping(v value, shape any) mapping {
	known := keys(shape)
	m := r.openMapping(v)
	for key, entry := range m.entries {
		if contains(known, key) {
			continue
		}
		r.fault(entry, "is not a known key%s", didYouMean(key, known))
		delete(m.entries, key)
	}
	return m
}

// section reads the mapping below key, which may be left out.
func (m mapping) section(key string, shape any) mapping {
	entry, ok := m.entries[key]
	if !ok {
		return mapping{reader: m.reader, value: value{path: join(m.path, key), line: m.line}}
	}
	return m.mapping(entry, shape)
}

// requiredSection reads the mapping below key, which must be there.
func (m mapping) requiredSection(key string, shape any) mapping {
	section := m.section(key, shape)
	if _, ok := m.entries[key]; !ok {
		m.missing(key)
		section.broken = true
	}
	return section
}

// openMapping reads the keys of v, whatever they are.
func (r *reader) openMapping(v value) mapping {
	m := mapping{reader: r, value: v, entries: map[string]value{}}
	v, ok := r.resolve(v)
	if !ok {
		m.broken = true
		return m
	}
	var nodes []*ast.MappingValueNode
	switch node := v.node.(type) {
	case *ast.MappingNode:
		nodes = node.Values
	case *ast.MappingValueNode:
		nodes = []*ast.MappingValueNode{node}
	default:
		r.fault(v, "must hold keys, such as “key: value”")
		m.broken = true
		return m
	}
	for _, node := range nodes {
		key := node.Key.GetToken().Value
		entry := value{node: node.Value, path: join(v.path, key), line: node.Key.GetToken().Position.Line}
		if _, merge := node.Key.(*ast.MergeKeyNode); merge {
			r.fault(entry, "merge keys are not understood; write the keys out")
			continue
		}
		if first, twice := m.entries[key]; twice {
			r.fault(entry, "stands here a second time, first in line %d", first.line)
			continue
		}
		m.entries[key] = entry
	}
	return m
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// keys are the yaml tags of a struct's fields.
func keys(shape any) []string {
	var found []string
	for field := range reflect.TypeOf(shape).Fields() {
		if tag, ok := field.Tag.Lookup("yaml"); ok {
			name, _, _ := strings.Cut(tag, ",")
			found = append(found, name)
		}
	}
	return found
}

// missing reports a key that must be there.
func (m mapping) missing(key string) {
	if !m.broken {
		m.fault(m.value, "%s is missing", key)
	}
}

// at returns the value of a key for a fault that concerns several.
func (m mapping) at(key string) value {
	if entry, ok := m.entries[key]; ok {
		return entry
	}
	return m.value
}

// list returns the elements below key, each with its line. Where none of them
// would not do, none is the complaint; otherwise it is "".
func (m mapping) list(key, none string) []value {
	entry, ok := m.entries[key]
	if !ok {
		if none != "" {
			m.missing(key)
		}
		return nil
	}
	entry, ok = m.resolve(entry)
	if !ok {
		return nil
	}
	sequence, ok := entry.node.(*ast.SequenceNode)
	if !ok {
		m.fault(entry, "must be a list, such as [a, b]")
		return nil
	}
	if len(sequence.Values) == 0 && none != "" {
		m.fault(entry, "%s", none)
	}
	elements := make([]value, len(sequence.Values))
	for i, node := range sequence.Values {
		elements[i] = value{node: node, path: fmt.Sprintf("%s[%d]", entry.path, i), line: line(node)}
	}
	return elements
}
