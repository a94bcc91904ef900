// Package receipt is what a member may keep as proof: the text of what was
// declared and when it arrived, signed so that anybody can check it, also
// without the portal. A receipt is nothing but that text; pages and files are
// drawn from it, so that all of them say the same.
//
// The package is a leaf: it knows neither database nor page.
package receipt

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"time"
)

// Kind is what is receipted.
type Kind string

// The kinds. They stand in signed texts, so they never change.
const (
	Cancellation Kind = "contract-cancellation"
	Withdrawal   Kind = "contract-withdrawal"
	Pause        Kind = "contract-pause"
	BankData     Kind = "bank-data-change"
	Purchase     Kind = "purchase"
)

// EarliestPossible stands where no end date was asked for.
const EarliestPossible = "earliest-possible"

// Receipt says that something was declared and arrived.
type Receipt struct {
	Number     string // see NumberOf
	Kind       Kind
	Studio     string // slug
	StudioName string
	Language   string    // of labels and values
	Arrived    time.Time // at the portal; its location is the studio's zone
	Ends       string    // "2006-01-02", EarliestPossible, or "" where nothing ends
	Lines      []Line    // the declaration, whole
}

// Line is one part of a declaration in the member's language, such as "Name" and
// what was typed there. A value may have several lines.
type Line struct{ Label, Value string }

// crockford is an alphabet without letters that are taken for another when read aloud
// or typed off paper (Crockford's base 32).
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

const (
	numberBytes = 10 // 16 letters: 80 bits, so that no two declarations meet
	numberGroup = 4
)

// NumberOf is the number of the receipt for what the cause stands for: a form's
// one-time token, or the contents of a declaration. The same cause has the same
// number, whichever process asks and whether or not there is a database, so a form
// sent twice finds its first receipt. It tells nothing about the cause.
func NumberOf(cause []byte) string {
	sum := sha256.Sum256(append([]byte("receipt number\x00"), cause...))
	text := crockford.EncodeToString(sum[:numberBytes])
	var groups []string
	for ; len(text) > numberGroup; text = text[numberGroup:] {
		groups = append(groups, text[:numberGroup])
	}
	return strings.Join(append(groups, text), "-")
}

// IsNumber tells whether a text looks like a receipt's number, so that nothing else
// reaches a file name or a query.
func IsNumber(text string) bool {
	bare := strings.ReplaceAll(text, "-", "")
	b, err := crockford.DecodeString(bare)
	if err != nil || len(b) != numberBytes {
		return false
	}
	for i, r := range text {
		if (i%(numberGroup+1) == numberGroup) != (r == '-') {
			return false
		}
	}
	return true
}

// NewKey returns what opens a receipt: 128 random bits, fit for a query.
func NewKey() string { return rand.Text() }
