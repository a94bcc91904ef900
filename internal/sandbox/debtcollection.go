package sandbox

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Statuses of a run:
//
//	INTERNAL_PROCESSING ──time──▶ WAITING_FOR_CONFIRMATION ──confirmTransfer──▶ COMPLETED
//	        └───────────────────────────┴──studio──▶ FAILED
const (
	runProcessing = "INTERNAL_PROCESSING"
	runWaiting    = "WAITING_FOR_CONFIRMATION"
	runCompleted  = "COMPLETED"
	runFailed     = "FAILED"
)

// collectionState is what the studio has with a collection agency.
type collectionState struct {
	Configuration debtCollectionConfiguration `json:"configuration"`
	Runs          []*collectionRun            `json:"runs"`        // by id
	Cases         []*caseFile                 `json:"cases"`       // in the order of their making
	Blocks        map[int64]*block            `json:"blocks"`      // of customers
	Adjustments   []caseAdjustment            `json:"adjustments"` // by id
	Requests      map[string]bool             `json:"requests"`    // that the agency has sent

	runs  map[int64]*collectionRun
	cases map[string]*caseFile
}

// collectionRun hands a number of cases over.
type collectionRun struct {
	ID     int64     `json:"id"`
	Date   string    `json:"date"`
	Origin string    `json:"origin"`
	Status string    `json:"status"`
	Ready  time.Time `json:"ready"` // when processing is over
}

// caseFile is a case: debts of one customer that are collected together.
type caseFile struct {
	ID         string           `json:"id"`
	RunID      int64            `json:"run_id"`
	CustomerID int64            `json:"customer_id"`
	AgencyID   string           `json:"agency_id"` // "" until the agency has told
	PublicID   string           `json:"public_id"`
	Debts      []*collectedDebt `json:"debts"`
	Closure    *closureUpdate   `json:"closure"` // nil while it is open
}

// collectedDebt is a debt and what became of it. Amounts are in hundredths.
type collectedDebt struct {
	Claim    debt  `json:"claim"`
	ClaimID  int64 `json:"claim_id"` // in the customer's account
	Amount   int64 `json:"amount"`
	Canceled int64 `json:"canceled"`
	Paid     int64 `json:"paid"`
}

// caseAdjustment is a change that the studio made to cases the agency has.
type caseAdjustment struct {
	ID    int64    `json:"id"`
	Cases []string `json:"cases"`
}

func (s *collectionState) index(st *studio) error {
	s.runs, s.cases = map[int64]*collectionRun{}, map[string]*caseFile{}
	if s.Blocks == nil {
		s.Blocks = map[int64]*block{}
	}
	if s.Requests == nil {
		s.Requests = map[string]bool{}
	}
	for _, r := range s.Runs {
		s.runs[r.ID] = r
	}
	for _, f := range s.Cases {
		if s.runs[f.RunID] == nil || !st.remembers(f.CustomerID) {
			return fmt.Errorf("case %s has no run or no customer", f.ID)
		}
		s.cases[f.ID] = f
	}
	return nil
}

func (d *collectedDebt) open() int64 { return d.Amount - d.Canceled - d.Paid }

func (f *caseFile) open() int64 {
	var sum int64
	for _, d := range f.Debts {
		sum += d.open()
	}
	return sum
}

// inForce tells whether nothing must be collected on a day.
func (b *block) inForce(today date) bool {
	if b == nil || b.LimitType == "DISABLED" {
		return false
	}
	return b.LimitType == "UNLIMITED" || today.String() <= b.EndDate
}

// shown is a block as answers have it: none once it is over.
func (b *block) shown(today date) *block {
	if !b.inForce(today) {
		return nil
	}
	copied := *b
	return &copied
}

// inCollection is that of all studios: cases stay where they are when the debtor moves.
func (c *call) inCollection(customerID int64) bool {
	for _, st := range c.studios {
		if st.inCollection(customerID) {
			return true
		}
	}
	return false
}

// inCollection tells whether a customer's debts are with the agency, or on their way:
// what the account shows as inDebtCollection.
func (st *studio) inCollection(customerID int64) bool {
	s := &st.Finance.Collection
	return slices.ContainsFunc(s.Cases, func(f *caseFile) bool {
		return f.CustomerID == customerID && f.Closure == nil && f.open() > 0 && s.runs[f.RunID].Status != runFailed
	})
}

func debtorID(customerID int64) string { return strconv.FormatInt(customerID, 10) }

func getDebtCollectionConfiguration(c *call) (any, *refusal) {
	return c.studio.Finance.Collection.Configuration, nil
}

func (c *call) run() (*collectionRun, *refusal) {
	id, refused := c.id("debtCollectionRunId")
	if refused != nil {
		return nil, refused
	}
	r := c.studio.Finance.Collection.runs[id]
	if r == nil {
		return nil, c.foreign("debtCollectionRunId")
	}
	return r, nil
}

// getDebtors answers nobody while the studio is still at work on the run.
func getDebtors(c *call) (any, *refusal) {
	r, refused := c.run()
	if refused != nil {
		return nil, refused
	}
	out := []debtor{}
	if r.Status != runProcessing {
		for _, id := range c.studio.Finance.Collection.debtorsOf(r.ID) {
			out = append(out, c.debtorJSON(id, r.ID))
		}
	}
	return pageOf(c, out, 10, 1, 50)
}

// debtorsOf are the customers of a run by id.
func (s *collectionState) debtorsOf(runID int64) []int64 {
	var ids []int64
	for _, f := range s.Cases {
		if f.RunID == runID {
			ids = append(ids, f.CustomerID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func getTransferDetails(c *call) (any, *refusal) {
	r, refused := c.run()
	if refused != nil {
		return nil, refused
	}
	configuration := c.studio.Finance.Collection.Configuration
	return transferDetails{
		CollectionDate: r.Date, DebtCollectionType: configuration.DebtCollectionType, Client: configuration.Client,
		Status: r.Status, Origin: r.Origin,
	}, nil
}

func confirmTransfer(c *call) (any, *refusal) {
	r, refused := c.run()
	if refused != nil {
		return nil, refused
	}
	switch r.Status {
	case runWaiting:
		r.Status = runCompleted
	case runCompleted: // repeating is harmless
	default:
		return nil, &refusal{status: c.switches.UnconfirmableTransferStatus, code: "error.collection.notWaiting"}
	}
	return nil, nil
}

// idsOf reads a list of ids from the query; nil means that none was asked for.
func (c *call) idsOf(name string, most int) (map[string]bool, *refusal) {
	ids := c.query[name]
	if len(ids) == 0 {
		return nil, nil
	}
	if c.switches.EnforceBounds && most > 0 && len(ids) > most {
		return nil, badRequest("error.validation.range", name)
	}
	out := map[string]bool{}
	for _, id := range ids {
		out[id] = true
	}
	return out, nil
}

// getDebtCollectionCases lists the cases the agency has. Criteria of several kinds all
// have to fit.
func getDebtCollectionCases(c *call) (any, *refusal) {
	s := &c.studio.Finance.Collection
	const most = 50
	debtors, refused := c.idsOf("debtorId", most)
	if refused != nil {
		return nil, refused
	}
	cases, refused := c.idsOf("collectionCaseId", most)
	if refused != nil {
		return nil, refused
	}
	agency, refused := c.idsOf("agencyCollectionCaseId", most)
	if refused != nil {
		return nil, refused
	}
	adjusted, refused := c.adjustedCases()
	if refused != nil {
		return nil, refused
	}
	fits := func(wanted map[string]bool, id string) bool { return wanted == nil || wanted[id] }
	var found []*caseFile
	for _, f := range s.Cases {
		if s.runs[f.RunID].Status == runCompleted && fits(debtors, debtorID(f.CustomerID)) && fits(cases, f.ID) &&
			fits(agency, f.AgencyID) && fits(adjusted, f.ID) {
			found = append(found, f)
		}
	}
	return c.caseUpdates(found), nil
}

// adjustedCases are the cases of the adjustment that is asked for, nil if none is.
func (c *call) adjustedCases() (map[string]bool, *refusal) {
	const name = "caseAdjustmentRequestId"
	if c.query.Get(name) == "" {
		return nil, nil
	}
	id, refused := c.queryID(name)
	if refused != nil {
		return nil, refused
	}
	adjustments := c.studio.Finance.Collection.Adjustments
	i := slices.IndexFunc(adjustments, func(a caseAdjustment) bool { return a.ID == id })
	if i < 0 {
		return nil, c.foreign(name)
	}
	out := map[string]bool{}
	for _, f := range adjustments[i].Cases {
		out[f] = true
	}
	return out, nil
}

// caseUpdates puts cases together by debtor, and by the agency's case where it has one.
func (c *call) caseUpdates(found []*caseFile) []debtorUpdate {
	slices.SortStableFunc(found, func(a, b *caseFile) int { return cmp.Compare(a.CustomerID, b.CustomerID) })
	out := []debtorUpdate{}
	for _, f := range found {
		id := debtorID(f.CustomerID)
		if len(out) == 0 || out[len(out)-1].DebtorID != id {
			u := debtorUpdate{DebtorID: id, AgencyCollectionCases: []agencyCollectionCaseUpdate{}}
			if b := c.studio.Finance.Collection.Blocks[f.CustomerID]; b.inForce(c.today()) {
				u.Block = b.update()
			}
			out = append(out, u)
		}
		last := &out[len(out)-1]
		i := slices.IndexFunc(last.AgencyCollectionCases, func(a agencyCollectionCaseUpdate) bool {
			return f.AgencyID != "" && a.AgencyCollectionCaseID == f.AgencyID
		})
		if i < 0 {
			i = len(last.AgencyCollectionCases)
			last.AgencyCollectionCases = append(last.AgencyCollectionCases, agencyCollectionCaseUpdate{
				AgencyCollectionCaseID: f.AgencyID, PublicCollectionCaseID: f.PublicID, Closure: f.Closure,
			})
		}
		one := &last.AgencyCollectionCases[i]
		one.CollectionCaseIDs = append(one.CollectionCaseIDs, f.ID)
		for _, d := range f.Debts {
			one.Debts = append(one.Debts, d.update(c.today()))
		}
	}
	return out
}

func (d *collectedDebt) update(today date) debtUpdate {
	out := debtUpdate{
		DebtID: d.Claim.DebtID, OriginalAmount: amountOf(d.Amount), CanceledAmount: amountOf(d.Canceled),
		PaidAmount: amountOf(d.Paid), Currency: d.Claim.Currency,
	}
	if d.Claim.Block.inForce(today) {
		out.Block = d.Claim.Block.update()
	}
	return out
}

// update is a block as reports have it: with an end in any case.
func (b *block) update() *blockUpdate {
	out := &blockUpdate{LimitType: b.LimitType, EndDate: b.EndDate}
	if out.EndDate == "" {
		out.EndDate = "9999-12-31"
	}
	return out
}

func getBlockedDebtors(c *call) (any, *refusal) {
	wanted, refused := c.idsOf("debtorId", 0)
	if refused != nil {
		return nil, refused
	}
	out := []blockedDebtor{}
	blocks := c.studio.Finance.Collection.Blocks
	for _, customer := range slices.Sorted(maps.Keys(blocks)) {
		id := debtorID(customer)
		if b := blocks[customer].shown(c.today()); b != nil && (wanted == nil || wanted[id]) {
			out = append(out, blockedDebtor{DebtorID: id, Block: b})
		}
	}
	return pageOf(c, out, 10, 1, 50)
}

func getBlockedDebts(c *call) (any, *refusal) {
	wanted, refused := c.idsOf("debtId", 0)
	if refused != nil {
		return nil, refused
	}
	files := slices.Clone(c.studio.Finance.Collection.Cases)
	slices.SortStableFunc(files, func(a, b *caseFile) int { return cmp.Compare(a.CustomerID, b.CustomerID) })
	out := []blockedDebtor{}
	for _, f := range files {
		for _, d := range f.Debts {
			if !d.Claim.Block.inForce(c.today()) || wanted != nil && !wanted[d.Claim.DebtID] {
				continue
			}
			if id := debtorID(f.CustomerID); len(out) == 0 || out[len(out)-1].DebtorID != id {
				out = append(out, blockedDebtor{DebtorID: id, Block: c.studio.Finance.Collection.Blocks[f.CustomerID].shown(c.today())})
			}
			last := &out[len(out)-1]
			last.Debts = append(last.Debts, d.json(c.today()))
		}
	}
	return pageOf(c, out, 10, 1, 50)
}

func (d *collectedDebt) json(today date) debt {
	out := d.Claim
	out.Block = d.Claim.Block.shown(today)
	return out
}
