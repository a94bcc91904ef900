package handlers

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"
)

// onceAge is how long a form may lie open before it is sent.
const onceAge = 2 * time.Hour

// onceSigner makes and checks the one-time form token: a nonce and an expiry,
// signed together with the studio and the session it was shown to. Nothing is
// stored when it is shown; it is spent by the insert of the intent row.
type onceSigner struct {
	keys  [][]byte
	clock func() time.Time
}

const (
	onceNonce = 12
	onceMAC   = 16
	onceSize  = onceNonce + 8 + onceMAC
)

func (o onceSigner) mac(key, head []byte, studio, binding string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(head)
	h.Write([]byte(studio + "\x00" + binding))
	return h.Sum(nil)[:onceMAC]
}

// New returns a token for this studio and binding (the session's token). It
// is random in every answer, so that compression cannot leak it.
func (o onceSigner) New(studio, binding string) string {
	token := make([]byte, onceNonce, onceSize)
	_, _ = rand.Read(token) // crypto/rand does not fail: it ends the program instead
	token = binary.BigEndian.AppendUint64(token, uint64(o.clock().Add(onceAge).Unix()))
	token = append(token, o.mac(o.keys[0], token, studio, binding)...)
	return base64.RawURLEncoding.EncodeToString(token)
}

// Check returns what the store spends (never the token itself), and whether
// the token is whole, in time, and of this studio and session.
func (o onceSigner) Check(text, studio, binding string) ([]byte, bool) {
	token, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(token) != onceSize || binding == "" {
		return nil, false
	}
	head := token[:onceNonce+8]
	good := false
	for _, key := range o.keys {
		if hmac.Equal(token[onceNonce+8:], o.mac(key, head, studio, binding)) {
			good = true
		}
	}
	if !good || o.clock().Unix() > int64(binary.BigEndian.Uint64(head[onceNonce:])) {
		return nil, false
	}
	sum := sha256.Sum256(token)
	return sum[:], true
}
