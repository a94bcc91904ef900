package views

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// level draws how full a slot is: a bar of tenths (m0 to m10), few or full. The words say it too. One short class instead
// of a meter element, since each byte that differs from row to row weighs.
func (s Slot) level() string {
	switch {
	case s.Max <= 0:
		return ""
	case s.Full:
		return "bar full"
	case s.Few:
		return "bar few"
	}
	return tenths(s.Taken, s.Max)
}

// tenths is the bar of a share; empty when there is no limit to measure against.
func tenths(count, limit int) string {
	if limit <= 0 {
		return ""
	}
	return "bar m" + strconv.Itoa(min(max(0, count), limit)*10/limit)
}

// ownTone is how the control of an own booking looks.
func (s Slot) ownTone() string {
	if s.OwnTone == "" {
		return string(ToneInfo)
	}
	return string(s.OwnTone)
}

// longest is how much of a name, and of a word of it, fits beside a short
// control on a phone.
const (
	longestName = 32
	longestWord = 13
)

// long tells whether a name needs the whole width of a phone.
func long(name string) bool {
	if utf8.RuneCountInString(name) > longestName {
		return true
	}
	for word := range strings.FieldsSeq(name) {
		if utf8.RuneCountInString(word) > longestWord {
			return true
		}
	}
	return false
}
