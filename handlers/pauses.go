package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"memberportal/internal/receipt"
	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
)

// proofField is the file of the form that pauses.
const proofField = "document"

// pauseRoutes are pauses of a contract.
func pauseRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, "/contracts/:contractID/pause", true, showPause, ""},
		{post, "/contracts/:contractID/pause", true, createPause, proofField},
		{get, "/contracts/:contractID/pause/:idlePeriodID", true, showChangePause, ""},
		{post, "/contracts/:contractID/pause/:idlePeriodID", true, changePause, proofField},
		{get, "/contracts/:contractID/pause/:idlePeriodID/withdraw", true, showWithdrawPause, ""},
		{post, "/contracts/:contractID/pause/:idlePeriodID/withdraw", true, withdrawPause, ""},
	}
}

// The writes on pauses, by the action their intents carry.
const (
	actionPause         = "pause.create"
	actionWithdrawPause = "pause.withdraw"
)

// pauseKinds are the writes of these pages, by action.
func pauseKinds() map[string]kind {
	return map[string]kind{
		actionPause:         {lookFor(pauseLook), tellPause},
		actionChangePause:   {lookFor(changePauseLook), tellPause},
		actionWithdrawPause: {lookFor(withdrawPauseLook), tellPause},
	}
}

// The keys of the messages.
const (
	saidPaused         = "paused"
	saidPauseRequested = "pause_requested"
	saidPauseWithdrawn = "pause_withdrawn"
	saidRequestTaken   = "pause_request_withdrawn"
)

// pauseSayings are their messages.
func pauseSayings() map[string]saying {
	return map[string]saying{
		saidPaused:           {views.ToneGood, "pauses.done_title", "pauses.done_text"},
		saidPauseRequested:   {views.ToneInfo, "pauses.requested_title", "pauses.requested_text"},
		saidPauseChanged:     {views.ToneGood, "pauses.changed_title", "pauses.changed_text"},
		saidPauseChangeAsked: {views.ToneInfo, "pauses.change_asked_title", "pauses.change_asked_text"},
		saidPauseWithdrawn:   {views.ToneGood, "pauses.withdrawn_title", "pauses.withdrawn_text"},
		saidRequestTaken:     {views.ToneGood, "pauses.request_withdrawn_title", "pauses.request_withdrawn_text"},
	}
}

// pauseTarget is the pause that a write is about. It says nothing of the reason,
// which may be an illness.
type pauseTarget struct {
	ContractID int64         `json:"contract_id"`
	ID         int64         `json:"id,omitempty"`      // of the pause to be taken back
	Pending    bool          `json:"pending,omitempty"` // it was a request
	Start      pgclient.Date `json:"start"`
}

// pauseLook looks for a pause or a request that begins on the day.
func pauseLook(ctx context.Context, api *pgclient.Client, _ int64, t pauseTarget) (outcome, bool, error) {
	lists, err := api.GetIdlePeriods(ctx, t.ContractID)
	if err != nil {
		return outcome{}, false, err
	}
	for _, p := range lists.CurrentAndUpcomingIdlePeriods {
		if p.StartDate == t.Start {
			return outcome{Status: string(p.State), ID: p.ID}, true, nil
		}
	}
	return outcome{}, false, nil
}

// withdrawPauseLook: the pause is gone. A request that the studio has accepted
// meanwhile is a pause now, with another id, and so was not taken back.
func withdrawPauseLook(ctx context.Context, api *pgclient.Client, _ int64, t pauseTarget) (outcome, bool, error) {
	lists, err := api.GetIdlePeriods(ctx, t.ContractID)
	if err != nil {
		return outcome{}, false, err
	}
	stands := slices.ContainsFunc(slices.Concat(lists.CurrentAndUpcomingIdlePeriods, lists.PastIdlePeriods), func(p pgclient.IdlePeriod) bool {
		return p.ID == t.ID || t.Pending && p.StartDate == t.Start
	})
	return withdrawnPause(t), !stands, nil
}

// withdrawnPause is the outcome of taking back, told from what it was.
func withdrawnPause(t pauseTarget) outcome {
	o := outcome{Status: string(pgclient.IdlePeriodStateAccepted)}
	if t.Pending {
		o.Status = string(pgclient.IdlePeriodStatePendingVerification)
	}
	return o
}

// pauseSaid is the message for a write that went through.
func pauseSaid(action string, o outcome) string {
	pending := o.Status != string(pgclient.IdlePeriodStateAccepted)
	switch {
	case action == actionPause && pending:
		return saidPauseRequested
	case action == actionPause:
		return saidPaused
	case action == actionChangePause && pending:
		return saidPauseChangeAsked
	case action == actionChangePause:
		return saidPauseChanged
	case pending:
		return saidRequestTaken
	}
	return saidPauseWithdrawn
}

func tellPause(base views.Page, intent store.Intent, o outcome) told {
	text := base.Text
	to := told{to: base.Paths.Contracts(), toText: text.T("pauses.to_contract")}
	var t pauseTarget
	if json.Unmarshal(intent.Details, &t) == nil && t.ContractID != 0 {
		to.to = base.Paths.Contract(t.ContractID)
	}
	switch intent.State {
	case store.IntentDone:
		to.notice, _ = sayOutcome(text, pauseSaid(intent.Action, o), "", "")
	case store.IntentRefused:
		to.heading = text.T("pauses.refused_heading")
		to.notice = views.Notice{Tone: views.ToneWarn, Text: o.Message}
		if o.Message == "" {
			to.notice.Text = text.T("errors.refused_text")
		}
	default:
		to.notice.Text = text.T("pauses.unclear_text")
	}
	return to
}

// createPause lets the contract pause, or asks for it, once.
func createPause(c *Context) error {
	contract, err := c.selfServiceContract(c.Ctx)
	if err != nil {
		return err
	}
	form := readPauseForm(c.form)
	wish, problems := form.read(c.Text)
	config, err := c.API.GetIdlePeriodConfig(c.Ctx, contract.ID)
	if err != nil {
		return err
	}
	reason, ok := reasonOf(config, wish.reasonID)
	if !ok && wish.reasonID != 0 {
		problems = append(problems, views.FieldError{Field: "reason", Text: c.Text.T("pauses.reason_gone")})
	}
	if len(problems) == 0 && reason.DocumentRequired {
		if wrong := c.proofProblem(); wrong != "" {
			problems = append(problems, views.FieldError{Field: proofField, Text: wrong})
		}
	}
	if len(problems) > 0 {
		c.drainFile()
		return c.pauseAgain(contract, form, problems)
	}
	request := wish.request(c.knowsUnlimited() || config.IdlePeriodFeeCalculationConfig != nil)
	var proof *pgclient.Upload
	stream := &passing{done: make(chan struct{})}
	if reason.DocumentRequired {
		stream.Reader = c.file.content
		proof = &pgclient.Upload{Name: "proof" + extension(c.file.contentType), ContentType: c.file.contentType, Content: stream}
	}
	intent, err := c.writeOnce(attempt{
		action: actionPause, target: idText(contract.ID), details: pauseTarget{ContractID: contract.ID, Start: wish.start}, receipt: c.pauseReceipt(contract, wish, reason), changes: about(contractName(c.Text, contract), startOf(c, wish.start)),
		send: func(ctx context.Context) (outcome, error) {
			stream.began.Store(true)
			defer stream.end()
			p, err := c.API.CreateIdlePeriodAmendment(ctx, contract.ID, pgclient.IdlePeriodRequest{
				StartDate: request.StartDate, TemporalUnit: request.TemporalUnit, TermValue: request.TermValue, Unlimited: request.Unlimited, ReasonID: wish.reasonID,
			}, proof)
			if stream.tooLong.Load() { // the API has got half a form, which it cannot have taken
				return outcome{}, refusedHere(proofField, c.Text.T("documents.file_large"))
			}
			return outcome{Status: string(p.State), ID: p.ID}, err
		},
		refused: func(ctx context.Context, err error) outcome {
			return c.pauseRefused(ctx, contract.ID, config, wish, request, err)
		},
	})
	if err == nil && intent.State == store.IntentOpen {
		stream.wait(c.Ctx, c.app.timing.send)
	}
	if !stream.began.Load() {
		c.drainFile()
	}
	return c.conclude(intent, err, pauseFields(),
		func(o outcome) error {
			title, when := contractName(c.Text, contract), wish.span(c.Text)
			return c.redirectSaying(c.Paths.Contract(contract.ID), flash{Key: pauseSaid(actionPause, o), Title: title, When: when, Intent: intent.ID})
		},
		func(problems []views.FieldError) error {
			if stream.tooLong.Load() {
				c.drainFile()
				c.again = http.StatusRequestEntityTooLarge
			}
			return c.pauseAgain(contract, form, problems)
		})
}

// pauseReceipt is what the member keeps of a pause.
func (c *Context) pauseReceipt(contract pgclient.ContractData, wish pauseWish, reason pgclient.IdlePeriodReason) *receipt.Receipt {
	t := c.Text.T
	return &receipt.Receipt{Kind: receipt.Pause, Lines: linesOf(c.Text, t("rights.declare_pause"), []views.Row{
		{Term: t("endings.contract"), Value: contractName(c.Text, contract)}, {Term: t("endings.contract_number"), Value: idText(contract.ID)},
		{Term: t("rights.paused"), Value: wish.span(c.Text)}, {Term: t("endings.reason"), Value: reason.Name},
	})}
}

// pauseFields are the inputs by the reference that the API names them with.
func pauseFields() map[string]string {
	return map[string]string{
		"startDate": "start", "termValue": "terms", "temporalUnit": "terms", "unlimited": "terms", "reasonId": "reason", "document": proofField,
	}
}

// pauseRefused asks why, where the API did not name the field itself.
func (c *Context) pauseRefused(ctx context.Context, contractID int64, config pgclient.IdlePeriodConfig, w pauseWish, r pgclient.IdlePeriodValidationRequest, err error) outcome {
	o := refusedInWords(err)
	if o.Reference != "" {
		return o
	}
	v, why := c.API.ValidateIdlePeriodRequest(ctx, contractID, r)
	if why != nil || v.ValidationStatus == pgclient.IdlePeriodValidationStatusCreatable {
		return o
	}
	o.Refusal = string(v.ValidationStatus)
	o.Message = statusSentence(c.Text, v.ValidationStatus, config, w)
	o.Reference = statusReference(v.ValidationStatus)
	return o
}

// proofProblem is what is wrong with the proof, "" for nothing.
func (c *Context) proofProblem() string {
	switch {
	case c.file == nil:
		return c.Text.T("pauses.proof_missing")
	case c.file.oversize:
		return c.tooLarge()
	case !c.file.is(typeJPEG, typePNG, typePDF, typeHEIC):
		return c.Text.T("pauses.proof_kind")
	}
	return ""
}

// errProofTooLarge breaks an upload off that turns out longer than it may be.
var errProofTooLarge = fmt.Errorf("proof is longer than %d bytes", maxFile)

// passing is a file on its way from the member to the API. Its source ends with the
// answer to the member, so the answer waits until the file has passed.
type passing struct {
	io.Reader // nil: there is no file
	read      int64
	began     atomic.Bool
	tooLong   atomic.Bool
	once      sync.Once
	done      chan struct{}
}

func (p *passing) end() { p.once.Do(func() { close(p.done) }) }

func (p *passing) Read(b []byte) (int, error) {
	n, err := p.Reader.Read(b)
	if p.read += int64(n); p.read > maxFile {
		p.tooLong.Store(true)
		err = errProofTooLarge
	}
	if err != nil {
		p.end()
	}
	return n, err
}

// wait returns when the file has passed, when it never set out, or after a while.
func (p *passing) wait(ctx context.Context, most time.Duration) {
	if p.Reader == nil || !p.began.Load() {
		return
	}
	limit := time.NewTimer(most)
	defer limit.Stop()
	select {
	case <-p.done:
	case <-ctx.Done():
	case <-limit.C:
	}
}

// ownPause is a pause of the address: one of the member's own contract.
func (c *Context) ownPause() (pgclient.ContractData, pgclient.IdlePeriod, error) {
	contract, err := c.selfServiceContract(c.Ctx)
	if err != nil {
		return contract, pgclient.IdlePeriod{}, err
	}
	id, err := c.pathID("idlePeriodID")
	if err != nil {
		return contract, pgclient.IdlePeriod{}, err
	}
	lists, err := c.API.GetIdlePeriods(c.Ctx, contract.ID)
	if err != nil {
		return contract, pgclient.IdlePeriod{}, err
	}
	for _, p := range slices.Concat(lists.CurrentAndUpcomingIdlePeriods, lists.PastIdlePeriods) {
		if p.ID == id {
			return contract, p, nil
		}
	}
	return contract, pgclient.IdlePeriod{ID: id}, errPauseGone
}

// errPauseGone: the contract is the member's own, but has no such pause (any more).
var errPauseGone = errors.Join(errNotFound, errors.New("no such pause"))

// showWithdrawPause asks before it takes a pause back.
func showWithdrawPause(c *Context) error {
	contract, p, err := c.ownPause()
	if errors.Is(err, errPauseGone) {
		return c.pauseGone(contract)
	}
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, views.PauseWithdraw(newWithdrawPage(c.page("", "contracts"), c.today(), contract, p)))
}

// pauseGone says that a pause is not there (any more). Requests change their id
// when the studio accepts them, so an older page leads here.
func (c *Context) pauseGone(contract pgclient.ContractData) error {
	page := newWithdrawPage(c.page("", "contracts"), c.today(), contract, pgclient.IdlePeriod{})
	page.Refusal = &views.Notice{Tone: views.ToneInfo, Title: c.Text.T("pauses.gone_title"), Text: c.Text.T("pauses.gone_text")}
	return c.Render(http.StatusNotFound, views.PauseWithdraw(page))
}

func newWithdrawPage(base views.Page, today pgclient.Date, contract pgclient.ContractData, p pgclient.IdlePeriod) views.PauseWithdrawPage {
	text := base.Text
	v := views.PauseWithdrawPage{
		Page: base, Contract: contractName(text, contract), BackTo: base.Paths.Contract(contract.ID),
		Action: base.Paths.WithdrawPause(contract.ID, p.ID), Heading: text.T("pauses.withdraw_heading"), Button: text.T("pauses.withdraw_button"),
		Consequence: []string{text.T("pauses.withdraw_text")},
	}
	if p.State == pgclient.IdlePeriodStatePendingVerification {
		v.Heading, v.Button = text.T("pauses.withdraw_request_heading"), text.T("pauses.withdraw_request_button")
		v.Consequence = []string{text.T("pauses.withdraw_request_text")}
	}
	v.Title = v.Heading
	if p.ID == 0 {
		return v
	}
	v.Pause = newPause(base, today, contract.ID, p, false)
	if v.Pause.WithdrawTo == "" {
		v.Refusal = &views.Notice{Tone: views.ToneWarn, Text: text.T("pauses.begun")}
	}
	return v
}

// withdrawPause takes a pause or a request back, once.
func withdrawPause(c *Context) error {
	contract, p, err := c.ownPause()
	gone := errors.Is(err, errPauseGone)
	if err != nil && !gone {
		return err
	}
	t := pauseTarget{ContractID: contract.ID, ID: p.ID, Pending: p.State == pgclient.IdlePeriodStatePendingVerification, Start: p.StartDate}
	intent, err := c.writeOnce(attempt{
		action: actionWithdrawPause, target: idText(contract.ID) + "/" + idText(p.ID), details: t, changes: about(contractName(c.Text, contract), startOf(c, p.StartDate)),
		send: func(ctx context.Context) (outcome, error) {
			if gone { // nothing is sent; but a form that was sent before shows its outcome again
				return outcome{}, &pgclient.Error{Op: "withdrawIdlePeriod", Kind: pgclient.NotFound}
			}
			return c.sendWithdrawal(ctx, t)
		},
	})
	again := func(problems []views.FieldError) error {
		if gone {
			return c.pauseGone(contract)
		}
		// What the studio did meanwhile shows on the page that comes back.
		now, present, err := c.ownPause()
		if errors.Is(err, errPauseGone) {
			return c.pauseGone(now)
		}
		if err != nil {
			return err
		}
		page := newWithdrawPage(c.page("", "contracts"), c.today(), now, present)
		page.Errors = problems
		return c.Render(http.StatusUnprocessableEntity, views.PauseWithdraw(page))
	}
	return c.conclude(intent, err, nil, func(o outcome) error {
		var done pauseTarget
		_ = json.Unmarshal(intent.Details, &done) // what this form was sent for first
		f := flash{Key: pauseSaid(actionWithdrawPause, o)}
		if !done.Start.IsZero() {
			f.Title, f.When = contractName(c.Text, contract), contractDate(c.Text, done.Start)
		}
		return c.redirectSaying(c.Paths.Contract(contract.ID), f)
	}, again)
}

// sendWithdrawal takes a pause back; "no such pause" is looked into, since it may
// mean gone already, or accepted meanwhile under another id.
func (c *Context) sendWithdrawal(ctx context.Context, t pauseTarget) (outcome, error) {
	err := c.API.WithdrawIdlePeriod(ctx, t.ContractID, t.ID)
	if !notThere(err) {
		return withdrawnPause(t), err
	}
	o, found, lookErr := withdrawPauseLook(ctx, c.API, c.Who.CustomerID, t)
	switch {
	case lookErr != nil:
		return o, errors.Join(errUnclear, lookErr)
	case found:
		return o, nil
	}
	return o, err
}

// knowsUnlimited: pauses without end came with release 1.8.5 of the API, as did
// asking for what remains.
func (c *Context) knowsUnlimited() bool { return sinceRelease(c.Studio.API.Release, 1, 8, 5) }

// sinceRelease tells whether a release of the API is at least the one given.
func sinceRelease(release string, least ...int) bool {
	parts := strings.Split(release, ".")
	for i, want := range least {
		have := 0
		if i < len(parts) {
			have, _ = strconv.Atoi(parts[i])
		}
		if have != want {
			return have > want
		}
	}
	return true
}

// wantRemaining asks how much longer the contract may pause, where the release
// knows. Where it does not after all, the rest of the page lives without.
func (c *Context) wantRemaining(load *parts, into *part[pgclient.RemainingIdlePeriods], contractID int64) {
	if !c.knowsUnlimited() {
		into.err = errNotFound
		return
	}
	want(load, into, func(ctx context.Context) (pgclient.RemainingIdlePeriods, error) {
		return c.API.GetRemainingIdlePeriods(ctx, contractID)
	})
}
