package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

const (
	// sessionTimeout bounds each step on a session: a page must not hang on a sick database.
	sessionTimeout = 500 * time.Millisecond
	// touchInterval is how often at most the last use of a session is written, so that reading
	// pages does not become writing.
	touchInterval = time.Minute
)

// SessionLimits say how long a session may live. Absolute counts from sign-in, Idle from the last
// use; the remembered pair is for members who asked to stay signed in on their device. An absolute
// limit of zero leaves the end to the expiry that is given to Commit.
type SessionLimits struct {
	Absolute, Idle, RememberedAbsolute, RememberedIdle time.Duration
}

func (l SessionLimits) of(remembered bool) (absolute, idle time.Duration) {
	if remembered {
		return l.RememberedAbsolute, l.RememberedIdle
	}
	return l.Absolute, l.Idle
}

// SessionStore keeps sessions for scs: it has the methods of scs.Store and scs.CtxStore. Its
// manager must use SessionCodec and leave IdleTimeout and HashTokenInStore alone, since idle time
// and hashing happen here.
//
// A session that has ended stays ended: a request that was still running at sign-out cannot write
// it back. The database holds the SHA-256 of a token, never the token.
type SessionStore struct {
	store   *Store
	limits  SessionLimits
	timeout time.Duration
}

// Sessions returns the view of the sessions that scs works on.
func (s *Store) Sessions(limits SessionLimits) *SessionStore {
	return &SessionStore{store: s, limits: limits, timeout: sessionTimeout}
}

// Find is FindCtx without a caller's context.
func (s *SessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a caller's context.
func (s *SessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a caller's context.
func (s *SessionStore) Delete(token string) error {
	return s.DeleteCtx(context.Background(), token)
}

// FindCtx returns the data of a living session and, at most once a minute, notes its use. Unknown,
// ended, expired and idle sessions are not found, and so is one that an earlier version wrote in
// another form.
func (s *SessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	key, now := tokenKey(token), s.store.now()
	var (
		data       []byte
		remembered bool
		lastUse    int64
	)
	err := s.store.db.queryRow(ctx, `SELECT data, remembered, last_use FROM sessions
		WHERE token = ? AND ended_at IS NULL AND ends > ? AND idle_ends > ?`,
		[]any{key, now, now}, &data, &remembered, &lastUse)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("store: find session: %w", err)
	}
	if !isCurrentSession(data) {
		return nil, false, nil
	}
	_, idle := s.limits.of(remembered)
	if every := min(touchInterval, idle/2).Milliseconds(); lastUse <= now-every {
		// A missed note costs a minute of idle time, not the page.
		if err := s.touch(ctx, key, now, idle, every); err != nil {
			s.store.log.Warn("session use not noted", "error", err)
		}
	}
	return data, true, nil
}

func (s *SessionStore) touch(ctx context.Context, key []byte, now int64, idle time.Duration, every int64) error {
	// The condition on last_use lets one of several parallel requests do the write.
	_, err := s.store.db.exec(ctx, `UPDATE sessions SET last_use = ?, idle_ends = ?
		WHERE token = ? AND ended_at IS NULL AND last_use <= ?`,
		now, now+idle.Milliseconds(), key, now-every)
	return err
}

// CommitCtx writes a session that ends at expiry, or earlier if the limits say so. The data must
// come from SessionCodec. Writing to a session that has ended or run out does nothing and is no
// error, as a late request has nobody to tell. A session cannot pass to another member: that is an
// error, the token has to be renewed instead.
func (s *SessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	_, who, err := decodeSession(data)
	if err != nil {
		return fmt.Errorf("store: commit session: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	var (
		key            = tokenKey(token)
		now            = s.store.now()
		absolute, idle = s.limits.of(who.Remembered)
		ends           = expiry.UnixMilli()
		life           = absolute.Milliseconds()
	)
	if absolute == 0 {
		life = ends // no earlier end than the one asked for
	}
	ends = min(ends, now+life)
	if ends <= now {
		return nil
	}
	n, err := s.store.db.exec(ctx, `INSERT INTO sessions
		(token, handle, data, studio, customer_id, device, remembered, created_at, last_use, ends, idle_ends)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (token) DO UPDATE SET data = excluded.data, device = excluded.device,
			remembered = excluded.remembered, last_use = excluded.last_use, idle_ends = excluded.idle_ends,
			ends = CASE WHEN excluded.ends < sessions.created_at + ? THEN excluded.ends ELSE sessions.created_at + ? END
		WHERE sessions.ended_at IS NULL AND sessions.ends > ? AND sessions.idle_ends > ?
			AND sessions.studio = excluded.studio AND sessions.customer_id = excluded.customer_id`,
		key, rand.Text(), data, who.Studio, who.CustomerID, who.Device, who.Remembered, now, now, ends, now+idle.Milliseconds(),
		life, life, now, now)
	if err != nil {
		return fmt.Errorf("store: commit session: %w", err)
	}
	if n == 1 {
		return nil
	}
	return s.refused(ctx, key, who)
}

// refused tells why a commit changed nothing.
func (s *SessionStore) refused(ctx context.Context, key []byte, who Identity) error {
	var (
		studio   string
		customer int64
	)
	err := s.store.db.queryRow(ctx, `SELECT studio, customer_id FROM sessions WHERE token = ?`, []any{key}, &studio, &customer)
	switch {
	case errors.Is(err, sql.ErrNoRows): // swept away meanwhile
		return nil
	case err != nil:
		return fmt.Errorf("store: commit session: %w", err)
	case studio != who.Studio || customer != who.CustomerID:
		return errors.New("store: commit session: the token belongs to another member; it must be renewed at sign-in")
	}
	return nil
}

// DeleteCtx ends a session for good. An unknown token is no error.
func (s *SessionStore) DeleteCtx(ctx context.Context, token string) error {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	// The row stays as a tombstone until Sweep takes it, with nothing in it but whose it was.
	now := s.store.now()
	_, err := s.store.db.exec(ctx, endSessions+` AND token = ?`, now, now, []byte{}, tokenKey(token))
	if err != nil {
		return fmt.Errorf("store: end session: %w", err)
	}
	return nil
}

// endSessions turns rows into tombstones: when (twice), and an empty blob for the data.
const endSessions = `UPDATE sessions SET ended_at = ?, idle_ends = ?, data = ?, device = '' WHERE ended_at IS NULL`

// Session is one signed-in device, as it is shown to its member.
type Session struct {
	ID                     string // public handle, of no use as a token
	Studio                 string
	CustomerID             int64
	Device                 string
	Remembered             bool
	Created, LastUse, Ends time.Time // UTC; LastUse is exact to a minute
	Current                bool      // the one that asks
}

// ListSessions returns the living sessions of a member, last used first. The token of the asking
// session marks it as current and may be empty.
func (s *Store) ListSessions(ctx context.Context, studio string, customerID int64, currentToken string) (sessions []Session, err error) {
	current, now := tokenKey(currentToken), s.now()
	rows, err := s.db.query(ctx, `SELECT token, handle, device, remembered, created_at, last_use, ends FROM sessions
		WHERE studio = ? AND customer_id = ? AND ended_at IS NULL AND ends > ? AND idle_ends > ?
		ORDER BY last_use DESC, created_at DESC, handle`, studio, customerID, now, now)
	if err != nil {
		return nil, fmt.Errorf("store: list sessions: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var (
			session                = Session{Studio: studio, CustomerID: customerID}
			key                    []byte
			created, lastUse, ends int64
		)
		if err := rows.Scan(&key, &session.ID, &session.Device, &session.Remembered, &created, &lastUse, &ends); err != nil {
			return nil, fmt.Errorf("store: list sessions: %w", err)
		}
		session.Created, session.LastUse, session.Ends = timeOf(created), timeOf(lastUse), timeOf(ends)
		session.Current = bytes.Equal(key, current)
		sessions = append(sessions, session)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: list sessions: %w", err)
	}
	return sessions, nil
}

// EndSession ends one session of the member by its public handle. False means that the member has
// no such living session.
func (s *Store) EndSession(ctx context.Context, studio string, customerID int64, id string) (bool, error) {
	now := s.now()
	n, err := s.db.exec(ctx, endSessions+` AND studio = ? AND customer_id = ? AND handle = ? AND ends > ? AND idle_ends > ?`,
		now, now, []byte{}, studio, customerID, id, now, now)
	if err != nil {
		return false, fmt.Errorf("store: end session: %w", err)
	}
	return n > 0, nil
}

// EndSessions signs the member out everywhere and returns how many sessions that ended.
func (s *Store) EndSessions(ctx context.Context, studio string, customerID int64) (int, error) {
	now := s.now()
	n, err := s.db.exec(ctx, endSessions+` AND studio = ? AND customer_id = ? AND ends > ? AND idle_ends > ?`,
		now, now, []byte{}, studio, customerID, now, now)
	if err != nil {
		return 0, fmt.Errorf("store: end sessions: %w", err)
	}
	return int(n), nil
}

// tokenKey is what the database knows of a token: enough to find its row, not enough to use it.
func tokenKey(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
