package handlers

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"memberportal/i18n"
	"memberportal/pgclient"
	"memberportal/views"
)

// contractRoutes are contracts, listed and one by one.
func contractRoutes() []route {
	const get = http.MethodGet
	return []route{
		{get, "/contracts", true, showContracts, ""},
		{get, "/contracts/:contractID", true, showContract, ""},
	}
}

// contractKinds are the writes of these pages, by action.
func contractKinds() map[string]kind { return nil }

// contractSayings are their messages.
func contractSayings() map[string]saying { return nil }

// contractReads are the two ways in which the API shows a member's contracts: one
// says what the member may do, the other says more of what was agreed. The sets may
// differ.
type contractReads struct {
	data part[[]pgclient.ContractData]
	full part[[]pgclient.Contract]
}

// readContracts reads both together. It fails when neither came.
func (c *Context) readContracts() (contractReads, error) {
	var r contractReads
	load := c.newParts()
	want(load, &r.data, func(ctx context.Context) ([]pgclient.ContractData, error) {
		return c.API.GetContractData(ctx, c.Who.CustomerID)
	})
	want(load, &r.full, func(ctx context.Context) ([]pgclient.Contract, error) {
		return c.API.GetCustomersContracts(ctx, c.Who.CustomerID, "")
	})
	_ = load.wait() // each part of it can be missing
	c.note(r.data.err, r.full.err)
	if r.data.err != nil && r.full.err != nil {
		if r.data.hidden() {
			return r, r.full.err
		}
		return r, r.data.err
	}
	return r, nil
}

// ownContract is one contract as both reads show it.
type ownContract struct {
	pgclient.ContractData                    // where only the other read has it, made from that
	full                  *pgclient.Contract // nil: not read, or not there
	actionable            bool               // self-service knows it
}

// joined brings both reads together by id: what runs first, then what has been.
func (r contractReads) joined() []ownContract {
	var list []ownContract
	for _, d := range r.data.value {
		list = append(list, ownContract{ContractData: d, actionable: true})
	}
	for i := range r.full.value {
		f := &r.full.value[i]
		at := slices.IndexFunc(list, func(o ownContract) bool { return o.ID == f.ID })
		if at < 0 {
			list = append(list, ownContract{ContractData: dataOf(*f), full: f})
			continue
		}
		list[at].full = f
	}
	slices.SortStableFunc(list, func(a, b ownContract) int {
		if a.runs() != b.runs() {
			if a.runs() {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.ID, b.ID)
	})
	return list
}

// dataOf is a contract that self-service does not show: without anything to choose.
func dataOf(f pgclient.Contract) pgclient.ContractData {
	d := pgclient.ContractData{
		ID: f.ID, StartDate: f.StartDate, EndDate: f.EndDate, RateName: f.RateName, ContractStatus: f.ContractStatus,
		CancelationPeriod: f.CancellationPeriod, PriceDetails: f.PriceDetails, LastPossibleCancelationDate: f.LastPossibleCancellationDate,
	}
	if f.Cancelled {
		d.CancelationStatus, d.CancelationDate, d.CancelationReason = pgclient.CancelationStatusCanceled, f.CancellationDate, f.CancellationReason
	}
	return d
}

func (o ownContract) runs() bool { return o.ContractStatus == pgclient.ContractStatusActive }

func (o ownContract) canceled() bool {
	return o.CancelationStatus == pgclient.CancelationStatusCanceled || o.CancelationStatus == pgclient.CancelationStatusPendingWithdrawalVerification
}

// find is the member's own contract with this id, or not found.
func (r contractReads) find(id int64) (ownContract, error) {
	for _, o := range r.joined() {
		if o.ID == id {
			return o, nil
		}
	}
	// What is not among those that were read may be among those that were not.
	if r.data.missing() {
		return ownContract{}, r.data.err
	}
	if r.full.missing() {
		return ownContract{}, r.full.err
	}
	return ownContract{}, errNotFound
}

// selfServiceContract is the contract of the address, which has to be one of the
// member's own that self-service knows.
func (c *Context) selfServiceContract(ctx context.Context) (pgclient.ContractData, error) {
	id, err := c.pathID("contractID")
	if err != nil {
		return pgclient.ContractData{}, err
	}
	list, err := c.API.GetContractData(ctx, c.Who.CustomerID)
	if err != nil {
		return pgclient.ContractData{}, err
	}
	for _, own := range list {
		if own.ID == id {
			return own, nil
		}
	}
	return pgclient.ContractData{}, errNotFound
}

// showContracts lists the member's contracts.
func showContracts(c *Context) error {
	r, err := c.readContracts()
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, views.Contracts(newContractsPage(c.page(c.Text.T("contracts.title"), "contracts"), c.today(), r.joined())))
}

func newContractsPage(base views.Page, today pgclient.Date, list []ownContract) views.ContractsPage {
	p := views.ContractsPage{Page: base}
	for _, o := range list {
		if o.runs() {
			p.Running = append(p.Running, contractCard(base, today, o))
		} else {
			p.Past = append(p.Past, contractCard(base, today, o))
		}
	}
	return p
}

// contractCard is a contract in a list. One that has ended says when, and nothing
// of what can no longer be done.
func contractCard(base views.Page, today pgclient.Date, o ownContract) views.Membership {
	text := base.Text
	m := membershipOf(base, today, o.ContractData)
	m.Name = contractName(text, o.ContractData)
	if !o.runs() {
		m.State = &views.Chip{Tone: views.ToneInfo, Text: text.T("contracts.state_ended")}
		m.Rows = nil
		if end := cmp.Or(o.CancelationDate, o.EndDate); !end.IsZero() && end.Before(today) {
			m.Rows = []views.Row{{Term: text.T("contracts.ended"), Value: contractDate(text, end)}}
		}
	}
	if m.State == nil {
		m.State = &views.Chip{Tone: views.ToneGood, Text: text.T("contracts.state_running")}
		if today.Before(o.StartDate) {
			m.State = &views.Chip{Tone: views.ToneInfo, Text: text.T("contracts.state_future")}
		}
	}
	return m
}

// contractName is the rate, which is what a member knows a contract by.
func contractName(text *i18n.Printer, d pgclient.ContractData) string {
	if d.RateName == "" {
		return text.T("contracts.nameless", "number", idText(d.ID))
	}
	return d.RateName
}
