package sandbox

import "slices"

// Validation statuses of a purchase.
const (
	modulePurchasable      = "ADDITIONAL_MODULE_PURCHASABLE"
	moduleAlreadyPurchased = "ADDITIONAL_MODULE_CONTRACT_ALREADY_PURCHASED"
	moduleInvalidStatus    = "ADDITIONAL_MODULE_CONTRACT_INVALID_STATUS"
	moduleUnknown          = "ADDITIONAL_MODULE_NOT_FOUND"
	moduleNotOnline        = "ADDITIONAL_MODULE_NOT_ONLINE_PURCHASABLE"
	moduleNoTrial          = "ADDITIONAL_MODULE_TRIAL_PERIOD_NOT_BOOKABLE"
)

// mayPurchase decides whether a contract may buy a module, nil for one that the
// studio does not have. Validate, purchase and the list of what can be bought all
// ask here. A trial is for the first time only.
func (st *studio) mayPurchase(k *contract, of *module, trial bool, today date) string {
	had, has := false, false
	if of != nil {
		for _, m := range st.Modules.Contracts {
			if m.ContractID == k.ID && m.ModuleID == of.ID {
				had = true
				has = has || !m.ended(of, today)
			}
		}
	}
	switch {
	case has:
		return moduleAlreadyPurchased
	case !k.covers(today), k.canceled():
		return moduleInvalidStatus
	case of == nil:
		return moduleUnknown
	case !of.Online, len(of.Rates) > 0 && !slices.Contains(of.Rates, k.RateName):
		return moduleNotOnline
	case trial && (of.Trial == nil || had):
		return moduleNoTrial
	}
	return modulePurchasable
}

// mayCancelModule decides whether a module contract can be canceled to a day.
func (m *moduleContract) mayCancelModule(of *module, day, today date, sw Switches) *refusal {
	switch {
	case m.CancelationStatus != "":
		return &refusal{status: sw.RefusedCancelationStatus, code: "error.cancelation.already"}
	case m.ended(of, today):
		return &refusal{status: sw.RefusedCancelationStatus, code: "error.cancelation.past"}
	case sw.OnlyAvailableCancelationDates && !slices.Contains(m.available(of, today), day.String()), day.before(today):
		return &refusal{sw.RefusedCancelationStatus, "error.cancelation.date", "cancelationDate"}
	}
	return nil
}

// withdrawable tells whether the cancelation of a module contract, or the request
// for it, can be taken back.
func (m *moduleContract) withdrawable(of *module, today date) bool {
	switch m.CancelationStatus {
	case cancelationPending:
		return true
	case cancelationDone:
		return !of.Final && m.CancelationDate >= today.String()
	}
	return false
}
