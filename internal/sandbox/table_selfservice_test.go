package sandbox_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/stretchr/testify/require"
)

// Bodies that every rule lets pass.
func newContact() object {
	return object{"email": "lena.neu@example.org", "phoneBusiness": "+49 40 111"}
}

func newAddress() object {
	return object{"street": "Neue Straße", "houseNumber": "7b", "zipCode": "20095", "city": "Hamburg", "countryCode": "DE", "floor": "3"}
}

func newMaster() object {
	return object{"firstName": "Lena", "lastName": "Jensen", "gender": "FEMALE", "dateOfBirth": "1990-02-28", "countryOfBirth": "DK", "customerTitle": "PROF"}
}

func newBank() object {
	return object{"accountHolder": "Lena Hansen", "bankName": "GLS Bank", "iban": "DE02120300000000202051", "bic": "BYLADEM1001"}
}

func newMessage() object {
	return object{
		"communicationThreadStatus": "CREATED", "subject": "Spind", "content": "Mein Spind klemmt.",
		"communicationDirection": "INCOMING", "communicationChannel": "CHAT",
	}
}

// with is a body with some fields changed; nil takes one out.
func with(body, changes object) object {
	out := maps.Clone(body)
	for name, value := range changes {
		if value == nil {
			delete(out, name)
			continue
		}
		out[name] = value
	}
	return out
}

// ownData is the path of own data of a story's member.
func (s *server) ownData(story, kind string) string {
	return fmt.Sprintf("/v1/customers/%d/self-service/%s", s.member("nordlicht", story).CustomerID, kind)
}

// account is the path below a member's account.
func (s *server) account(story, rest string) string {
	return fmt.Sprintf("/v1/customers/%d/account/%s", s.member("nordlicht", story).CustomerID, rest)
}

// paymentRequest opens a session for a member and goes through the widget.
func (s *server) paymentRequest(story, scope string, amount json.Number) string {
	s.t.Helper()
	session := ask[object](s, http.MethodPost, "/v1/payments/user-session", object{
		"amount": amount, "scope": scope, "referenceText": "Test", "customerId": s.member("nordlicht", story).CustomerID,
	})
	token, err := s.box.PaymentRequestToken(session["token"].(string))
	require.NoError(s.t, err)
	return token
}

type entry struct {
	ID                   int64
	DueDate, Description string
	Amount, OpenAmount   struct {
		Amount   json.Number `json:"amount"`
		Currency string      `json:"currency"`
	}
	InstallmentPlan bool
}

// transactions are all past entries of a member, or all coming ones.
func (s *server) transactions(story, rest string) []entry {
	s.t.Helper()
	var all []entry
	for offset := "0"; ; {
		part := get[struct {
			Result  []entry
			HasNext bool
			Offset  string
		}](s, s.account(story, "transactions"+rest)+"?sliceSize=50&offset="+offset)
		all = append(all, part.Result...)
		if !part.HasNext {
			return all
		}
		offset = part.Offset
	}
}

// openClaims are the past entries that are not paid, the oldest first.
func (s *server) openClaims(story string) []entry {
	s.t.Helper()
	open := slices.DeleteFunc(s.transactions(story, ""), func(e entry) bool { return e.OpenAmount.Amount == "0.00" })
	slices.SortFunc(open, func(a, b entry) int {
		if a.DueDate != b.DueDate {
			return map[bool]int{true: -1, false: 1}[a.DueDate < b.DueDate]
		}
		return int(a.ID - b.ID)
	})
	return open
}

// payFirst asks to settle the debtor's oldest open claim.
func payFirst(s *server) sent {
	claim := s.openClaims("debtor")[0]
	return sent{path: s.account("debtor", "payment"), body: object{
		"paymentRequestToken": s.paymentRequest("debtor", "ECOM", claim.OpenAmount.Amount),
		"amount":              claim.OpenAmount, "debtClaimIds": []int64{claim.ID},
	}}
}

func selfServiceRows() []row {
	return slices.Concat(ownDataRows(), accountRows(), communicationRows())
}

func ownDataRows() []row {
	own := func(kind, story string, body any) func(*server) sent {
		return func(s *server) sent { return sent{path: s.ownData(story, kind), body: body} }
	}
	switched := func(change object, request func(*server) sent) func(*server) sent {
		return func(s *server) sent {
			s.control(http.MethodPut, "switches", change)
			return request(s)
		}
	}
	// twice sends the request once and lets it wait for the studio.
	twice := func(kind string, body object) func(*server) sent {
		return switched(object{kind + "_data_status": "CHANGES_REQUIRE_VERIFICATION"}, func(s *server) sent {
			r := own(kind+"-data", "regular", body)(s)
			ask[object](s, http.MethodPost, r.path, r.body)
			return r
		})
	}
	pending := func(s *server) sent {
		r := get[object](s, s.ownData("pending", "payment-data"))["pendingAmendment"].(object)
		return sent{path: s.ownData("pending", fmt.Sprintf("amendment/%.0f", r["id"]))}
	}
	var rows []row
	for _, k := range []struct {
		kind, name string
		body       object
		wrong      object
		reference  string
	}{
		{"contact", "Contact", newContact(), object{"email": "nobody"}, "email"},
		{"address", "Address", newAddress(), object{"city": nil}, "city"},
		{"master", "Master", newMaster(), object{"gender": "OTHER"}, "gender"},
		{"payment", "Payment", newBank(), object{"iban": "DE03120300000000202051"}, "iban"},
	} {
		path := "/v1/customers/%s/self-service/" + k.kind + "-data"
		rows = append(rows,
			row{
				op: "getCustomer" + k.name + "Data", success: answer{ask: own(k.kind+"-data", "pending", nil)},
				invalid: answer{ask: at(fmt.Sprintf(path, "seven")), reference: "customerId"},
				missing: answer{ask: at(fmt.Sprintf(path, "7")), reference: "customerId"},
				never:   read(nil),
			},
			row{
				op: "createCustomer" + k.name + "DataAmendment", success: answer{ask: own(k.kind+"-data", "regular", k.body)},
				invalid:  answer{ask: own(k.kind+"-data", "regular", with(k.body, k.wrong)), reference: k.reference},
				missing:  answer{ask: func(*server) sent { return sent{path: fmt.Sprintf(path, "7"), body: k.body} }, reference: "customerId"},
				conflict: answer{ask: twice(k.kind, k.body)},
			},
		)
	}
	return append(rows, row{
		op: "withdrawAmendment", success: answer{ask: pending, check: func(s *server, content []byte) {
			require.Empty(s.t, content, "no body is documented")
			require.Nil(s.t, get[object](s, s.ownData("pending", "payment-data"))["pendingAmendment"])
		}},
		invalid:  answer{ask: own("amendment/seven", "pending", nil), reference: "amendmentId"},
		missing:  answer{ask: own("amendment/7", "pending", nil), reference: "amendmentId"},
		conflict: answer{ask: switched(object{"foreign_entity_status": http.StatusConflict}, own("amendment/7", "pending", nil)), reference: "amendmentId"},
	})
}

func accountRows() []row {
	slices := func(rest string) (success, invalid, missing answer) {
		return answer{ask: of("debtor", "/v1/customers/%d/account/"+rest)},
			answer{ask: of("debtor", "/v1/customers/%d/account/"+rest+"?sliceSize=51"), reference: "sliceSize"},
			answer{ask: at("/v1/customers/7/account/" + rest), reference: "customerId"}
	}
	past, pastInvalid, pastMissing := slices("transactions")
	coming, comingInvalid, comingMissing := slices("transactions/upcoming")
	session := func(changes object) func(*server) sent {
		return func(s *server) sent {
			return sent{path: "/v1/payments/user-session", body: with(object{"amount": 19.9, "scope": "ECOM", "referenceText": "Joining Fee"}, changes)}
		}
	}
	instrument := func(story, scope string) func(*server) sent {
		return func(s *server) sent {
			return sent{path: s.account(story, "payment-instrument"), body: object{"paymentRequestToken": s.paymentRequest("debtor", scope, "0")}}
		}
	}
	return []row{
		{
			op: "getCustomersAccountBalanceData", success: answer{ask: of("debtor", "/v1/customers/%d/account/balances")},
			invalid: answer{ask: at("/v1/customers/seven/account/balances"), reference: "customerId"},
			missing: answer{ask: at("/v1/customers/7/account/balances"), reference: "customerId"},
			never:   read(nil),
		},
		{op: "getCustomersAccountTransactionData", success: past, invalid: pastInvalid, missing: pastMissing, never: read(nil)},
		{op: "getCustomersAccountUpcomingData", success: coming, invalid: comingInvalid, missing: comingMissing, never: read(nil)},
		{
			op: "bookCustomerPayment", success: answer{ask: payFirst, check: func(s *server, content []byte) {
				require.Empty(s.t, content, "no body is documented")
				require.Len(s.t, s.box.CapturedPayments("nordlicht"), 1)
			}},
			invalid: answer{ask: func(s *server) sent {
				r := payFirst(s)
				r.body = with(r.body.(object), object{"paymentRequestToken": "sandbox-payment-request-of-my-own"})
				return r
			}, reference: "paymentRequestToken"},
			missing: answer{ask: func(s *server) sent {
				r := payFirst(s)
				r.body = with(r.body.(object), object{"debtClaimIds": []int64{7}})
				return r
			}, reference: "debtClaimIds"},
			conflict: answer{ask: func(s *server) sent { // a second window with the same claim
				other, r := payFirst(s), payFirst(s)
				status, _ := s.send(http.MethodPost, other)
				require.Equal(s.t, http.StatusOK, status)
				return r
			}, reference: "debtClaimIds"},
		},
		{
			op: "updateCustomerPaymentInstrument", success: answer{ask: instrument("debtor", "MEMBER_ACCOUNT"), check: func(s *server, content []byte) {
				require.Empty(s.t, content, "no body is documented")
			}},
			invalid: answer{ask: instrument("debtor", "ECOM"), reference: "paymentRequestToken"},
			missing: answer{ask: func(*server) sent {
				return sent{path: "/v1/customers/7/account/payment-instrument", body: object{"paymentRequestToken": "x"}}
			}, reference: "customerId"},
			never: map[int]string{http.StatusConflict: "the token is one customer's own, and a later instrument simply takes the place of an earlier one"},
		},
		{
			op: "userSession", success: answer{ask: session(nil)},
			invalid: answer{ask: session(object{"referenceText": nil}), reference: "referenceText"},
			missing: answer{ask: session(object{"customerId": 7}), reference: "customerId"},
			never:   map[int]string{http.StatusConflict: "a new session touches nothing that anybody shares"},
		},
	}
}

func communicationRows() []row {
	const threads = "/v1/communications/%d/threads"
	talking := func(path string, body object) func(*server) sent {
		return func(s *server) sent {
			r := of("regular", path)(s)
			r.body = body
			return r
		}
	}
	going := func(s *server) sent {
		r := talking(threads, newMessage())(s)
		thread := ask[object](s, http.MethodPost, r.path, r.body)["threadId"].(float64)
		return sent{path: fmt.Sprintf("%s/%.0f", r.path, thread), body: with(newMessage(), object{"communicationThreadStatus": "ONGOING"})}
	}
	const preferences = "/v1/communications/%d/communication-preferences"
	locked := []object{{"messageCategory": "CONTRACT", "channels": []object{{"communicationChannel": "EMAIL", "active": false}}}}
	return []row{
		{
			op: "createCommunicationInNewCommunicationThread", success: answer{ask: talking(threads, newMessage())},
			invalid: answer{ask: talking(threads, with(newMessage(), object{"content": " "})), reference: "content"},
			missing: answer{ask: func(*server) sent { return sent{path: "/v1/communications/7/threads", body: newMessage()} }, reference: "customerId"},
			never:   map[int]string{http.StatusConflict: "a new thread touches nothing that anybody shares"},
		},
		{
			op: "createCommunicationInExistingCommunicationThread", success: answer{ask: going},
			invalid: answer{ask: func(s *server) sent {
				r := going(s)
				r.body = with(r.body.(object), object{"communicationChannel": "PIGEON"})
				return r
			}, reference: "communicationChannel"},
			missing: answer{ask: talking(threads+"/7", newMessage()), reference: "threadId"},
			never:   map[int]string{http.StatusConflict: nothingShared},
		},
		{
			op: "getCommunicationPreferences", success: answer{ask: of("regular", preferences)},
			invalid: answer{ask: at("/v1/communications/seven/communication-preferences"), reference: "customerId"},
			missing: answer{ask: at("/v1/communications/7/communication-preferences"), reference: "customerId"},
			never:   read(nil),
		},
		{
			op: "updateCommunicationPreferences", success: answer{ask: func(s *server) sent {
				r := of("regular", preferences)(s)
				r.body = wishable(get[[]object](s, r.path))
				return r
			}},
			invalid: answer{ask: func(s *server) sent {
				r := of("regular", preferences)(s)
				r.body = locked
				return r
			}, reference: "0.channels.0.active"},
			missing: answer{ask: func(*server) sent {
				return sent{path: "/v1/communications/7/communication-preferences", body: []object{}}
			}, reference: "customerId"},
			never: map[int]string{http.StatusConflict: nothingShared},
		},
	}
}

// wishable is a matrix as it was read without what a request may not hold.
func wishable(matrix []object) []object {
	for _, p := range matrix {
		delete(p, "laterField")
		for _, ch := range p["channels"].([]any) {
			maps.DeleteFunc(ch.(object), func(name string, v any) bool { return v == nil || name == "laterField" })
		}
	}
	return matrix
}
