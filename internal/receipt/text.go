package receipt

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The canonical text, which is what is signed: UTF-8, lines end with LF.
//
//	MEMBER PORTAL RECEIPT 1
//	number: 7QX4-M2PD-9K3T-V0RA
//	kind: contract-cancellation
//	studio: nordlicht
//	studio-name: Nordlicht Fitness
//	language: de
//	arrived: 2026-11-25T20:32:52.123+01:00
//	zone: Europe/Berlin
//	ends: earliest-possible
//
//	Name:
//	  Jonas Weber
//	Vertrag:
//	  Premium
//
// Every line of a value is set in by two blanks, and nothing else is, so no value
// can pass for a label, a head or a signature.
const (
	firstLine = "MEMBER PORTAL RECEIPT 1"
	indent    = "  "
	// arrivedLayout has milliseconds always: the same moment is the same text.
	arrivedLayout = "2006-01-02T15:04:05.000Z07:00"
)

// ErrFormat says that a text is no receipt.
var ErrFormat = errors.New("receipt: not the text of a receipt")

// Text is the canonical text. Line breaks of any kind become LF; control characters,
// characters that turn the direction of text, and what is not UTF-8 become U+FFFD.
func (r Receipt) Text() string {
	var b strings.Builder
	b.WriteString(firstLine + "\n")
	for _, h := range r.head() {
		fmt.Fprintf(&b, "%s: %s\n", h[0], oneLine(h[1]))
	}
	b.WriteByte('\n')
	for _, l := range r.Lines {
		b.WriteString(oneLine(l.Label) + ":\n")
		for line := range strings.SplitSeq(cleaned(l.Value), "\n") {
			b.WriteString(indent + line + "\n")
		}
	}
	return b.String()
}

func (r Receipt) head() [][2]string {
	return [][2]string{
		{"number", r.Number}, {"kind", string(r.Kind)}, {"studio", r.Studio}, {"studio-name", r.StudioName}, {"language", r.Language},
		{"arrived", r.Arrived.Format(arrivedLayout)}, {"zone", r.Arrived.Location().String()}, {"ends", r.Ends},
	}
}

// Parse reads a canonical text back, signed or not. ErrFormat when it is none.
func Parse(text string) (Receipt, error) {
	body, _, _ := strings.Cut(normal(text), signatureMark)
	head, declaration, found := strings.Cut(body, "\n\n")
	lines := strings.Split(head, "\n")
	if !found || lines[0] != firstLine {
		return Receipt{}, ErrFormat
	}
	var r Receipt
	want := r.head()
	if len(lines) != len(want)+1 {
		return Receipt{}, ErrFormat
	}
	values := map[string]string{}
	for i, line := range lines[1:] {
		name, value, ok := strings.Cut(line, ": ")
		if !ok || name != want[i][0] {
			return Receipt{}, ErrFormat
		}
		values[name] = value
	}
	arrived, err := time.Parse(arrivedLayout, values["arrived"])
	if err != nil {
		return Receipt{}, ErrFormat
	}
	if zone, err := time.LoadLocation(values["zone"]); err == nil {
		arrived = arrived.In(zone)
	}
	r = Receipt{
		Number: values["number"], Kind: Kind(values["kind"]), Studio: values["studio"], StudioName: values["studio-name"],
		Language: values["language"], Arrived: arrived, Ends: values["ends"],
	}
	r.Lines, err = parseLines(declaration)
	return r, err
}

func parseLines(text string) ([]Line, error) {
	var lines []Line
	open := false // the value of the last label has begun
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		if value, ok := strings.CutPrefix(line, indent); ok && len(lines) > 0 {
			last := &lines[len(lines)-1]
			if open {
				last.Value += "\n"
			}
			last.Value += value
			open = true
			continue
		}
		label, ok := strings.CutSuffix(line, ":")
		if !ok {
			return nil, ErrFormat
		}
		lines, open = append(lines, Line{Label: label}), false
	}
	return lines, nil
}

// normal undoes what mail programs and editors of other systems do to a text.
func normal(text string) string {
	text = strings.TrimPrefix(text, "\ufeff")
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

func oneLine(s string) string { return strings.ReplaceAll(cleaned(s), "\n", " ") }

// cleaned leaves nothing in a text that shows other than it reads.
func cleaned(s string) string {
	s = normal(strings.ToValidUTF8(s, string(utf8.RuneError)))
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t', r == '\u2028', r == '\u2029':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\ufeff':
			return utf8.RuneError
		}
		return r
	}, s)
}
