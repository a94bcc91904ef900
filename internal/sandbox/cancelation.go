package sandbox

import (
	"fmt"
	"slices"
	"time"
)

func cancelationOperations() []*operation {
	read, write := []string{"MEMBERSHIP_SELF_SERVICE_READ"}, []string{"MEMBERSHIP_SELF_SERVICE_WRITE"}
	const base = "/v1/memberships/"
	return []*operation{
		{id: "getContractCancelationReasonData", method: "GET", pattern: base + "self-service/contract-cancelation-reasons", scopes: read, handle: getContractCancelationReasonData},
		{id: "createContractCancelationAmendment", method: "POST", pattern: base + "{customerId}/self-service/ordinary-contract-cancelation", scopes: write, handle: createContractCancelationAmendment},
		{id: "withdrawContractCancelation", method: "POST", pattern: base + "{customerId}/self-service/withdraw-ordinary-contract-cancelation/{contractId}", scopes: write, handle: withdrawContractCancelation},
	}
}

func cancelationTexts() map[string]text {
	return map[string]text{
		"error.cancelation.already":  {"Der Vertrag ist bereits gekündigt oder die Kündigung wird geprüft.", "The contract has been cancelled already, or a cancellation is being checked.", "Umowa została już wypowiedziana lub wypowiedzenie jest sprawdzane."},
		"error.cancelation.date":     {"Zu diesem Datum kann nicht gekündigt werden.", "It cannot be cancelled to this date.", "Nie można wypowiedzieć z tą datą."},
		"error.cancelation.inactive": {"Der Vertrag ist nicht aktiv.", "The contract is not active.", "Umowa nie jest aktywna."},
		"error.cancelation.none":     {"Es gibt keine Kündigung, die zurückgenommen werden kann.", "There is no cancellation to take back.", "Nie ma wypowiedzenia, które można wycofać."},
		"error.cancelation.past":     {"Der Vertrag ist schon beendet.", "The contract has ended already.", "Umowa już się zakończyła."},
		"error.cancelation.reason":   {"Diesen Kündigungsgrund gibt es nicht.", "There is no such reason for cancelling.", "Nie ma takiego powodu wypowiedzenia."},
		"error.cancelation.studio":   {"Das Studio hat den Vertrag gekündigt.", "The studio has cancelled the contract.", "Umowę wypowiedziało studio."},
	}
}

type contractCancelationRequest struct {
	CancelationDate     string `json:"cancelationDate"`
	CancelationReasonID *int64 `json:"cancelationReasonId"`
	ContractID          *int64 `json:"contractId"`
}

type contractCancelationReason struct {
	CancelationReasonID   int64  `json:"cancelationReasonId"`
	CancelationReasonName string `json:"cancelationReasonName"`
}

// cancelationState is what a studio lets its members choose from when they cancel.
type cancelationState struct {
	Reasons []contractCancelationReason `json:"reasons"`
}

func (s *cancelationState) settle(st *studio, _ []Member, _ date) {
	names := []string{"Moving away", "No time", "Health reasons", "Too expensive", "Other"}
	if st.Language == "de" {
		names = []string{"Umzug", "Zeitmangel", "Gesundheitliche Gründe", "Zu teuer", "Schließung durch behördliche Anordnung", "Sonstiges"}
	}
	for _, name := range names {
		s.Reasons = append(s.Reasons, contractCancelationReason{st.newID(), name})
	}
}

func (s *cancelationState) index(*studio) error { return nil }

func (s *cancelationState) reason(id int64) (string, bool) {
	for _, r := range s.Reasons {
		if r.CancelationReasonID == id {
			return r.CancelationReasonName, true
		}
	}
	return "", false
}

func getContractCancelationReasonData(c *call) (any, *refusal) {
	return slices.Clone(c.studio.Cancelation.Reasons), nil
}

func createContractCancelationAmendment(c *call) (any, *refusal) {
	customer, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	var want contractCancelationRequest
	if refused := c.decode(&want); refused != nil {
		return nil, refused
	}
	day, refused := requiredDay(want.CancelationDate, "cancelationDate")
	switch {
	case refused != nil:
		return nil, refused
	case want.CancelationReasonID == nil:
		return nil, badRequest("error.validation.missing", "cancelationReasonId")
	case want.ContractID == nil:
		return nil, badRequest("error.validation.missing", "contractId")
	}
	k := customer.contract(*want.ContractID)
	if k == nil {
		return nil, c.foreign("contractId")
	}
	reason, ok := c.studio.Cancelation.reason(*want.CancelationReasonID)
	if !ok {
		return nil, badRequest("error.cancelation.reason", "cancelationReasonId")
	}
	if refused := k.mayBeCanceled(day, c.today(), c.switches); refused != nil {
		return nil, refused
	}
	if c.switches.CancelationNeedsVerification {
		k.cancel(cancelationPending, day, c.today(), reason, "CUSTOMER")
		c.studio.tellContract(c.now, "CONTRACT_UPDATED", k)
		return voidResult{Success: "true"}, nil
	}
	k.cancel(cancelationDone, day, c.today(), reason, "CUSTOMER")
	c.studio.tellContract(c.now, "CONTRACT_CANCELLED", k)
	return voidResult{Success: "true"}, nil
}

func withdrawContractCancelation(c *call) (any, *refusal) {
	customer, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	id, refused := c.id("contractId")
	if refused != nil {
		return nil, refused
	}
	k := customer.contract(id)
	if k == nil {
		return nil, c.foreign("contractId")
	}
	if refused := k.mayBeUncanceled(c.today(), c.switches); refused != nil {
		return nil, refused
	}
	if k.CancelationStatus == cancelationDone && c.switches.CancelationWithdrawalNeedsVerification {
		k.CancelationStatus = cancelationWithdrawalPending
	} else {
		k.uncancel()
	}
	c.studio.tellContract(c.now, "CONTRACT_UPDATED", k)
	return voidResult{Success: "true"}, nil
}

// requiredDay reads a day of a body.
func requiredDay(text, reference string) (date, *refusal) {
	if text == "" {
		return date{}, badRequest("error.validation.missing", reference)
	}
	day, err := parseDate(text)
	if err != nil {
		return date{}, badRequest("error.validation.format", reference)
	}
	return day, nil
}

// contract returns a contract of the customer, nil for anybody else's.
func (k *customer) contract(id int64) *contract {
	for _, own := range k.Contracts {
		if own.ID == id {
			return own
		}
	}
	return nil
}

func (k *contract) mayBeCanceled(day, today date, sw Switches) *refusal {
	code := ""
	switch {
	case k.Status != "ACTIVE":
		code = "error.cancelation.inactive"
	case k.CancelationStatus != "":
		code = "error.cancelation.already"
	case sw.OnlyAvailableCancelationDates && !slices.Contains(k.available(today), day.String()), day.before(today):
		return &refusal{sw.RefusedCancelationStatus, "error.cancelation.date", "cancelationDate"}
	default:
		return nil
	}
	return &refusal{status: sw.RefusedCancelationStatus, code: code}
}

func (k *contract) mayBeUncanceled(today date, sw Switches) *refusal {
	code := ""
	switch {
	case k.CancelationStatus == "", k.CancelationStatus == cancelationWithdrawalPending:
		code = "error.cancelation.none"
	case k.CancelationOrigin == "STUDIO":
		code = "error.cancelation.studio"
	case k.CancelationDate < today.String():
		code = "error.cancelation.past"
	default:
		return nil
	}
	return &refusal{status: sw.RefusedCancelationStatus, code: code}
}

// available are the days to choose from while nothing has been asked for: those
// whose notice can still be given. A contract that goes on by itself has new ones
// when the old ones have gone by.
func (k *contract) available(today date) []string {
	if k.CancelationStatus != "" || len(k.Available) == 0 {
		return nil
	}
	notice := termJSON{k.Period.PeriodValue, k.Period.PeriodUnit}
	out := []string{}
	add := func(day date) {
		if !notice.noticeFor(day).before(today) {
			out = append(out, day.String())
		}
	}
	var day date
	for _, text := range k.Available {
		day = writtenDate(text)
		add(day)
	}
	step := termJSON{max(k.Extension.PeriodValue, 1), k.Extension.PeriodUnit}
	after := day.add(1)
	for n := 1; len(out) < len(k.Available); n++ {
		add(after.addTerms(step, n).add(-1))
	}
	return out
}

// lastPossible is the last day to hand in a cancelation to the first of the
// available days.
func (k *contract) lastPossible(today date) string {
	if days := k.available(today); len(days) > 0 {
		return termJSON{k.Period.PeriodValue, k.Period.PeriodUnit}.noticeFor(writtenDate(days[0])).String()
	}
	return k.LastPossible
}

// writtenDate reads a date that this package has written.
func writtenDate(text string) date {
	day, err := parseDate(text)
	if err != nil {
		panic("sandbox: " + err.Error())
	}
	return day
}

// noticeFor is the last day to give notice for an end. Terms go from first day to first
// day, so that a month before the last of February is the last of January.
func (term termJSON) noticeFor(end date) date { return end.add(1).addTerms(term, -1).add(-1) }

// endEarly lets the contract end with its cancelation.
func (k *contract) endEarly() {
	if k.EndUncanceled == "" {
		k.EndUncanceled = k.End
	}
	k.End = k.CancelationDate
}

// moveEnd moves the end of a contract and all that follows from it. A canceled one
// ends when it was canceled to, but would otherwise have ended later.
func (k *contract) moveEnd(days int) {
	move := func(text string) string {
		if text == "" {
			return ""
		}
		return writtenDate(text).add(days).String()
	}
	if k.EndUncanceled != "" {
		k.EndUncanceled = move(k.EndUncanceled)
	} else {
		k.End = move(k.End)
	}
	k.LastPossible = move(k.LastPossible)
	moved := make([]string, len(k.Available))
	for i, text := range k.Available {
		moved[i] = move(text)
	}
	if k.Available != nil {
		k.Available = moved
	}
}

// holderOf is the customer who has a contract.
func (st *studio) holderOf(k *contract) *customer {
	for _, customer := range st.customers {
		if customer.contract(k.ID) == k {
			return customer
		}
	}
	return nil
}

// tellContract notes an event of a contract: the entity is the customer.
func (st *studio) tellContract(now time.Time, kind string, k *contract) {
	if holder := st.holderOf(k); holder != nil {
		st.emit(now, kind, holder.Record.ID, map[string]int64{"contractId": k.ID})
	}
}

func (st *studio) decideCancelation(d decision) (bool, error) {
	k := st.contracts[d.id]
	if k == nil {
		return false, nil
	}
	switch {
	case k.CancelationStatus == cancelationPending && d.accept:
		k.CancelationStatus = cancelationDone
		k.endEarly()
		st.tellContract(d.now, "CONTRACT_CANCELLED", k)
	case k.CancelationStatus == cancelationWithdrawalPending && !d.accept:
		k.CancelationStatus = cancelationDone
	case k.CancelationStatus == cancelationPending, k.CancelationStatus == cancelationWithdrawalPending:
		k.uncancel()
		st.tellContract(d.now, "CONTRACT_UPDATED", k)
	default:
		return true, fmt.Errorf("sandbox: staff: contract %d waits for nothing", d.id)
	}
	return true, nil
}
