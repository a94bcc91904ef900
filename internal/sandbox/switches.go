package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Switches turn behaviour that the vendor's documentation does not promise, and
// the sandbox's own habits.
type Switches struct {
	// WaitingListPromotion moves the first of the waiting list up when a place
	// becomes free, keeping the booking's id.
	WaitingListPromotion bool `json:"waiting_list_promotion"`
	// WaitingListCancelable lets the cancel call leave the waiting list.
	WaitingListCancelable bool `json:"waiting_list_cancelable"`
	// NoWaitingListMaximumMeansNone: a slot without maxWaitingListParticipants
	// has no waiting list; otherwise it has one without limit.
	NoWaitingListMaximumMeansNone bool `json:"no_waiting_list_maximum_means_none"`
	// BookedIncludesAdditional: bookedParticipants already counts those that the
	// studio added by hand.
	BookedIncludesAdditional bool `json:"booked_includes_additional"`
	// CanceledBookingsListed keeps canceled bookings in a customer's list.
	CanceledBookingsListed bool `json:"canceled_bookings_listed"`
	// SlotCancelCancelsBookings: bookings of a slot that the studio cancels
	// become CANCELED; otherwise only their classSlotStatus tells.
	SlotCancelCancelsBookings bool `json:"slot_cancel_cancels_bookings"`
	// RefusedBookingStatus answers a booking that the rules forbid.
	RefusedBookingStatus int `json:"refused_booking_status"`
	// RepeatedCancelStatus answers the cancel of a canceled booking.
	RepeatedCancelStatus int `json:"repeated_cancel_status"`
	// ForeignEntityStatus answers for ids that belong to another studio or to nobody.
	ForeignEntityStatus int `json:"foreign_entity_status"`
	// CancelationNeedsVerification lets the cancelation of a contract wait for the studio.
	CancelationNeedsVerification bool `json:"cancelation_needs_verification"`
	// CancelationWithdrawalNeedsVerification lets the taking back of an accepted
	// cancelation wait for the studio; a request is always taken back at once.
	CancelationWithdrawalNeedsVerification bool `json:"cancelation_withdrawal_needs_verification"`
	// OnlyAvailableCancelationDates refuses days outside availableCancelationDates;
	// otherwise any day from today on is taken.
	OnlyAvailableCancelationDates bool `json:"only_available_cancelation_dates"`
	// RefusedCancelationStatus answers a cancelation of a contract or a module, or
	// its withdrawal, that the rules forbid.
	RefusedCancelationStatus int `json:"refused_cancelation_status"`
	// IdlePeriodRelease is the release after which pauses behave: 1.8.3 (unit and
	// value mandatory, unlimited unknown), 1.8.5 (either of the two) or 1.11.0
	// (unlimited mandatory, pauses can be changed).
	IdlePeriodRelease string `json:"idle_period_release"`
	// IdleEndsDayBefore: a pause of a week that starts on a Monday ends on the Sunday;
	// otherwise on the next Monday.
	IdleEndsDayBefore bool `json:"idle_ends_day_before"`
	// UnlimitedIdleWithoutEnd: a pause without end has no end date; otherwise a far one.
	UnlimitedIdleWithoutEnd bool `json:"unlimited_idle_without_end"`
	// IdleProofRequired refuses a pause without proof whose reason requires one.
	IdleProofRequired bool `json:"idle_proof_required"`
	// IdleUpdateNeedsVerification lets changes of a pause wait for the studio where
	// new ones do; otherwise they apply at once.
	IdleUpdateNeedsVerification bool `json:"idle_update_needs_verification"`
	// RunningIdlePeriodWithdrawable lets a pause be taken back that has begun.
	RunningIdlePeriodWithdrawable bool `json:"running_idle_period_withdrawable"`
	// RefusedIdlePeriodStatus answers a pause, its change or withdrawal that the rules forbid.
	RefusedIdlePeriodStatus int `json:"refused_idle_period_status"`
	// ModuleContractIDsShared lists modules of a contract with the ids that
	// self-service knows them by; otherwise with others.
	ModuleContractIDsShared bool `json:"module_contract_ids_shared"`
	// ModuleReasonsAreContractReasons: modules are canceled with a reason of the
	// contracts' list; otherwise with any.
	ModuleReasonsAreContractReasons bool `json:"module_reasons_are_contract_reasons"`
	// RefusedModulePurchaseStatus answers the purchase of a module that the rules forbid.
	RefusedModulePurchaseStatus int `json:"refused_module_purchase_status"`
	// SearchCombinesWithAnd: all criteria of a customer search must fit, not any.
	SearchCombinesWithAnd bool `json:"search_combines_with_and"`
	// SparseSearchHits: hits carry only id, names, status and e-mail.
	SparseSearchHits bool `json:"sparse_search_hits"`
	// ExactlyOneIdentifier: a customer look-up by several identifiers is refused.
	ExactlyOneIdentifier bool `json:"exactly_one_identifier"`
	// ContactDataStatus, AddressDataStatus, MasterDataStatus and PaymentDataStatus say
	// what becomes of a change of own data: READ, CHANGES_REQUIRE_VERIFICATION or
	// CHANGES_WITHOUT_VERIFICATION.
	ContactDataStatus string `json:"contact_data_status"`
	AddressDataStatus string `json:"address_data_status"`
	MasterDataStatus  string `json:"master_data_status"`
	PaymentDataStatus string `json:"payment_data_status"`
	// PendingAmendmentStatus answers a change of own data while one of its kind waits
	// for the studio; with 200 the new one takes its place.
	PendingAmendmentStatus int `json:"pending_amendment_status"`
	// ReadOnlyAmendmentStatus answers a change of data that are READ.
	ReadOnlyAmendmentStatus int `json:"read_only_amendment_status"`
	// AppliedAmendmentHasID gives the answer to a change that applied at once an id,
	// which nothing knows afterwards.
	AppliedAmendmentHasID bool `json:"applied_amendment_has_id"`
	// OmittedContactFieldsKept keeps what a change of contact data does not name;
	// otherwise it is cleared.
	OmittedContactFieldsKept bool `json:"omitted_contact_fields_kept"`
	// PaymentDataRequireSignature asks for a signature on a change of bank account.
	PaymentDataRequireSignature bool `json:"payment_data_require_signature"`
	// ChecksBankData refuses an IBAN with a wrong checksum and a BIC of a wrong form.
	ChecksBankData bool `json:"checks_bank_data"`
	// IBANsMasked hides the middle of IBANs that self-service shows.
	IBANsMasked bool `json:"ibans_masked"`
	// PreferencesReplaced turns off the channels that an update of communication
	// preferences does not name, where the member may; otherwise they stay.
	PreferencesReplaced bool `json:"preferences_replaced"`
	// PaymentSessionMinutes is how long a payment session lives.
	PaymentSessionMinutes int `json:"payment_session_minutes"`
	// PreviewRequired: a contract is sold and switched only as a preview has shown it.
	PreviewRequired bool `json:"preview_required"`
	// FirstFeeDueOnSigning: the first payment of a contract is due on signing, as
	// starter packages and contracts that are paid at once always are.
	FirstFeeDueOnSigning bool `json:"first_fee_due_on_signing"`
	// SignupNeedsPaymentMethod refuses a signup without a token for recurring
	// payments, unless the contract is free.
	SignupNeedsPaymentMethod bool `json:"signup_needs_payment_method"`
	// ContractSignatureEnforced refuses a sale without the signature that its offer
	// asks for.
	ContractSignatureEnforced bool `json:"contract_signature_enforced"`
	// SwitchSourceIsContractID: the source contracts of a switch carry contract ids,
	// otherwise those of rates, which only their names join to contracts.
	SwitchSourceIsContractID bool `json:"switch_source_is_contract_id"`
	// RefusedLeadStatus answers the creation of a lead that validation does not allow.
	RefusedLeadStatus int `json:"refused_lead_status"`
	// LeadDuplicateByEmailAlone takes a lead for a known customer by the e-mail
	// address, otherwise only with the same name.
	LeadDuplicateByEmailAlone bool `json:"lead_duplicate_by_email_alone"`
	// LeadAnswersCustomerID: a new lead's answer has its customer id, as since
	// release 1.11.0.
	LeadAnswersCustomerID bool `json:"lead_answers_customer_id"`
	// RefuseDuplicateCustomer: a new customer with the names, birthday and e-mail
	// address of one there is already is refused.
	RefuseDuplicateCustomer bool `json:"refuse_duplicate_customer"`
	// StudioSwitchCancelsBookings: who moves to another studio loses what they have
	// booked in the old one; otherwise those bookings stay.
	StudioSwitchCancelsBookings bool `json:"studio_switch_cancels_bookings"`
	// StudioSwitchKeepsNumber: who moves keeps the customer number if it is free in
	// the new studio; otherwise they always get a new one.
	StudioSwitchKeepsNumber bool `json:"studio_switch_keeps_number"`
	// CheckinsNewestFirst orders the check-in history; otherwise the oldest come first.
	CheckinsNewestFirst bool `json:"checkins_newest_first"`
	// CheckinsOfKeyStudioOnly: the history that is not cross-studio has the visits
	// to the key's studio alone, not those of its customers to others.
	CheckinsOfKeyStudioOnly bool `json:"checkins_of_key_studio_only"`
	// VoucherMakesProspect: who redeems a check-in voucher and is no customer yet
	// becomes a prospect.
	VoucherMakesProspect bool `json:"voucher_makes_prospect"`
	// UsedVoucherStatus answers the second redemption of a check-in voucher.
	UsedVoucherStatus int `json:"used_voucher_status"`
	// UnconfirmableTransferStatus answers the confirmation of a debt collection run
	// that is not ready or has failed.
	UnconfirmableTransferStatus int `json:"unconfirmable_transfer_status"`
	// ClosedCaseStatus answers a report about a collection case that is closed.
	ClosedCaseStatus int `json:"closed_case_status"`
	// RepeatedReportIgnored: a report with a request id that was there before
	// changes nothing; otherwise it is taken as a new one.
	RepeatedReportIgnored bool `json:"repeated_report_ignored"`
	// UnreadyExportStatus answers the read of an export that is still being made.
	UnreadyExportStatus int `json:"unready_export_status"`
	// RepeatedActivationStatus answers the activation of an active device; with 200
	// it gets another token.
	RepeatedActivationStatus int `json:"repeated_activation_status"`
	// OnlyKnownTags refuses tags for a studio that are not on the list; otherwise
	// they are put onto it.
	OnlyKnownTags bool `json:"only_known_tags"`
	// WebhooksNeedActivation holds events back until confirmActivation was called.
	WebhooksNeedActivation bool `json:"webhooks_need_activation"`
	// EnforceBounds refuses slice sizes and the like outside the old bounds.
	EnforceBounds bool `json:"enforce_bounds"`
	// WindowIncludesLastDay makes a window of n days ahead n+1 days long.
	WindowIncludesLastDay bool `json:"window_includes_last_day"`
	// AppointmentsThreeDaysAhead: free slots of a service reach no further than
	// three days, however many are asked for.
	AppointmentsThreeDaysAhead bool `json:"appointments_three_days_ahead"`
	// InstructorsAreAlternatives: one of a slot's instructors gives the
	// appointment; otherwise each has slots of their own and all that are sent come.
	InstructorsAreAlternatives bool `json:"instructors_are_alternatives"`
	// SlotsFollowAllCustomerRules: free slots for a customer are only those that
	// the customer could book; otherwise only the customer's other bookings count.
	SlotsFollowAllCustomerRules bool `json:"slots_follow_all_customer_rules"`
	// TrialDuplicateByEmailAlone: who has the e-mail address of a customer is a
	// duplicate; otherwise the names must be the same too.
	TrialDuplicateByEmailAlone bool `json:"trial_duplicate_by_email_alone"`
	// RefusedTrialLeadStatus answers a trial lead with wrong data or a duplicate.
	RefusedTrialLeadStatus int `json:"refused_trial_lead_status"`
	// TrialWaitingList puts people on trial onto waiting lists too.
	TrialWaitingList bool `json:"trial_waiting_list"`
	// RepeatedConfirmStatus answers the confirmation of a confirmed booking.
	RepeatedConfirmStatus int `json:"repeated_confirm_status"`
	// RateLimit is the budget of calls a minute and operation; 0 is none.
	RateLimit int `json:"rate_limit"`
	// RateLimitPerKey gives each key its own budget.
	RateLimitPerKey bool `json:"rate_limit_per_key"`
	// LatencyMS is added to every answer, in milliseconds.
	LatencyMS int `json:"latency_ms"`
	// BenefitUsesCount: a benefit that is limited by day is used up; otherwise uses
	// are written down and change nothing.
	BenefitUsesCount bool `json:"benefit_uses_count"`
	// UnknownBenefitsListed answers for keys that this integration does not have, as
	// not valid; otherwise they are left out.
	UnknownBenefitsListed bool `json:"unknown_benefits_listed"`
	// RefusedBenefitStatus answers the use of a benefit that is not valid.
	RefusedBenefitStatus int `json:"refused_benefit_status"`
	// AccessCodeOffStatus answers for a door code where the studio gives out none.
	AccessCodeOffStatus int `json:"access_code_off_status"`
	// AccessCodeExpires says with a door code when it ends.
	AccessCodeExpires bool `json:"access_code_expires"`
	// TakenMediumStatus answers an access medium that somebody has already.
	TakenMediumStatus int `json:"taken_medium_status"`
	// ForeignMediumStatus answers a change of an access medium that this integration
	// did not make.
	ForeignMediumStatus int `json:"foreign_medium_status"`
	// DocumentListLinks puts links into lists of documents; otherwise only the read of
	// one document has one.
	DocumentListLinks bool `json:"document_list_links"`
	// Nulls writes some absent optionals as null.
	Nulls bool `json:"nulls"`
	// UnknownFields adds properties the contract does not know, now and then.
	UnknownFields bool `json:"unknown_fields"`
}

func defaultSwitches() Switches {
	return Switches{
		WaitingListPromotion:          true,
		WaitingListCancelable:         true,
		NoWaitingListMaximumMeansNone: true,
		CanceledBookingsListed:        true,
		SlotCancelCancelsBookings:     true,
		RefusedBookingStatus:          http.StatusBadRequest,
		RepeatedCancelStatus:          http.StatusBadRequest,
		ForeignEntityStatus:           http.StatusNotFound,
		SearchCombinesWithAnd:         true,
		SparseSearchHits:              true,
		ExactlyOneIdentifier:          true,
		ContactDataStatus:             amendmentImmediate,
		AddressDataStatus:             amendmentImmediate,
		MasterDataStatus:              amendmentVerified,
		PaymentDataStatus:             amendmentVerified,
		PendingAmendmentStatus:        http.StatusConflict,
		ReadOnlyAmendmentStatus:       http.StatusBadRequest,
		OmittedContactFieldsKept:      true,
		ChecksBankData:                true,
		PreferencesReplaced:           true,
		PaymentSessionMinutes:         30,
		PreviewRequired:               true,
		ContractSignatureEnforced:     true,
		SwitchSourceIsContractID:      true,
		RefusedLeadStatus:             http.StatusBadRequest,
		LeadAnswersCustomerID:         true,
		StudioSwitchCancelsBookings:   true,
		StudioSwitchKeepsNumber:       true,
		CheckinsNewestFirst:           true,
		CheckinsOfKeyStudioOnly:       true,
		VoucherMakesProspect:          true,
		UsedVoucherStatus:             http.StatusBadRequest,
		UnconfirmableTransferStatus:   http.StatusBadRequest,
		ClosedCaseStatus:              http.StatusConflict,
		RepeatedReportIgnored:         true,
		UnreadyExportStatus:           http.StatusNotFound,
		RepeatedActivationStatus:      http.StatusBadRequest,
		OnlyKnownTags:                 true,
		EnforceBounds:                 true,
		BenefitUsesCount:              true,
		RefusedBenefitStatus:          http.StatusBadRequest,
		AccessCodeOffStatus:           http.StatusNotFound,
		AccessCodeExpires:             true,
		TakenMediumStatus:             http.StatusBadRequest,
		ForeignMediumStatus:           http.StatusForbidden,
		DocumentListLinks:             true,
		InstructorsAreAlternatives:    true,
		TrialDuplicateByEmailAlone:    true,
		RefusedTrialLeadStatus:        http.StatusBadRequest,
		TrialWaitingList:              true,
		RepeatedConfirmStatus:         http.StatusOK,
		RateLimit:                     defaultRate,
		RateLimitPerKey:               true,
		Nulls:                         true,
		UnknownFields:                 true,

		CancelationNeedsVerification:           true,
		CancelationWithdrawalNeedsVerification: true,
		OnlyAvailableCancelationDates:          true,
		RefusedCancelationStatus:               http.StatusBadRequest,
		IdlePeriodRelease:                      release1110,
		IdleEndsDayBefore:                      true,
		UnlimitedIdleWithoutEnd:                true,
		IdleProofRequired:                      true,
		IdleUpdateNeedsVerification:            true,
		RefusedIdlePeriodStatus:                http.StatusBadRequest,
		ModuleContractIDsShared:                true,
		ModuleReasonsAreContractReasons:        true,
		RefusedModulePurchaseStatus:            http.StatusBadRequest,
	}
}

// patched returns the switches with those changed that the JSON object names.
func (s Switches) patched(patch []byte) (Switches, error) {
	d := json.NewDecoder(bytes.NewReader(patch))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return s, err
	}
	refusals := []int{http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusConflict}
	for name, status := range map[string]int{
		"refused_booking_status": s.RefusedBookingStatus,
		"foreign_entity_status":  s.ForeignEntityStatus,
		"repeated_cancel_status": s.RepeatedCancelStatus,
		"refused_benefit_status": s.RefusedBenefitStatus,
		"access_code_off_status": s.AccessCodeOffStatus,
		"taken_medium_status":    s.TakenMediumStatus,
		"foreign_medium_status":  s.ForeignMediumStatus,

		"pending_amendment_status":   s.PendingAmendmentStatus,
		"read_only_amendment_status": s.ReadOnlyAmendmentStatus,

		"refused_cancelation_status":     s.RefusedCancelationStatus,
		"refused_idle_period_status":     s.RefusedIdlePeriodStatus,
		"refused_module_purchase_status": s.RefusedModulePurchaseStatus,
		"refused_lead_status":            s.RefusedLeadStatus,
		"used_voucher_status":            s.UsedVoucherStatus,
		"refused_trial_lead_status":      s.RefusedTrialLeadStatus,
		"repeated_confirm_status":        s.RepeatedConfirmStatus,

		"unconfirmable_transfer_status": s.UnconfirmableTransferStatus,
		"closed_case_status":            s.ClosedCaseStatus,
		"unready_export_status":         s.UnreadyExportStatus,
		"repeated_activation_status":    s.RepeatedActivationStatus,
	} {
		if (strings.HasPrefix(name, "repeated_") || name == "pending_amendment_status") && status == http.StatusOK {
			continue
		}
		if !slices.Contains(refusals, status) {
			return s, fmt.Errorf("%s: %d is not one of %v", name, status, refusals)
		}
	}
	for name, status := range map[string]string{
		"contact_data_status": s.ContactDataStatus, "address_data_status": s.AddressDataStatus,
		"master_data_status": s.MasterDataStatus, "payment_data_status": s.PaymentDataStatus,
	} {
		if known := []string{amendmentRead, amendmentVerified, amendmentImmediate}; !slices.Contains(known, status) {
			return s, fmt.Errorf("%s: %q is not one of %v", name, status, known)
		}
	}
	if s.PaymentSessionMinutes < 1 || s.PaymentSessionMinutes > 24*60 {
		return s, errors.New("payment_session_minutes: want 1 to 1440")
	}
	if !slices.Contains(idleReleases(), s.IdlePeriodRelease) {
		return s, fmt.Errorf("idle_period_release: %q is not one of %v", s.IdlePeriodRelease, idleReleases())
	}
	if s.LatencyMS < 0 || s.LatencyMS > 600_000 {
		return s, errors.New("latency_ms: want 0 to 600000")
	}
	return s, nil
}
