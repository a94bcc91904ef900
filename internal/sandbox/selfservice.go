package sandbox

import (
	"fmt"
	"slices"
)

func selfServiceOperations() []*operation {
	read, write := []string{"CUSTOMER_SELF_SERVICE_READ"}, []string{"CUSTOMER_SELF_SERVICE_WRITE"}
	const own = "/v1/customers/{customerId}/self-service/"
	return []*operation{
		{id: "getCustomerContactData", method: "GET", pattern: own + "contact-data", scopes: read, handle: getCustomerContactData},
		{id: "createCustomerContactDataAmendment", method: "POST", pattern: own + "contact-data", scopes: write, handle: createCustomerContactDataAmendment},
		{id: "getCustomerAddressData", method: "GET", pattern: own + "address-data", scopes: read, handle: getCustomerAddressData},
		{id: "createCustomerAddressDataAmendment", method: "POST", pattern: own + "address-data", scopes: write, handle: createCustomerAddressDataAmendment},
		{id: "getCustomerMasterData", method: "GET", pattern: own + "master-data", scopes: read, handle: getCustomerMasterData},
		{id: "createCustomerMasterDataAmendment", method: "POST", pattern: own + "master-data", scopes: write, handle: createCustomerMasterDataAmendment},
		{id: "getCustomerPaymentData", method: "GET", pattern: own + "payment-data", scopes: read, handle: getCustomerPaymentData},
		{id: "createCustomerPaymentDataAmendment", method: "POST", pattern: own + "payment-data", scopes: write, handle: createCustomerPaymentDataAmendment},
		{id: "withdrawAmendment", method: "DELETE", pattern: own + "amendment/{amendmentId}", scopes: write, handle: withdrawAmendment},
	}
}

func selfServiceTexts() map[string]text {
	return map[string]text{
		"error.amendment.readOnly":  {"Diese Daten können nicht geändert werden.", "These data cannot be changed.", "Tych danych nie można zmienić."},
		"error.amendment.pending":   {"Eine Änderung wartet bereits auf die Prüfung.", "A change is already waiting to be checked.", "Inna zmiana czeka już na sprawdzenie."},
		"error.amendment.signature": {"Die Unterschrift fehlt oder ist nicht lesbar.", "The signature is missing or cannot be read.", "Brakuje podpisu lub jest on nieczytelny."},
		"error.amendment.email":     {"Die E-Mail-Adresse ist ungültig.", "The e-mail address is not valid.", "Adres e-mail jest nieprawidłowy."},
		"error.amendment.iban":      {"Die IBAN ist ungültig.", "The IBAN is not valid.", "Numer IBAN jest nieprawidłowy."},
		"error.amendment.bic":       {"Der BIC ist ungültig.", "The BIC is not valid.", "Kod BIC jest nieprawidłowy."},
		"error.amendment.birth":     {"Das Geburtsdatum liegt in der Zukunft.", "The date of birth lies in the future.", "Data urodzenia jest z przyszłości."},
	}
}

// selfServiceState is the changes of own data that wait for the studio, and what
// self-service knows of a person beyond the customer's record.
type selfServiceState struct {
	Pending []*amendment             `json:"pending"` // by id
	Details map[int64]*personDetails `json:"details"` // by customer
}

// personDetails are the fields of own data that a customer's record does not have.
type personDetails struct {
	Title          string `json:"title"`
	CountryOfBirth string `json:"country_of_birth"`
	ProvinceCode   string `json:"province_code"`
	// What some countries ask for; the API tells it to nobody again.
	PlaceOfBirth string                  `json:"place_of_birth"`
	TaxID        string                  `json:"tax_id"`
	Document     *documentIdentification `json:"document"`
}

func (s *selfServiceState) settle(st *studio, members []Member, _ date) {
	s.Details = map[int64]*personDetails{}
	for _, m := range members {
		switch m.Story {
		case storyRegular:
			s.detailsOf(m.CustomerID).CountryOfBirth = st.Information.CountryCode
		case storyCanceled:
			s.detailsOf(m.CustomerID).Title = "DR"
		case storyPending:
			bank := &paymentFields{AccountHolder: m.Name, BankName: "Deutsche Kreditbank", BIC: "BYLADEM1001", IBAN: "DE02 1203 0000 0000 2020 51"}
			if st.Language == "en" {
				bank.BankName, bank.BIC, bank.IBAN = "Barclays", "BUKBGB22XXX", "GB33 BUKB 2020 1555 5555 55"
			}
			s.Pending = append(s.Pending, &amendment{ID: st.newID(), CustomerID: m.CustomerID, Kind: kindPayment, Payment: bank})
		}
	}
}

func (s *selfServiceState) index(st *studio) error {
	if s.Details == nil {
		s.Details = map[int64]*personDetails{}
	}
	for _, a := range s.Pending {
		if st.customers[a.CustomerID] == nil || !a.whole() {
			return fmt.Errorf("amendment %d has no customer or no fields", a.ID)
		}
	}
	return nil
}

// move takes along what the record does not have, and changes that wait.
func (s *selfServiceState) move(customerID int64, _, to *studio) {
	carry(customerID, s.Details, to.SelfService.Details)
	carryList(&s.Pending, &to.SelfService.Pending, func(a *amendment) bool { return a.CustomerID == customerID })
}

func (s *selfServiceState) detailsOf(customerID int64) *personDetails {
	if s.Details[customerID] == nil {
		s.Details[customerID] = &personDetails{}
	}
	return s.Details[customerID]
}

// pending is the change of a kind that a customer waits for, or nil.
func (s *selfServiceState) pending(customerID int64, kind string) *amendment {
	for _, a := range s.Pending {
		if a.CustomerID == customerID && a.Kind == kind {
			return a
		}
	}
	return nil
}

// settled forgets a pending change: it was decided, withdrawn or replaced.
func (s *selfServiceState) settled(a *amendment) {
	s.Pending = slices.DeleteFunc(s.Pending, func(p *amendment) bool { return p == a })
}
