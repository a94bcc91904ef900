package config

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// kind is what a scalar must be in YAML's eyes.
type kind string

const (
	text    kind = "text"
	number  kind = "a whole number"
	boolean kind = "true or false"
)

// check turns a scalar into its value, or says what is wrong with it. In a
// complaint, "{}" stands for the scalar, which is quoted unless it came from
// the environment or a file. Complaints about secrets do without "{}".
type check[T any] func(string) (T, string)

// read returns the checked value of v; false after reporting why there is none.
func read[T any](r *reader, v value, as kind, check check[T]) (T, bool) {
	var none T
	scalar, filled, ok := r.scalar(v, as)
	if !ok {
		return none, false
	}
	result, complaint := check(scalar)
	if complaint != "" {
		shown := "“" + scalar + "”"
		if filled {
			shown = "what was filled in"
			complaint, _, _ = strings.Cut(complaint, suggestion) // it would show the scalar too
		}
		r.fault(v, "%s", strings.ReplaceAll(complaint, "{}", shown))
		return none, false
	}
	return result, true
}

func (r *reader) scalar(v value, as kind) (scalar string, filled, ok bool) {
	v, ok = r.resolve(v)
	if !ok {
		return "", false, false
	}
	var is kind
	switch node := v.node.(type) {
	case *ast.StringNode:
		is, scalar = text, node.Value
	case *ast.LiteralNode:
		is, scalar = text, node.Value.Value
	case *ast.IntegerNode:
		is, scalar = number, node.Token.Value
	case *ast.BoolNode:
		is, scalar = boolean, node.Token.Value
	case ast.ScalarNode: // 1.8, .inf: text to us that YAML takes for a number
		is = "a number"
	default:
		r.fault(v, "must be %s", as)
		return "", false, false
	}
	if is == text {
		if scalar, filled, ok = r.fill(v, scalar); !ok {
			return "", filled, false
		}
	}
	if is != as && !filled {
		hint := ""
		if as == text {
			hint = "; put it in quotes"
		}
		r.fault(v, "must be %s%s", as, hint)
		return "", filled, false
	}
	if as == text && strings.TrimSpace(scalar) == "" {
		r.fault(v, "is empty; fill it in or remove the line")
		return "", filled, false
	}
	return scalar, filled, true
}

// required returns the value below key, which must be there.
func required[T any](m mapping, key string, as kind, check check[T]) T {
	entry, ok := m.entries[key]
	if !ok {
		m.missing(key)
		var none T
		return none
	}
	result, _ := read(m.reader, entry, as, check)
	return result
}

// optional returns the value below key, or what stands for it when the key is
// not there.
func optional[T any](m mapping, key string, otherwise T, as kind, check check[T]) T {
	entry, ok := m.entries[key]
	if !ok {
		return otherwise
	}
	result, _ := read(m.reader, entry, as, check)
	return result
}

// each returns the checked elements of the list below key; identity tells
// elements apart, none of which may stand there twice. none is the complaint
// about an empty list, "" where that will do.
func each[T any](m mapping, key, none string, check check[T], identity func(T) string) []T {
	var results []T
	seen := map[string]bool{}
	for _, element := range m.list(key, none) {
		result, ok := read(m.reader, element, text, check)
		if !ok {
			continue
		}
		if seen[identity(result)] {
			m.fault(element, "stands in the list twice")
			continue
		}
		seen[identity(result)] = true
		results = append(results, result)
	}
	return results
}

func itself(s string) string { return s }
