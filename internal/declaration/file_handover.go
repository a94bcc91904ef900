package declaration

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"memberportal/internal/mail"
	"memberportal/internal/store"
	"memberportal/pgclient"
	views "memberportal/views/mail"
)

const (
	// threadOnce is how long it is remembered that a thread was begun: far longer than
	// anybody works on a declaration.
	threadOnce = 400 * 24 * time.Hour
	// mostStateDays is how many days ahead a mail to a member may be put off, and so how
	// many of them can be waiting.
	mostStateDays = 7
	// stateMailLife is how long the mail to the member is tried to be sent.
	stateMailLife = 7 * 24 * time.Hour
	// morning is when mails go out that were put off to another day.
	morning = 8 * time.Hour
)

// handOver gives the declaration to the studio: by mail, which is the guarantee and is
// written with the state; and, where one customer matches and the API may be asked, as a
// message among that customer's. The latter is tried at most once, whatever happens: the
// attempt is counted before it is made.
func (f *filing) handOver(ctx context.Context, ask bool) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTime+noteTime)
	defer cancel()
	notice := mail.HandedNotice{Number: f.d.Number, ReplyTo: f.form.Email, Remarks: f.remarks}
	if f.d.CustomerID != 0 && ask {
		began, err := f.beginThread(ctx, notice)
		if err != nil {
			return err
		}
		if began {
			notice.Remarks = append(notice.Remarks, views.Remark{Code: views.RemarkThread})
		}
	}
	payload, err := json.Marshal(notice)
	if err != nil {
		return fmt.Errorf("declaration: notice: %w", err)
	}
	f.d.Ends = ""
	mails, err := f.stateMail(ctx)
	if err != nil {
		return err
	}
	language := f.studio.Language
	if language == "" {
		language = f.d.Language
	}
	mails = append(mails, store.NewMail{
		Cause: HandedCause(f.d.Number), Kind: mail.KindHanded, Studio: f.d.Studio, Language: language, Payload: payload,
	})
	return f.move(ctx, store.DeclarationHanded, mails...)
}

// HandedCause is the cause of the mail that gives a declaration to the studio, and
// StateCause that of the mail to the member in whose name it was made.
func HandedCause(number string) string { return mail.KindHanded + "/" + number }

// StateCause is explained with HandedCause.
func StateCause(number string) string { return mail.KindDeclarationState + "/" + number }

// beginThread reports whether the message was recorded. An error is one of the store.
func (f *filing) beginThread(ctx context.Context, notice mail.HandedNotice) (bool, error) {
	subject, content, err := mail.DeclarationThread(ctx, f.o.Store, f.studio.Printer, f.d.Studio, notice)
	if err != nil {
		return false, err
	}
	first, _, err := f.o.Store.Hit(ctx, "declaration-thread/"+f.d.Number, threadOnce, 1)
	if err != nil || !first {
		return false, err
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	_, err = f.studio.API.CreateCommunicationInNewCommunicationThread(ctx, f.d.CustomerID, pgclient.CommunicationRequest{
		CommunicationThreadStatus: pgclient.CommunicationThreadStatusCreated, Subject: subject, Content: content,
		CommunicationDirection: pgclient.CommunicationDirectionIncoming, CommunicationChannel: pgclient.CommunicationChannelOther,
	})
	if err != nil {
		f.o.Logger.Info("declaration not among the member's messages", "studio", f.d.Studio, "failure", string(pgclient.KindOf(err)))
	}
	return err == nil, nil
}

// stateMail is the mail to the one matched customer, none where nobody was matched. A
// member gets at most one a day, whoever declares in their name how often: further ones
// wait for the mornings after, and beyond a week none is written.
//
// The day is taken before the state is written. A process that dies in between wastes
// it, and the mail comes a day later.
func (f *filing) stateMail(ctx context.Context) ([]store.NewMail, error) {
	if f.d.CustomerID == 0 {
		return nil, nil
	}
	payload, err := json.Marshal(mail.StateNotice{Number: f.d.Number, CustomerID: f.d.CustomerID})
	if err != nil {
		return nil, fmt.Errorf("declaration: notice: %w", err)
	}
	pseudonym, err := f.pseudonym()
	if err != nil {
		return nil, err
	}
	now := f.o.Clock()
	for ahead := range mostStateDays {
		day := f.day(now).AddDays(ahead)
		window := time.Duration(ahead+2) * 24 * time.Hour // to the end of that day at least
		free, _, err := f.o.Store.Hit(ctx, mail.KindDeclarationState+"/"+pseudonym+"/"+day.String(), window, 1)
		if err != nil {
			return nil, err
		}
		if !free {
			continue
		}
		m := store.NewMail{
			Cause: StateCause(f.d.Number), Kind: mail.KindDeclarationState, Studio: f.d.Studio, Language: f.d.Language, Payload: payload,
			Deadline: now.Add(time.Duration(ahead)*24*time.Hour + stateMailLife),
		}
		if ahead > 0 {
			m.NotBefore = day.In(f.studio.Zone).Add(morning)
		}
		return []store.NewMail{m}, nil
	}
	return nil, nil
}

// pseudonym stands for the customer where a counter must not name one.
func (f *filing) pseudonym() (string, error) {
	key, err := hkdf.Key(sha256.New, f.o.Secret(), nil, "declaration counters", sha256.Size)
	if err != nil {
		return "", fmt.Errorf("declaration: derive key: %w", err)
	}
	h := hmac.New(sha256.New, key)
	fmt.Fprintf(h, "%s\x00%d", f.d.Studio, f.d.CustomerID)
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}
