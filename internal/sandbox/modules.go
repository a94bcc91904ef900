package sandbox

import (
	"fmt"
	"slices"
)

func moduleOperations() []*operation {
	read := []string{"MEMBERSHIP_SELF_SERVICE_ADDITIONAL_MODULE_READ"}
	readContract := []string{"MEMBERSHIP_SELF_SERVICE_ADDITIONAL_MODULE_CONTRACT_READ"}
	write := []string{"MEMBERSHIP_SELF_SERVICE_ADDITIONAL_MODULE_CONTRACT_WRITE"}
	const base = "/v1/memberships/{contractId}/self-service"
	const one = base + "/additional-module-contracts/{additionalModuleContractId}"
	return []*operation{
		{id: "getAdditionalModules", method: "GET", pattern: "/v1/memberships/self-service/additional-modules", scopes: read, handle: getAdditionalModules},
		{id: "getPurchasableAdditionalModules", method: "GET", pattern: base + "/additional-modules/purchasable", scopes: read, handle: getPurchasableAdditionalModules},
		{id: "validateAdditionalModuleContractRequest", method: "POST", pattern: base + "/additional-modules/validate", scopes: read, handle: validateAdditionalModuleContractRequest},
		{id: "purchaseAdditionalModuleContract", method: "POST", pattern: base + "/additional-modules/purchase", scopes: write, handle: purchaseAdditionalModuleContract},
		{id: "getAdditionalModuleContract", method: "GET", pattern: one, scopes: readContract, handle: getAdditionalModuleContract},
		{id: "createModuleContractCancelationAmendment", method: "POST", pattern: one + "/ordinary-cancelation", scopes: write, handle: createModuleContractCancelationAmendment},
		{id: "withdrawAdditionalModuleContractCancelation", method: "POST", pattern: one + "/withdraw-cancelation", scopes: write, handle: withdrawAdditionalModuleContractCancelation},
	}
}

func moduleTexts() map[string]text {
	return map[string]text{
		"error.module." + moduleAlreadyPurchased: {"Dieses Zusatzmodul ist schon gebucht.", "This add-on has been bought already.", "Ten dodatek został już kupiony."},
		"error.module." + moduleInvalidStatus:    {"Zu diesem Vertrag kann nichts gebucht werden.", "Nothing can be added to this contract.", "Do tej umowy nie można niczego dodać."},
		"error.module." + moduleUnknown:          {"Dieses Zusatzmodul gibt es nicht.", "There is no such add-on.", "Nie ma takiego dodatku."},
		"error.module." + moduleNotOnline:        {"Dieses Zusatzmodul kann hier nicht gebucht werden.", "This add-on cannot be bought here.", "Tego dodatku nie można tu kupić."},
		"error.module." + moduleNoTrial:          {"Ein Testzeitraum ist nicht möglich.", "A trial period is not possible.", "Okres próbny nie jest możliwy."},
		"error.module.frequency":                 {"Diese Zahlweise gibt es für das Zusatzmodul nicht.", "The add-on does not have this payment frequency.", "Dodatek nie ma takiego sposobu płatności."},
	}
}

func getAdditionalModules(c *call) (any, *refusal) {
	out := []additionalModuleJSON{}
	for _, m := range c.studio.Modules.Catalogue {
		if m.Online {
			out = append(out, c.moduleJSON(m))
		}
	}
	return out, nil
}

func getPurchasableAdditionalModules(c *call) (any, *refusal) {
	k, refused := c.pathContract()
	if refused != nil {
		return nil, refused
	}
	out := []additionalModuleJSON{}
	for _, m := range c.studio.Modules.Catalogue {
		if c.studio.mayPurchase(k, m, false, c.today()) != modulePurchasable {
			continue
		}
		shown := c.moduleJSON(m)
		if c.studio.mayPurchase(k, m, true, c.today()) != modulePurchasable {
			shown.TrialPeriodConfig = nil
		}
		out = append(out, shown)
	}
	return out, nil
}

func (c *call) moduleJSON(m *module) additionalModuleJSON {
	return additionalModuleJSON{
		ID: m.ID, Name: m.Name, Description: m.Description, ImageURL: c.link(m.Image, moduleLink),
		PaymentFrequencies: m.Frequencies, TermInformation: m.Terms, TrialPeriodConfig: m.Trial, RateCodes: m.RateCodes,
	}
}

// wantedModule is a request to buy, read and decided on.
type wantedModule struct {
	contract  *contract
	module    *module // nil if there is no such module
	frequency paymentFrequency
	trial     bool
	status    string
}

func (c *call) wantedModule() (wantedModule, *refusal) {
	var w wantedModule
	var refused *refusal
	if w.contract, refused = c.pathContract(); refused != nil {
		return w, refused
	}
	var r moduleContractRequest
	if refused := c.decode(&r); refused != nil {
		return w, refused
	}
	switch {
	case r.AdditionalModuleID == nil:
		return w, badRequest("error.validation.missing", "additionalModuleId")
	case r.PaymentFrequencyID == nil:
		return w, badRequest("error.validation.missing", "paymentFrequencyId")
	case r.BookTrialPeriod == nil:
		return w, badRequest("error.validation.missing", "bookTrialPeriod")
	}
	w.module, w.trial = c.studio.Modules.module(*r.AdditionalModuleID), *r.BookTrialPeriod
	if w.module != nil {
		i := slices.IndexFunc(w.module.Frequencies, func(f paymentFrequency) bool { return f.ID == *r.PaymentFrequencyID })
		if i < 0 {
			return w, badRequest("error.module.frequency", "paymentFrequencyId")
		}
		w.frequency = w.module.Frequencies[i]
	}
	w.status = c.studio.mayPurchase(w.contract, w.module, w.trial, c.today())
	return w, nil
}

func validateAdditionalModuleContractRequest(c *call) (any, *refusal) {
	w, refused := c.wantedModule()
	if refused != nil {
		return nil, refused
	}
	return moduleContractValidation{ValidationStatus: w.status}, nil
}

func purchaseAdditionalModuleContract(c *call) (any, *refusal) {
	w, refused := c.wantedModule()
	if refused != nil {
		return nil, refused
	}
	if w.status != modulePurchasable {
		return nil, &refusal{status: c.switches.RefusedModulePurchaseStatus, code: "error.module." + w.status}
	}
	st := c.studio
	m := &moduleContract{
		ID: st.newID(), ListedID: st.newID(), ContractID: w.contract.ID, ModuleID: w.module.ID,
		Frequency: w.frequency, Start: c.today().String(),
	}
	if w.trial {
		m.Trial = &w.module.Trial.Term
	}
	st.Modules.Contracts = append(st.Modules.Contracts, m)
	price := st.priceOf(m.Frequency)
	w.contract.Modules = append(slices.Clone(w.contract.Modules), subContract{
		ID: m.ID, RateName: w.module.Name, StartDate: m.Start, PaymentFrequency: m.Frequency.Type, Price: price.Amount,
		PriceDetails:   priceDetails{BasePrice: price, CurrentPrice: price, PaymentFrequency: m.Frequency},
		ContractStatus: "ACTIVE", RateCodes: w.module.RateCodes,
	})
	bought := w.contract.Modules[len(w.contract.Modules)-1]
	paidFrom := m.firstTermFrom().String() // a trial is free
	st.billFee(st.holderOf(w.contract), w.contract.ID, m.ID, bought.RateName, bought.PriceDetails, paidFrom, c.today(), c.today())
	st.tellContract(c.now, "CONTRACT_ADDITIONAL_MODULE_CREATED", w.contract)
	return moduleContractIDJSON{m.ID}, nil
}

// priceOf is the first price of a payment frequency.
func (st *studio) priceOf(f paymentFrequency) money {
	switch {
	case f.Price != nil:
		return *f.Price
	case len(f.MonthDaysToPrices) > 0:
		return f.MonthDaysToPrices[0].Price
	case len(f.TermsToPrices) > 0:
		return f.TermsToPrices[0].Price
	}
	return st.money("0")
}

// pathModuleContract is the module contract of the path, which has to be part of
// the path's contract.
func (c *call) pathModuleContract() (*contract, *moduleContract, *module, *refusal) {
	k, refused := c.pathContract()
	if refused != nil {
		return nil, nil, nil, refused
	}
	id, refused := c.id("additionalModuleContractId")
	if refused != nil {
		return nil, nil, nil, refused
	}
	m := c.studio.Modules.find(id)
	if m == nil || m.ContractID != k.ID {
		return nil, nil, nil, c.foreign("additionalModuleContractId")
	}
	return k, m, c.studio.Modules.module(m.ModuleID), nil
}

func getAdditionalModuleContract(c *call) (any, *refusal) {
	_, m, of, refused := c.pathModuleContract()
	if refused != nil {
		return nil, refused
	}
	today := c.today()
	out := moduleContractJSON{
		Name: of.Name, Price: c.studio.priceOf(m.Frequency), StartDate: m.Start, EndDate: m.end(of, today),
		CancelationDate: m.CancelationDate, CancelationReason: m.CancelationReason, ContractCancelationStatus: m.CancelationStatus,
		ContractCancelationCanBeWithdrawn: m.withdrawable(of, today), AvailableCancelationDates: m.available(of, today), RateCodes: of.RateCodes,
	}
	if days := out.AvailableCancelationDates; len(days) > 0 {
		last := writtenDate(days[0])
		if notice := of.Terms.CancelationPeriod; notice != nil && !last.before(m.firstTermFrom()) {
			last = notice.noticeFor(last)
		}
		out.LastPossibleCancelationDate = last.String()
	}
	if m.Trial != nil {
		out.TrialPeriod = &moduleContractTrialJSON{Term: m.Trial, StartDate: m.Start}
	}
	return out, nil
}

func createModuleContractCancelationAmendment(c *call) (any, *refusal) {
	k, m, of, refused := c.pathModuleContract()
	if refused != nil {
		return nil, refused
	}
	var want moduleCancelationRequest
	if refused := c.decode(&want); refused != nil {
		return nil, refused
	}
	day, refused := requiredDay(want.CancelationDate, "cancelationDate")
	switch {
	case refused != nil:
		return nil, refused
	case want.CancelationReasonID == nil:
		return nil, badRequest("error.validation.missing", "cancelationReasonId")
	}
	reason, ok := c.studio.Cancelation.reason(*want.CancelationReasonID)
	if !ok && c.switches.ModuleReasonsAreContractReasons {
		return nil, badRequest("error.cancelation.reason", "cancelationReasonId")
	}
	if refused := m.mayCancelModule(of, day, c.today(), c.switches); refused != nil {
		return nil, refused
	}
	kind := "CONTRACT_ADDITIONAL_MODULE_CANCELLED"
	m.CancelationStatus = cancelationDone
	if of.Verified {
		m.CancelationStatus, kind = cancelationPending, "CONTRACT_ADDITIONAL_MODULE_UPDATED"
	}
	m.CancelationDate, m.CancelationReason, m.Received = day.String(), reason, c.today().String()
	k.showModule(m)
	c.studio.tellContract(c.now, kind, k)
	return voidResult{Success: "true"}, nil
}

func withdrawAdditionalModuleContractCancelation(c *call) (any, *refusal) {
	k, m, of, refused := c.pathModuleContract()
	if refused != nil {
		return nil, refused
	}
	switch {
	case !m.withdrawable(of, c.today()):
		return nil, &refusal{status: c.switches.RefusedCancelationStatus, code: "error.cancelation.none"}
	case m.CancelationStatus == cancelationDone && of.Verified:
		m.CancelationStatus = cancelationWithdrawalPending
	default:
		m.uncancel()
	}
	k.showModule(m)
	c.studio.tellContract(c.now, "CONTRACT_ADDITIONAL_MODULE_UPDATED", k)
	return voidResult{Success: "true"}, nil
}

func (m *moduleContract) uncancel() {
	m.CancelationStatus, m.CancelationDate, m.CancelationReason, m.Received = "", "", "", ""
}

// showModule brings the contract's own list up to date. The list is replaced, since
// an answer may still be read from the old one.
func (k *contract) showModule(m *moduleContract) {
	k.Modules = slices.Clone(k.Modules)
	for i := range k.Modules {
		sub := &k.Modules[i]
		if sub.ID != m.ID {
			continue
		}
		sub.Cancelled = m.CancelationStatus == cancelationDone || m.CancelationStatus == cancelationWithdrawalPending
		sub.EndDate, sub.CancellationDate, sub.CancellationReceiptDate = "", "", ""
		if sub.Cancelled {
			sub.EndDate, sub.CancellationDate, sub.CancellationReceiptDate = m.CancelationDate, m.CancelationDate, m.Received
		}
	}
}

func (st *studio) decideModuleCancelation(d decision) (bool, error) {
	m := st.Modules.find(d.id)
	if m == nil {
		return false, nil
	}
	kind := "CONTRACT_ADDITIONAL_MODULE_UPDATED"
	switch {
	case m.CancelationStatus == cancelationPending && d.accept:
		m.CancelationStatus, kind = cancelationDone, "CONTRACT_ADDITIONAL_MODULE_CANCELLED"
	case m.CancelationStatus == cancelationWithdrawalPending && !d.accept:
		m.CancelationStatus = cancelationDone
	case m.CancelationStatus == cancelationPending, m.CancelationStatus == cancelationWithdrawalPending:
		m.uncancel()
	default:
		return true, fmt.Errorf("sandbox: staff: module contract %d waits for nothing", d.id)
	}
	k := st.contracts[m.ContractID]
	k.showModule(m)
	st.tellContract(d.now, kind, k)
	return true, nil
}
