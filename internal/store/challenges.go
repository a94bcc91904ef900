package store

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// MailKindSignIn is the kind of the outbox row that StartChallenge writes; its payload is a SignInMail.
const MailKindSignIn = "sign-in"

// SignInMail is the payload of a sign-in mail. Looking up who it is for, making the code and
// arming the challenge is the worker's part, after the browser has its answer.
type SignInMail struct {
	Challenge  string `json:"challenge"`
	Identifier string `json:"identifier"`          // e-mail address or customer number, as typed
	ByNumber   bool   `json:"by_number,omitempty"` // the identifier is a customer number
	Framed     bool   `json:"framed,omitempty"`    // started in a frame: a link would open in another cookie jar
	LongCode   bool   `json:"long_code,omitempty"` // 12 digits instead of 8
	Host       string `json:"host,omitempty"`      // where the browser is: the link must open in its cookie jar
	Confirm    bool   `json:"confirm,omitempty"`   // of somebody signed in, before a delicate change
}

// profileWindow is how long after the proof one of several customers can be chosen.
const profileWindow = 10 * time.Minute

// saltSize is the length in bytes of the salt that a challenge has before it is armed.
const saltSize = 16

// NewChallenge is a sign-in that begins.
type NewChallenge struct {
	ID               string // random handle, kept in the browser's encrypted cookie
	NonceMAC         []byte // of the nonce in that cookie
	Studio, Language string
	IdentifierMAC    []byte // of the normalised identifier; limits count by it
	NetworkMAC       []byte // of the client's network (IPv4 address or IPv6 /64)
	// Identifier is the e-mail address or customer number as typed. It goes into the outbox row
	// only and is blanked there once the mail is sent.
	Identifier       string
	ByNumber, Framed bool
	Confirm          bool      // of somebody signed in, before a delicate change: the mail says so
	Host             string    // of the portal, as this browser reached it
	Next             string    // path to return to
	Expires          time.Time // counted from now; StartChallenge moves it by what the mail has to wait

	// Replaces is the handle of the challenge that the same browser has pending, "" for none. It is
	// closed, and its mail is not sent any more if it still waits: the newest wins. Without the
	// right ReplacesNonceMAC it is left alone.
	Replaces         string
	ReplacesNonceMAC []byte
}

// ChallengePolicy holds the limits of StartChallenge; a limit of zero does not apply.
type ChallengePolicy struct {
	// PerIdentifierHour and PerIdentifierDay never refuse: more than these make the code longer and
	// the mail later, so that nobody can lock a member out. Challenges that were completed do not
	// count, since whoever did it reads the mailbox.
	PerIdentifierHour, PerIdentifierDay int
	// PerNetwork counts uncompleted challenges of a client network within NetworkWindow, in all
	// studios together; completed ones do not count, as a gym's own network signs in many members.
	PerNetwork    int
	NetworkWindow time.Duration
	// PerStudio counts all challenges of a studio within StudioWindow.
	PerStudio    int
	StudioWindow time.Duration
	// ResendPause is the least time between two mails to one identifier, LongPause the same over
	// the limits.
	ResendPause, LongPause time.Duration
}

// StartResult tells what became of a start. The page must not show the difference between an
// identifier that exists and one that does not, and this result does not know it.
type StartResult struct {
	Refused   string    // "" or the limit that refused it: "network" or "studio"; nothing was written then
	MailAfter time.Time // when the mail may go out, UTC; now if nothing holds it back
	Expires   time.Time // the challenge's end, UTC: the wished one plus the wait for the mail
	LongCode  bool      // the code will have 12 digits
}

// StartChallenge checks the limits and writes the challenge together with the outbox row that will
// have its mail sent: both or neither. No look-up happens here.
//
// The wait of a mail is counted from the last one that was due, not from those that still wait:
// a stranger who keeps starting for somebody else's address cannot push that member's mail into
// the future. Of the waiting mails for one identifier from one network only the newest is sent.
func (s *Store) StartChallenge(ctx context.Context, c NewChallenge, policy ChallengePolicy) (StartResult, error) {
	var result StartResult
	err := s.db.tx(ctx, func(tx *transaction) error {
		var err error
		result, err = s.startChallenge(tx, c, policy)
		return err
	})
	if err != nil {
		return StartResult{}, fmt.Errorf("store: start challenge: %w", err)
	}
	return result, nil
}

func (s *Store) startChallenge(tx *transaction, c NewChallenge, policy ChallengePolicy) (StartResult, error) {
	// Counting and inserting must not interleave with another start that counts the same rows.
	if err := tx.lock("identifier "+string(c.IdentifierMAC), "network "+string(c.NetworkMAC), "studio "+c.Studio); err != nil {
		return StartResult{}, err
	}
	now := s.now()
	if refused, err := refusal(tx, c, policy, now); err != nil || refused != "" {
		return StartResult{Refused: refused}, err
	}
	if err := replaceChallenge(tx, c, now); err != nil {
		return StartResult{}, err
	}
	if err := dropWaitingMails(tx, c, policy, now); err != nil {
		return StartResult{}, err
	}
	mailAfter, long, err := pace(tx, c, policy, now)
	if err != nil {
		return StartResult{}, err
	}
	expires := c.Expires.UnixMilli() + mailAfter - now
	salt := make([]byte, saltSize)
	rand.Read(salt) // never fails
	_, err = tx.exec(`INSERT INTO challenges
		(id, nonce_mac, studio, language, identifier_mac, network_mac, by_number, framed, next, salt, created_at, expires_at, mail_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.NonceMAC, c.Studio, c.Language, c.IdentifierMAC, c.NetworkMAC, c.ByNumber, c.Framed, c.Next, salt, now, expires, mailAfter)
	if err != nil {
		return StartResult{}, err
	}
	payload, err := json.Marshal(SignInMail{Challenge: c.ID, Identifier: c.Identifier, ByNumber: c.ByNumber, Framed: c.Framed, LongCode: long, Host: c.Host, Confirm: c.Confirm})
	if err != nil {
		return StartResult{}, err
	}
	fresh, err := enqueue(tx, NewMail{
		Cause: signInCause(c.ID), Kind: MailKindSignIn, Studio: c.Studio, Language: c.Language, Payload: payload,
		NotBefore: timeOf(mailAfter), Deadline: timeOf(expires),
	}, now)
	if err == nil && !fresh {
		err = errors.New("the challenge already has a mail")
	}
	if err != nil {
		return StartResult{}, err
	}
	return StartResult{MailAfter: timeOf(mailAfter), Expires: timeOf(expires), LongCode: long}, nil
}

// signInCause is the cause of a challenge's mail.
func signInCause(challenge string) string { return "sign-in/" + challenge }

// refusal returns the limit that the start would break, or "".
func refusal(tx *transaction, c NewChallenge, policy ChallengePolicy, now int64) (string, error) {
	var n int
	if policy.PerNetwork > 0 {
		err := tx.queryRow(`SELECT COUNT(*) FROM challenges WHERE network_mac = ? AND consumed_at IS NULL AND created_at > ?`,
			[]any{c.NetworkMAC, now - policy.NetworkWindow.Milliseconds()}, &n)
		if err != nil {
			return "", err
		}
		if n >= policy.PerNetwork {
			return "network", nil
		}
	}
	if policy.PerStudio > 0 {
		err := tx.queryRow(`SELECT COUNT(*) FROM challenges WHERE studio = ? AND created_at > ?`,
			[]any{c.Studio, now - policy.StudioWindow.Milliseconds()}, &n)
		if err != nil {
			return "", err
		}
		if n >= policy.PerStudio {
			return "studio", nil
		}
	}
	return "", nil
}

// replaceChallenge closes the challenge that the same browser left pending.
func replaceChallenge(tx *transaction, c NewChallenge, now int64) error {
	if c.Replaces == "" {
		return nil
	}
	n, err := tx.exec(`UPDATE challenges SET expires_at = ?, `+blankChallenge+`
		WHERE id = ? AND nonce_mac = ? AND consumed_at IS NULL AND expires_at > ?`, now, c.Replaces, c.ReplacesNonceMAC, now)
	if err != nil || n == 0 {
		return err
	}
	return dropSignInMail(tx, c.Replaces, now)
}

// dropWaitingMails takes back the mails that the same network has waiting for the same identifier.
func dropWaitingMails(tx *transaction, c NewChallenge, policy ChallengePolicy, now int64) error {
	// No mail waits longer than a pause; this spares looking through a day of a large network.
	since := now - max(policy.ResendPause, policy.LongPause).Milliseconds()
	waiting, err := tx.strings(`SELECT id FROM challenges
		WHERE identifier_mac = ? AND network_mac = ? AND mail_at > ? AND created_at >= ?`+tx.forUpdate,
		c.IdentifierMAC, c.NetworkMAC, now, since)
	for _, id := range waiting {
		if err == nil {
			err = dropSignInMail(tx, id, now)
		}
	}
	return err
}

// dropSignInMail takes back a mail that no worker has touched, and then forgets that it was due.
func dropSignInMail(tx *transaction, challenge string, now int64) error {
	n, err := tx.exec(`UPDATE outbox SET `+blankMail+`, state = ?, reason = 'replaced', finished_at = ?
		WHERE cause = ? AND attempts = 0 AND `+isPending, mailDropped, now, signInCause(challenge))
	if err != nil || n == 0 {
		return err
	}
	_, err = tx.exec(`UPDATE challenges SET mail_at = NULL WHERE id = ?`, challenge)
	return err
}

// pace tells when the mail may go out and whether the code must be a long one.
func pace(tx *transaction, c NewChallenge, policy ChallengePolicy, now int64) (mailAfter int64, long bool, err error) {
	var day, hour int
	var last int64
	err = tx.queryRow(`SELECT COUNT(*), COALESCE(SUM(CASE WHEN created_at > ? THEN 1 ELSE 0 END), 0),
			COALESCE(MAX(CASE WHEN mail_at <= ? THEN mail_at ELSE 0 END), 0)
		FROM challenges WHERE identifier_mac = ? AND consumed_at IS NULL AND created_at > ?`,
		[]any{now - time.Hour.Milliseconds(), now, c.IdentifierMAC, now - (24 * time.Hour).Milliseconds()}, &day, &hour, &last)
	if err != nil {
		return 0, false, err
	}
	long = (policy.PerIdentifierHour > 0 && hour >= policy.PerIdentifierHour) || (policy.PerIdentifierDay > 0 && day >= policy.PerIdentifierDay)
	pause := policy.ResendPause
	if long {
		pause = policy.LongPause
	}
	if last == 0 {
		return now, long, nil
	}
	return max(now, last+pause.Milliseconds()), long, nil
}

// blankChallenge removes what a challenge no longer needs once it is over.
const blankChallenge = `salt = NULL, code_mac = NULL, link_mac = NULL, customers = NULL, next = ''`

// ArmChallenge gives a challenge its code, and its link unless linkMAC is empty, and the customers
// whose sign-in it proves. The worker calls it right before it sends the mail; a second try replaces
// what the first one set, so that the code in the last mail is the one that counts.
//
// ErrLeaseLost: another worker has the mail now. ErrNotFound: the challenge is used up, expired or
// replaced, and the mail should be dropped.
func (s *Store) ArmChallenge(ctx context.Context, id string, lease Lease, salt, codeMAC, linkMAC []byte, customers []int64) error {
	if len(salt) == 0 || len(codeMAC) == 0 || len(customers) == 0 {
		return errors.New("store: arm challenge: salt, code and customers must not be empty")
	}
	list, err := json.Marshal(customers)
	if err != nil {
		return fmt.Errorf("store: arm challenge: %w", err)
	}
	now := s.now()
	n, err := s.db.exec(ctx, `UPDATE challenges SET salt = ?, code_mac = ?, link_mac = ?, customers = ?, armed_at = ?
		WHERE id = ? AND consumed_at IS NULL AND expires_at > ? AND EXISTS (
			SELECT 1 FROM outbox WHERE outbox.id = ? AND cause = ? AND lease_token = ? AND due_at > ? AND `+isPending+`)`,
		salt, codeMAC, nullBytes(linkMAC), string(list), now, id, now,
		lease.mail, signInCause(id), lease.token, now)
	if err != nil {
		return fmt.Errorf("store: arm challenge: %w", err)
	}
	if n == 1 {
		return nil
	}
	held, err := s.holds(ctx, lease, now)
	if err != nil {
		return fmt.Errorf("store: arm challenge: %w", err)
	}
	if !held {
		return ErrLeaseLost
	}
	return ErrNotFound
}

// ChallengeView is what the code page and the link page need to know of a pending challenge.
type ChallengeView struct {
	ID, Studio, Language string
	ByNumber, Framed     bool
	Next                 string
	// Salt goes into the code's MAC. A challenge that is not armed has a random one, so that trying
	// a code on it costs and looks the same.
	Salt             []byte
	Tries            int       // codes tried so far
	Created, Expires time.Time // UTC
	// Mail is when the mail was or will be due, UTC; zero when it was taken back. It says nothing
	// about whether anybody has the address.
	Mail time.Time
}

const viewColumns = `id, studio, language, by_number, framed, next, salt, tries, created_at, expires_at, COALESCE(mail_at, 0), nonce_mac`

func (s *Store) viewChallenge(ctx context.Context, where string, args ...any) (ChallengeView, []byte, error) {
	var (
		v                      ChallengeView
		nonce                  []byte
		created, expires, mail int64
	)
	now := s.now()
	err := s.db.queryRow(ctx, `SELECT `+viewColumns+` FROM challenges WHERE `+where+` AND consumed_at IS NULL AND expires_at > ?`,
		append(args, now), &v.ID, &v.Studio, &v.Language, &v.ByNumber, &v.Framed, &v.Next, &v.Salt, &v.Tries, &created, &expires, &mail, &nonce)
	if errors.Is(err, sql.ErrNoRows) {
		return ChallengeView{}, nil, ErrNotFound
	}
	if err != nil {
		return ChallengeView{}, nil, err
	}
	v.Created, v.Expires, v.Mail = timeOf(created), timeOf(expires), timeOf(mail)
	return v, nonce, nil
}

// ChallengeSalt returns the pending challenge of this browser with the salt for its code. Unknown,
// used, expired and replaced challenges and a wrong nonce are all ErrNotFound. One whose tries are
// used up is still returned.
func (s *Store) ChallengeSalt(ctx context.Context, id string, nonceMAC []byte) (ChallengeView, error) {
	v, nonce, err := s.viewChallenge(ctx, `id = ?`, id)
	if err == nil && subtle.ConstantTimeCompare(nonce, nonceMAC) != 1 {
		err = ErrNotFound
	}
	if errors.Is(err, ErrNotFound) {
		return ChallengeView{}, ErrNotFound
	}
	if err != nil {
		return ChallengeView{}, fmt.Errorf("store: challenge: %w", err)
	}
	return v, nil
}

// ChallengeByLink returns the pending challenge that a mailed link belongs to, without its salt, for
// the page that shows the button. It changes nothing: mail scanners open links too. ErrNotFound when
// the link is unknown, used or expired.
func (s *Store) ChallengeByLink(ctx context.Context, linkMAC []byte) (ChallengeView, error) {
	v, _, err := s.viewChallenge(ctx, `link_mac = ?`, linkMAC)
	if errors.Is(err, ErrNotFound) {
		return ChallengeView{}, ErrNotFound
	}
	if err != nil {
		return ChallengeView{}, fmt.Errorf("store: challenge by link: %w", err)
	}
	v.Salt = nil
	return v, nil
}

// TryResult is the answer to a code or link. When OK is false and Left is 0 the sign-in is over:
// used, expired, unknown, of another browser or out of tries, which all look the same.
type TryResult struct {
	OK               bool
	Left             int // tries left after this one
	Studio, Language string
	// Customers are those that the proof signs in. With more than one the member chooses, see
	// ChooseProfile; one alone counts as chosen.
	Customers []int64
	Next      string
	Proved    time.Time // UTC; set when OK
}

// TryCode counts a try, compares in constant time and, on a match, uses the challenge up: one
// atomic step, so that parallel guesses are all counted and the right code works once. With a
// wrong nonce nothing is counted. The last of maxTries tries may still succeed.
func (s *Store) TryCode(ctx context.Context, id string, nonceMAC, codeMAC []byte, maxTries int) (TryResult, error) {
	var result TryResult
	err := s.db.tx(ctx, func(tx *transaction) error {
		c, err := s.pending(tx, id, nonceMAC)
		if err != nil || c == nil || c.tries >= maxTries {
			result = TryResult{}
			return err
		}
		if _, err := tx.exec(`UPDATE challenges SET tries = tries + 1 WHERE id = ?`, id); err != nil {
			return err
		}
		result = TryResult{Left: maxTries - c.tries - 1}
		if matches(c.code, codeMAC) {
			result, err = s.consume(tx, id, c)
		}
		return err
	})
	if err != nil {
		return TryResult{}, fmt.Errorf("store: try code: %w", err)
	}
	return result, nil
}

// TryLink uses the challenge up if the link is its own and the browser is the one that asked. A
// link is too long to be guessed, so tries are not counted; it works even when the code's tries are
// used up.
func (s *Store) TryLink(ctx context.Context, id string, nonceMAC, linkMAC []byte) (TryResult, error) {
	var result TryResult
	err := s.db.tx(ctx, func(tx *transaction) error {
		result = TryResult{}
		c, err := s.pending(tx, id, nonceMAC)
		if err == nil && c != nil && matches(c.link, linkMAC) {
			result, err = s.consume(tx, id, c)
		}
		return err
	})
	if err != nil {
		return TryResult{}, fmt.Errorf("store: try link: %w", err)
	}
	return result, nil
}

// pendingChallenge is a challenge that can still be proved, locked for this transaction.
type pendingChallenge struct {
	nonce, code, link      []byte
	tries                  int
	studio, language, next string
	customers              sql.NullString
}

// pending returns nil when the challenge is over or belongs to another browser.
func (s *Store) pending(tx *transaction, id string, nonceMAC []byte) (*pendingChallenge, error) {
	var c pendingChallenge
	err := tx.queryRow(`SELECT nonce_mac, code_mac, link_mac, tries, studio, language, next, customers FROM challenges
		WHERE id = ? AND consumed_at IS NULL AND expires_at > ?`+tx.forUpdate, []any{id, s.now()},
		&c.nonce, &c.code, &c.link, &c.tries, &c.studio, &c.language, &c.next, &c.customers)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare(c.nonce, nonceMAC) != 1 {
		return nil, nil
	}
	return &c, nil
}

// matches compares in constant time; a secret that was never set matches nothing.
func matches(secret, given []byte) bool {
	return len(secret) > 0 && subtle.ConstantTimeCompare(secret, given) == 1
}

func (s *Store) consume(tx *transaction, id string, c *pendingChallenge) (TryResult, error) {
	now := s.now()
	result := TryResult{OK: true, Studio: c.studio, Language: c.language, Next: c.next, Proved: timeOf(now)}
	if err := json.Unmarshal([]byte(c.customers.String), &result.Customers); err != nil {
		return TryResult{}, fmt.Errorf("customers of a challenge: %w", err)
	}
	query := `UPDATE challenges SET consumed_at = ?, salt = NULL, code_mac = NULL, link_mac = NULL WHERE id = ?`
	args := []any{now, id}
	if len(result.Customers) == 1 { // nothing to choose: over and done
		query = `UPDATE challenges SET consumed_at = ?, chosen_at = ?, ` + blankChallenge + ` WHERE id = ?`
		args = []any{now, now, id}
	}
	if _, err := tx.exec(query, args...); err != nil {
		return TryResult{}, err
	}
	return result, nil
}

// Proof is a challenge that was proved and waits for one of several customers to be chosen.
type Proof struct {
	Studio, Language string
	Customers        []int64
	Next             string
	Proved           time.Time // UTC; the choice is open for ten minutes from then
}

const proofQuery = `SELECT nonce_mac, studio, language, next, customers, consumed_at FROM challenges
	WHERE id = ? AND consumed_at > ? AND customers IS NOT NULL`

func scanProof(query func(string, []any, ...any) error, id string, nonceMAC []byte, now int64, lock string) (Proof, error) {
	var (
		p         Proof
		nonce     []byte
		customers string
		proved    int64
	)
	err := query(proofQuery+lock, []any{id, now - profileWindow.Milliseconds()},
		&nonce, &p.Studio, &p.Language, &p.Next, &customers, &proved)
	if errors.Is(err, sql.ErrNoRows) {
		return Proof{}, ErrNotFound
	}
	if err != nil {
		return Proof{}, err
	}
	if subtle.ConstantTimeCompare(nonce, nonceMAC) != 1 {
		return Proof{}, ErrNotFound
	}
	if err := json.Unmarshal([]byte(customers), &p.Customers); err != nil {
		return Proof{}, fmt.Errorf("customers of a challenge: %w", err)
	}
	p.Proved = timeOf(proved)
	return p, nil
}

// ProvedChallenge returns what can be chosen after the proof, for the page that asks. ErrNotFound
// when there is nothing to choose any more or the browser is another one.
func (s *Store) ProvedChallenge(ctx context.Context, id string, nonceMAC []byte) (Proof, error) {
	p, err := scanProof(func(query string, args []any, into ...any) error {
		return s.db.queryRow(ctx, query, args, into...)
	}, id, nonceMAC, s.now(), "")
	if errors.Is(err, ErrNotFound) {
		return Proof{}, ErrNotFound
	}
	if err != nil {
		return Proof{}, fmt.Errorf("store: proved challenge: %w", err)
	}
	return p, nil
}

// ChooseProfile takes one of the customers that the proof listed, once. False: not one of them, or
// already chosen, too late, not proved, or another browser.
func (s *Store) ChooseProfile(ctx context.Context, id string, nonceMAC []byte, customerID int64) (bool, error) {
	chosen := false
	err := s.db.tx(ctx, func(tx *transaction) error {
		chosen = false
		now := s.now()
		p, err := scanProof(tx.queryRow, id, nonceMAC, now, tx.forUpdate)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		if err != nil || !slices.Contains(p.Customers, customerID) {
			return err
		}
		_, err = tx.exec(`UPDATE challenges SET chosen_at = ?, `+blankChallenge+` WHERE id = ?`, now, id)
		chosen = err == nil
		return err
	})
	if err != nil {
		return false, fmt.Errorf("store: choose profile: %w", err)
	}
	return chosen, nil
}
