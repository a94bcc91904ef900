package sandbox

func contractOperations() []*operation {
	return []*operation{
		{
			id: "getCustomersContracts", method: "GET", pattern: "/v1/customers/{customerId}/contracts",
			scopes: []string{"CUSTOMER_CONTRACT_READ", "CUSTOMER_READ"}, mode: anyScope, handle: getCustomersContracts,
		},
		{
			id: "getContractData", method: "GET", pattern: "/v1/memberships/{customerId}/self-service/contract-data",
			scopes: []string{"MEMBERSHIP_SELF_SERVICE_READ"}, handle: getContractData,
		},
	}
}

// Cancelation statuses of a contract; empty while it runs uncanceled.
const (
	cancelationDone              = "CANCELED"
	cancelationPending           = "PENDING_VERIFICATION"
	cancelationWithdrawalPending = "PENDING_WITHDRAWAL_VERIFICATION"
)

// contract is a membership; both reads of the API show the same ones. Dates are
// ISO dates, the studio's calendar days.
type contract struct {
	ID                  int64         `json:"id"`
	Created             string        `json:"created"`
	Start               string        `json:"start"`
	End                 string        `json:"end"`
	RateName            string        `json:"rate_name"`
	Status              string        `json:"status"`
	Price               priceDetails  `json:"price"`
	Period              timePeriod    `json:"cancelation_period"`
	Term                timePeriod    `json:"term"`
	Extension           timePeriod    `json:"extension"`
	LastPossible        string        `json:"last_possible_cancelation"`
	Available           []string      `json:"available_cancelation_dates"`
	CancelationStatus   string        `json:"cancelation_status"`
	CancelationDate     string        `json:"cancelation_date"`
	CancelationReceived string        `json:"cancelation_received"`
	CancelationReason   string        `json:"cancelation_reason"`
	CancelationOrigin   string        `json:"cancelation_origin"`
	EndUncanceled       string        `json:"end_uncanceled"` // the end without the cancelation, "" if there is none
	FlatFees            []subContract `json:"flat_fees"`
	Modules             []subContract `json:"modules"`
	RateCodes           []rateCode    `json:"rate_codes"`
	ThirdPartyID        string        `json:"third_party_id"`
	Document            int64         `json:"document"` // file of the signed contract, 0 for none
}

// covers tells whether the contract pays for bookings on a day. One that has not
// been canceled goes on by itself after its end.
func (k *contract) covers(day date) bool {
	text := day.String()
	if k.Status != "ACTIVE" || text < k.Start {
		return false
	}
	return !k.canceled() || text <= k.CancelationDate
}

// status is that of a day: what was canceled is over when its last day has gone by.
func (k *contract) status(today date) string {
	if k.canceled() && k.CancelationDate < today.String() {
		return "INACTIVE"
	}
	return k.Status
}

func (k *contract) canceled() bool {
	return k.CancelationStatus == cancelationDone || k.CancelationStatus == cancelationWithdrawalPending
}

func (k *contract) uncancel() {
	if k.EndUncanceled != "" {
		k.End, k.EndUncanceled = k.EndUncanceled, ""
	}
	k.CancelationStatus, k.CancelationDate, k.CancelationReceived, k.CancelationReason, k.CancelationOrigin = "", "", "", "", ""
}

func getCustomersContracts(c *call) (any, *refusal) {
	customer, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	return c.contractsOf(customer)
}

// contractsOf are a customer's contracts with the status that the query asks for.
func (c *call) contractsOf(customer *customer) (any, *refusal) {
	status := c.query.Get("status")
	if status != "" && status != "ACTIVE" && status != "INACTIVE" {
		return nil, badRequest("error.validation.format", "status")
	}
	out := []contractJSON{}
	for _, k := range customer.Contracts {
		if status == "" || status == k.status(c.today()) {
			shown := k.json(c.today())
			shown.SignedDocumentURL = c.link(k.Document, shortLink)
			shown.ModuleContracts = c.studio.Modules.listed(k, c.switches)
			out = append(out, shown)
		}
	}
	return out, nil
}

func (k *contract) json(today date) contractJSON {
	out := contractJSON{
		ID: k.ID, CreatedDate: k.Created, StartDate: k.Start, EndDate: k.End,
		RateName: k.RateName, ContractStatus: k.status(today), CancellationPeriod: &k.Period,
		Cancelled: k.canceled(), Price: k.Price.CurrentPrice.Amount, PriceDetails: k.Price,
		LastPossibleCancellationDate: k.lastPossible(today), Term: k.Term, ExtensionTerm: k.Extension,
		FlatFeeContracts: k.FlatFees, ModuleContracts: k.Modules, RateCodes: k.RateCodes, ThirdPartyID: k.ThirdPartyID,
	}
	if k.canceled() {
		out.CancellationDate, out.CancellationReceiptDate, out.CancellationReason = k.CancelationDate, k.CancelationReceived, k.CancelationReason
	}
	return out
}

func getContractData(c *call) (any, *refusal) {
	customer, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	out := []contractDataJSON{}
	for _, k := range customer.Contracts {
		out = append(out, k.data(c.today()))
	}
	return out, nil
}

func (k *contract) data(today date) contractDataJSON {
	return contractDataJSON{
		ID: k.ID, StartDate: k.Start, EndDate: k.End, RateName: k.RateName, ContractStatus: k.status(today),
		CancelationPeriod: &k.Period, CancelationStatus: k.CancelationStatus, CancelationDate: k.CancelationDate,
		CancelationReason: k.CancelationReason, Price: k.Price.CurrentPrice.Amount, PriceDetails: k.Price,
		LastPossibleCancelationDate: k.lastPossible(today), AvailableCancelationDates: k.available(today),
		CancelationOrigin: k.CancelationOrigin, RateCodes: k.RateCodes,
	}
}
