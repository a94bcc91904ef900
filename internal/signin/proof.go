package signin

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"memberportal/internal/store"
)

// State is what came of a code, a link or a choice.
type State string

// The states.
const (
	Proved    State = "proved"    // CustomerID may be signed in now, once
	Choose    State = "choose"    // proved, and one of Customers has to be chosen
	Wrong     State = "wrong"     // not the code; Left tries remain
	Malformed State = "malformed" // not a code at all; it cost no try
	Over      State = "over"      // unknown, used, expired, out of tries, or begun elsewhere: they look the same
	Limited   State = "limited"   // too many wrong codes from this network: answer 429
)

// Proof is the answer to a code, a link or a choice.
type Proof struct {
	State      State
	Left       int           // tries left, with Wrong and Malformed
	RetryAfter time.Duration // with Limited
	CustomerID int64         // with Proved
	Customers  []int64       // with Choose: the customers on the address, ascending
	Language   string        // of the sign-in, with Proved and Choose
	Next       string        // path to return to, with Proved and Choose
	At         time.Time     // of the proof, UTC
}

// TryCode tries a code as it was typed. It counts, compares and uses up in one
// atomic step of the store. network is the client's, for its limit. An error is
// a failure of the store; the try may have been counted then.
func (s *Service) TryCode(ctx context.Context, studio string, p Pending, code string, client netip.Addr) (Proof, error) {
	nonceMAC := s.nonceMAC(studio, p)
	view, err := s.store.ChallengeSalt(ctx, p.ID, nonceMAC)
	if errors.Is(err, store.ErrNotFound) || (err == nil && view.Studio != studio) {
		return Proof{State: Over}, nil
	}
	if err != nil {
		return Proof{}, fmt.Errorf("signin: code: %w", err)
	}
	left := max(0, MaxTries-view.Tries)
	if left == 0 {
		return Proof{State: Over}, nil
	}
	digits, ok := normalizeCode(code)
	if !ok {
		return Proof{State: Malformed, Left: left}, nil
	}
	counter := hex.EncodeToString(mac(s.keys.newest().addr, network(client)))
	allowed, wait := s.wrong.begin(counter, s.limits.WrongPerNetwork, s.limits.Window, s.clock())
	if !allowed {
		return Proof{State: Limited, RetryAfter: wait}, nil
	}
	result, err := s.store.TryCode(ctx, p.ID, nonceMAC, s.codeMAC(view.Salt, studio, p.ID, digits), MaxTries)
	wrong := err == nil && !result.OK
	s.wrong.end(counter, wrong)
	if err != nil {
		return Proof{}, fmt.Errorf("signin: code: %w", err)
	}
	if !wrong {
		return proved(result), nil
	}
	if err := s.countWrong(ctx, counter); err != nil {
		return Proof{}, err
	}
	if result.Left == 0 {
		return Proof{State: Over}, nil
	}
	return Proof{State: Wrong, Left: result.Left}, nil
}

// countWrong counts a wrong code for the network and for the whole portal.
func (s *Service) countWrong(ctx context.Context, counter string) error {
	allowed, wait, err := s.store.Hit(ctx, "signin wrong "+counter, s.limits.Window, s.limits.WrongPerNetwork)
	if err != nil {
		return fmt.Errorf("signin: counting: %w", err)
	}
	if !allowed {
		s.wrong.block(counter, s.limits.WrongPerNetwork, s.clock().Add(wait))
	}
	allowed, wait, err = s.store.Hit(ctx, "signin wrong", s.limits.Window, s.limits.WrongInAll)
	if err != nil {
		return fmt.Errorf("signin: counting: %w", err)
	}
	if !allowed {
		s.longUntil.Store(s.clock().Add(wait).UnixMilli())
	}
	return nil
}

// attacked is true while the portal meets more wrong codes than members make.
func (s *Service) attacked() bool { return s.clock().UnixMilli() < s.longUntil.Load() }

// LinkView is what the page behind a mailed link shows. Looking changes nothing.
type LinkView struct {
	Alive       bool // false: unknown, used, expired or another studio's
	SameBrowser bool // begun in this browser: the button may be shown
}

// Link looks at a mailed link; pending is what this browser has, nil for nothing.
func (s *Service) Link(ctx context.Context, studio string, pending *Pending, token string) (LinkView, error) {
	linkMAC, ok := s.linkMAC(studio, token)
	if !ok {
		return LinkView{}, nil
	}
	view, err := s.store.ChallengeByLink(ctx, linkMAC)
	if errors.Is(err, store.ErrNotFound) || (err == nil && view.Studio != studio) {
		return LinkView{}, nil
	}
	if err != nil {
		return LinkView{}, fmt.Errorf("signin: link: %w", err)
	}
	if pending == nil || pending.ID != view.ID {
		return LinkView{Alive: true}, nil
	}
	own, err := s.Pending(ctx, studio, *pending)
	return LinkView{Alive: true, SameBrowser: own.Alive}, err
}

// TryLink signs in by the mailed link, in the browser that asked for it. It is
// for POST alone: programs that scan mails open every link.
func (s *Service) TryLink(ctx context.Context, studio string, p Pending, token string) (Proof, error) {
	linkMAC, ok := s.linkMAC(studio, token)
	if !ok {
		return Proof{State: Over}, nil
	}
	result, err := s.store.TryLink(ctx, p.ID, s.nonceMAC(studio, p), linkMAC)
	if err != nil {
		return Proof{}, fmt.Errorf("signin: link: %w", err)
	}
	if !result.OK {
		return Proof{State: Over}, nil
	}
	return proved(result), nil
}

func proved(r store.TryResult) Proof {
	p := Proof{State: Choose, Customers: r.Customers, Language: r.Language, Next: r.Next, At: r.Proved}
	if len(r.Customers) == 1 {
		p.State, p.CustomerID, p.Customers = Proved, r.Customers[0], nil
	}
	return p
}

// Profiles returns the customers to choose from after the proof (Choose), or
// Over when there is nothing to choose any more.
func (s *Service) Profiles(ctx context.Context, studio string, p Pending) (Proof, error) {
	proof, err := s.store.ProvedChallenge(ctx, p.ID, s.nonceMAC(studio, p))
	if errors.Is(err, store.ErrNotFound) || (err == nil && proof.Studio != studio) {
		return Proof{State: Over}, nil
	}
	if err != nil {
		return Proof{}, fmt.Errorf("signin: profiles: %w", err)
	}
	return Proof{State: Choose, Customers: proof.Customers, Language: proof.Language, Next: proof.Next, At: proof.Proved}, nil
}

// Choose takes one of the proved customers, once: Proved, or Over where it is
// not one of them or the choice was made or has lapsed.
func (s *Service) Choose(ctx context.Context, studio string, p Pending, customerID int64) (Proof, error) {
	proof, err := s.Profiles(ctx, studio, p)
	if err != nil || proof.State != Choose {
		return proof, err
	}
	chosen, err := s.store.ChooseProfile(ctx, p.ID, s.nonceMAC(studio, p), customerID)
	if err != nil {
		return Proof{}, fmt.Errorf("signin: choose: %w", err)
	}
	if !chosen {
		return Proof{State: Over}, nil
	}
	return Proof{State: Proved, CustomerID: customerID, Language: proof.Language, Next: proof.Next, At: proof.At}, nil
}

// codeMAC is made with the key that made the salt.
func (s *Service) codeMAC(salt []byte, studio, id, digits string) []byte {
	return mac(s.keys.of(salt).code, salt, []byte(studio), []byte(id), []byte(digits))
}

// linkMAC is made with the key that made the token; false for what is no token.
func (s *Service) linkMAC(studio, token string) ([]byte, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != nameSize+tokenBytes {
		return nil, false
	}
	return mac(s.keys.of(raw).link, []byte(studio), raw), true
}
