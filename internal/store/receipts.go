package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

// Receipt is a signed receipt as it is kept.
type Receipt struct {
	Number     string
	Studio     string
	Kind       string // as in the signed text
	CustomerID int64  // 0: declared without signing in
	IntentID   string // of the write it is about; "" for none
	Text       string // signed
	ViewKey    string // opens the receipt
	StateKey   string // opens what has become of it too
	Arrived    time.Time
}

const receiptColumns = `number, studio, kind, customer_id, intent_id, text, view_key, state_key, arrived_at`

// keepReceipt reports false when there is a receipt with this number already: that of
// the same cause.
func keepReceipt(to execer, r Receipt) (bool, error) {
	if r.Number == "" || r.Text == "" || r.ViewKey == "" || r.StateKey == "" || r.ViewKey == r.StateKey {
		return false, errors.New("a receipt needs a number, a text and two keys")
	}
	n, err := to.exec(`INSERT INTO receipts (`+receiptColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO NOTHING`,
		r.Number, r.Studio, r.Kind, r.CustomerID, r.IntentID, r.Text, r.ViewKey, r.StateKey, r.Arrived.UnixMilli())
	return n == 1, err
}

// GetReceipt returns a receipt of this studio, ErrNotFound where there is none. Who may
// see it is for the caller to decide, by its keys.
func (s *Store) GetReceipt(ctx context.Context, studio, number string) (Receipt, error) {
	if !utf8.ValidString(number) {
		return Receipt{}, ErrNotFound
	}
	return s.receipt(ctx, `number = ? AND studio = ?`, number, studio)
}

// ReceiptOf returns the receipt of a write, ErrNotFound where it has none.
func (s *Store) ReceiptOf(ctx context.Context, studio string, customerID int64, intentID string) (Receipt, error) {
	if intentID == "" {
		return Receipt{}, ErrNotFound
	}
	return s.receipt(ctx, `intent_id = ? AND studio = ? AND customer_id = ?`, intentID, studio, customerID)
}

func (s *Store) receipt(ctx context.Context, where string, args ...any) (Receipt, error) {
	r, err := scanReceipt(func(into ...any) error {
		return s.db.queryRow(ctx, `SELECT `+receiptColumns+` FROM receipts WHERE `+where, args, into...)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return Receipt{}, ErrNotFound
	}
	if err != nil {
		return Receipt{}, fmt.Errorf("store: get receipt: %w", err)
	}
	return r, nil
}

func scanReceipt(scan func(...any) error) (Receipt, error) {
	var r Receipt
	var arrived int64
	err := scan(&r.Number, &r.Studio, &r.Kind, &r.CustomerID, &r.IntentID, &r.Text, &r.ViewKey, &r.StateKey, &arrived)
	r.Arrived = timeOf(arrived)
	return r, err
}

// ListReceipts returns a member's receipts, newest first, at most limit: those of what
// was done signed in, since a declaration made without that proves nothing about who made it.
func (s *Store) ListReceipts(ctx context.Context, studio string, customerID int64, limit int) (list []Receipt, err error) {
	rows, err := s.db.query(ctx, `SELECT `+receiptColumns+` FROM receipts WHERE studio = ? AND customer_id = ?
		ORDER BY arrived_at DESC, number LIMIT ?`, studio, customerID, limit)
	if err != nil {
		return nil, fmt.Errorf("store: list receipts: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		r, err := scanReceipt(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("store: list receipts: %w", err)
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

// KeepReceiptKey keeps the public half of a signing key for ever.
func (s *Store) KeepReceiptKey(ctx context.Context, id string, jwk json.RawMessage) error {
	_, err := s.db.exec(ctx, `INSERT INTO receipt_keys (id, jwk, first_used) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING`,
		id, string(jwk), s.now())
	if err != nil {
		return fmt.Errorf("store: keep receipt key: %w", err)
	}
	return nil
}

// ReceiptKeys returns the public halves that were ever kept, newest first.
func (s *Store) ReceiptKeys(ctx context.Context) (keys []json.RawMessage, err error) {
	rows, err := s.db.query(ctx, `SELECT jwk FROM receipt_keys ORDER BY first_used DESC, id`)
	if err != nil {
		return nil, fmt.Errorf("store: receipt keys: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var jwk string
		if err := rows.Scan(&jwk); err != nil {
			return nil, fmt.Errorf("store: receipt keys: %w", err)
		}
		keys = append(keys, json.RawMessage(jwk))
	}
	return keys, rows.Err()
}
