package mail

import (
	"context"
	"encoding/json"
	"time"

	"memberportal/internal/store"
	views "memberportal/views/mail"
)

// KindDigest is the kind of the outbox row that tells a studio in the morning what waits
// for it; its payload is a DigestNotice.
const KindDigest = "digest"

// DigestNotice is what such a row has to know.
type DigestNotice struct {
	Until time.Time `json:"until"` // what was handed over before this moment counts
}

const (
	// handedListed is how long a declaration is listed that was handed to the studio:
	// over a long weekend, since the portal cannot see what was settled.
	handedListed = 72 * time.Hour
	// checkingListed is how long one is listed that waits for the studio's confirmation,
	// from its arrival on.
	checkingListed = 30 * 24 * time.Hour
	// mostListed bounds each of the two lists.
	mostListed = 100
	// longestName is how much of a name is shown, in characters.
	longestName = 80
)

// Waiting is where what waits stands; *store.Store is one.
type Waiting interface {
	EachDeclaration(ctx context.Context, studio string, since time.Time, do func(store.Declaration) error) error
}

// Waits is what waits for a studio, oldest first.
type Waits struct{ Handed, Checking []store.Declaration }

// None tells whether nothing waits.
func (w Waits) None() bool { return len(w.Handed)+len(w.Checking) == 0 }

// WaitsAt finds what waited for a studio at a moment.
func WaitsAt(ctx context.Context, waiting Waiting, slug string, until time.Time) (Waits, error) {
	var w Waits
	add := func(list []store.Declaration, d store.Declaration) []store.Declaration {
		if len(list) >= mostListed {
			d.Form = nil // counted, not shown; a flood of them need not be held
		}
		return append(list, d)
	}
	err := waiting.EachDeclaration(ctx, slug, until.Add(-checkingListed), func(d store.Declaration) error {
		switch {
		case d.State == store.DeclarationChecking:
			w.Checking = add(w.Checking, d)
		case d.State == store.DeclarationHanded && d.Finished.After(until.Add(-handedListed)) && !d.Finished.After(until):
			w.Handed = add(w.Handed, d)
		}
		return nil
	})
	return w, err
}

// Digest handles the rows of KindDigest. Where nothing waits any more there is no mail.
func (r *Renderer) Digest(waiting Waiting) Prepare {
	return func(ctx context.Context, row store.Mail) (*Message, error) {
		var notice DigestNotice
		if err := json.Unmarshal(row.Payload, &notice); err != nil {
			return nil, &Failure{Reason: "payload unreadable", Permanent: true, Quiet: true, Err: err}
		}
		studio, ok := r.studio(row.Studio)
		if !ok {
			return nil, &Failure{Reason: "studio unknown", Permanent: true, Quiet: true}
		}
		waits, err := WaitsAt(ctx, waiting, row.Studio, notice.Until)
		if err != nil {
			return nil, &Failure{Reason: "store", Quiet: true, Err: err}
		}
		if waits.None() {
			return nil, nil
		}
		printer := studio.Printer(row.Language)
		m := views.DigestMail{Text: printer, StudioName: studio.Name, BrandColor: studio.BrandColor, OnBrand: studio.OnBrand}
		list := func(from []store.Declaration) (shown []views.Waiting, more int) {
			for _, d := range from[:min(len(from), mostListed)] {
				shown = append(shown, views.Waiting{
					Number: d.Number, About: aboutOf(d.Kind), Name: nameOf(d), Arrived: printer.DateTime(d.Arrived), Since: printer.DateTime(d.Finished),
				})
			}
			return shown, len(from) - len(shown)
		}
		m.Handed, m.MoreHanded = list(waits.Handed)
		m.Checking, m.MoreChecks = list(waits.Checking)
		subject, plain, html := views.Digest(m)
		return r.message(ctx, studio, printer, Message{ID: MessageID(row.Cause), To: studio.ContactEmail, Subject: subject, Text: plain}, html)
	}
}

// nameOf is the name as typed, cut where it is no name any more.
func nameOf(d store.Declaration) string {
	var form struct {
		Name string `json:"name"`
	}
	_ = json.Unmarshal(d.Form, &form) // what cannot be read has no name
	if runes := []rune(form.Name); len(runes) > longestName {
		return string(runes[:longestName-1]) + "…"
	}
	return form.Name
}
