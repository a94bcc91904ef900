package handlers

import "memberportal/internal/studio"

// needs are the operations behind each area: where the studio's key may use none
// of them, nothing leads there.
func needs() map[string][]string {
	return map[string][]string{
		"home":     nil,
		"classes":  {"getClassSlotsForMultipleClasses"},
		"bookings": {"getClassBookingsByCustomerId", "getAppointmentBookings"},

		"appointments": {"getBookableAppointments"},
		"checkin":      {"getCustomerAccessCode", "getCustomersCheckinHistory", "getBenefits"},
		"account":      {"getCustomersAccountBalanceData", "getCustomersAccountTransactionData", "getCustomersAccountUpcomingData"},
		"profile": {
			"getCustomerContactData", "getCustomerAddressData", "getCustomerMasterData", "getCustomerPaymentData",
			"getDocuments", "uploadDocument", "getCustomerById", "getAdditionalInformationFields", "getCommunicationPreferences",
		},
		"contracts": {"getContractData", "getCustomersContracts"},
		"privacy":   nil, // the portal's own
		"messages":  {"createCommunicationInNewCommunicationThread"},
	}
}

// hidden lists the areas of which the studio's key is known to see nothing, and
// what the studio has turned off.
func hidden(s *studio.Studio) []string {
	var names []string
	for area, operations := range needs() {
		if !s.May(operations...) || area == "messages" && !s.Features.Messages {
			names = append(names, area)
		}
	}
	return names
}
