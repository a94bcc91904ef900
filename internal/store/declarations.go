package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// DeclarationState tells how far a declaration has come.
type DeclarationState string

// States of a declaration. The last three are final for the portal.
const (
	DeclarationReceived DeclarationState = "received"
	DeclarationFiling   DeclarationState = "filing"   // the API is being asked, or the process died over it
	DeclarationHanded   DeclarationState = "handed"   // the studio has it, on paper so to speak
	DeclarationChecking DeclarationState = "checking" // filed; the studio still has to confirm
	DeclarationAccepted DeclarationState = "accepted" // filed, and in force
)

func (s DeclarationState) final() bool {
	return s == DeclarationHanded || s == DeclarationChecking || s == DeclarationAccepted
}

// Declaration is what somebody declared without signing in.
type Declaration struct {
	Number     string // of its receipt
	Studio     string
	Kind       string
	Language   string
	Form       json.RawMessage // what was typed
	Recipient  string          // of the receipt's mail, as typed
	State      DeclarationState
	CustomerID int64  // whom it was matched with; 0: nobody
	ContractID int64  // 0: none
	Ends       string // the day the contract ends, "2006-01-02"; while it is being filed the day asked for; "" while it is not known
	Attempts   int    // claims so far
	Arrived    time.Time
	Finished   time.Time // zero while it is worked on
	lease      string
}

// DeclarationStep is one state a declaration came to.
type DeclarationStep struct {
	State DeclarationState
	At    time.Time
}

const declarationColumns = `number, studio, kind, language, form, recipient, state, customer_id, contract_id, ends, attempts, arrived_at, finished_at`

// defaultDeclarationLife is how long declarations and receipts are kept where nobody says.
const defaultDeclarationLife = 3 * 365 * 24 * time.Hour

// KeepDeclarationsFor says how long declarations and receipts are kept: from the next
// sweep on, whenever they arrived. One that is still worked on is kept until it is not.
func (s *Store) KeepDeclarationsFor(life time.Duration) { s.declarationLife.Store(int64(life)) }

// DeclarationLife is what KeepDeclarationsFor said.
func (s *Store) DeclarationLife() time.Duration { return time.Duration(s.declarationLife.Load()) }

// MailPace slows the receipts' mails to one address, so that nobody can fill a
// stranger's mailbox with them. The first always goes.
type MailPace struct {
	Window time.Duration // in which declarations are counted
	Free   int           // so many mails go at once
	Pause  time.Duration // between two of those after them
	Most   int           // beyond that many none is written: the receipt on the page is the receipt
}

// KeepDeclaration keeps a declaration with its receipt and the mail about it, all of it
// or nothing, on the disk when it returns. A number that is known already changes
// nothing. It returns the receipt that stands, and whether a mail about it is on its way.
// The mail's Cause is made here, see ReceiptCause.
func (s *Store) KeepDeclaration(ctx context.Context, d Declaration, r Receipt, mail NewMail, pace MailPace) (kept Receipt, mailed bool, err error) {
	if d.Number != r.Number || d.Studio != r.Studio {
		return Receipt{}, false, errors.New("store: keep declaration: it is not the receipt's")
	}
	now := s.now()
	err = s.db.tx(ctx, func(tx *transaction) error {
		fresh, err := keepReceipt(tx, r)
		if err != nil || !fresh {
			return err
		}
		recipient := strings.ToLower(d.Recipient)
		// Two at once must not both be the last that is free.
		if err := tx.lock("declarations to " + recipient); err != nil {
			return err
		}
		var before int
		if err := tx.queryRow(`SELECT COUNT(*) FROM declarations WHERE recipient = ? AND kept_at > ?`,
			[]any{recipient, now - pace.Window.Milliseconds()}, &before); err != nil {
			return err
		}
		if _, err := tx.exec(`INSERT INTO declarations (number, studio, kind, language, form, recipient, state, arrived_at, kept_at, due_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			d.Number, d.Studio, d.Kind, d.Language, string(d.Form), recipient, string(DeclarationReceived), d.Arrived.UnixMilli(), now, now); err != nil {
			return err
		}
		if err := addState(tx, d.Number, DeclarationReceived, d.Arrived.UnixMilli()); err != nil {
			return err
		}
		if before >= pace.Most {
			return nil
		}
		mail.Cause = ReceiptCause(d.Number)
		if late := before - pace.Free + 1; late > 0 {
			mail.NotBefore = timeOf(now).Add(time.Duration(late) * pace.Pause)
		}
		_, err = enqueue(tx, mail, now)
		return err
	})
	if err != nil {
		return Receipt{}, false, fmt.Errorf("store: keep declaration: %w", err)
	}
	if kept, err = s.GetReceipt(ctx, r.Studio, r.Number); err != nil {
		return Receipt{}, false, err
	}
	var mails int
	if err := s.db.queryRow(ctx, `SELECT COUNT(*) FROM outbox WHERE cause = ?`, []any{ReceiptCause(r.Number)}, &mails); err != nil {
		return Receipt{}, false, fmt.Errorf("store: keep declaration: %w", err)
	}
	return kept, mails > 0, nil
}

// ReceiptCause is the cause of the mail that carries a receipt.
func ReceiptCause(number string) string { return "receipt/" + number }

func addState(tx *transaction, number string, state DeclarationState, at int64) error {
	_, err := tx.exec(`INSERT INTO declaration_states (number, step, state, at)
		SELECT ?, COUNT(*) + 1, ?, ? FROM declaration_states WHERE number = ?`, number, string(state), at, number)
	return err
}

// ClaimDeclaration leases the declaration that has been due longest to the caller, those
// of some studios left out; nil means that none is due. Two processes never hold one at
// the same time.
func (s *Store) ClaimDeclaration(ctx context.Context, lease time.Duration, except ...string) (*Declaration, error) {
	now, token := s.now(), rand.Text()
	d := Declaration{lease: token}
	others, args := "", []any{token, now + lease.Milliseconds(), now}
	if len(except) > 0 {
		others = ` AND studio NOT IN (?` + strings.Repeat(", ?", len(except)-1) + `)`
		for _, studio := range except {
			args = append(args, studio)
		}
	}
	err := scanDeclaration(&d, func(into ...any) error {
		return s.db.writeRow(ctx, `UPDATE declarations SET lease_token = ?, due_at = ?, attempts = attempts + 1
			WHERE number = (SELECT number FROM declarations WHERE finished_at IS NULL AND due_at <= ?`+others+` ORDER BY due_at, number LIMIT 1`+s.db.skipLocked+`)
			RETURNING `+declarationColumns, args, into...)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("store: claim declaration: %w", err)
	}
	return &d, nil
}

func scanDeclaration(d *Declaration, scan func(...any) error) error {
	var form, state string
	var arrived int64
	var finished sql.NullInt64
	err := scan(&d.Number, &d.Studio, &d.Kind, &d.Language, &form, &d.Recipient, &state, &d.CustomerID, &d.ContractID, &d.Ends, &d.Attempts, &arrived, &finished)
	if err != nil {
		return err
	}
	d.Form, d.State, d.Arrived, d.Finished = json.RawMessage(form), DeclarationState(state), timeOf(arrived), timeOf(finished.Int64)
	return nil
}

// MoveDeclaration notes the state that a claimed declaration has come to, with what was
// found out (CustomerID, ContractID, Ends), and puts the mails about it into the outbox:
// all of it or nothing. A final state ends the work on it. ErrLeaseLost when another
// process has claimed it since.
func (s *Store) MoveDeclaration(ctx context.Context, d *Declaration, to DeclarationState, mails ...NewMail) error {
	now := s.now()
	var finished any
	if to.final() {
		finished = now
	}
	err := s.db.tx(ctx, func(tx *transaction) error {
		n, err := tx.exec(`UPDATE declarations SET state = ?, customer_id = ?, contract_id = ?, ends = ?, finished_at = ?
			WHERE number = ? AND lease_token = ? AND finished_at IS NULL`,
			string(to), d.CustomerID, d.ContractID, d.Ends, finished, d.Number, d.lease)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrLeaseLost
		}
		if err := addState(tx, d.Number, to, now); err != nil {
			return err
		}
		for _, m := range mails {
			if _, err := enqueue(tx, m, now); err != nil {
				return err
			}
		}
		return nil
	})
	switch {
	case errors.Is(err, ErrLeaseLost):
		return ErrLeaseLost
	case err != nil:
		return fmt.Errorf("store: move declaration: %w", err)
	}
	d.State = to
	return nil
}

// RetryDeclaration gives a claimed declaration back to be claimed again at the given
// time. ErrLeaseLost as with MoveDeclaration.
func (s *Store) RetryDeclaration(ctx context.Context, d Declaration, at time.Time) error {
	n, err := s.db.exec(ctx, `UPDATE declarations SET lease_token = '', due_at = ? WHERE number = ? AND lease_token = ? AND finished_at IS NULL`,
		at.UnixMilli(), d.Number, d.lease)
	switch {
	case err != nil:
		return fmt.Errorf("store: retry declaration: %w", err)
	case n == 0:
		return ErrLeaseLost
	}
	return nil
}

// ConfirmDeclaration notes that the studio has confirmed what it had to check. It
// changes nothing in any other state.
func (s *Store) ConfirmDeclaration(ctx context.Context, number, ends string) error {
	now := s.now()
	err := s.db.tx(ctx, func(tx *transaction) error {
		n, err := tx.exec(`UPDATE declarations SET state = ?, ends = ? WHERE number = ? AND state = ?`,
			string(DeclarationAccepted), ends, number, string(DeclarationChecking))
		if err != nil || n == 0 {
			return err
		}
		return addState(tx, number, DeclarationAccepted, now)
	})
	if err != nil {
		return fmt.Errorf("store: confirm declaration: %w", err)
	}
	return nil
}

// GetDeclaration returns a declaration and the states it came to, in their order.
// ErrNotFound where there is none of this studio.
func (s *Store) GetDeclaration(ctx context.Context, studio, number string) (d Declaration, steps []DeclarationStep, err error) {
	err = scanDeclaration(&d, func(into ...any) error {
		return s.db.queryRow(ctx, `SELECT `+declarationColumns+` FROM declarations WHERE number = ? AND studio = ?`, []any{number, studio}, into...)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return d, nil, ErrNotFound
	}
	if err != nil {
		return d, nil, fmt.Errorf("store: get declaration: %w", err)
	}
	rows, err := s.db.query(ctx, `SELECT state, at FROM declaration_states WHERE number = ? ORDER BY step`, number)
	if err != nil {
		return d, nil, fmt.Errorf("store: get declaration: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var state string
		var at int64
		if err := rows.Scan(&state, &at); err != nil {
			return d, nil, fmt.Errorf("store: get declaration: %w", err)
		}
		steps = append(steps, DeclarationStep{DeclarationState(state), timeOf(at)})
	}
	return d, steps, rows.Err()
}

// EachDeclaration calls do with the declarations of a studio, or of all for "", that
// arrived since then, oldest first, until do fails.
func (s *Store) EachDeclaration(ctx context.Context, studio string, since time.Time, do func(Declaration) error) (err error) {
	rows, err := s.db.query(ctx, `SELECT `+declarationColumns+` FROM declarations WHERE (studio = ? OR ? = '') AND arrived_at >= ? ORDER BY arrived_at, number`,
		studio, studio, since.UnixMilli())
	if err != nil {
		return fmt.Errorf("store: declarations: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var d Declaration
		if err := scanDeclaration(&d, rows.Scan); err != nil {
			return fmt.Errorf("store: declarations: %w", err)
		}
		if err := do(d); err != nil {
			return err
		}
	}
	return rows.Err()
}
