package sandbox_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// months are n payments of one amount, a month from each other on the 19th.
func months(kind, amount string, from string, n int) []string {
	at := slices.Index(nineteenths, from)
	var out []string
	for _, day := range nineteenths[at : at+n] {
		out = append(out, day+" "+kind+" "+amount)
	}
	return out
}

var nineteenths = []string{
	"2026-05-19", "2026-06-19", "2026-07-19", "2026-08-19", "2026-09-19", "2026-10-19", "2026-11-19", "2026-12-19",
	"2027-01-19", "2027-02-19", "2027-03-19", "2027-04-19", "2027-05-19",
}

// TestWhatEachOfferCosts goes through each way to pay, from tomorrow, the 19th of May.
func TestWhatEachOfferCosts(t *testing.T) {
	for _, c := range []struct {
		name, offer   string
		term          int
		optional      []int // by place
		payments      []string
		base, due     string
		total         string
		perMonth, per string // "" where there is no such average
	}{
		{
			name: "every month", offer: "Basic", payments: months("CONTRACT_FEE", "29.90", "2026-05-19", 12),
			base: "29.90", due: "0.00", total: "358.80", perMonth: "29.90", per: "29.90",
		},
		{
			name: "with fees and an add-on on trial", offer: "Premium", optional: []int{0},
			payments: inOrderOfDays(
				months("CONTRACT_FEE", "39.90", "2026-05-19", 12), []string{"2026-05-18 STARTER_PACKAGE 29.90 *", "2026-11-19 FLAT_FEE 19.90"},
				[]string{
					"2026-06-02 MODULE_FEE 9.90", "2026-07-02 MODULE_FEE 9.90", "2026-08-02 MODULE_FEE 9.90", "2026-09-02 MODULE_FEE 9.90",
					"2026-10-02 MODULE_FEE 9.90", "2026-11-02 MODULE_FEE 9.90", "2026-12-02 MODULE_FEE 9.90", "2027-01-02 MODULE_FEE 9.90",
					"2027-02-02 MODULE_FEE 9.90", "2027-03-02 MODULE_FEE 9.90", "2027-04-02 MODULE_FEE 9.90", "2027-05-02 MODULE_FEE 9.90",
				}),
			base: "39.90", due: "29.90", total: "647.40", perMonth: "53.95", per: "39.90",
		},
		{
			name: "week by week", offer: "Flex", payments: []string{"2026-05-19 CONTRACT_FEE 9.90"},
			base: "9.90", due: "0.00", total: "9.90", per: "9.90",
		},
		{
			name: "at once", offer: "Jahreskarte", payments: []string{"2026-05-18 CONTRACT_FEE 399.00 *"},
			base: "399.00", due: "399.00", total: "399.00", perMonth: "33.25", per: "399.00",
		},
		{
			name: "on fixed days", offer: "Familie", payments: []string{"2026-07-01 CONTRACT_FEE 228.00", "2027-01-01 CONTRACT_FEE 228.00"},
			base: "228.00", due: "0.00", total: "456.00", perMonth: "38.00", per: "228.00",
		},
		{
			name: "in steps", offer: "Familie", term: 1,
			payments: slices.Concat(months("CONTRACT_FEE", "19.90", "2026-05-19", 6), months("CONTRACT_FEE", "29.90", "2026-11-19", 6)),
			base:     "19.90", due: "0.00", total: "298.80", perMonth: "24.90", per: "24.90",
		},
		{name: "for nothing", offer: "Kids frei", base: "0.00", due: "0.00", total: "0.00", perMonth: "0.00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start(t, monday)
			body := signupBody(s, c.offer)
			contract := body["contract"].(object)
			term := s.offer(c.offer).Terms[c.term]
			contract["contractOfferTermId"] = term.ID
			var optional []int64
			for _, i := range c.optional {
				optional = append(optional, term.OptionalModules[i].ID)
				contract["selectedOptionalModuleIds"] = optional
			}
			p := s.preview(signupPath, body)
			require.Equal(t, c.payments, p.payments())
			require.Equal(t, c.base, p.BasePrice.Amount.String())
			require.Equal(t, "EUR", p.PaymentPreview.DueOnSigningAmount.Currency)
			require.Equal(t, c.due, p.PaymentPreview.DueOnSigningAmount.Amount.String())
			v := p.ContractVolumeInformation
			require.Equal(t, c.total, v.TotalContractVolume.Amount.String())
			require.Equal(t, c.perMonth, textOf(v.AveragePaymentVolumePerMonth))
			require.Equal(t, c.per, textOf(v.AveragePaymentVolumePerPaymentFrequencyTerm))
			require.Empty(t, p.VoucherType)
			require.Nil(t, p.AgeAdjustedPrice)
			require.Len(t, p.SelectedOptionalModulesPreviews, len(optional))
		})
	}
}

func textOf(a *amount) string {
	if a == nil {
		return ""
	}
	return a.Amount.String()
}

func inOrderOfDays(parts ...[]string) []string {
	all := slices.Concat(parts...)
	slices.SortStableFunc(all, func(a, b string) int {
		if a[:10] < b[:10] {
			return -1
		} else if a[:10] > b[:10] {
			return 1
		}
		return 0
	})
	return all
}

func TestFreeMonthMovesPaymentsAndEnd(t *testing.T) {
	s := start(t, monday)
	body := signupBody(s, "Premium")
	body["contract"].(object)["contractOfferTermId"] = s.offer("Premium").Terms[1].ID
	payments := s.preview(signupPath, body).payments()
	require.Len(t, payments, 25)
	require.Equal(t, []string{"2026-05-19 BONUS_PERIOD 0.00", "2026-06-19 CONTRACT_FEE 34.90"}, payments[:2])
	require.Equal(t, "2028-05-19 CONTRACT_FEE 34.90", payments[24])
}

// TestPaymentsStayAtTheEndOfTheMonth, and so does the end of the contract.
func TestPaymentsStayAtTheEndOfTheMonth(t *testing.T) {
	s := start(t, monday)
	path, body := addPath(s, "prospect"), contractBody(s, "Basic")
	body["startDate"] = "2026-08-31"
	var days []string
	for _, e := range s.preview(path, body).PaymentPreview.PaymentSchedule {
		days = append(days, e.DueDate)
	}
	require.Equal(t, []string{
		"2026-08-31", "2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30", "2027-07-31",
	}, days)

	body["startDate"] = "2027-03-01"
	s.preview(path, body)
	s.do("POST", path, body)
	id := s.member("nordlicht", "prospect").CustomerID
	data := get[[]object](s, fmt.Sprintf("/v1/memberships/%d/self-service/contract-data", id))[0]
	require.Equal(t, []any{"2028-02-29", "2028-03-31", "2028-04-30"}, data["availableCancelationDates"])
	require.Equal(t, "2028-01-31", data["lastPossibleCancelationDate"])
}

func TestFirstFeeDueOnSigningIsASwitch(t *testing.T) {
	s := start(t, monday)
	sw := s.box.Switches()
	sw.FirstFeeDueOnSigning = true
	s.box.SetSwitches(sw)
	p := s.preview(signupPath, signupBody(s, "Premium"))
	require.Equal(t, "69.80", p.PaymentPreview.DueOnSigningAmount.Amount.String())
	require.Equal(t, []string{"2026-05-18 CONTRACT_FEE 39.90 *", "2026-05-18 STARTER_PACKAGE 29.90 *"}, p.payments()[:2])
}

// TestAgeChangesThePrice: the age on the first day counts.
func TestAgeChangesThePrice(t *testing.T) {
	s := start(t, monday)
	for born, want := range map[string]string{
		"2012-05-20": "", "2012-05-19": "23.92", "2000-05-20": "23.92", "2000-05-19": "", "1959-05-20": "", "1959-05-19": "24.90",
	} {
		body := signupBody(s, "Basic")
		body["customer"].(object)["dateOfBirth"] = born
		p := s.preview(signupPath, body)
		require.Equal(t, want, textOf(p.AgeAdjustedPrice), born)
		require.Equal(t, "29.90", p.BasePrice.Amount.String())
		if want == "" {
			want = "29.90"
		}
		require.Equal(t, "2026-05-19 CONTRACT_FEE "+want, p.payments()[0], born)
	}
}

// TestAgeOfSomebodyKnown is taken from the record, for a further contract as for a switch.
func TestAgeOfSomebodyKnown(t *testing.T) {
	s := start(t, monday)
	body := signupBody(s, "Premium")
	body["customer"].(object)["dateOfBirth"] = "2005-02-01"
	contract := body["contract"].(object)
	contract["startDate"] = s.day(0)
	due := s.preview(signupPath, body).PaymentPreview.DueOnSigningAmount.Amount
	contract["initialPaymentRequestToken"] = s.payFor(newcomer, due.String())
	id := ask[struct{ CustomerID int64 }](s, "POST", signupPath, body).CustomerID
	p := s.preview(fmt.Sprintf("/v1/memberships/customers/%d/add-membership", id), contractBody(s, "Basic"))
	require.Equal(t, "23.92", textOf(p.AgeAdjustedPrice))

	path := fmt.Sprintf("/v1/memberships/%d/membership-switch", id)
	p = s.preview(path, object{
		"configId": s.switchConfig("regular"), "sourceContractId": s.contracts(id)[0].ID, "membershipOfferTermId": s.offer("Basic").Terms[0].ID, "startDate": s.day(1),
	})
	require.Equal(t, "23.92", textOf(p.AgeAdjustedPrice))
}

func TestVouchers(t *testing.T) {
	first := func(amounts ...string) []string {
		var out []string
		for i, a := range amounts {
			out = append(out, nineteenths[i]+" CONTRACT_FEE "+a)
		}
		return out
	}
	for code, c := range map[string]struct {
		kind     string
		payments []string // the first ones
		count    int
		check    func(t *testing.T, p previewJSON)
	}{
		"WELCOME50": {"DISCOUNT", first("14.95", "14.95", "29.90"), 12, func(t *testing.T, p previewJSON) {
			require.Equal(t, "TIME_BASED", p.VoucherDiscountPeriods[0].EffectivePeriod)
			require.Equal(t, "14.95", p.VoucherDiscountPeriods[0].DiscountedBasePrice.Amount.String())
		}},
		" steps ": {"DISCOUNT", first("14.95", "22.43", "22.43", "29.90"), 12, func(t *testing.T, p previewJSON) {
			require.Len(t, p.VoucherDiscountPeriods, 2)
			require.Equal(t, "22.43", p.VoucherDiscountPeriods[1].DiscountedBasePrice.Amount.String(), "halves go up")
		}},
		"FIRSTTERM": {"DISCOUNT", first("26.91", "26.91"), 12, func(t *testing.T, p previewJSON) { require.NotEmpty(t, p.VoucherRemarks) }},
		"FIVEOFF":   {"DISCOUNT", first("24.90", "24.90"), 12, nil},
		"ONCE":      {"DISCOUNT", first("23.92"), 12, nil},
		"CREDIT25":  {"CREDIT", first("29.90"), 12, func(t *testing.T, p previewJSON) { require.Equal(t, "25.00", textOf(p.CreditValue)) }},
		"FREEMONTH": {"CONTRACT", []string{"2026-05-19 BONUS_PERIOD 0.00", "2026-06-19 CONTRACT_FEE 29.90"}, 13, func(t *testing.T, p previewJSON) {
			require.Equal(t, "CONTRACT_START", (*p.VoucherBonusPeriod)["termStrategy"])
			require.Len(t, p.VoucherTextBlocks, 1)
		}},
		"LASTMONTH": {"CONTRACT", append(months("CONTRACT_FEE", "29.90", "2026-05-19", 11), "2027-04-19 BONUS_PERIOD 0.00"), 12, nil},
		"COMPANY": {"COMPANY_FEE_SPLIT", first("14.95"), 12, func(t *testing.T, p previewJSON) {
			require.Equal(t, "Hafenwerk GmbH", p.CompanyName)
			require.Equal(t, "14.95", textOf(p.CompanyAmount))
			require.Equal(t, "14.95", textOf(p.MemberAmount))
		}},
		"LASTSUMMER": {"", first("29.90"), 12, nil}, // over
		"TRYOUT":     {"", first("29.90"), 12, nil}, // opens a door, sells no contract
		"NOSUCH":     {"", first("29.90"), 12, nil},
	} {
		t.Run(code, func(t *testing.T) {
			s := start(t, monday)
			body := signupBody(s, "Basic")
			body["contract"].(object)["voucherCode"] = code
			p := s.preview(signupPath, body)
			require.Equal(t, c.kind, p.VoucherType)
			require.Equal(t, c.payments, p.payments()[:len(c.payments)])
			require.Len(t, p.payments(), c.count)
			require.Equal(t, "29.90", p.BasePrice.Amount.String())
			if c.kind == "" {
				require.Equal(t, "INVALID_CODE", p.VoucherErrorCode)
				require.Empty(t, p.VoucherSuccessMessage)
				return
			}
			require.Empty(t, p.VoucherErrorCode)
			require.NotEmpty(t, p.VoucherSuccessMessage)
			if c.check != nil {
				c.check(t, p)
			}
		})
	}
}

func TestPreUse(t *testing.T) {
	s := startLoose(t, monday)
	preview := func(offer, use string) previewJSON {
		body := signupBody(s, offer)
		contract := body["contract"].(object)
		contract["startDate"] = s.day(15)
		if use != "" {
			contract["preuseDate"] = use
		}
		return s.preview(signupPath, body)
	}
	p := preview("Basic", s.day(0))
	require.Equal(t, "14.95", textOf(p.PreUseCharge), "15 of 30 days")
	require.Equal(t, "2026-05-18 CONTRACT_FEE 14.95", p.payments()[0])
	require.Nil(t, preview("Basic", "").PreUseCharge, "at a charge only if asked for")
	require.Equal(t, "0.00", textOf(preview("Premium", "").PreUseCharge), "for nothing by itself")
	require.Nil(t, preview("Flex", "").PreUseCharge)

	for use, offer := range map[string]string{s.day(-1): "Basic", s.day(16): "Basic", s.day(3): "Flex"} {
		body := signupBody(s, offer)
		contract := body["contract"].(object)
		contract["startDate"], contract["preuseDate"] = s.day(15), use
		answer := s.refused(400, "POST", signupPath+"/preview", body)
		require.Equal(t, "error.sale.preUse", answer["errorCode"], use)
		require.Equal(t, "contract.preuseDate", answer["reference"])
	}
}
