package i18n

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/feature/plural"
)

// unmarshalYAML reads a catalogue file. The YAML library takes three
// milliseconds a language, a third of what the whole program may take to
// start; so the one shape nearly every line has is read here, and a file with
// anything else in it, faults included, goes to the library.
func unmarshalYAML(data []byte, into any) error {
	if target, ok := into.(*any); ok {
		if entries, ok := readFlat(string(data)); ok {
			*target = entries
			return nil
		}
	}
	return yaml.Unmarshal(data, into)
}

// readFlat reads "key: scalar" and, below a key without a scalar, indented
// "form: scalar" lines, with comments and blank lines between. It is false as
// soon as it meets anything that is not certainly this.
func readFlat(data string) (map[string]any, bool) {
	entries := make(map[string]any, strings.Count(data, "\n"))
	var below map[string]any // the map being filled by indented lines
	for data != "" {
		line, rest, _ := strings.Cut(data, "\n")
		data = rest
		content := strings.TrimLeft(line, " ")
		if content == "" || content[0] == '#' {
			continue
		}
		key, value, ok := strings.Cut(content, ":")
		if !ok {
			return nil, false
		}
		indented := len(content) < len(line)
		if indented != isFormKey(key) {
			return nil, false
		}
		if !indented {
			// A file with another key is refused anyway; the library may read it in its own way.
			_, isKey := areaOf(key)
			if _, twice := entries[key]; twice || !isKey {
				return nil, false
			}
			if value == "" {
				below = make(map[string]any, 4)
				entries[key] = below
				continue
			}
			if entries[key], ok = readScalar(value); !ok {
				return nil, false
			}
			below = nil
			continue
		}
		if below == nil || len(line)-len(content) != 2 {
			return nil, false
		}
		if _, twice := below[key]; twice {
			return nil, false
		}
		if below[key], ok = readScalar(value); !ok {
			return nil, false
		}
	}
	for _, entry := range entries {
		if forms, ok := entry.(map[string]any); ok && len(forms) == 0 {
			return nil, false
		}
	}
	return entries, len(entries) > 0
}

func isFormKey(key string) bool {
	if key == "description" {
		return true
	}
	for f := range forms {
		if key == formName(plural.Form(f)) {
			return true
		}
	}
	return false
}

// readScalar reads what follows the colon: a quoted text, or a plain one that
// begins with a letter and holds none of the signs YAML reads into.
func readScalar(value string) (string, bool) {
	value, ok := strings.CutPrefix(value, " ")
	if !ok {
		return "", false
	}
	value = strings.Trim(value, " ")
	if value == "" {
		return "", false
	}
	switch value[0] {
	case '"':
		return readDoubleQuoted(value)
	case '\'':
		if len(value) < 2 || value[len(value)-1] != '\'' {
			return "", false
		}
		inner := value[1 : len(value)-1]
		text := strings.ReplaceAll(inner, "''", "'")
		if strings.Count(inner, "'") != 2*strings.Count(text, "'") {
			return "", false
		}
		return text, printable(text)
	}
	first, _ := utf8.DecodeRuneInString(value)
	if !unicode.IsLetter(first) || strings.Contains(value, ": ") || strings.Contains(value, " #") ||
		strings.HasSuffix(value, ":") || !printable(value) {
		return "", false
	}
	switch strings.ToLower(value) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n":
		return "", false
	}
	return value, true
}

func readDoubleQuoted(value string) (string, bool) {
	if len(value) < 2 || value[len(value)-1] != '"' {
		return "", false
	}
	inner := value[1 : len(value)-1]
	if !printable(inner) {
		return "", false
	}
	if !strings.ContainsAny(inner, `\"`) {
		return inner, true
	}
	var b strings.Builder
	for i := 0; i < len(inner); i++ {
		if inner[i] == '"' {
			return "", false
		}
		if inner[i] != '\\' {
			b.WriteByte(inner[i])
			continue
		}
		if i++; i == len(inner) {
			return "", false
		}
		switch inner[i] {
		case '"', '\\':
			b.WriteByte(inner[i])
		case 'n':
			b.WriteByte('\n')
		default:
			return "", false
		}
	}
	return b.String(), true
}

// printable is false for control characters, tabs, and what is not UTF-8.
func printable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f {
			return false
		}
	}
	return utf8.ValidString(s)
}
