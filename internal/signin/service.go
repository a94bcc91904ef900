package signin

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"sync/atomic"
	"time"

	"memberportal/internal/store"
)

// Lifetime of a challenge, counted from when its mail is due.
const Lifetime = 10 * time.Minute

// MaxTries is how many codes may be tried on a challenge.
const MaxTries = 5

const (
	nonceBytes = 32
	tagBytes   = 8
	tokenBytes = 32
	saltBytes  = 16
	idBytes    = 16
)

// Store is what the service needs; *store.Store is one.
type Store interface {
	StartChallenge(ctx context.Context, c store.NewChallenge, policy store.ChallengePolicy) (store.StartResult, error)
	ArmChallenge(ctx context.Context, id string, lease store.Lease, salt, codeMAC, linkMAC []byte, customers []int64) error
	ChallengeSalt(ctx context.Context, id string, nonceMAC []byte) (store.ChallengeView, error)
	ChallengeByLink(ctx context.Context, linkMAC []byte) (store.ChallengeView, error)
	TryCode(ctx context.Context, id string, nonceMAC, codeMAC []byte, maxTries int) (store.TryResult, error)
	TryLink(ctx context.Context, id string, nonceMAC, linkMAC []byte) (store.TryResult, error)
	ProvedChallenge(ctx context.Context, id string, nonceMAC []byte) (store.Proof, error)
	ChooseProfile(ctx context.Context, id string, nonceMAC []byte, customerID int64) (bool, error)
	Hit(ctx context.Context, key string, window time.Duration, limit int) (allowed bool, retryAfter time.Duration, err error)
}

// Options of New. Store and Keys are needed.
type Options struct {
	Store  Store
	Keys   [][]byte         // the portal's keys, at least 32 bytes each, newest first
	Clock  func() time.Time // nil: time.Now
	Limits *Limits          // nil: DefaultLimits
	Wake   func()           // called after a mail was put into the outbox; nil: nobody
}

// Service starts sign-ins and checks their proofs. It is safe for concurrent use.
type Service struct {
	store  Store
	keys   keyring
	clock  func() time.Time
	limits Limits
	wake   func()

	wrong     guard
	longUntil atomic.Int64 // Unix milliseconds; until then all new codes are long
}

// New returns a service. The error is about the keys.
func New(o Options) (*Service, error) {
	keys, err := newKeyring(o.Keys)
	if err != nil {
		return nil, err
	}
	s := &Service{store: o.Store, keys: keys, clock: o.Clock, limits: DefaultLimits(), wake: o.Wake}
	if s.clock == nil {
		s.clock = time.Now
	}
	if s.wake == nil {
		s.wake = func() {}
	}
	if o.Limits != nil {
		s.limits = *o.Limits
	}
	return s, nil
}

// Pending is what the browser keeps of a sign-in that has begun, in its
// encrypted guest cookie. Both parts are plain ASCII; together they have about
// 90 characters.
type Pending struct {
	ID    string // handle of the challenge
	Nonce string // secret of this browser; the store has its MAC only
}

// StartRequest begins a sign-in.
type StartRequest struct {
	Studio     string // slug
	Identifier string // e-mail address or customer number, as typed
	ByNumber   bool   // the identifier is a customer number
	Framed     bool   // started in a frame: the mail carries no link
	Confirm    bool   // of somebody signed in, before a delicate change: the mail says so and carries no link
	Host       string // the portal's host as the browser reached it, already checked; the link leads there
	Language   string // of the page, and so of the mail
	Next       string // path to return to, already checked
	Network    netip.Addr
	Pending    *Pending // what this browser has pending, nil for nothing
}

// Refusal is the limit that refused a start.
type Refusal string

// The refusals.
const (
	RefusedNetwork Refusal = "network" // too many sign-ins from this client's network
	RefusedStudio  Refusal = "studio"  // too many sign-ins at this studio
)

// Outcome of a start. It is the same whether or not anybody has the identifier.
type Outcome struct {
	Invalid     bool          // the identifier has not the form of an address or number; nothing was begun
	Refused     Refusal       // answer 429; nothing was begun
	RetryAfter  time.Duration // of a refusal
	AlreadySent bool          // this browser asked less than a minute ago: the same challenge goes on, no new mail
	MailIn      time.Duration // how long the mail is held back; 0 when it goes out now
	ResendIn    time.Duration // after which a new code may be asked for
	Masked      string        // "j•••@example.com"; "" for a customer number
	LongCode    bool          // the code will have 12 digits instead of 8
}

// Start begins a sign-in, or goes on with the one that this browser began less
// than a minute ago for the same identifier. It never looks anything up: the
// same steps are taken for everyone. Asking for the code again is Start with
// the same identifier and the pending sign-in.
//
// The Pending of a refused or invalid start is the zero value; the browser
// keeps what it had. An error is a failure of the store.
func (s *Service) Start(ctx context.Context, r StartRequest) (Pending, Outcome, error) {
	who, ok := newIdentifier(r.Identifier, r.ByNumber)
	if !ok {
		return Pending{}, Outcome{Invalid: true}, nil
	}
	var before Pending
	if r.Pending != nil {
		before = *r.Pending
		outcome, again, err := s.again(ctx, r.Studio, before, who)
		if err != nil || again {
			return before, outcome, err
		}
	}
	key := s.keys.newest()
	pending := Pending{ID: base64.RawURLEncoding.EncodeToString(random(idBytes))}
	nonce := key.named(nonceBytes)
	nonce = append(nonce, s.tag(key, r.Studio, nonce, who)...)
	pending.Nonce = base64.RawURLEncoding.EncodeToString(nonce)
	policy := s.limits.policy()
	attacked := s.attacked()
	if attacked {
		policy.ResendPause = policy.LongPause
	}
	result, err := s.store.StartChallenge(ctx, store.NewChallenge{
		ID: pending.ID, NonceMAC: s.nonceMAC(r.Studio, pending), Studio: r.Studio, Language: r.Language,
		IdentifierMAC: mac(key.identifier, []byte(r.Studio), who.canonical()), NetworkMAC: mac(key.addr, network(r.Network)),
		Identifier: who.value, ByNumber: who.byNumber, Framed: r.Framed || r.Confirm, Confirm: r.Confirm, Host: r.Host, Next: r.Next, Expires: s.clock().Add(Lifetime),
		Replaces: before.ID, ReplacesNonceMAC: s.nonceMAC(r.Studio, before),
	}, policy)
	if err != nil {
		return Pending{}, Outcome{}, fmt.Errorf("signin: start: %w", err)
	}
	if result.Refused != "" {
		return Pending{}, Outcome{Refused: Refusal(result.Refused), RetryAfter: refusedFor}, nil
	}
	s.wake()
	mailIn := max(0, result.MailAfter.Sub(s.clock()))
	return pending, Outcome{
		MailIn: mailIn, ResendIn: mailIn + s.limits.ResendPause, Masked: who.mask(), LongCode: result.LongCode || attacked,
	}, nil
}

// again goes on with the pending sign-in when it is for the same identifier,
// can still be completed, and its mail went out less than ResendPause ago or
// is still to go.
func (s *Service) again(ctx context.Context, studio string, p Pending, who identifier) (Outcome, bool, error) {
	nonce, err := base64.RawURLEncoding.DecodeString(p.Nonce)
	if err != nil || len(nonce) != nameSize+nonceBytes+tagBytes {
		return Outcome{}, false, nil
	}
	random, tag := nonce[:nameSize+nonceBytes], nonce[nameSize+nonceBytes:]
	if !hmac.Equal(tag, s.tag(s.keys.of(nonce), studio, random, who)) {
		return Outcome{}, false, nil
	}
	view, err := s.Pending(ctx, studio, p)
	if err != nil || !view.Alive || view.Left == 0 || view.ResendIn == 0 {
		return Outcome{}, false, err
	}
	return Outcome{AlreadySent: true, MailIn: view.MailIn, ResendIn: view.ResendIn, Masked: who.mask()}, true, nil
}

// tag marks a nonce with the identifier it was made for, so that the browser's
// own cookie tells whether it asks for the same one again.
func (s *Service) tag(key purposeKeys, studio string, nonce []byte, who identifier) []byte {
	return mac(key.tag, []byte(studio), nonce, who.canonical())[:tagBytes]
}

// nonceMAC binds a pending sign-in to the browser and the studio: at another
// studio it is unknown.
func (s *Service) nonceMAC(studio string, p Pending) []byte {
	nonce, err := base64.RawURLEncoding.DecodeString(p.Nonce)
	if err != nil {
		nonce = nil
	}
	return mac(s.keys.of(nonce).nonce, []byte(studio), []byte(p.ID), nonce)
}

// PendingView is what the code page shows.
type PendingView struct {
	Alive    bool          // false: unknown, used, expired, replaced, or of another browser or studio
	Left     int           // tries left
	ResendIn time.Duration // after which a new code may be asked for
	MailIn   time.Duration // how long the mail is held back; 0 when it is out or due
	ByNumber bool
	Framed   bool
	Expires  time.Time // UTC
}

// Pending tells how a sign-in stands. An error is a failure of the store.
func (s *Service) Pending(ctx context.Context, studio string, p Pending) (PendingView, error) {
	view, err := s.store.ChallengeSalt(ctx, p.ID, s.nonceMAC(studio, p))
	if errors.Is(err, store.ErrNotFound) {
		return PendingView{}, nil
	}
	if err != nil {
		return PendingView{}, fmt.Errorf("signin: pending: %w", err)
	}
	now := s.clock()
	mail := view.Mail
	if mail.Before(view.Created) {
		mail = view.Created
	}
	return PendingView{
		Alive: true, Left: max(0, MaxTries-view.Tries), ByNumber: view.ByNumber, Framed: view.Framed, Expires: view.Expires,
		MailIn: max(0, mail.Sub(now)), ResendIn: max(0, mail.Add(s.limits.ResendPause).Sub(now)),
	}, nil
}
