package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"
)

// MailKindNewDevice is the kind of the outbox row that tells a member of a sign-in on a device that
// was not seen before.
const MailKindNewDevice = "new-device"

// Device is a kind of device that a member has signed in on.
type Device struct {
	Label string    // as the list of sessions shows it
	Seen  time.Time // UTC, the last sign-in
}

// NoteDevice notes a sign-in on a device. Where the member has signed in before, but never on one
// with this label, the notice goes into the outbox in the same step, so that of two sign-ins at
// the same time one brings it. It reports whether it did. The notice's cause is made here.
func (s *Store) NoteDevice(ctx context.Context, studio string, customerID int64, label string, notice NewMail) (told bool, err error) {
	if studio == "" || customerID == 0 {
		return false, errors.New("store: note device: no member")
	}
	now := s.now()
	err = s.db.tx(ctx, func(tx *transaction) error {
		told = false
		if err := tx.lock(fmt.Sprintf("device %s %d", studio, customerID)); err != nil {
			return err
		}
		var known, others int
		if err := tx.queryRow(`SELECT COALESCE(SUM(CASE WHEN label = ? THEN 1 ELSE 0 END), 0), COUNT(*) FROM devices WHERE studio = ? AND customer_id = ?`,
			[]any{label, studio, customerID}, &known, &others); err != nil {
			return err
		}
		if _, err := tx.exec(`INSERT INTO devices (studio, customer_id, label, seen_at) VALUES (?, ?, ?, ?)
			ON CONFLICT (studio, customer_id, label) DO UPDATE SET seen_at = excluded.seen_at`, studio, customerID, label, now); err != nil {
			return err
		}
		if known > 0 || others == 0 {
			return nil
		}
		notice.Kind, notice.Studio, notice.Cause = MailKindNewDevice, studio, MailKindNewDevice+"/"+rand.Text()
		told, err = enqueue(tx, notice, now)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("store: note device: %w", err)
	}
	return told, nil
}

// ListDevices returns the devices that a member has signed in on, the last one first.
func (s *Store) ListDevices(ctx context.Context, studio string, customerID int64) (list []Device, err error) {
	rows, err := s.db.query(ctx, `SELECT label, seen_at FROM devices WHERE studio = ? AND customer_id = ? ORDER BY seen_at DESC, label`, studio, customerID)
	if err != nil {
		return nil, fmt.Errorf("store: list devices: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var (
			d    Device
			seen int64
		)
		if err := rows.Scan(&d.Label, &seen); err != nil {
			return nil, fmt.Errorf("store: list devices: %w", err)
		}
		d.Seen = timeOf(seen)
		list = append(list, d)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: list devices: %w", err)
	}
	return list, nil
}
