package handlers

import (
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
)

// purposeKeys are what the configured keys are turned into, newest first.
type purposeKeys struct {
	guest [][]byte // hash key, block key, in turn, as gorilla wants them
	once  [][]byte
	feeds [][]byte // addresses of calendar feeds
}

// deriveKeys makes a key for each purpose from the configured ones, so that
// no two mechanisms share one.
func deriveKeys(keys [][]byte) (purposeKeys, error) {
	var p purposeKeys
	if len(keys) == 0 {
		return p, errors.New("no key is configured")
	}
	for _, key := range keys {
		for _, purpose := range []string{"guest cookie hash", "guest cookie block"} {
			k, err := hkdf.Key(sha256.New, key, nil, purpose, 32)
			if err != nil {
				return p, err
			}
			p.guest = append(p.guest, k)
		}
		k, err := hkdf.Key(sha256.New, key, nil, "form token", 32)
		if err != nil {
			return p, err
		}
		p.once = append(p.once, k)
		if k, err = hkdf.Key(sha256.New, key, nil, "calendar feed", 32); err != nil {
			return p, err
		}
		p.feeds = append(p.feeds, k)
	}
	return p, nil
}
