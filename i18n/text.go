package i18n

import (
	"fmt"
	"slices"
	"strings"
)

// text is one sentence of a catalogue, taken apart once, so that showing it
// is appending strings.
type text struct {
	segments []segment
}

// segment is a literal part or, when name is set, a placeholder.
type segment struct {
	literal string
	name    string
}

const (
	placeholderStart = "{{."
	placeholderEnd   = "}}"
)

// parseText takes a text apart at its placeholders. Anything else in double
// braces is an error: the catalogues know no conditions and no functions.
func parseText(source string) (*text, error) {
	t := &text{}
	rest := source
	for {
		at := strings.Index(rest, "{{")
		if at < 0 {
			if strings.Contains(rest, "}}") {
				return nil, fmt.Errorf("}} without {{ in %q", source)
			}
			t.literal(rest)
			return t, nil
		}
		if strings.Contains(rest[:at], "}}") {
			return nil, fmt.Errorf("}} without {{ in %q", source)
		}
		t.literal(rest[:at])
		rest = rest[at:]
		end := strings.Index(rest, placeholderEnd)
		if end < 0 {
			return nil, fmt.Errorf("{{ without }} in %q", source)
		}
		if !strings.HasPrefix(rest, placeholderStart) || !isWord(rest[len(placeholderStart):end]) {
			return nil, fmt.Errorf("%s is no placeholder, write {{.name}}", rest[:end+len(placeholderEnd)])
		}
		t.segments = append(t.segments, segment{name: rest[len(placeholderStart):end]})
		rest = rest[end+len(placeholderEnd):]
	}
}

func (t *text) literal(s string) {
	if s == "" {
		return
	}
	t.segments = append(t.segments, segment{literal: s})
}

// names lists the placeholders of a text, sorted, each once.
func (t *text) names() []string {
	var names []string
	for _, s := range t.segments {
		if s.name != "" {
			names = append(names, s.name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
