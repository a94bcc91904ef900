package declaration

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"time"

	"memberportal/internal/mail"
	"memberportal/internal/receipt"
	"memberportal/internal/store"
)

// MailKindReceipt is the kind of the outbox row that carries a receipt; its payload is
// a ReceiptMail.
const MailKindReceipt = mail.KindReceipt

// ReceiptMail is the payload of the mail with a receipt: which one, and what opens it.
type ReceiptMail = mail.ReceiptNotice

// ErrNoReceipt says that there is no such receipt, neither in the database nor in the spool.
var ErrNoReceipt = errors.New("declaration: no such receipt")

const (
	// storeTime is how long the database may take before a declaration goes to the spool:
	// far more than it needs, far less than somebody waits for an answer.
	storeTime = 3 * time.Second
	// readTime bounds looking something up.
	readTime = 2 * time.Second
)

// mailPace is how receipts' mails to one address slow down.
func mailPace() store.MailPace {
	return store.MailPace{Window: 24 * time.Hour, Free: 3, Pause: time.Hour, Most: 10}
}

// Desk takes declarations. It is safe for concurrent use.
type Desk struct {
	store  *store.Store
	spool  *Spool
	signer *receipt.Signer
	secret []byte // of the keys that open receipts
	log    *slog.Logger
}

// NewDesk returns a desk that signs with the newest of the configured keys.
func NewDesk(st *store.Store, spool *Spool, keys [][]byte, logger *slog.Logger) (*Desk, error) {
	signer, err := receipt.NewSigner(keys)
	if err != nil {
		return nil, err
	}
	secret, err := hkdf.Key(sha256.New, keys[0], nil, "what opens a receipt", 32)
	if err != nil {
		return nil, err
	}
	return &Desk{store: st, spool: spool, signer: signer, secret: secret, log: logger}, nil
}

// Received is a declaration as it came in.
type Received struct {
	Cause   []byte          // the form's one-time token or its Fingerprint: the same cause is the same declaration
	Form    Form            // as typed
	Receipt receipt.Receipt // all but its number
}

// Take makes a declaration durable and returns its receipt, and whether the receipt's
// mail is on its way. When Take returns without an error it has arrived, whatever
// happens next: it is in the database, or, where that did not take it, in the spool.
// The context's end does not stop it.
func (d *Desk) Take(ctx context.Context, r Received) (store.Receipt, bool, error) {
	ctx = context.WithoutCancel(ctx)
	e := d.entry(r)
	// It may be in the spool already: the database must not take a second, later one.
	switch first, err := d.spool.get(e.Declaration.Number); {
	case err == nil:
		return first.Receipt, true, nil
	case !errors.Is(err, fs.ErrNotExist):
		d.log.ErrorContext(ctx, "spool cannot be read", "failure", err.Error())
	}
	limited, cancel := context.WithTimeout(ctx, storeTime)
	kept, mailed, err := d.store.KeepDeclaration(limited, e.Declaration, e.Receipt, e.Mail, mailPace())
	cancel()
	if err == nil {
		return kept, mailed, nil
	}
	first, spoolErr := d.spool.keep(e)
	if spoolErr != nil {
		return store.Receipt{}, false, errors.Join(err, spoolErr)
	}
	d.log.ErrorContext(ctx, "database did not take a declaration; it is in the spool", "failure", err.Error())
	return first.Receipt, true, nil
}

func (d *Desk) entry(r Received) spooled {
	signed := r.Receipt
	signed.Number = receipt.NumberOf(r.Cause)
	signed.Arrived = signed.Arrived.Truncate(time.Millisecond) // as the database keeps it
	form, _ := json.Marshal(r.Form)                            // always marshals, see Fingerprint
	kept := d.kept(signed)
	payload, _ := json.Marshal(ReceiptMail{Number: kept.Number, Key: kept.ViewKey})
	return spooled{
		Receipt: kept,
		Declaration: store.Declaration{
			Number: signed.Number, Studio: signed.Studio, Kind: string(signed.Kind), Language: signed.Language, Form: form,
			Recipient: r.Form.Email, Arrived: signed.Arrived,
		},
		Mail: store.NewMail{
			Cause: store.ReceiptCause(signed.Number), Kind: MailKindReceipt, Studio: signed.Studio, Language: signed.Language, To: r.Form.Email, Payload: payload,
		},
	}
}

// Sign makes the receipt of a write by somebody signed in, for store.NewIntent. The
// cause is the form's one-time token with what it was spent on.
func (d *Desk) Sign(cause []byte, r receipt.Receipt) store.Receipt {
	r.Number = receipt.NumberOf(cause)
	return d.kept(r)
}

func (d *Desk) kept(r receipt.Receipt) store.Receipt {
	return store.Receipt{
		Number: r.Number, Studio: r.Studio, Kind: string(r.Kind), Text: d.signer.Sign(r), Arrived: r.Arrived.Truncate(time.Millisecond).UTC(),
		ViewKey: d.key("view", r.Number), StateKey: d.key("state", r.Number),
	}
}

// key is what opens a receipt. It follows from the number, so that a form sent twice,
// once to the database and once to the spool, has one address.
func (d *Desk) key(what, number string) string {
	mac := hmac.New(sha256.New, d.secret)
	mac.Write([]byte(what + "\x00" + number))
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(mac.Sum(nil)[:20])
}

// Receipt returns a receipt of a studio; ErrNoReceipt where there is none. It is in the
// spool as long as the database has not taken it.
func (d *Desk) Receipt(ctx context.Context, studio, number string) (store.Receipt, error) {
	if !receipt.IsNumber(number) {
		return store.Receipt{}, ErrNoReceipt
	}
	limited, cancel := context.WithTimeout(ctx, readTime)
	defer cancel()
	kept, err := d.store.GetReceipt(limited, studio, number)
	if err == nil {
		return kept, nil
	}
	if e, spoolErr := d.spool.get(number); spoolErr == nil && e.Receipt.Studio == studio {
		return e.Receipt, nil
	}
	if errors.Is(err, store.ErrNotFound) {
		return store.Receipt{}, ErrNoReceipt
	}
	return store.Receipt{}, err
}

// Import takes what waits in the spool into the database. What it has already is only
// removed. The first failure ends it; what is left waits for the next time.
func (d *Desk) Import(ctx context.Context) error {
	numbers, err := d.spool.numbers()
	if err != nil {
		return err
	}
	for _, number := range numbers {
		e, err := d.spool.get(number)
		if errors.Is(err, fs.ErrNotExist) {
			continue // another process was quicker
		}
		if err != nil {
			// One file that cannot be read must not keep the others waiting.
			d.log.ErrorContext(ctx, "a declaration in the spool cannot be read", "number", number)
			continue
		}
		if _, _, err := d.store.KeepDeclaration(ctx, e.Declaration, e.Receipt, e.Mail, mailPace()); err != nil {
			return err
		}
		if err := d.spool.remove(number); err != nil {
			return err
		}
		d.log.InfoContext(ctx, "a declaration came from the spool into the database", "number", number)
	}
	return nil
}

// KeepKeys publishes the public halves of the configured keys for ever: a receipt must
// be checkable after they are gone from the configuration.
func (d *Desk) KeepKeys(ctx context.Context) error {
	for _, k := range d.signer.Keys().Keys {
		jwk, err := json.Marshal(k)
		if err != nil {
			return err
		}
		if err := d.store.KeepReceiptKey(ctx, k.ID, jwk); err != nil {
			return err
		}
	}
	return nil
}

// Keys are the public keys that ever signed here. Without the database they are those
// of the configuration, with the database's error.
func (d *Desk) Keys(ctx context.Context) (receipt.KeySet, error) {
	set := d.signer.Keys()
	limited, cancel := context.WithTimeout(ctx, readTime)
	defer cancel()
	kept, err := d.store.ReceiptKeys(limited)
	if err != nil {
		return set, err
	}
	for _, jwk := range kept {
		var k receipt.Key
		if json.Unmarshal(jwk, &k) == nil {
			set = set.With(receipt.KeySet{Keys: []receipt.Key{k}})
		}
	}
	return set, nil
}

// Check verifies a receipt's signature against every key that ever signed here.
func (d *Desk) Check(ctx context.Context, kept store.Receipt) (receipt.Receipt, error) {
	set, err := d.Keys(ctx)
	r, verifyErr := receipt.Verify(kept.Text, set)
	if verifyErr != nil {
		return receipt.Receipt{}, errors.Join(verifyErr, err)
	}
	return r, nil
}
