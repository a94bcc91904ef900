package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/stretchr/testify/require"
)

func accessRows() []row {
	return append(append(benefitRows(), doorRows()...), folderRows()...)
}

// missingMember is a row's 404 for an operation below a customer.
func missingMember(path string, body any) answer {
	return answer{ask: func(*server) sent { return sent{path: path, body: body} }, reference: "customerId"}
}

func benefitRows() []row {
	use := of("extras", "/v1/customers/%d/benefits/SAUNA/use")
	return []row{
		{
			op: "getBenefits", success: answer{ask: of("extras", "/v1/customers/%d/benefits?key=SAUNA&key=SOLARIUM"), check: func(s *server, content []byte) {
				require.JSONEq(s.t, `[{"key":"SAUNA","valid":true},{"key":"SOLARIUM","valid":false}]`, known(s, content, "key", "valid"))
			}},
			invalid: answer{ask: at("/v1/customers/seven/benefits"), reference: "customerId"},
			missing: missingMember("/v1/customers/7/benefits", nil),
			never:   read(nil),
		},
		{
			op: "getBenefitsByCardNumber", success: answer{ask: func(s *server) sent {
				return sent{path: "/v1/customers/benefits?cardNumber=" + s.mediumOf("extras", "CARD_NUMBER")}
			}},
			invalid: answer{ask: at("/v1/customers/benefits"), reference: "cardNumber"},
			missing: answer{ask: at("/v1/customers/benefits?cardNumber=1"), reference: "cardNumber"},
			never:   read(nil),
		},
		{
			op: "useBenefit", success: answer{ask: use, check: func(s *server, content []byte) {
				require.Empty(s.t, content)
				require.Len(s.t, s.box.BenefitUses("nordlicht"), 1)
			}},
			invalid: answer{ask: of("extras", "/v1/customers/%d/benefits/SOLARIUM/use"), reference: "benefitKey"},
			missing: answer{ask: of("extras", "/v1/customers/%d/benefits/HELICOPTER/use"), reference: "benefitKey"},
			conflict: answer{ask: func(s *server) sent {
				sw := s.box.Switches()
				sw.RefusedBenefitStatus = http.StatusConflict
				s.box.SetSwitches(sw)
				return of("newcomer", "/v1/customers/%d/benefits/SAUNA/use")(s)
			}, reference: "benefitKey"},
		},
	}
}

func doorRows() []row {
	pin := object{"type": "PIN", "value": "0815"}
	add := func(path string) func(*server) sent {
		return func(s *server) sent { r := of("newcomer", path)(s); r.body = pin; return r }
	}
	added := func(s *server, content []byte) {
		require.JSONEq(s.t, `[{"type":"PIN","value":"0815"}]`, known(s, wrap(content), "type", "value"))
		require.Equal(s.t, "0815", s.mediumOf("newcomer", "PIN"))
	}
	taken := func(path string, status int) answer {
		return answer{ask: func(s *server) sent {
			sw := s.box.Switches()
			sw.TakenMediumStatus = status
			s.box.SetSwitches(sw)
			r := add(path)(s)
			r.body = object{"type": "PIN", "value": s.mediumOf("regular", "PIN")}
			return r
		}, reference: "value"}
	}
	const mediums, medium = "/v1/customers/%d/access-mediums", "/v1/customers/%d/access-medium"
	own := func(body any) func(*server) sent {
		return func(s *server) sent {
			id := s.member("nordlicht", "newcomer").CustomerID
			fresh := object{"type": "PIN", "value": fmt.Sprint(s.box.Calls("addAccessMediums").Calls)}
			made := ask[object](s, http.MethodPost, fmt.Sprintf(mediums, id), fresh)
			return sent{path: fmt.Sprintf(mediums+"/%d", id, int64(made["id"].(float64))), body: body}
		}
	}
	studios := func(body any, status int) func(*server) sent {
		return func(s *server) sent {
			sw := s.box.Switches()
			sw.ForeignMediumStatus = status
			s.box.SetSwitches(sw)
			m := s.record("newcomer").AccessMediums[0]
			return sent{path: fmt.Sprintf(mediums+"/%d", s.member("nordlicht", "newcomer").CustomerID, m.ID), body: body}
		}
	}
	restrict := func(body object) func(*server) sent {
		return func(s *server) sent {
			r := of("newcomer", "/v1/customers/%d/access-restrictions")(s)
			r.body = body
			return r
		}
	}
	return []row{
		{
			op: "getCustomerAccessCode", success: answer{ask: of("regular", "/v1/customers/%d/access-code")},
			invalid: answer{ask: at("/v1/customers/seven/access-code"), reference: "customerId"},
			missing: answer{ask: func(s *server) sent {
				require.NoError(s.t, s.box.Staff("access_codes", s.homeStudioID(), false))
				return of("regular", "/v1/customers/%d/access-code")(s)
			}},
			never: read(nil),
		},
		{
			op: "addAccessMediums", success: answer{ask: add(mediums), check: added},
			invalid: taken(mediums, http.StatusBadRequest), missing: missingMember("/v1/customers/7/access-mediums", pin),
			conflict: taken(mediums, http.StatusConflict),
		},
		{
			op: "addAccessMedium", success: answer{ask: add(medium), check: added},
			invalid: taken(medium, http.StatusBadRequest), missing: missingMember("/v1/customers/7/access-medium", pin),
			conflict: taken(medium, http.StatusConflict),
		},
		{
			op: "updateAccessMediums", success: answer{ask: own(object{"value": "007"}), check: func(s *server, content []byte) {
				require.Equal(s.t, "007", s.mediumOf("newcomer", "PIN"))
			}},
			invalid:  answer{ask: own(object{"value": "seven"}), reference: "value"},
			missing:  answer{ask: func(s *server) sent { r := of("newcomer", mediums+"/7")(s); r.body = pin; return r }, reference: "accessMediumId"},
			conflict: answer{ask: studios(object{"value": "7"}, http.StatusConflict), reference: "accessMediumId"},
		},
		{
			op: "deleteAccessMediums", success: answer{ask: own(nil), check: func(s *server, content []byte) {
				require.Empty(s.t, content)
				require.Len(s.t, s.record("newcomer").AccessMediums, 1)
			}},
			invalid:  answer{ask: studios(nil, http.StatusBadRequest), reference: "accessMediumId"},
			missing:  answer{ask: of("newcomer", mediums+"/7"), reference: "accessMediumId"},
			conflict: answer{ask: studios(nil, http.StatusConflict), reference: "accessMediumId"},
		},
		{
			op: "setAccessRestriction", success: answer{ask: restrict(object{"reason": "Card shared"}), check: func(s *server, content []byte) {
				require.JSONEq(s.t, `[{"reason":"Card shared"}]`, known(s, wrap(content), "reason"))
				require.True(s.t, s.record("newcomer").AccessRefusal)
			}},
			invalid: answer{ask: restrict(object{"reason": "Card shared", "startDate": "2026-05-18"}), reference: "endDate"},
			missing: missingMember("/v1/customers/7/access-restrictions", object{"reason": "Card shared"}),
			never:   map[int]string{http.StatusConflict: nothingShared},
		},
		{
			op: "deleteAccessRestriction", success: answer{ask: func(s *server) sent {
				r := restrict(object{"reason": "Card shared"})(s)
				ask[object](s, http.MethodPut, r.path, r.body)
				return sent{path: r.path}
			}, check: func(s *server, content []byte) {
				require.Empty(s.t, content)
				require.False(s.t, s.record("newcomer").AccessRefusal)
			}},
			invalid: answer{ask: at("/v1/customers/seven/access-restrictions"), reference: "customerId"},
			missing: answer{ask: of("restricted", "/v1/customers/%d/access-restrictions")}, // the studio's own is none of the integration's
			never:   map[int]string{http.StatusConflict: nothingShared},
		},
	}
}

// folderRows are documents, the picture and the studio's own fields.
func folderRows() []row {
	document := func(s *server) sent {
		path := of("extras", "/v1/customers/%d/documents")(s).path
		return sent{path: fmt.Sprintf("%s/%d", path, get[documentSlice](s, path).Result[0].ID)}
	}
	upload := func(path, part, file, contentType, content string) func(*server) sent {
		return func(s *server) sent {
			r := of("newcomer", path)(s)
			r.form = []formPart{{part, file, contentType, content}}
			return r
		}
	}
	const documents, images = "/v1/customers/%d/documents?description=Attest", "/v1/customers/%d/images"
	assign := func(field int, value string) func(*server) sent {
		return func(s *server) sent {
			id := s.fields()[field].ID
			r := of("newcomer", "/v1/customers/%d/additional-information-field-assignments")(s)
			r.body = []object{{"additionalInformationFieldId": id, "value": value}}
			return r
		}
	}
	noMember := func(path string, form ...formPart) answer {
		return answer{ask: func(*server) sent { return sent{path: path, form: form} }, reference: "customerId"}
	}
	return []row{
		{
			op: "getDocuments", success: answer{ask: of("debtor", "/v1/customers/%d/documents?sliceSize=50")},
			invalid: answer{ask: of("debtor", "/v1/customers/%d/documents?sliceSize=51"), reference: "sliceSize"},
			missing: missingMember("/v1/customers/7/documents", nil),
			never:   read(nil),
		},
		{
			op: "getDocumentById", success: answer{ask: document},
			invalid: answer{ask: of("extras", "/v1/customers/%d/documents/seven"), reference: "id"},
			missing: answer{ask: func(s *server) sent { // somebody else's
				theirs := document(s).path
				return sent{path: of("regular", "/v1/customers/%d/documents/")(s).path + theirs[len(of("extras", "/v1/customers/%d/documents/")(s).path):]}
			}, reference: "id"},
			never: read(nil),
		},
		{
			op: "uploadDocument", success: answer{ask: upload(documents, "file", "attest.pdf", "application/pdf", "%PDF-"), check: func(s *server, content []byte) {
				var made object
				require.NoError(s.t, json.Unmarshal(content, &made))
				list := get[documentSlice](s, of("newcomer", "/v1/customers/%d/documents")(s).path).Result
				last := list[len(list)-1]
				require.EqualValues(s.t, made["id"], last.ID)
				require.Equal(s.t, "attest.pdf", last.FileName)
				require.Equal(s.t, "Attest", last.Description)
			}},
			invalid: answer{ask: upload(documents, "file", "attest", "application/pdf", "%PDF-"), reference: "file"},
			missing: noMember("/v1/customers/7/documents", formPart{"file", "attest.pdf", "application/pdf", "%PDF-"}),
			never:   map[int]string{http.StatusConflict: nothingShared},
		},
		{
			op: "updateImage", success: answer{ask: func(s *server) sent {
				return upload(images, "image", "me.png", "image/png", pngOf(s.t, 3, 2))(s)
			}, check: func(s *server, content []byte) {
				require.NotEmpty(s.t, s.record("newcomer").ImageURL)
			}},
			invalid: answer{ask: upload(images, "image", "me.png", "image/png", "GIF89a"), reference: "image"},
			missing: noMember("/v1/customers/7/images", formPart{"image", "me.png", "image/png", "x"}),
			never:   map[int]string{http.StatusConflict: nothingShared},
		},
		{
			op: "getAdditionalInformationFields", success: answer{ask: at("/v1/customers/additional-information-fields")},
			never: read(map[int]string{http.StatusBadRequest: nothingToGetWrong, http.StatusNotFound: nothingToMiss}),
		},
		{
			op: "setAdditionalInformationFieldAssignments", success: answer{ask: assign(4, "Mum"), check: func(s *server, content []byte) {
				require.Equal(s.t, "Mum", s.record("newcomer").AdditionalInformationFieldAssignments[0].Value)
			}},
			invalid: answer{ask: assign(3, "Mum"), reference: "[0].value"},
			missing: answer{ask: func(s *server) sent {
				r := assign(3, "7")(s)
				r.body = []object{{"additionalInformationFieldId": 7, "value": "7"}}
				return r
			}, reference: "[0].additionalInformationFieldId"},
			never: map[int]string{http.StatusConflict: nothingShared},
		},
	}
}
