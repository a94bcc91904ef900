package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

// with changes switches.
func (s *server) with(change func(*sandbox.Switches)) {
	s.t.Helper()
	sw := s.box.Switches()
	change(&sw)
	s.box.SetSwitches(sw)
}

// contractOf is the id of a story's contract; of family, the nth member's.
func (s *server) contractOf(story string, nth ...int) int64 {
	s.t.Helper()
	studio, skip := map[string]string{"sandbox-nordlicht": "nordlicht", "sandbox-forge": "forge"}[s.key], 0
	if len(nth) > 0 {
		skip = nth[0]
	}
	for _, m := range s.box.Members() {
		if m.Studio != studio || m.Story != story {
			continue
		}
		if skip--; skip < 0 {
			return number(get[[]object](s, fmt.Sprintf("/v1/customers/%d/contracts", m.CustomerID))[0]["id"])
		}
	}
	s.t.Fatalf("no %s in %s", story, studio)
	return 0
}

func number(v any) int64 {
	n, _ := v.(float64)
	return int64(n)
}

// post sends a change that has to succeed.
func (s *server) post(path string, body any) object {
	s.t.Helper()
	return ask[object](s, http.MethodPost, path, body)
}

// switchedTo409 is a request refused with 409 by a switch instead of 400.
func switchedTo409(ask func(*server) sent) answer {
	return answer{ask: func(s *server) sent {
		request := ask(s)
		s.with(func(w *sandbox.Switches) {
			w.RefusedCancelationStatus, w.RefusedIdlePeriodStatus, w.RefusedModulePurchaseStatus = 409, 409, 409
		})
		return request
	}}
}

func membershipRows() []row {
	return append(append(cancelationRows(), idlePeriodRows()...), addOnRows()...)
}

func cancelationRows() []row {
	cancel := func(story string, change func(object)) func(*server) sent {
		return func(s *server) sent {
			body := s.cancelation(story, 0)
			change(body)
			return sent{path: fmt.Sprintf("/v1/memberships/%d/self-service/ordinary-contract-cancelation", s.member("nordlicht", story).CustomerID), body: body}
		}
	}
	as := func(object) {}
	withdraw := func(story string) func(*server) sent {
		return func(s *server) sent { return sent{path: s.withdrawal(story)} }
	}
	return []row{
		{
			op: "getContractCancelationReasonData", success: answer{ask: at("/v1/memberships/self-service/contract-cancelation-reasons")},
			never: read(map[int]string{http.StatusBadRequest: nothingToGetWrong, http.StatusNotFound: nothingToMiss}),
		},
		{
			op: "createContractCancelationAmendment",
			success: answer{ask: cancel("regular", as), check: func(s *server, _ []byte) {
				require.Equal(s.t, "PENDING_VERIFICATION", s.data("regular")["cancelationStatus"])
			}},
			invalid:  answer{ask: cancel("regular", func(b object) { b["cancelationDate"] = "2026-06-01" }), reference: "cancelationDate"},
			missing:  answer{ask: cancel("regular", func(b object) { b["contractId"] = 7 }), reference: "contractId"},
			conflict: switchedTo409(cancel("pending", func(b object) { b["cancelationDate"] = "2026-10-17" })),
		},
		{
			op: "withdrawContractCancelation",
			success: answer{ask: withdraw("pending"), check: func(s *server, _ []byte) {
				require.Nil(s.t, s.data("pending")["cancelationStatus"])
			}},
			invalid:  answer{ask: withdraw("regular")},
			missing:  answer{ask: of("regular", "/v1/memberships/%d/self-service/withdraw-ordinary-contract-cancelation/7"), reference: "contractId"},
			conflict: switchedTo409(withdraw("regular")),
		},
	}
}

func idlePeriodRows() []row {
	pauses := func(story, more string) func(*server) sent {
		return func(s *server) sent { return sent{path: s.pausePath(story) + more} }
	}
	asking := func(story, more string, body object) func(*server) sent {
		return func(s *server) sent { return sent{path: s.pausePath(story) + more, body: body} }
	}
	create := func(story string, body object) func(*server) sent {
		return func(s *server) sent {
			if body["reasonId"] == nil {
				body["reasonId"] = s.pauseReason(story, false)
			}
			return sent{path: s.pausePath(story), form: s.pauseForm(body, nil)}
		}
	}
	noSuch := func(more string) func(*server) sent { return at("/v1/memberships/7/self-service/idle-periods" + more) }
	days := func(start string, n int) object {
		return object{"startDate": start, "temporalUnit": "DAY", "termValue": n, "unlimited": false}
	}
	made := func(s *server) int64 { // the one there is, should a row ask twice
		if there := s.pauses("newcomer").coming; len(there) > 0 {
			return number(there[0]["id"])
		}
		return number(s.pause("newcomer", days("2026-06-10", 7))["id"])
	}
	change := func(more string, body object) func(*server) sent {
		return func(s *server) sent {
			body["reasonId"] = s.pauseReason("newcomer", false)
			path := fmt.Sprintf("%s/%d%s", s.pausePath("newcomer"), made(s), more)
			if more == "" {
				return sent{path: path, form: s.pauseForm(body, nil)}
			}
			return sent{path: path, body: body}
		}
	}
	gone := func(s *server) sent {
		return sent{path: s.pausePath("newcomer") + "/7", form: s.pauseForm(object{"startDate": "2026-06-10", "endDate": "2026-06-12", "reasonId": 7}, nil)}
	}
	return []row{
		{
			op: "getIdlePeriodConfig", success: answer{ask: pauses("regular", "/config")},
			invalid: answer{ask: at("/v1/memberships/seven/self-service/idle-periods/config"), reference: "contractId"},
			missing: answer{ask: noSuch("/config"), reference: "contractId"}, never: read(nil),
		},
		{
			op: "validateIdlePeriodRequest", success: answer{ask: asking("newcomer", "/validate", days("2026-06-10", 7)), check: func(s *server, content []byte) {
				require.Contains(s.t, string(content), `"IDLEPERIOD_CREATABLE"`)
			}},
			invalid: answer{ask: asking("newcomer", "/validate", object{"unlimited": true}), reference: "startDate"},
			missing: answer{ask: func(*server) sent {
				return sent{path: "/v1/memberships/7/self-service/idle-periods/validate", body: days("2026-06-10", 7)}
			}, reference: "contractId"},
			never: read(nil),
		},
		{
			op: "getIdlePeriods", success: answer{ask: pauses("paused", "")},
			invalid: answer{ask: at("/v1/memberships/seven/self-service/idle-periods"), reference: "contractId"},
			missing: answer{ask: noSuch(""), reference: "contractId"}, never: read(nil),
		},
		{
			op: "createIdlePeriodAmendment", success: answer{ask: create("newcomer", days("2026-06-10", 7)), check: func(s *server, content []byte) {
				var made object
				require.NoError(s.t, json.Unmarshal(content, &made))
				require.Equal(s.t, made["id"], s.pauses("newcomer").coming[0]["id"])
			}},
			invalid: answer{ask: create("newcomer", days("2026-05-18", 7))},
			missing: answer{ask: func(s *server) sent {
				return sent{path: "/v1/memberships/7/self-service/idle-periods", form: s.pauseForm(days("2026-06-10", 7), nil)}
			}, reference: "contractId"},
			conflict: switchedTo409(create("newcomer", days("2026-05-18", 7))),
		},
		{
			op: "withdrawIdlePeriod", success: answer{ask: func(s *server) sent {
				return sent{path: fmt.Sprintf("%s/%d", s.pausePath("newcomer"), made(s))}
			}, check: func(s *server, _ []byte) { require.Empty(s.t, s.pauses("newcomer").coming) }},
			invalid: answer{ask: func(s *server) sent {
				return sent{path: fmt.Sprintf("%s/%d", s.pausePath("paused"), number(s.pauses("paused").coming[0]["id"]))}
			}},
			missing: answer{ask: pauses("newcomer", "/7"), reference: "idlePeriodId"},
			conflict: switchedTo409(func(s *server) sent {
				return sent{path: fmt.Sprintf("%s/%d", s.pausePath("paused"), number(s.pauses("paused").past[0]["id"]))}
			}),
		},
		{
			op: "getIdlePeriodById", success: answer{ask: func(s *server) sent {
				return sent{path: fmt.Sprintf("%s/%d", s.pausePath("newcomer"), made(s))}
			}},
			invalid: answer{ask: pauses("newcomer", "/seven"), reference: "idlePeriodId"},
			missing: answer{ask: pauses("newcomer", "/7"), reference: "idlePeriodId"}, never: read(nil),
		},
		{
			op: "updateIdlePeriod", success: answer{ask: change("", object{"startDate": "2026-06-10", "endDate": "2026-06-12"}), check: func(s *server, _ []byte) {
				require.Equal(s.t, "2026-06-12", s.pauses("newcomer").coming[0]["endDate"])
			}},
			invalid:  answer{ask: change("", object{"startDate": "2026-06-10", "endDate": "2026-06-30"})},
			missing:  answer{ask: gone, reference: "idlePeriodId"},
			conflict: switchedTo409(change("", object{"startDate": "2026-06-10", "endDate": "2026-06-30"})),
		},
		{
			op: "getRemainingIdlePeriods", success: answer{ask: pauses("regular", "/remaining")},
			invalid: answer{ask: at("/v1/memberships/seven/self-service/idle-periods/remaining"), reference: "contractId"},
			missing: answer{ask: noSuch("/remaining"), reference: "contractId"}, never: read(nil),
		},
		{
			op: "idlePeriodUpdatePreview", success: answer{ask: change("/preview", object{"startDate": "2026-06-10", "endDate": "2026-06-12"})},
			invalid: answer{ask: change("/preview", object{"startDate": "soon"}), reference: "startDate"},
			missing: answer{ask: func(s *server) sent {
				return sent{path: s.pausePath("newcomer") + "/7/preview", body: object{"startDate": "2026-06-10", "reasonId": 7}}
			}, reference: "idlePeriodId"},
			never: read(nil),
		},
	}
}

func addOnRows() []row {
	buy := func(name, more string) func(*server) sent {
		return func(s *server) sent {
			return sent{path: s.addOnPath("newcomer", more), body: s.addOn(name, false)}
		}
	}
	bought := func(more string, body func(*server) any) func(*server) sent {
		return func(s *server) sent {
			var id int64
			if there := s.listedModules("newcomer"); len(there) > 0 { // a row may ask twice
				id = number(there[0]["id"])
			} else {
				id = s.buy("newcomer", "Getränke-Flat", false)
			}
			request := sent{path: s.addOnPath("newcomer", fmt.Sprintf("additional-module-contracts/%d%s", id, more))}
			if body != nil {
				request.body = body(s)
			}
			return request
		}
	}
	cancel := func(day string) func(*server) any {
		return func(s *server) any { return object{"cancelationDate": day, "cancelationReasonId": s.reason()} }
	}
	none := func(more string, body object) func(*server) sent {
		return func(s *server) sent {
			r := sent{path: s.addOnPath("newcomer", "additional-module-contracts/7"+more)}
			if body != nil {
				r.body = body
			}
			return r
		}
	}
	noContract := func(more string) func(*server) sent {
		return func(s *server) sent {
			return sent{path: "/v1/memberships/7/self-service/additional-modules/" + more, body: s.addOn("Sauna", false)}
		}
	}
	return []row{
		{
			op: "getAdditionalModules", success: answer{ask: at("/v1/memberships/self-service/additional-modules")},
			never: read(map[int]string{http.StatusBadRequest: nothingToGetWrong, http.StatusNotFound: nothingToMiss}),
		},
		{
			op: "getPurchasableAdditionalModules", success: answer{ask: func(s *server) sent {
				return sent{path: s.addOnPath("newcomer", "additional-modules/purchasable")}
			}},
			invalid: answer{ask: at("/v1/memberships/seven/self-service/additional-modules/purchasable"), reference: "contractId"},
			missing: answer{ask: at("/v1/memberships/7/self-service/additional-modules/purchasable"), reference: "contractId"},
			never:   read(nil),
		},
		{
			op: "validateAdditionalModuleContractRequest", success: answer{ask: buy("Sauna", "additional-modules/validate")},
			invalid: answer{ask: func(s *server) sent {
				body := s.addOn("Sauna", false)
				body["paymentFrequencyId"] = 7
				return sent{path: s.addOnPath("newcomer", "additional-modules/validate"), body: body}
			}, reference: "paymentFrequencyId"},
			missing: answer{ask: noContract("validate"), reference: "contractId"}, never: read(nil),
		},
		{
			op: "purchaseAdditionalModuleContract", success: answer{ask: buy("Sauna", "additional-modules/purchase"), check: func(s *server, content []byte) {
				var made object
				require.NoError(s.t, json.Unmarshal(content, &made))
				require.Equal(s.t, "Sauna", s.moduleContract("newcomer", number(made["id"]))["name"])
			}},
			invalid: answer{ask: func(s *server) sent {
				s.buy("newcomer", "Sauna", false)
				return buy("Sauna", "additional-modules/purchase")(s)
			}},
			missing: answer{ask: noContract("purchase"), reference: "contractId"},
			conflict: switchedTo409(func(s *server) sent {
				s.buy("newcomer", "Sauna", false)
				return buy("Sauna", "additional-modules/purchase")(s)
			}),
		},
		{
			op: "getAdditionalModuleContract", success: answer{ask: bought("", nil)},
			invalid: answer{ask: func(s *server) sent {
				return sent{path: s.addOnPath("newcomer", "additional-module-contracts/seven")}
			}, reference: "additionalModuleContractId"},
			missing: answer{ask: none("", nil), reference: "additionalModuleContractId"}, never: read(nil),
		},
		{
			op: "createModuleContractCancelationAmendment", success: answer{ask: bought("/ordinary-cancelation", cancel("2026-06-17"))},
			invalid:  answer{ask: bought("/ordinary-cancelation", cancel("2026-06-16")), reference: "cancelationDate"},
			missing:  answer{ask: none("/ordinary-cancelation", object{"cancelationDate": "2026-06-17", "cancelationReasonId": 7}), reference: "additionalModuleContractId"},
			conflict: switchedTo409(bought("/ordinary-cancelation", cancel("2026-06-16"))),
		},
		{
			op: "withdrawAdditionalModuleContractCancelation", success: answer{ask: func(s *server) sent {
				r := bought("/ordinary-cancelation", cancel("2026-06-17"))(s)
				s.do(http.MethodPost, r.path, r.body) // canceled already, should the row ask twice
				return sent{path: r.path[:len(r.path)-len("ordinary-cancelation")] + "withdraw-cancelation"}
			}},
			invalid:  answer{ask: bought("/withdraw-cancelation", nil)},
			missing:  answer{ask: none("/withdraw-cancelation", nil), reference: "additionalModuleContractId"},
			conflict: switchedTo409(bought("/withdraw-cancelation", nil)),
		},
	}
}
