package sandbox_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

type balance struct {
	AccountBalance, ConsumptionCredit *struct {
		Amount   json.Number
		Currency string
	}
	DunningLevel     string
	InDebtCollection bool
}

func (s *server) balance(story string) balance {
	s.t.Helper()
	return get[balance](s, s.account(story, "balances"))
}

// total is the exact sum of open amounts.
func total(t *testing.T, entries []entry) string {
	t.Helper()
	sum := new(big.Rat)
	for _, e := range entries {
		n, ok := new(big.Rat).SetString(e.OpenAmount.Amount.String())
		require.True(t, ok)
		sum.Add(sum, n)
	}
	return sum.FloatString(2)
}

func TestAccounts(t *testing.T) {
	s := start(t, monday)
	today := "2026-05-18"

	debtor := s.balance("debtor")
	open := s.openClaims("debtor")
	require.Greater(t, len(open), 5)
	require.Equal(t, "-"+total(t, open), debtor.AccountBalance.Amount.String(), "negative is what the member owes, and the claims say for what")
	require.Equal(t, "EUR", debtor.AccountBalance.Currency)
	require.Equal(t, "Mahnstufe 2", debtor.DunningLevel)
	require.True(t, debtor.InDebtCollection)
	require.True(t, slices.ContainsFunc(open, func(e entry) bool { return e.InstallmentPlan }))
	require.True(t, slices.ContainsFunc(open, func(e entry) bool { return e.OpenAmount.Amount != e.Amount.Amount }), "one is half paid")

	regular := s.balance("regular")
	require.Equal(t, "0.00", regular.AccountBalance.Amount.String())
	require.Equal(t, "12.50", regular.ConsumptionCredit.Amount.String())
	require.Empty(t, regular.DunningLevel)
	require.False(t, regular.InDebtCollection)
	past, coming := s.transactions("regular", ""), s.transactions("regular", "/upcoming")
	require.Len(t, past, 7, "a fee for each month since the contract began, without today's")
	require.Empty(t, s.openClaims("regular"))
	for _, e := range past {
		require.Less(t, e.DueDate, today)
		require.Equal(t, "39.90", e.Amount.Amount.String())
	}
	require.Len(t, coming, 13+1, "those of a year, today's and the last day's included, and a training")
	for _, e := range coming {
		require.GreaterOrEqual(t, e.DueDate, today)
		require.LessOrEqual(t, e.DueDate, "2027-05-18")
		require.Equal(t, e.Amount, e.OpenAmount)
	}
	require.False(t, slices.IsSortedFunc(coming, func(a, b entry) int {
		if a.DueDate < b.DueDate {
			return -1
		}
		return 1
	}), "no order is stated, so none is kept")

	require.NotEmpty(t, s.transactions("former", ""))
	require.Empty(t, s.transactions("former", "/upcoming"))
	require.Nil(t, s.balance("prospect").AccountBalance)
	require.Empty(t, s.transactions("prospect", ""))
	require.Equal(t, "40.00", s.balance("extras").ConsumptionCredit.Amount.String())
	names := map[string]bool{}
	for _, e := range s.transactions("extras", "") {
		names[e.Description] = true
	}
	require.Equal(t, map[string]bool{"Premium": true, "Sauna": true, "Getränke-Flat": true, "Servicepauschale": true, "Proteinshake": true}, names)
	for _, e := range s.transactions("paused", "/upcoming") {
		require.Greater(t, e.DueDate, "2026-06-12", "a pause costs nothing")
	}
	for _, e := range s.transactions("canceled", "/upcoming") {
		require.LessOrEqual(t, e.DueDate, "2026-06-27", "nor does what is over")
	}
	require.Len(t, s.transactions("restricted", ""), 1, "paid once")

	other := s.as("sandbox-forge")
	ryan := get[balance](other, fmt.Sprintf("/v1/customers/%d/account/balances", s.member("forge", "debtor").CustomerID))
	require.Equal(t, "GBP", ryan.AccountBalance.Currency)
	require.Equal(t, "Dunning Level 2", ryan.DunningLevel)
}

func TestAccountSlices(t *testing.T) {
	s := startLoose(t, monday)
	type slice struct {
		Result  []entry
		HasNext bool
		Offset  string
	}
	path := s.account("debtor", "transactions")
	first := get[slice](s, path)
	require.Len(t, first.Result, 10)
	require.Equal(t, "10", first.Offset, "a count")
	require.True(t, first.HasNext)
	second := get[slice](s, path+"?offset="+first.Offset)
	require.NotContains(t, second.Result, first.Result[9])
	require.Equal(t, first, get[slice](s, path), "the order does not change from call to call")
	require.Len(t, get[slice](s, path+"?sliceSize=1").Result, 1)
	s.refused(http.StatusBadRequest, http.MethodGet, path+"?sliceSize=0", nil)
	s.refused(http.StatusBadRequest, http.MethodGet, path+"?offset=last", nil)
}

// What falls due is collected by night, except from the debtor.
func TestTimePasses(t *testing.T) {
	s := start(t, monday)
	owed := s.balance("debtor").AccountBalance.Amount
	day := func() { s.box.Advance(24 * 3600e9) }
	require.Len(t, s.transactions("regular", ""), 7)
	day()
	past := s.transactions("regular", "")
	require.Len(t, past, 9, "today's fee and training have become past")
	require.Equal(t, "0.00", s.balance("regular").AccountBalance.Amount.String())
	require.Empty(t, s.openClaims("regular"))
	for range 7 {
		day()
	}
	require.NotEqual(t, owed, s.balance("debtor").AccountBalance.Amount, "another week, another fee")
}

func TestPayingClaims(t *testing.T) {
	s := startLoose(t, monday)
	path := s.account("debtor", "payment")
	debt := s.openClaims("debtor")
	pay := func(token string, amount json.Number, ids ...int64) object {
		return object{"paymentRequestToken": token, "amount": object{"amount": amount, "currency": "EUR"}, "debtClaimIds": ids}
	}
	token := s.paymentRequest("debtor", "ECOM", "24.80")

	for name, tt := range map[string]struct {
		body            object
		status          int
		code, reference string
	}{
		"no token":        {with(pay("", "1"), object{"paymentRequestToken": nil}), 400, "error.validation.missing", "paymentRequestToken"},
		"no amount":       {object{"paymentRequestToken": token}, 400, "error.validation.missing", "amount"},
		"empty amount":    {with(pay(token, "1"), object{"amount": object{"currency": "EUR"}}), 400, "error.validation.missing", "amount.amount"},
		"no currency":     {with(pay(token, "1"), object{"amount": object{"amount": 1}}), 400, "error.validation.missing", "amount.currency"},
		"other currency":  {with(pay(token, "1"), object{"amount": object{"amount": 1, "currency": "GBP"}}), 400, "error.account.currency", "amount.currency"},
		"nothing":         {pay(token, "0", debt[0].ID), 400, "error.validation.range", "amount.amount"},
		"negative":        {pay(token, "-1", debt[0].ID), 400, "error.validation.range", "amount.amount"},
		"three decimals":  {pay(token, "1.001", debt[0].ID), 400, "error.validation.range", "amount.amount"},
		"exponent":        {pay(token, "1e2", debt[0].ID), 400, "error.validation.range", "amount.amount"},
		"too little":      {pay(token, "0.01", debt[0].ID), 400, "error.account.amount", "amount.amount"},
		"too much":        {pay(token, "5000", debt[0].ID), 400, "error.account.amount", "amount.amount"},
		"no claims named": {pay(token, "1"), 400, "error.payment.token.amount", "paymentRequestToken"},
		"more than owed":  {with(pay(token, "5000"), object{"debtClaimIds": nil}), 400, "error.account.amount", "amount.amount"},
		"unknown claim":   {pay(token, "1", 7), 404, "error.entity.notFound", "debtClaimIds"},
		"another's claim": {pay(token, "39.90", s.transactions("regular", "/upcoming")[0].ID), 404, "error.entity.notFound", "debtClaimIds"},
		"a claim twice":   {pay(token, "19.80", debt[0].ID, debt[0].ID), 400, "error.validation", "debtClaimIds"},
		"other amount":    {pay(token, debt[0].OpenAmount.Amount, debt[0].ID), 400, "error.payment.token.amount", "paymentRequestToken"},
	} {
		if name == "no claims named" {
			tt.body = with(tt.body, object{"debtClaimIds": nil})
		}
		refused := s.refused(tt.status, http.MethodPost, path, tt.body)
		require.Equal(t, tt.code, refused["errorCode"], name)
		require.Equal(t, tt.reference, refused["reference"], name)
	}
	require.Empty(t, s.box.CapturedPayments("nordlicht"), "nothing was captured on the way")
	require.Equal(t, debt, s.openClaims("debtor"))

	// Two of the claims, exactly.
	two := debt[:2]
	sum := json.Number(total(t, two))
	token = s.paymentRequest("debtor", "ECOM", sum)
	body := pay(token, sum, two[0].ID, two[1].ID)
	status, content := s.do(http.MethodPost, path, body)
	require.Equal(t, http.StatusOK, status, "%s", content)
	require.Empty(t, content)
	require.Equal(t, debt[2:], s.openClaims("debtor"))
	require.Equal(t, "-"+total(t, debt[2:]), s.balance("debtor").AccountBalance.Amount.String())
	require.True(t, s.balance("debtor").InDebtCollection, "the rest is still owed")
	captured := s.box.CapturedPayments("nordlicht")
	require.Len(t, captured, 1)
	require.Equal(t, sum.String(), captured[0].Amount)
	require.Equal(t, s.member("nordlicht", "debtor").CustomerID, captured[0].CustomerID)

	require.Equal(t, "error.account.settled", s.refused(http.StatusConflict, http.MethodPost, path, body)["errorCode"], "sent twice")
	used := pay(token, debt[2].OpenAmount.Amount, debt[2].ID)
	require.Equal(t, "error.payment.token.used", s.refused(http.StatusBadRequest, http.MethodPost, path, used)["errorCode"])

	// Half of the next without naming it: the oldest first.
	token = s.paymentRequest("debtor", "ECOM", "1.00")
	ask200(s, path, with(pay(token, "1"), object{"debtClaimIds": nil}))
	left := s.openClaims("debtor")
	require.Equal(t, debt[2].ID, left[0].ID)
	require.NotEqual(t, debt[2].OpenAmount, left[0].OpenAmount)
	require.Equal(t, debt[3:], left[1:])

	// All the rest, which ends the dunning.
	sum = json.Number(total(t, left))
	ask200(s, path, with(pay(s.paymentRequest("debtor", "ECOM", sum), sum), object{"debtClaimIds": nil}))
	require.Empty(t, s.openClaims("debtor"))
	clear := s.balance("debtor")
	require.Equal(t, "0.00", clear.AccountBalance.Amount.String())
	require.Empty(t, clear.DunningLevel)
	require.False(t, clear.InDebtCollection)

	dump, err := s.box.Dump()
	require.NoError(t, err)
	require.NoError(t, s.box.Restore(dump))
	require.Equal(t, clear, s.balance("debtor"))
	require.Len(t, s.box.CapturedPayments("nordlicht"), 3)
}

// ask200 posts to an operation without documented body.
func ask200(s *server, path string, body any) {
	s.t.Helper()
	status, content := s.do(http.MethodPost, path, body)
	require.Equal(s.t, http.StatusOK, status, "%s", content)
	require.Empty(s.t, content)
}

// A coming claim can be settled before it is due.
func TestPayingAhead(t *testing.T) {
	s := start(t, monday)
	next := s.transactions("regular", "/upcoming")[0]
	ask200(s, s.account("regular", "payment"), object{
		"paymentRequestToken": s.paymentRequest("regular", "ECOM", next.OpenAmount.Amount),
		"amount":              next.OpenAmount, "debtClaimIds": []int64{next.ID},
	})
	for _, e := range s.transactions("regular", "/upcoming") {
		require.Equal(t, e.ID == next.ID, e.OpenAmount.Amount == "0.00")
	}
}

// With a new instrument the studio collects again, but not what was due before.
func TestNewInstrument(t *testing.T) {
	s := start(t, monday)
	owed := s.balance("debtor").AccountBalance.Amount
	path := s.account("debtor", "payment-instrument")
	token := s.paymentRequest("debtor", "MEMBER_ACCOUNT", "0")
	ask200(s, path, object{"paymentRequestToken": token})
	refused := s.refused(http.StatusBadRequest, http.MethodPost, path, object{"paymentRequestToken": token})
	require.Equal(t, "error.payment.token.used", refused["errorCode"])
	require.Equal(t, 1, s.eventsAbout("CUSTOMER_UPDATED", s.member("nordlicht", "debtor").CustomerID))
	for range 15 {
		s.box.Advance(24 * 3600e9)
	}
	require.Equal(t, owed, s.balance("debtor").AccountBalance.Amount, "neither more nor less")

	refused = s.refused(http.StatusBadRequest, http.MethodPost, path, object{
		"paymentRequestToken": s.paymentRequest("debtor", "MEMBER_ACCOUNT", "5"),
	})
	require.Equal(t, "error.payment.token.amount", refused["errorCode"], "an instrument is stored, nothing is bought")
	ask200(s, s.account("prospect", "payment-instrument"), object{"paymentRequestToken": s.paymentRequest("prospect", "MEMBER_ACCOUNT", "0")})
}

// A pause or the end of a contract takes fees away that are not paid yet.
func TestClaimsFollowTheContract(t *testing.T) {
	s := start(t, monday)
	id := s.member("nordlicht", "canceled").CustomerID
	contract := get[[]object](s, fmt.Sprintf("/v1/customers/%d/contracts", id))[0]
	require.LessOrEqual(t, len(s.transactions("canceled", "/upcoming")), 3)
	dump, err := s.box.Dump()
	require.NoError(t, err)
	// The studio lets the cancelation go.
	mark := fmt.Sprintf(`{"id":%.0f,`, contract["id"])
	head, tail, found := strings.Cut(string(dump), mark)
	require.True(t, found)
	tail = strings.Replace(tail, `"cancelation_status":"CANCELED"`, `"cancelation_status":""`, 1)
	require.NoError(t, s.box.Restore([]byte(head+mark+tail)))
	require.Len(t, s.transactions("canceled", "/upcoming"), 13)

	// A module ends while its contract goes on.
	head, tail, found = strings.Cut(string(dump), `"rateName":"Getränke-Flat",`)
	require.True(t, found)
	tail = strings.Replace(tail, `"cancelled":false`, `"cancelled":true,"cancellationDate":"2026-08-31"`, 1)
	require.NoError(t, s.box.Restore([]byte(head+`"rateName":"Getränke-Flat",`+tail)))
	last := map[string]string{}
	for _, e := range s.transactions("extras", "/upcoming") {
		last[e.Description] = max(last[e.Description], e.DueDate)
	}
	require.Equal(t, "2026-08", last["Getränke-Flat"][:7])
	require.Equal(t, "2027-05", last["Premium"][:7])
}
