package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

// IdentityKey is the one key of a session's values; its value is an Identity.
const IdentityKey = "who"

// Identity is all that a session holds: who is signed in, where and since when.
type Identity struct {
	Studio     string // slug; compared with the studio of the address on every request
	CustomerID int64
	Initials   string // for the account button, so that no page has to look them up
	Language   string // the member's choice or record, BCP 47; "" for none
	Device     string // label for the list of devices
	Remembered bool   // "stay signed in on this device"
	// ProvedAt is when the mailbox was last proved; delicate changes ask for a recent proof.
	ProvedAt time.Time
}

// SessionCodec is the scs.Codec of the portal's sessions: a version byte, then the deadline and the
// fields of the Identity, numbers as varints and texts with their length. It is many times faster
// than gob and holds nothing else: values other than one Identity under IdentityKey are an error,
// and so is any byte that it would not have written itself.
type SessionCodec struct{}

const (
	sessionVersion = 1
	maxSessionText = 1024 // bytes of any one text
)

var errSessionData = errors.New("malformed session data")

// Encode implements scs.Codec. Times are cut to milliseconds.
func (SessionCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	who, ok := values[IdentityKey].(Identity)
	if !ok || len(values) != 1 {
		return nil, fmt.Errorf("store: encode session: %d values, want one Identity under %q", len(values), IdentityKey)
	}
	texts := [...]string{who.Studio, who.Initials, who.Language, who.Device}
	size := 1 + 3*binary.MaxVarintLen64 + 1
	for _, text := range texts {
		if len(text) > maxSessionText || !utf8.ValidString(text) {
			return nil, fmt.Errorf("store: encode session: a text of %d bytes is too long or not UTF-8", len(text))
		}
		size += 2 + len(text)
	}
	b := make([]byte, 0, size)
	b = append(b, sessionVersion)
	b = binary.AppendVarint(b, deadline.UnixMilli())
	b = binary.AppendVarint(b, who.CustomerID)
	b = binary.AppendVarint(b, who.ProvedAt.UnixMilli())
	b = append(b, bit(who.Remembered))
	for _, text := range texts {
		b = binary.AppendUvarint(b, uint64(len(text)))
		b = append(b, text...)
	}
	return b, nil
}

// Decode implements scs.Codec. Times are in UTC.
func (SessionCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	deadline, who, err := decodeSession(b)
	if err != nil {
		return time.Time{}, nil, fmt.Errorf("store: decode session: %w", err)
	}
	return deadline, map[string]any{IdentityKey: who}, nil
}

// isCurrentSession reports whether the data was written by this version of the codec.
func isCurrentSession(b []byte) bool { return len(b) > 0 && b[0] == sessionVersion }

func decodeSession(b []byte) (time.Time, Identity, error) {
	if !isCurrentSession(b) {
		return time.Time{}, Identity{}, errSessionData
	}
	r := sessionReader{rest: string(b[1:])} // one copy, which all texts share
	deadline := r.time()
	who := Identity{CustomerID: r.int(), ProvedAt: r.time(), Remembered: r.bit()}
	who.Studio, who.Initials, who.Language, who.Device = r.text(), r.text(), r.text(), r.text()
	if r.bad || r.rest != "" {
		return time.Time{}, Identity{}, errSessionData
	}
	return deadline, who, nil
}

// sessionReader takes values off the front; after the first fault all of them are zero.
type sessionReader struct {
	rest string
	bad  bool
}

func (r *sessionReader) uvarint() uint64 {
	var value uint64
	for i := 0; !r.bad && i < len(r.rest) && i < binary.MaxVarintLen64; i++ {
		c := r.rest[i]
		if c < 0x80 {
			// A last byte of zero is a longer spelling of the same number; a tenth above one overflows.
			if (c == 0 && i > 0) || (i == binary.MaxVarintLen64-1 && c > 1) {
				break
			}
			r.rest = r.rest[i+1:]
			return value | uint64(c)<<(7*i)
		}
		value |= uint64(c&0x7f) << (7 * i)
	}
	r.bad = true
	return 0
}

func (r *sessionReader) int() int64 {
	u := r.uvarint()
	return int64(u>>1) ^ -int64(u&1) // zigzag, as binary.AppendVarint writes it
}

func (r *sessionReader) time() time.Time { return time.UnixMilli(r.int()).UTC() }

func (r *sessionReader) bit() bool {
	if r.bad || r.rest == "" || r.rest[0] > 1 {
		r.bad = true
		return false
	}
	set := r.rest[0] == 1
	r.rest = r.rest[1:]
	return set
}

func (r *sessionReader) text() string {
	n := r.uvarint()
	if r.bad || n > maxSessionText || n > uint64(len(r.rest)) || !utf8.ValidString(r.rest[:n]) {
		r.bad = true
		return ""
	}
	text := r.rest[:n]
	r.rest = r.rest[n:]
	return text
}

func bit(set bool) byte {
	if set {
		return 1
	}
	return 0
}
