package signin

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

// nameSize is the length of the public name of a portal key. Salts, nonces and
// link tokens begin with the name of the key that made them, so that after a
// rotation the right key is found without trying, and one guess stays one guess.
const nameSize = 4

// minimumKey is the shortest portal key accepted, in bytes.
const minimumKey = 32

// purposeKeys are derived from one portal key by HKDF-SHA-256, one for each
// use: a MAC made for one purpose means nothing for another.
type purposeKeys struct {
	name                                     []byte
	code, link, nonce, identifier, tag, addr []byte
}

// keyring holds the portal's keys, newest first.
type keyring []purposeKeys

func newKeyring(keys [][]byte) (keyring, error) {
	if len(keys) == 0 {
		return nil, errors.New("signin: no key")
	}
	var ring keyring
	for i, key := range keys {
		if len(key) < minimumKey {
			return nil, fmt.Errorf("signin: key %d has %d bytes, at least %d are needed", i+1, len(key), minimumKey)
		}
		var p purposeKeys
		for _, d := range []struct {
			purpose string
			size    int
			to      *[]byte
		}{
			{"key name", nameSize, &p.name},
			{"code", sha256.Size, &p.code},
			{"link", sha256.Size, &p.link},
			{"nonce", sha256.Size, &p.nonce},
			{"identifier", sha256.Size, &p.identifier},
			{"identifier tag", sha256.Size, &p.tag},
			{"network", sha256.Size, &p.addr},
		} {
			derived, err := hkdf.Key(sha256.New, key, nil, "member portal sign-in v1: "+d.purpose, d.size)
			if err != nil {
				return nil, fmt.Errorf("signin: deriving a key: %w", err)
			}
			*d.to = derived
		}
		ring = append(ring, p)
	}
	return ring, nil
}

func (r keyring) newest() purposeKeys { return r[0] }

// of returns the key whose name begins the value; the newest where none does,
// for a MAC that then matches nothing.
func (r keyring) of(value []byte) purposeKeys {
	for _, p := range r {
		if bytes.HasPrefix(value, p.name) {
			return p
		}
	}
	return r.newest()
}

// mac is HMAC-SHA-256 over the fields, each with its length before it, so that
// no two lists of fields look alike.
func mac(key []byte, fields ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	var length [8]byte
	for _, f := range fields {
		binary.BigEndian.PutUint64(length[:], uint64(len(f)))
		h.Write(length[:])
		h.Write(f)
	}
	return h.Sum(nil)
}

// random returns n bytes of crypto/rand, which never fails.
func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

// named returns n random bytes behind the key's name.
func (p purposeKeys) named(n int) []byte {
	return append(bytes.Clone(p.name), random(n)...)
}
