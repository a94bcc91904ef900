package receipt

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// signatureMark begins the part of a signed text that is not signed itself. Nothing of a
// declaration looks like it: values are set in, and labels end with a colon.
const signatureMark = "\nSIGNATURE\n"

// Errors of Verify.
var (
	ErrUnsigned   = errors.New("receipt: it has no signature")
	ErrUnknownKey = errors.New("receipt: it names a key that is not among those given")
	ErrAltered    = errors.New("receipt: the signature does not fit; the text was altered, or was not made by this portal")
)

// Signer signs with the newest of the configured keys. Older ones are known, so that
// their public halves can be published.
type Signer struct {
	private ed25519.PrivateKey
	id      string
	keys    KeySet
}

// NewSigner derives a signing key (Ed25519, RFC 8032) from each configured key, newest
// first, each of at least 32 bytes.
func NewSigner(keys [][]byte) (*Signer, error) {
	if len(keys) == 0 {
		return nil, errors.New("receipt: no key is configured")
	}
	s := &Signer{}
	for i, key := range keys {
		seed, err := hkdf.Key(sha256.New, key, nil, "receipt signature", ed25519.SeedSize)
		if err != nil {
			return nil, fmt.Errorf("receipt: derive key: %w", err)
		}
		private := ed25519.NewKeyFromSeed(seed)
		k := NewKeyOf(private.Public().(ed25519.PublicKey))
		if i == 0 {
			s.private, s.id = private, k.ID
		}
		s.keys.Keys = append(s.keys.Keys, k)
	}
	return s, nil
}

// Keys are the public halves of the configured keys, newest first.
func (s *Signer) Keys() KeySet { return s.keys }

// Sign returns the signed text: the canonical one, the id of the key and the signature.
func (s *Signer) Sign(r Receipt) string {
	text := r.Text()
	return text + signatureMark + "key: " + s.id + "\ned25519: " + base64.StdEncoding.EncodeToString(ed25519.Sign(s.private, []byte(text))) + "\n"
}

// Verify checks a signed text against published keys and returns what it says. It
// needs nothing but the two: neither portal nor network. ErrFormat, ErrUnsigned,
// ErrUnknownKey or ErrAltered otherwise.
func Verify(signed string, keys KeySet) (Receipt, error) {
	text, after, found := strings.Cut(normal(signed), signatureMark)
	if !strings.HasPrefix(text, firstLine+"\n") {
		return Receipt{}, ErrFormat
	}
	id, signature, ok := parseSignature(after)
	if !found || !ok {
		return Receipt{}, ErrUnsigned
	}
	public, ok := keys.public(id)
	if !ok {
		return Receipt{}, ErrUnknownKey
	}
	if !ed25519.Verify(public, []byte(text), signature) {
		return Receipt{}, ErrAltered
	}
	return Parse(text)
}

func parseSignature(text string) (id string, signature []byte, ok bool) {
	lines := strings.Split(strings.TrimRight(text, "\n "), "\n")
	if len(lines) != 2 {
		return "", nil, false
	}
	id, isKey := strings.CutPrefix(lines[0], "key: ")
	encoded, isSignature := strings.CutPrefix(lines[1], "ed25519: ")
	signature, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	return strings.TrimSpace(id), signature, isKey && isSignature && err == nil
}

// KeyID is the id of the key that a signed text names, "" for one without.
func KeyID(signed string) string {
	_, after, _ := strings.Cut(normal(signed), signatureMark)
	id, _, _ := parseSignature(after)
	return id
}
