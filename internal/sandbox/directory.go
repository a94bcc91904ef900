package sandbox

import "slices"

func directoryOperations() []*operation {
	read, write := []string{"CUSTOMER_READ"}, []string{"CUSTOMER_WRITE"}
	return slices.Concat(
		[]*operation{
			{id: "getCustomers", method: "GET", pattern: "/v1/customers", scopes: read, handle: getCustomers},
			{id: "createCustomer", method: "POST", pattern: "/v1/customers/create", scopes: write, handle: createCustomer},
			{id: "switchStudio", method: "POST", pattern: "/v1/customers/{customerId}/switch-studio", scopes: write, handle: switchStudio},
			{
				id: "getCustomerContractsBy", method: "GET", pattern: "/v1/customers/contracts/by",
				scopes: []string{"CUSTOMER_CONTRACT_READ", "CUSTOMER_READ"}, mode: anyScope, handle: getCustomerContractsBy,
			},
		},
		crossStudioOperations(), checkinOperations(), measurementOperations(), voucherOperations(),
	)
}

func directoryTexts() map[string]text {
	return map[string]text{
		"error.customer.duplicate":   {"Diese Person gibt es schon.", "This person exists already.", "Ta osoba już istnieje."},
		"error.customer.birth":       {"Das Geburtsdatum liegt in der Zukunft.", "The date of birth is in the future.", "Data urodzenia jest w przyszłości."},
		"error.studioSwitch.future":  {"Der Wechsel darf nicht in der Zukunft liegen.", "The switch must not be in the future.", "Zmiana nie może być w przyszłości."},
		"error.studioSwitch.same":    {"Die Person gehört schon zu diesem Studio.", "The person belongs to this studio already.", "Ta osoba należy już do tego studia."},
		"error.checkin.order":        {"Der letzte Tag liegt vor dem ersten.", "The last day is before the first.", "Ostatni dzień jest przed pierwszym."},
		"error.checkin.period":       {"Der Zeitraum ist länger als 365 Tage.", "The period is longer than 365 days.", "Okres jest dłuższy niż 365 dni."},
		"error.checkinVoucher.used":  {"Dieser Gutschein wurde schon eingelöst.", "This voucher has been redeemed already.", "Ten voucher został już wykorzystany."},
		"error.checkinVoucher.ended": {"Dieser Gutschein ist abgelaufen.", "This voucher has expired.", "Ten voucher stracił ważność."},
	}
}

// directoryState is what the studio knows of its customers beside their records.
type directoryState struct {
	Numbers   int64               `json:"numbers"` // customer numbers given out since the start
	Visits    map[int64][]visit   `json:"visits"`  // to this studio, by customer, by time
	Weighings map[int64][]weighed `json:"weighings"`
	Vouchers  []*voucher          `json:"vouchers"`
	Left      []departure         `json:"left"` // customers who went to another studio
}

func (s *directoryState) settle(st *studio, members []Member, today date) {
	s.Visits, s.Weighings = map[int64][]visit{}, map[int64][]weighed{}
	s.Vouchers = st.newVouchers(today)
	st.pastVisits(members, today)
	for _, m := range members {
		switch m.Story {
		case storyRegular:
			st.weigh(m.CustomerID, today.add(-35))
		case storyExtras:
			st.weigh(m.CustomerID, today.add(-120))
			st.giveMediums(m.CustomerID)
		}
	}
}

func (s *directoryState) index(*studio) error {
	if s.Visits == nil {
		s.Visits = map[int64][]visit{}
	}
	if s.Weighings == nil {
		s.Weighings = map[int64][]weighed{}
	}
	return nil
}

// move lets weighings go along to another studio. Visits stay where they were
// made, and so do redeemed vouchers.
func (s *directoryState) move(customerID int64, _, to *studio) {
	carry(customerID, s.Weighings, to.Directory.Weighings)
}

// giveMediums gives a customer a barcode and a PIN beside the card. Both begin with
// zeros, which a client has to keep.
func (st *studio) giveMediums(customerID int64) {
	k := st.customers[customerID]
	k.Record.AccessMediums = append(k.Record.AccessMediums,
		accessMedium{ID: st.newID(), Type: mediumBarcode, Value: "0040170" + k.Record.CustomerNumber[2:]},
		accessMedium{ID: st.newID(), Type: mediumPIN, Value: "00" + k.Record.CustomerNumber[3:]},
	)
	st.unfile(k)
	st.file(k)
}
