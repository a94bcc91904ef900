package sandbox_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const sessions = "/v1/payments/user-session"

type session struct{ Token, TokenValidUntil, FinionPayCustomerID string }

func (s *server) session(changes object) session {
	s.t.Helper()
	return ask[session](s, http.MethodPost, sessions, with(object{"amount": 19.9, "scope": "ECOM", "referenceText": "Joining Fee"}, changes))
}

func (s *server) widget(of session) string {
	s.t.Helper()
	token, err := s.box.PaymentRequestToken(of.Token)
	require.NoError(s.t, err)
	return token
}

func TestPaymentSessions(t *testing.T) {
	s := start(t, monday)
	first := s.session(nil)
	require.True(t, strings.HasPrefix(first.Token, "sandbox-payment-session-"), first.Token)
	until, err := time.Parse(time.RFC3339Nano, first.TokenValidUntil)
	require.NoError(t, err)
	require.WithinDuration(t, monday.Add(30*time.Minute), until, 5*time.Second)
	require.True(t, strings.HasSuffix(first.TokenValidUntil, "Z"))

	again := s.session(object{"finionPayCustomerId": first.FinionPayCustomerID})
	require.Equal(t, first.FinionPayCustomerID, again.FinionPayCustomerID)
	require.NotEqual(t, first.Token, again.Token)
	require.NotEqual(t, first.FinionPayCustomerID, s.session(nil).FinionPayCustomerID, "somebody else")

	id := s.member("nordlicht", "regular").CustomerID
	known := s.session(object{"customerId": id})
	require.Equal(t, known.FinionPayCustomerID, s.session(object{"customerId": id, "scope": "MEMBER_ACCOUNT", "amount": 0}).FinionPayCustomerID)
	require.NotEqual(t, known.FinionPayCustomerID, first.FinionPayCustomerID)
	s.session(object{"permittedPaymentChoices": []string{"SEPA", "CREDIT_CARD"}, "requireDirectDebitSignature": true, "showExistingPaymentInstruments": false})

	s.control(http.MethodPut, "switches", object{"payment_session_minutes": 5})
	until, err = time.Parse(time.RFC3339Nano, s.session(nil).TokenValidUntil)
	require.NoError(t, err)
	require.WithinDuration(t, monday.Add(5*time.Minute), until, 5*time.Second)
}

func TestPaymentSessionChecks(t *testing.T) {
	s := startLoose(t, monday)
	fine := object{"amount": 19.9, "scope": "ECOM", "referenceText": "Joining Fee"}
	uuid := s.session(nil).FinionPayCustomerID
	for _, tt := range []struct {
		changes   object
		status    int
		code      string
		reference string
	}{
		{object{"amount": nil}, 400, "error.validation.missing", "amount"},
		{object{"amount": -1}, 400, "error.validation.range", "amount"},
		{object{"amount": 0.001}, 400, "error.validation.range", "amount"},
		{object{"scope": nil}, 400, "error.validation.missing", "scope"},
		{object{"scope": "GIFT"}, 400, "error.validation.format", "scope"},
		{object{"referenceText": " "}, 400, "error.validation.missing", "referenceText"},
		{object{"permittedPaymentChoices": []string{"SHELLS"}}, 400, "error.validation.format", "permittedPaymentChoices"},
		{object{"customerId": s.member("nordlicht", "regular").CustomerID, "finionPayCustomerId": uuid}, 400, "error.payment.onePayer", "finionPayCustomerId"},
		{object{"finionPayCustomerId": "me"}, 400, "error.validation.format", "finionPayCustomerId"},
		{object{"finionPayCustomerId": "00000000-0000-4000-8000-000000000000"}, 404, "error.entity.notFound", "finionPayCustomerId"},
		{object{"customerId": s.member("forge", "regular").CustomerID}, 404, "error.entity.notFound", "customerId"},
	} {
		refused := s.refused(tt.status, http.MethodPost, sessions, with(fine, tt.changes))
		require.Equal(t, tt.code, refused["errorCode"], "%v", tt.changes)
		require.Equal(t, tt.reference, refused["reference"], "%v", tt.changes)
	}
}

func TestWidget(t *testing.T) {
	s := start(t, monday)
	opened := s.session(nil)
	token := s.widget(opened)
	require.True(t, strings.HasPrefix(token, "sandbox-payment-request-"), token)
	answer := s.control(http.MethodPost, "payment-request-tokens", object{"session_token": opened.Token})
	require.Equal(t, object{"payment_request_token": token}, answer, "one token for a session")
	require.Empty(t, s.box.CapturedPayments("nordlicht"), "nothing is captured before the token is used")

	_, err := s.box.PaymentRequestToken("sandbox-payment-session-of-mine")
	require.Error(t, err)
	status, _ := s.as("").do(http.MethodPost, "/_control/payment-request-tokens", object{"session_token": "none"})
	require.Equal(t, http.StatusBadRequest, status)

	require.Empty(t, s.box.RedeemForTest("nordlicht", token, 0, "ECOM", "19.90"))
	_, err = s.box.PaymentRequestToken(opened.Token)
	require.Error(t, err, "a used token ends its session")

	lapsed := s.session(nil)
	s.box.Advance(31 * time.Minute)
	_, err = s.box.PaymentRequestToken(lapsed.Token)
	require.Error(t, err)
}

func TestRedeeming(t *testing.T) {
	s := start(t, monday)
	id, other := s.member("nordlicht", "regular").CustomerID, s.member("nordlicht", "debtor").CustomerID
	redeem := s.box.RedeemForTest
	opened := s.session(object{"customerId": id})
	token := s.widget(opened)

	require.Equal(t, "error.payment.token.unknown", redeem("nordlicht", "", id, "ECOM", "19.90"))
	require.Equal(t, "error.payment.token.unknown", redeem("nordlicht", opened.Token, id, "ECOM", "19.90"), "that one is for the widget")
	require.Equal(t, "error.payment.token.unknown", redeem("forge", token, id, "ECOM", "19.90"))
	require.Equal(t, "error.payment.token.payer", redeem("nordlicht", token, other, "ECOM", "19.90"))
	require.Equal(t, "error.payment.token.payer", redeem("nordlicht", token, 0, "ECOM", "19.90"))
	require.Equal(t, "error.payment.token.scope", redeem("nordlicht", token, id, "MEMBER_ACCOUNT", "19.90"))
	require.Equal(t, "error.payment.token.amount", redeem("nordlicht", token, id, "ECOM", "19.91"))
	require.Equal(t, "error.payment.token.amount", redeem("nordlicht", token, id, "ECOM", "nineteen"))
	require.Empty(t, redeem("nordlicht", token, id, "ECOM", "19.9"), "none of that has used it up")
	require.Equal(t, "error.payment.token.used", redeem("nordlicht", token, id, "ECOM", "19.90"))

	late := s.widget(s.session(object{"customerId": id}))
	s.box.Advance(30*time.Minute + time.Second)
	require.Equal(t, "error.payment.token.expired", redeem("nordlicht", late, id, "ECOM", "19.90"))
	s.box.Advance(25 * time.Hour)
	s.session(nil)
	require.Equal(t, "error.payment.token.unknown", redeem("nordlicht", late, id, "ECOM", "19.90"), "lapsed ones are forgotten")
	require.Len(t, s.box.CapturedPayments("nordlicht"), 1)

	// Somebody new pays, signs up, and is known from then on.
	joining := s.session(nil)
	token = s.widget(joining)
	require.Equal(t, "error.payment.token.payer", redeem("nordlicht", token, id, "ECOM", "19.90"))
	require.Empty(t, redeem("nordlicht", token, 0, "ECOM", "19.90"))
	s.box.PayerBecomesForTest("nordlicht", token, s.member("nordlicht", "newcomer").CustomerID)
	later := s.session(object{"finionPayCustomerId": joining.FinionPayCustomerID})
	require.Equal(t, joining.FinionPayCustomerID, s.session(object{"customerId": s.member("nordlicht", "newcomer").CustomerID}).FinionPayCustomerID)
	token = s.widget(later)

	dump, err := s.box.Dump()
	require.NoError(t, err)
	require.NoError(t, s.box.Restore(dump))
	require.Empty(t, redeem("nordlicht", token, s.member("nordlicht", "newcomer").CustomerID, "ECOM", "19.90"))
	require.NoError(t, s.box.Restore(dump))
	require.Empty(t, redeem("nordlicht", token, s.member("nordlicht", "newcomer").CustomerID, "ECOM", "19.90"), "as before the dump")
}

// A dump whose parts do not belong together is refused and changes nothing.
func TestBrokenDumps(t *testing.T) {
	s := start(t, monday)
	s.session(nil)
	ask[object](s, http.MethodPost, fmt.Sprintf("/v1/communications/%d/threads", s.member("nordlicht", "regular").CustomerID), newMessage())
	dump, err := s.box.Dump()
	require.NoError(t, err)
	for name, edit := range map[string][2]string{
		"payer":     {`"payers":{"`, `"payers":{"0`},
		"thread":    {`"threads":[{"id":`, `"threads":[{"customer_id":1,"x":`},
		"amendment": {`"kind":"payment"`, `"kind":"shoes"`},
		"account":   {`"accounts":{"`, `"accounts":{"9`},
	} {
		text := strings.Replace(string(dump), edit[0], edit[1], 1)
		if name == "thread" {
			text = strings.Replace(text, fmt.Sprintf(`"customer_id":%d,"status":"CREATED"`, s.member("nordlicht", "regular").CustomerID), `"status":"CREATED"`, 1)
		}
		require.NotEqual(t, string(dump), text, name)
		require.Error(t, s.box.Restore([]byte(text)), name)
	}
	require.NotEmpty(t, s.box.CommunicationThreads("nordlicht"))
}
