package sandbox_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWhoMaySwitch: somebody with a running contract that no way out has been asked
// for, and from which a way leads.
func TestWhoMaySwitch(t *testing.T) {
	s := start(t, monday)
	for story, want := range map[string]string{
		"newcomer": "Wechsel zu Premium", "debtor": "Wechsel zu Premium", "regular": "Einmal zahlen", "extras": "Einmal zahlen",
		"prospect": "", "former": "", "canceled": "", "pending": "", "paused": "", "restricted": "",
	} {
		var names string
		for _, config := range get[[]object](s, switchPath(s, story)+"/configs") {
			names += config["name"].(string)
			require.NotEmpty(t, config["sourceContracts"])
		}
		require.Equal(t, want, names, story)
	}
}

// TestSwitchLooksIntoOneStudio: no way leads into another one.
func TestSwitchLooksIntoOneStudio(t *testing.T) {
	s := start(t, monday)
	path, config := switchPath(s, "newcomer"), s.switchConfig("newcomer")
	home := int64(get[object](s, "/v1/studios/information")["studioId"].(float64))
	other := int64(get[object](s.as("sandbox-forge"), "/v1/studios/information")["studioId"].(float64))
	require.Len(t, get[[]object](s, fmt.Sprintf("%s/configs?studioId=%d", path, home)), 1)
	require.Empty(t, get[[]object](s, fmt.Sprintf("%s/configs?studioId=%d", path, other)))
	get[object](s, fmt.Sprintf("%s/configs/%d?studioId=%d", path, config, home))
	s.refused(http.StatusNotFound, http.MethodGet, fmt.Sprintf("%s/configs/%d?studioId=%d", path, config, other), nil)
	body := switchBody(s, "newcomer")
	ask[object](s, http.MethodPost, fmt.Sprintf("%s/preview?studioId=%d", path, home), body)
	require.Equal(t, "studioId", s.refused(http.StatusBadRequest, http.MethodPost, fmt.Sprintf("%s/preview?studioId=%d", path, other), body)["reference"])
	s.refused(http.StatusNotFound, http.MethodPost, path+"/preview?studioId=7", body)
}

// TestSwitchEndsOneContractAndStartsAnother, on the chosen day and for good.
func TestSwitchEndsOneContractAndStartsAnother(t *testing.T) {
	s := start(t, monday)
	id, path := s.member("nordlicht", "newcomer").CustomerID, switchPath(s, "newcomer")
	body := switchBody(s, "newcomer")
	body["startDate"], body["thirdPartyId"] = s.day(14), "1000a"
	old := s.contracts(id)[0]
	p := s.preview(path, body)
	require.Equal(t, "0.00", p.PaymentPreview.DueOnSigningAmount.Amount.String(), "no starter package for one who is there")
	require.Equal(t, "2026-06-01 CONTRACT_FEE 39.90", p.payments()[0])
	require.Equal(t, old, s.contracts(id)[0], "a preview changes nothing")

	status, content := s.do(http.MethodPost, path, body)
	require.Equal(t, http.StatusOK, status, "%s", content)
	require.Empty(t, content, "no body is documented")
	contracts := s.contracts(id)
	require.Len(t, contracts, 2)
	require.Equal(t, "Basic", contracts[0].RateName)
	require.True(t, contracts[0].Cancelled)
	require.Equal(t, [3]string{"2026-05-31", "2026-05-31", "Tarifwechsel"}, [3]string{contracts[0].EndDate, contracts[0].CancellationDate, contracts[0].CancellationReason})
	require.Equal(t, "ACTIVE", contracts[0].ContractStatus)
	require.Equal(t, [3]string{"Premium", "2026-06-01", "2027-05-31"}, [3]string{contracts[1].RateName, contracts[1].StartDate, contracts[1].EndDate})
	require.Equal(t, "1000a", contracts[1].ThirdPartyID)
	data := get[[]object](s, fmt.Sprintf("/v1/memberships/%d/self-service/contract-data", id))
	require.Equal(t, "STUDIO", data[0]["cancelationOrigin"])
	require.Equal(t, "CANCELED", data[0]["cancelationStatus"])
	require.Nil(t, data[0]["availableCancelationDates"])
	require.Equal(t, []string{
		fmt.Sprintf("CONTRACT_CANCELLED %d %d", id, contracts[0].ID), fmt.Sprintf("CONTRACT_CREATED %d %d", id, contracts[1].ID),
	}, s.events())

	require.Equal(t, "error.switch.notPossible", s.refused(http.StatusBadRequest, http.MethodPost, path, body)["errorCode"], "once is enough")
	require.Empty(t, get[[]object](s, path+"/configs"), "the new one has not begun")
}

func TestSwitchFromTodayEndsTheOldOneAtOnce(t *testing.T) {
	s := start(t, monday)
	id, path, body := s.member("nordlicht", "newcomer").CustomerID, switchPath(s, "newcomer"), switchBody(s, "newcomer")
	body["startDate"] = s.day(0)
	s.preview(path, body)
	status, _ := s.do(http.MethodPost, path, body)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "INACTIVE", s.contracts(id)[0].ContractStatus)
	require.Len(t, get[[]object](s, path+"/configs"), 1, "the new one may be switched again")
}

// TestSwitchToWhatIsPaidAtOnce has to be paid, like a sale.
func TestSwitchToWhatIsPaidAtOnce(t *testing.T) {
	s := start(t, monday)
	id, path, body := s.member("nordlicht", "regular").CustomerID, switchPath(s, "regular"), switchBody(s, "regular")
	body["membershipOfferTermId"] = s.offer("Jahreskarte").Terms[0].ID
	require.Equal(t, "399.00", s.preview(path, body).PaymentPreview.DueOnSigningAmount.Amount.String())
	require.Equal(t, "initialPaymentRequestToken", s.refused(http.StatusBadRequest, http.MethodPost, path, body)["reference"])
	require.Len(t, s.contracts(id), 1)
	body["initialPaymentRequestToken"] = s.payFor(id, "399.00")
	status, content := s.do(http.MethodPost, path, body)
	require.Equal(t, http.StatusOK, status, "%s", content)
	require.Len(t, s.contracts(id), 2)
}

func TestSwitchesThatDoNotWork(t *testing.T) {
	s := startLoose(t, monday)
	path := switchPath(s, "newcomer")
	own := s.contracts(s.member("nordlicht", "newcomer").CustomerID)[0]
	for name, c := range map[string]struct {
		status          int
		change          object
		code, reference string
	}{
		"no config":               {400, object{"configId": nil}, "error.validation.missing", "configId"},
		"no source":               {400, object{"sourceContractId": nil}, "error.validation.missing", "sourceContractId"},
		"no term":                 {400, object{"membershipOfferTermId": nil}, "error.validation.missing", "membershipOfferTermId"},
		"unknown config":          {404, object{"configId": 7}, "error.entity.notFound", "configId"},
		"another's way":           {400, object{"configId": s.switchConfig("regular")}, "error.switch.notPossible", "sourceContractId"},
		"another's contract":      {404, object{"sourceContractId": s.contracts(s.member("nordlicht", "debtor").CustomerID)[0].ID}, "error.entity.notFound", "sourceContractId"},
		"an offer off the way":    {400, object{"membershipOfferTermId": s.offer("Flex").Terms[0].ID}, "error.switch.otherOffer", "membershipOfferTermId"},
		"on a day that is over":   {400, object{"startDate": own.StartDate}, "error.sale.start", "startDate"},
		"add-on of another offer": {400, object{"selectedOptionalModuleIds": []int64{7}}, "error.sale.module", "selectedOptionalModuleIds"},
	} {
		body := switchBody(s, "newcomer")
		for field, value := range c.change {
			body[field] = value
		}
		for _, path := range []string{path + "/preview", path} {
			answer := s.refused(c.status, http.MethodPost, path, body)
			require.Equal(t, c.code, answer["errorCode"], name)
			require.Equal(t, c.reference, answer["reference"], name)
		}
	}
	require.Equal(t, "error.sale.noPreview", s.refused(400, http.MethodPost, path, switchBody(s, "newcomer"))["errorCode"])

	premium := s.offer("Premium").ID
	body := switchBody(s, "newcomer")
	require.NoError(t, s.box.Staff("membership_offer", premium, false))
	require.Equal(t, "error.sale.notOnSale", s.refused(400, http.MethodPost, path+"/preview", body)["errorCode"])

	// A contract that begins today cannot have ended before.
	today := contractBody(s, "Basic")
	today["startDate"] = s.day(0)
	s.preview(addPath(s, "prospect"), today)
	s.do(http.MethodPost, addPath(s, "prospect"), today)
	require.NoError(t, s.box.Staff("membership_offer", premium, true))
	body = switchBody(s, "prospect")
	body["startDate"] = s.day(0)
	require.Equal(t, "error.switch.sourceContract", s.refused(400, http.MethodPost, switchPath(s, "prospect")+"/preview", body)["errorCode"])
}

// TestSwitchSourceIsContractIDIsASwitch: otherwise only the name of the rate joins
// a source to a contract.
func TestSwitchSourceIsContractIDIsASwitch(t *testing.T) {
	s := start(t, monday)
	source := func() (id int64, name string) {
		from := get[[]struct {
			SourceContracts []struct {
				ID       int64
				RateName string
			}
		}](s, switchPath(s, "newcomer")+"/configs")[0].SourceContracts[0]
		return from.ID, from.RateName
	}
	own := s.contracts(s.member("nordlicht", "newcomer").CustomerID)[0]
	id, name := source()
	require.Equal(t, own.ID, id)
	require.Equal(t, own.RateName, name)
	sw := s.box.Switches()
	sw.SwitchSourceIsContractID = false
	s.box.SetSwitches(sw)
	id, name = source()
	require.NotEqual(t, own.ID, id)
	require.Equal(t, own.RateName, name)
	body := switchBody(s, "newcomer")
	s.refused(http.StatusNotFound, http.MethodPost, switchPath(s, "newcomer")+"/preview", body)
	body["sourceContractId"] = own.ID
	s.preview(switchPath(s, "newcomer"), body)
}

func TestSwitchSurvivesARestore(t *testing.T) {
	s := start(t, monday)
	id, path, body := s.member("nordlicht", "newcomer").CustomerID, switchPath(s, "newcomer"), switchBody(s, "newcomer")
	s.preview(path, body)
	dump, err := s.box.Dump()
	require.NoError(t, err)
	require.NoError(t, s.box.Restore(dump))
	status, _ := s.do(http.MethodPost, path, body)
	require.Equal(t, http.StatusOK, status)
	after := s.contracts(id)
	dump, err = s.box.Dump()
	require.NoError(t, err)
	require.NoError(t, s.box.Restore(dump))
	require.Equal(t, after, s.contracts(id))
}
