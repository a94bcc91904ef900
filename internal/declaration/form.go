// Package declaration takes what people declare without signing in: that a contract
// is to end, or that they withdraw from one. A declaration has arrived once it is on
// the disk, whatever else is down; what becomes of it afterwards is told apart from that.
package declaration

import (
	"encoding/json"
	"strings"

	"memberportal/internal/receipt"
)

// Form is what was typed, as it was typed: nothing of it is corrected, and nobody is
// turned away for how it is written.
type Form struct {
	Extraordinary bool   `json:"extraordinary,omitempty"` // for cause, not for the ordinary end of the term
	Reason        string `json:"reason,omitempty"`
	Name          string `json:"name"`
	BirthDate     string `json:"birth_date,omitempty"`
	MemberNumber  string `json:"member_number,omitempty"`
	Address       string `json:"address,omitempty"`
	Contract      string `json:"contract,omitempty"` // which one, in the member's words
	Date          string `json:"date,omitempty"`     // the wished end; "" for the earliest possible
	Email         string `json:"email"`              // where the confirmation goes

	// SignedIn is who sent it from a signed-in page, by the session; 0 for nobody.
	SignedIn int64 `json:"signed_in,omitempty"`
	// Intent is the purchase that a signed-in member withdraws from; "" for none chosen.
	Intent string `json:"intent,omitempty"`
}

// ParseForm reads a kept form.
func ParseForm(data json.RawMessage) (Form, error) {
	var f Form
	err := json.Unmarshal(data, &f)
	return f, err
}

// Wished is the wished end as a day, "2006-01-02"; "" where none was named or it cannot be read.
func (f Form) Wished() string { return dayOf(f.Date) }

// Fingerprint stands for the contents: equal declarations of a day are one, whatever
// form they were sent with.
func (f Form) Fingerprint(studio string, kind receipt.Kind, day string) []byte {
	data, _ := json.Marshal(f) // strings, a number and a truth value always marshal
	return []byte(strings.Join([]string{"declaration", studio, string(kind), day, string(data)}, "\x00"))
}
