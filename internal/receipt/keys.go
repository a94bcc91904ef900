package receipt

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// KeySet is a set of public keys as JSON Web Keys (RFC 7517, RFC 8037), so that other
// programs can check receipts too.
type KeySet struct {
	Keys []Key `json:"keys"`
}

// Key is the public half of a signing key.
type Key struct {
	Type  string `json:"kty"` // "OKP"
	Curve string `json:"crv"` // "Ed25519"
	ID    string `json:"kid"` // the key's thumbprint (RFC 7638)
	X     string `json:"x"`   // the key, base64url
	Use   string `json:"use"` // "sig"
}

// NewKeyOf describes a public key.
func NewKeyOf(public ed25519.PublicKey) Key {
	x := base64.RawURLEncoding.EncodeToString(public)
	// The members and their order are those of RFC 7638, section 3.2, and RFC 8037, appendix A.3.
	sum := sha256.Sum256([]byte(`{"crv":"Ed25519","kty":"OKP","x":"` + x + `"}`))
	return Key{Type: "OKP", Curve: "Ed25519", ID: base64.RawURLEncoding.EncodeToString(sum[:]), X: x, Use: "sig"}
}

// ParseKeys reads what is published at /receipts/keys.json.
func ParseKeys(data []byte) (KeySet, error) {
	var set KeySet
	if err := json.Unmarshal(data, &set); err != nil {
		return KeySet{}, fmt.Errorf("receipt: keys unreadable: %w", err)
	}
	for _, k := range set.Keys {
		if _, ok := k.public(); !ok {
			return KeySet{}, fmt.Errorf("receipt: key %q is no Ed25519 key, or is not what its id says", k.ID)
		}
	}
	return set, nil
}

func (k Key) public() (ed25519.PublicKey, bool) {
	x, err := base64.RawURLEncoding.DecodeString(k.X)
	if err != nil || len(x) != ed25519.PublicKeySize || NewKeyOf(x).ID != k.ID {
		return nil, false
	}
	return x, true
}

func (s KeySet) public(id string) (ed25519.PublicKey, bool) {
	for _, k := range s.Keys {
		if k.ID == id {
			return k.public()
		}
	}
	return nil, false
}

// With adds the keys that are not there yet.
func (s KeySet) With(more KeySet) KeySet {
	all := KeySet{Keys: append([]Key(nil), s.Keys...)}
	for _, k := range more.Keys {
		if _, ok := all.public(k.ID); !ok {
			all.Keys = append(all.Keys, k)
		}
	}
	return all
}
