package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/stretchr/testify/require"
)

// offersRows are memberships on sale, signup, further contracts, switches and leads.
func offersRows() []row {
	list := "/v1/memberships/membership-offers"
	offer := func(s *server) sent { return sent{path: fmt.Sprintf("%s/%d", list, s.offer("Basic").ID)} }
	noEntity := read(map[int]string{http.StatusBadRequest: nothingToGetWrong, http.StatusNotFound: nothingToMiss})

	// signup asks for what sells without anything due, changed as a case wants.
	signup := func(path string, previewed bool, change func(s *server, body object)) func(*server) sent {
		return func(s *server) sent {
			body := signupBody(s, "Basic")
			if previewed {
				ask[object](s, http.MethodPost, signupPath+"/preview", body)
			}
			if change != nil {
				change(s, body)
			}
			return sent{path: path, body: body}
		}
	}
	contract := func(body object) object { return body["contract"].(object) }
	noStart := func(_ *server, body object) { delete(contract(body), "startDate") }
	noTerm := func(_ *server, body object) { contract(body)["contractOfferTermId"] = 7 }
	takeBack := func(s *server, _ object) {
		require.NoError(s.t, s.box.Staff("membership_offer", s.offer("Basic").ID, false))
	}

	add := func(suffix string, previewed bool, change func(s *server, body object)) func(*server) sent {
		return func(s *server) sent {
			path, body := addPath(s, "regular"), contractBody(s, "Basic")
			if previewed {
				ask[object](s, http.MethodPost, path+"/preview", body)
			}
			if change != nil {
				change(s, body)
			}
			return sent{path: path + suffix, body: body}
		}
	}
	noVoucher := func(_ *server, body object) { body["voucherCode"] = "NOSUCH" }

	move := func(suffix string, previewed bool, change func(s *server, body object)) func(*server) sent {
		return func(s *server) sent {
			path, body := switchPath(s, "newcomer"), switchBody(s, "newcomer")
			if previewed {
				ask[object](s, http.MethodPost, path+"/preview", body)
			}
			if change != nil {
				change(s, body)
			}
			return sent{path: path + suffix, body: body}
		}
	}
	foreignContract := func(_ *server, body object) { body["sourceContractId"] = 7 }
	premiumTakenBack := func(s *server, _ object) {
		require.NoError(s.t, s.box.Staff("membership_offer", s.offer("Premium").ID, false))
	}

	lead := func(path string, change func(s *server, body object)) func(*server) sent {
		return func(s *server) sent {
			body := leadBody("Edgar", "Bullock", "edgar@example.com")
			if change != nil {
				change(s, body)
			}
			return sent{path: path, body: body}
		}
	}
	nameless := func(_ *server, body object) { delete(body["leadCustomer"].(object), "lastname") }
	return []row{
		{
			op: "getMembershipOffers", success: answer{ask: at(list), check: func(s *server, content []byte) {
				var offers []object
				require.NoError(s.t, json.Unmarshal(content, &offers))
				require.Len(s.t, offers, 6)
			}}, never: noEntity,
		},
		{
			op: "getMembershipOfferById", success: answer{ask: offer},
			invalid: answer{ask: at(list + "/seven"), reference: "membershipOfferId"},
			missing: answer{ask: at(list + "/7"), reference: "membershipOfferId"},
			never:   read(nil),
		},
		{
			op: "postSignupPreview", success: answer{ask: signup(signupPath+"/preview", false, nil)},
			invalid: answer{ask: signup(signupPath+"/preview", false, noStart), reference: "contract.startDate"},
			missing: answer{ask: signup(signupPath+"/preview", false, noTerm), reference: "contract.contractOfferTermId"},
			never:   read(nil),
		},
		{
			op: "signupMembership", success: answer{ask: signup(signupPath, true, nil)},
			invalid:  answer{ask: signup(signupPath, true, noStart), reference: "contract.startDate"},
			missing:  answer{ask: signup(signupPath, true, noTerm), reference: "contract.contractOfferTermId"},
			conflict: answer{ask: signup(signupPath, true, takeBack), reference: "contract.contractOfferTermId"},
		},
		{
			op: "postMembershipPreview", success: answer{ask: add("/preview", false, nil)},
			invalid: answer{ask: add("/preview", false, noStartOf), reference: "startDate"},
			missing: answer{ask: func(s *server) sent {
				return sent{path: "/v1/memberships/customers/7/add-membership/preview", body: contractBody(s, "Basic")}
			}, reference: "customerId"},
			never: read(nil),
		},
		{
			op: "addMembership", success: answer{ask: add("", true, nil)},
			invalid:  answer{ask: add("", true, noVoucher), reference: "voucherCode"},
			missing:  answer{ask: add("", true, func(_ *server, body object) { body["contractOfferTermId"] = 7 }), reference: "contractOfferTermId"},
			conflict: answer{ask: add("", true, takeBack), reference: "contractOfferTermId"},
		},
		{
			op: "getStudiosWithActiveMembershipOffers", success: answer{ask: at("/v1/cross-studio/membership-offers/studios")}, never: noEntity,
		},
		{
			op: "getMembershipSwitchConfigurationsForCustomer", success: answer{ask: of("newcomer", "/v1/memberships/%d/membership-switch/configs")},
			invalid: answer{ask: of("newcomer", "/v1/memberships/%d/membership-switch/configs?studioId=here"), reference: "studioId"},
			missing: answer{ask: of("newcomer", "/v1/memberships/%d/membership-switch/configs?studioId=7"), reference: "studioId"},
			never:   read(nil),
		},
		{
			op: "getMembershipSwitchConfigurationForCustomer", success: answer{ask: func(s *server) sent {
				return sent{path: fmt.Sprintf("%s/configs/%d", switchPath(s, "newcomer"), s.switchConfig("newcomer"))}
			}},
			invalid: answer{ask: of("newcomer", "/v1/memberships/%d/membership-switch/configs/seven"), reference: "configId"},
			missing: answer{ask: func(s *server) sent {
				return sent{path: fmt.Sprintf("%s/configs/%d", switchPath(s, "prospect"), s.switchConfig("newcomer"))}
			}, reference: "configId"},
			never: read(nil),
		},
		{
			op: "postMembershipSwitchPreview", success: answer{ask: move("/preview", false, nil)},
			invalid: answer{ask: move("/preview", false, noStartOf), reference: "startDate"},
			missing: answer{ask: move("/preview", false, foreignContract), reference: "sourceContractId"},
			never:   read(nil),
		},
		{
			op: "switchMembership", success: answer{ask: move("", true, nil)},
			invalid:  answer{ask: move("", true, noStartOf), reference: "startDate"},
			missing:  answer{ask: move("", true, foreignContract), reference: "sourceContractId"},
			conflict: answer{ask: move("", true, premiumTakenBack), reference: "membershipOfferTermId"},
		},
		{op: "getLeadConfig", success: answer{ask: at("/v1/leads/config")}, never: noEntity},
		{
			op: "validateForLeadCreation", success: answer{ask: lead("/v1/leads/validate", nil)},
			invalid: answer{ask: lead("/v1/leads/validate", nameless), reference: "leadCustomer.lastname"},
			never:   read(map[int]string{http.StatusNotFound: nothingToMiss}),
		},
		{
			op: "createLead", success: answer{ask: lead("/v1/leads/create", nil)},
			invalid: answer{ask: lead("/v1/leads/create", nameless), reference: "leadCustomer.lastname"},
			conflict: answer{ask: func(s *server) sent {
				sw := s.box.Switches()
				sw.RefusedLeadStatus = http.StatusConflict
				s.box.SetSwitches(sw)
				return sent{path: "/v1/leads/create", body: leadBody("Lena", "Hansen", "lena.hansen@example.org")}
			}, reference: "leadCustomer.email"},
			never: map[int]string{http.StatusNotFound: nothingToMiss},
		},
	}
}

func noStartOf(_ *server, body object) { delete(body, "startDate") }
