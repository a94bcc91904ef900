package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The types below are what the agency sends. Amounts are numbers whose text counts.

type debtCollectionUpdate struct {
	RequestID string         `json:"requestId"`
	Debtors   []debtorReport `json:"debtors"`
}

type debtorReport struct {
	DebtorID string             `json:"debtorId"`
	Cases    []agencyCaseReport `json:"agencyCollectionCases"`
	Block    *blockUpdate       `json:"block"`
}

type agencyCaseReport struct {
	AgencyID string         `json:"agencyCollectionCaseId"`
	PublicID string         `json:"publicCollectionCaseId"`
	CaseIDs  []string       `json:"collectionCaseIds"`
	Closure  *closureUpdate `json:"closure"`
	Debts    []debtReport   `json:"debts"`
}

type debtReport struct {
	DebtID   string       `json:"debtId"`
	Original json.Number  `json:"originalAmount"`
	Canceled json.Number  `json:"canceledAmount"`
	Paid     json.Number  `json:"paidAmount"`
	Currency string       `json:"currency"`
	Block    *blockUpdate `json:"block"`
}

// updateDebtCollection takes a report of the agency as a whole or not at all. A request
// id that was there before changes nothing.
func updateDebtCollection(c *call) (any, *refusal) {
	var report debtCollectionUpdate
	if refused := c.decode(&report); refused != nil {
		return nil, refused
	}
	switch {
	case report.RequestID == "":
		return nil, badRequest("error.validation.missing", "requestId")
	case report.Debtors == nil:
		return nil, badRequest("error.validation.missing", "debtors")
	}
	s := &c.studio.Finance.Collection
	if s.Requests[report.RequestID] && c.switches.RepeatedReportIgnored {
		return nil, nil
	}
	var changes []func()
	for i, d := range report.Debtors {
		more, refused := c.readDebtor(d, fmt.Sprintf("debtors[%d]", i))
		if refused != nil {
			return nil, refused
		}
		changes = append(changes, more...)
	}
	for _, change := range changes {
		change()
	}
	s.Requests[report.RequestID] = true
	return nil, nil
}

// readDebtor checks what is said about a debtor and returns what it changes.
func (c *call) readDebtor(d debtorReport, at string) ([]func(), *refusal) {
	s := &c.studio.Finance.Collection
	id, err := strconv.ParseInt(d.DebtorID, 10, 64)
	switch {
	case d.DebtorID == "":
		return nil, badRequest("error.validation.missing", at+".debtorId")
	case d.Cases == nil:
		return nil, badRequest("error.validation.missing", at+".agencyCollectionCases")
	case err != nil || !c.studio.remembers(id):
		return nil, c.foreign(at + ".debtorId")
	}
	var changes []func()
	if d.Block != nil {
		b, refused := c.readBlock(*d.Block, at+".block")
		if refused != nil {
			return nil, refused
		}
		changes = append(changes, func() {
			if s.Blocks[id] = b; b == nil {
				delete(s.Blocks, id)
			}
		})
	}
	for i, report := range d.Cases {
		more, refused := c.readCase(report, id, fmt.Sprintf("%s.agencyCollectionCases[%d]", at, i))
		if refused != nil {
			return nil, refused
		}
		changes = append(changes, more...)
	}
	return changes, nil
}

// readBlock returns the block, nil for one that is taken away.
func (c *call) readBlock(b blockUpdate, at string) (*block, *refusal) {
	end, err := parseDate(b.EndDate)
	switch {
	case !slices.Contains([]string{"DISABLED", "LIMITED", "UNLIMITED"}, b.LimitType):
		return nil, badRequest("error.validation.format", at+".limitType")
	case b.EndDate == "":
		return nil, badRequest("error.validation.missing", at+".endDate")
	case err != nil:
		return nil, badRequest("error.validation.format", at+".endDate")
	case b.LimitType == "LIMITED" && end.before(c.today()):
		return nil, badRequest("error.collection.blockEnd", at+".endDate")
	case b.LimitType == "DISABLED":
		return nil, nil
	case b.LimitType == "UNLIMITED":
		return &block{LimitType: b.LimitType}, nil
	}
	return &block{LimitType: b.LimitType, EndDate: b.EndDate}, nil
}

func (c *call) readCase(report agencyCaseReport, customerID int64, at string) ([]func(), *refusal) {
	switch {
	case report.AgencyID == "":
		return nil, badRequest("error.validation.missing", at+".agencyCollectionCaseId")
	case len(report.CaseIDs) == 0:
		return nil, badRequest("error.validation.missing", at+".collectionCaseIds")
	case report.Debts == nil:
		return nil, badRequest("error.validation.missing", at+".debts")
	}
	if refused := checkClosure(report.Closure, at+".closure"); refused != nil {
		return nil, refused
	}
	files, refused := c.reportedFiles(report.CaseIDs, customerID, at+".collectionCaseIds")
	if refused != nil {
		return nil, refused
	}
	var changes []func()
	for i, r := range report.Debts {
		change, refused := c.readDebt(r, files, fmt.Sprintf("%s.debts[%d]", at, i))
		if refused != nil {
			return nil, refused
		}
		changes = append(changes, change)
	}
	writeOff := c.studio.Finance.Collection.writesOff(report.Closure)
	changes = append(changes, func() {
		for _, f := range files {
			f.AgencyID, f.PublicID, f.Closure = report.AgencyID, report.PublicID, report.Closure
			if writeOff {
				f.writeOff()
			}
			for _, st := range c.studios { // the account is where the debtor is
				st.settleClaims(f)
			}
		}
	})
	return changes, nil
}

// reportedFiles are the studio's cases that a report is about.
func (c *call) reportedFiles(ids []string, customerID int64, at string) ([]*caseFile, *refusal) {
	s := &c.studio.Finance.Collection
	var files []*caseFile
	for i, id := range ids {
		f, at := s.cases[id], fmt.Sprintf("%s[%d]", at, i)
		switch {
		case f == nil:
			return nil, c.foreign(at)
		case f.CustomerID != customerID:
			return nil, badRequest("error.collection.notOfDebtor", at)
		case s.runs[f.RunID].Status != runCompleted:
			return nil, badRequest("error.collection.notTransferred", at)
		case f.Closure != nil:
			return nil, &refusal{status: c.switches.ClosedCaseStatus, code: "error.collection.closed", reference: at}
		}
		files = append(files, f)
	}
	return files, nil
}

func (c *call) readDebt(r debtReport, files []*caseFile, at string) (func(), *refusal) {
	var d *collectedDebt
	for _, f := range files {
		if i := slices.IndexFunc(f.Debts, func(d *collectedDebt) bool { return d.Claim.DebtID == r.DebtID }); i >= 0 {
			d = f.Debts[i]
		}
	}
	if d == nil {
		return nil, badRequest("error.collection.notOfCase", at+".debtId")
	}
	var amounts [3]int64
	for i, f := range []struct {
		name  string
		value json.Number
	}{{"originalAmount", r.Original}, {"canceledAmount", r.Canceled}, {"paidAmount", r.Paid}} {
		n, ok := number(f.value).hundredths()
		switch {
		case f.value == "":
			return nil, badRequest("error.validation.missing", at+"."+f.name)
		case !ok || n < 0:
			return nil, badRequest("error.validation.format", at+"."+f.name)
		}
		amounts[i] = n
	}
	switch {
	case r.Currency != d.Claim.Currency:
		return nil, badRequest("error.collection.amounts", at+".currency")
	case amounts[0] != d.Amount:
		return nil, badRequest("error.collection.amounts", at+".originalAmount")
	case amounts[1]+amounts[2] > d.Amount:
		return nil, badRequest("error.collection.amounts", at+".paidAmount")
	}
	var stop *block
	if r.Block != nil {
		var refused *refusal
		if stop, refused = c.readBlock(*r.Block, at+".block"); refused != nil {
			return nil, refused
		}
	}
	return func() {
		d.Canceled, d.Paid = amounts[1], amounts[2]
		if r.Block != nil {
			d.Claim.Block = stop
		}
	}, nil
}

// checkClosure: a rejection has to say why, as nothing else may.
func checkClosure(k *closureUpdate, at string) *refusal {
	if k == nil {
		return nil
	}
	if !slices.Contains([]string{"POSITIVE", "NEGATIVE", "REVERSAL", "REJECTION"}, k.Type) {
		return badRequest("error.validation.format", at+".type")
	}
	if _, err := parseDate(k.Date); err != nil {
		return badRequest("error.validation.format", at+".date")
	}
	for i, o := range k.Options {
		if o.Key != optionWriteOff {
			return badRequest("error.validation.format", fmt.Sprintf("%s.options[%d].key", at, i))
		}
	}
	switch {
	case k.Type == "REJECTION" && k.RejectionReason == "":
		return badRequest("error.validation.missing", at+".rejectionReason")
	case k.Type != "REJECTION" && k.RejectionReason != "",
		k.RejectionReason != "" && !slices.Contains(rejectionReasons(), k.RejectionReason):
		return badRequest("error.validation.format", at+".rejectionReason")
	}
	return nil
}

const optionWriteOff = "WRITE_OFF_REMAINING_DEBTS"

func rejectionReasons() []string {
	return strings.Fields(`CLAIMS_ALREADY_IN_COURT MISSING_COMPENSATION_BLOCKING_DUNNING_PROCESS NO_INFORMATION_ABOUT_LEGAL_REPRESENTATIVE
		NO_COLLECTION_ABROAD_POSSIBLE COLLECTING_FROM_INHERIT_NOT_POSSIBLE CLAIMS_TIME_BARRED_OR_RESIDUAL_DEBT_DISCHARGE_GRANTED
		REMAINING_CLAIM_BELOW_LIMIT NOTIFICATION_OBLIGATIONS_NOT_POSSIBLE FRAUD CONFLICT_OF_INTEREST WITHDRAWN_BY_STUDIO NO_PROCESSING_AT_ALL
		HARD_NEGATIVES_IN_DEBTOR_REGISTER POSTAL_DELIVERY_NOT_POSSIBLE CLAIM_INCREASE_IMPORTED_SYSTEM`)
}

// writesOff tells whether a closure gives up what is still open: always, if the studio
// is set so, or by the agency's choice. A reversal hands the debts back and gives up none.
func (s *collectionState) writesOff(k *closureUpdate) bool {
	if k == nil || k.Type == "REVERSAL" {
		return false
	}
	policy := s.Configuration.DerecognizeRemainingDebtsOnClosure
	if k.Type == "REJECTION" {
		policy = s.Configuration.DerecognizeRemainingDebtsOnRejection
	}
	return policy == "ALWAYS" || slices.ContainsFunc(k.Options, func(o closureOption) bool { return o.Value == "true" })
}

func (f *caseFile) writeOff() {
	for _, d := range f.Debts {
		d.Canceled += d.open()
	}
}
