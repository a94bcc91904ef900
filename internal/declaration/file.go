package declaration

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"memberportal/i18n"
	"memberportal/internal/receipt"
	"memberportal/internal/store"
	"memberportal/pgclient"
	views "memberportal/views/mail"
)

// API is what the work on declarations needs of a studio's client; *pgclient.Client is one.
type API interface {
	People
	GetContractData(ctx context.Context, customerID int64) ([]pgclient.ContractData, error)
	GetContractCancelationReasonData(ctx context.Context) ([]pgclient.ContractCancelationReason, error)
	CreateContractCancelationAmendment(ctx context.Context, customerID int64, r pgclient.ContractCancelationRequest) error
	CreateCommunicationInNewCommunicationThread(ctx context.Context, customerID int64, r pgclient.CommunicationRequest) (pgclient.Communication, error)
}

// Studio is what the work needs to know of a studio.
type Studio struct {
	API           API
	Zone          *time.Location
	Language      string        // its first
	Printer       *i18n.Printer // in that language
	DefaultReason int64         // stands where the member gave none; 0: none is configured
}

const (
	// giveUp is how long after its arrival a declaration goes to the studio by mail, where
	// the API could not be asked until then.
	giveUp = 6 * time.Hour
	// lookFor is how long the portal looks for what became of a call without a clear
	// answer. A call that hangs may still be carried out.
	lookFor = 10 * time.Minute
	// tryTime bounds all reads of one try, callTime a write with what follows it: a
	// write is never cut off by the stop of the portal.
	tryTime  = 40 * time.Second
	callTime = 18 * time.Second
)

// filing is the work on one claimed declaration.
type filing struct {
	*Worker
	d       *store.Declaration
	form    Form
	studio  Studio
	remarks []views.Remark
}

// advance brings a declaration as far as it comes now. An error means that it has to be
// tried again; it says nothing about anybody.
func (f *filing) advance(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, tryTime)
	defer cancel()
	if f.d.State == store.DeclarationFiling {
		return f.lookBack(ctx) // whoever set this has died over the call: it is never made twice
	}
	k, day, reason, err := f.match(ctx)
	switch {
	case pgclient.KindOf(err) == pgclient.Forbidden:
		f.say(views.RemarkNoAccess, "")
		return f.handOver(ctx, true)
	case err != nil:
		return err
	case day.IsZero():
		return f.handOver(ctx, true)
	}
	return f.file(ctx, k, day, reason)
}

func (f *filing) say(code views.RemarkCode, value string) {
	f.remarks = append(f.remarks, views.Remark{Code: code, Value: value})
}

// match finds out who, which contract, to which day and for what reason. The day is zero
// where the declaration is for the studio to see to; the remarks say why.
func (f *filing) match(ctx context.Context) (k pgclient.ContractData, day pgclient.Date, reason int64, err error) {
	people := true // whether people have to see to it
	switch {
	case receipt.Kind(f.d.Kind) != receipt.Cancellation:
		f.say(views.RemarkWithdrawal, "")
	case f.form.Extraordinary:
		f.say(views.RemarkExtraordinary, "")
	default:
		people = false
	}
	who, err := findPerson(ctx, f.studio.API, f.form)
	if err != nil {
		return k, day, 0, err
	}
	f.remarks = append(f.remarks, who.remarks...)
	f.d.CustomerID, f.d.ContractID = who.customer.ID, 0
	if who.fitting != 1 {
		return k, day, 0, nil
	}
	contracts, err := f.studio.API.GetContractData(ctx, who.customer.ID)
	if err != nil && !nobody(err) {
		return k, day, 0, err
	}
	k, remark := chooseContract(contracts, f.form.Contract, f.form.MemberNumber)
	f.remarks = append(f.remarks, remark)
	f.d.ContractID = k.ID
	if remark.Code != views.RemarkContractFound || people {
		return k, day, 0, nil
	}
	day, why := chooseDay(f.form, k.AvailableCancelationDates, f.day(f.d.Arrived), f.day(f.o.Now()))
	if why != "" {
		f.say(why, "")
		return k, pgclient.Date{}, 0, nil
	}
	if !who.onRecord {
		return k, pgclient.Date{}, 0, nil
	}
	if reason, err = f.reason(ctx); err != nil {
		return k, pgclient.Date{}, 0, err
	}
	if reason == 0 {
		f.say(views.RemarkReasonMissing, "")
		return k, pgclient.Date{}, 0, nil
	}
	return k, day, reason, nil
}

func (f *filing) day(t time.Time) pgclient.Date { return pgclient.DateOf(t.In(f.studio.Zone)) }

// reason is the one of the studio's reasons that the member named, else the configured
// one where the studio has it; 0 for none.
func (f *filing) reason(ctx context.Context) (int64, error) {
	reasons, err := f.studio.API.GetContractCancelationReasonData(ctx)
	if pgclient.KindOf(err) == pgclient.Forbidden {
		return f.studio.DefaultReason, nil // what cannot be listed may still be used
	}
	if err != nil {
		return 0, err
	}
	given := strings.Join(strings.Fields(f.form.Reason), " ")
	for _, r := range reasons {
		if given != "" && strings.EqualFold(given, r.CancelationReasonName) {
			return r.CancelationReasonID, nil
		}
	}
	if slices.ContainsFunc(reasons, func(r pgclient.ContractCancelationReason) bool {
		return r.CancelationReasonID == f.studio.DefaultReason
	}) {
		return f.studio.DefaultReason, nil
	}
	return 0, nil
}

// file asks the API for the end of the contract, once. That it is going to is on the
// disk before: from then on nobody asks again, but looks for what came of it.
func (f *filing) file(ctx context.Context, k pgclient.ContractData, day pgclient.Date, reason int64) error {
	f.d.Ends = day.String() // what was asked for: looking back has to know it
	if err := f.move(ctx, store.DeclarationFiling); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTime)
	defer cancel()
	err := f.studio.API.CreateContractCancelationAmendment(ctx, f.d.CustomerID, pgclient.ContractCancelationRequest{
		ContractID: k.ID, CancelationDate: day, CancelationReasonID: reason,
	})
	if err == nil || pgclient.Unclear(err) {
		return f.lookBack(context.WithoutCancel(ctx))
	}
	f.d.Ends = ""
	var answer *pgclient.Error
	switch pgclient.KindOf(err) {
	case pgclient.Invalid, pgclient.NotFound, pgclient.Conflict:
		if errors.As(err, &answer) {
			f.say(views.RemarkRefused, answer.Message)
		}
		return f.handOver(ctx, true)
	case pgclient.Forbidden:
		f.say(views.RemarkNoAccess, "")
		return f.handOver(ctx, true)
	}
	// It surely has not happened: the API was not reached, or it asked to wait.
	return errors.Join(err, f.move(ctx, store.DeclarationReceived))
}

// lookBack finds out what became of the call. What is not to be found is looked for
// again for a while, and then told to the studio as what it is: not known.
func (f *filing) lookBack(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	contracts, err := f.studio.API.GetContractData(ctx, f.d.CustomerID)
	if err != nil && !nobody(err) {
		return err
	}
	asked, _ := pgclient.ParseDate(f.d.Ends) // file wrote it
	i := slices.IndexFunc(contracts, func(k pgclient.ContractData) bool { return k.ID == f.d.ContractID })
	if i >= 0 {
		k := contracts[i]
		canceled, pending := k.CancelationStatus == pgclient.CancelationStatusCanceled, k.CancelationStatus == pgclient.CancelationStatusPendingVerification
		switch {
		case canceled && k.CancelationDate == asked:
			return f.filed(ctx, store.DeclarationAccepted)
		case pending && k.CancelationDate == asked:
			return f.filed(ctx, store.DeclarationChecking)
		case canceled || pending:
			f.say(views.RemarkOtherDay, "")
			f.remarks = append(f.remarks, contractRemark(views.RemarkContractFound, k))
			return f.handOver(ctx, true)
		}
	}
	since, err := f.filingSince(ctx)
	if err != nil {
		return err
	}
	if f.o.Clock().Sub(since) < lookFor {
		return errNotFoundYet
	}
	f.say(views.RemarkUnclear, "")
	if c, err := f.studio.API.GetCustomerById(ctx, f.d.CustomerID); err == nil { // found long before; the studio may know without it
		f.say(views.RemarkPersonFound, called(c))
	}
	if i >= 0 {
		f.remarks = append(f.remarks, contractRemark(views.RemarkContractFound, contracts[i]))
	}
	return f.handOver(ctx, true)
}

// errNotFoundYet says that the portal has to look again.
var errNotFoundYet = errors.New("declaration: what became of the call is not to be seen yet")

// filingSince is when the call was last about to be made.
func (f *filing) filingSince(ctx context.Context) (time.Time, error) {
	_, steps, err := f.o.Store.GetDeclaration(ctx, f.d.Studio, f.d.Number)
	if err != nil {
		return time.Time{}, err
	}
	for _, s := range slices.Backward(steps) {
		if s.State == store.DeclarationFiling {
			return s.At, nil
		}
	}
	return time.Time{}, nil // long ago, as far as anybody knows
}

// filed notes that the API has it, and tells the member.
func (f *filing) filed(ctx context.Context, to store.DeclarationState) error {
	mails, err := f.stateMail(ctx)
	if err != nil {
		return err
	}
	return f.move(ctx, to, mails...)
}

// move notes a state. It is written down also where the portal is about to stop.
func (f *filing) move(ctx context.Context, to store.DeclarationState, mails ...store.NewMail) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTime)
	defer cancel()
	if err := f.o.Store.MoveDeclaration(ctx, f.d, to, mails...); err != nil {
		return err
	}
	if len(mails) > 0 {
		f.o.MailWake()
	}
	return nil
}
