package sandbox_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

// TestSignupMakesAMember: what a signup makes can be read wherever customers and
// contracts are read.
func TestSignupMakesAMember(t *testing.T) {
	s := start(t, monday)
	offer := s.offer("Premium")
	body := signupBody(s, "Premium")
	contract := body["contract"].(object)
	contract["selectedOptionalModuleIds"] = []int64{offer.Terms[0].OptionalModules[0].ID}
	contract["selectedSelectableModuleIds"] = []int64{offer.SelectableModules[1].ID}
	contract["voucherCode"], contract["thirdPartyId"] = "WELCOME50", "1000a"
	p := s.preview(signupPath, body)
	require.Len(t, p.ModuleConsentTextBlocks, 1)
	require.Len(t, p.FlatFeePreviews, 2)
	require.Equal(t, "9.90", p.SelectedOptionalModulesPreviews[0].MemberAmount.Amount.String())
	require.Equal(t, "29.90", p.PaymentPreview.DueOnSigningAmount.Amount.String())
	contract["initialPaymentRequestToken"] = s.payFor(newcomer, "29.90")
	body["customer"].(object)["paymentRequestToken"] = s.payFrom(newcomer)
	contract["textBlockSignatures"] = []object{{"textBlockId": p.ModuleConsentTextBlocks[0].ID, "base64SvgSignature": svg}}

	id := ask[struct{ CustomerID int64 }](s, http.MethodPost, signupPath, body).CustomerID
	customer := get[object](s, fmt.Sprintf("/v1/customers/%d", id))
	require.Equal(t, "MEMBER", customer["status"])
	require.Equal(t, "Edgar", customer["firstName"])
	require.Equal(t, "1980-05-04", customer["dateOfBirth"])
	require.Equal(t, "DE", customer["country"])
	require.NotEmpty(t, customer["uuid"])
	require.Equal(t, "2026-05-18", customer["createdDateTime"].(string)[:10])
	by := get[object](s, "/v1/customers/by?customerNumber="+customer["customerNumber"].(string))
	require.EqualValues(t, id, by["id"])
	require.Len(t, ask[[]object](s, http.MethodPost, "/v1/customers/search", object{"email": "EDGAR@example.com"}), 1)

	made := s.contracts(id)[0]
	require.Equal(t, "Premium", made.RateName)
	require.Equal(t, [3]string{"2026-05-18", "2026-05-19", "2027-05-18"}, [3]string{made.CreatedDate, made.StartDate, made.EndDate})
	require.Equal(t, "ACTIVE", made.ContractStatus)
	require.Equal(t, "39.90", made.PriceDetails.BasePrice.Amount.String())
	require.Equal(t, "19.95", made.PriceDetails.CurrentPrice.Amount.String(), "as previewed")
	require.Equal(t, "1000a", made.ThirdPartyID)
	require.Len(t, made.ModuleContracts, 3, "included, chosen, bought")
	require.Len(t, made.FlatFeeContracts, 2)
	data := get[[]object](s, fmt.Sprintf("/v1/memberships/%d/self-service/contract-data", id))[0]
	require.EqualValues(t, made.ID, data["id"])
	require.Equal(t, []any{"2027-05-18", "2027-06-18", "2027-07-18"}, data["availableCancelationDates"])
	require.Equal(t, "2027-04-18", data["lastPossibleCancelationDate"])
	require.Equal(t, []string{fmt.Sprintf("CUSTOMER_CREATED %d 0", id), fmt.Sprintf("CONTRACT_CREATED %d %d", id, made.ID)}, s.events())

	// Nothing stops a repetition but the token that has been used: no price, no stop.
	contract["initialPaymentRequestToken"] = s.payFor(newcomer, "29.90")
	delete(body["customer"].(object), "paymentRequestToken")
	again := ask[struct{ CustomerID int64 }](s, http.MethodPost, signupPath, body).CustomerID
	require.NotEqual(t, id, again)
	require.Len(t, ask[[]object](s, http.MethodPost, "/v1/customers/search", object{"email": "edgar@example.com"}), 2, "addresses are not unique")
}

// TestAFurtherContractIsOneMore: for a member, and for somebody who was none.
func TestAFurtherContractIsOneMore(t *testing.T) {
	s := start(t, monday)
	for story, want := range map[string]int{"regular": 2, "prospect": 1, "former": 2} {
		id, path, body := s.member("nordlicht", story).CustomerID, addPath(s, story), contractBody(s, "Flex")
		s.preview(path, body)
		status, content := s.do(http.MethodPost, path, body)
		require.Equal(t, http.StatusOK, status)
		require.Empty(t, content, "no body is documented")
		contracts := s.contracts(id)
		require.Len(t, contracts, want, story)
		made := contracts[want-1]
		require.Equal(t, "Flex", made.RateName)
		require.Equal(t, [2]string{"2026-05-19", "2026-05-25"}, [2]string{made.StartDate, made.EndDate})
		require.Equal(t, "MEMBER", get[object](s, fmt.Sprintf("/v1/customers/%d", id))["status"])
		s.do(http.MethodPost, path, body)
		require.Len(t, s.contracts(id), want+1, "nobody notices a second sending")
	}
}

func TestAContractLetsOneBook(t *testing.T) {
	s := start(t, monday)
	prospect := s.member("nordlicht", "prospect").CustomerID
	slot := s.slot(func(c sandbox.ClassSlot) bool {
		return c.Bookable && c.Max-c.Booked-c.Additional > 2 && c.Start.Sub(s.box.Now()).Hours() > 48
	})
	require.Equal(t, "NO_CONTINGENT", s.validate(prospect, slot.ID))
	s.preview(addPath(s, "prospect"), contractBody(s, "Flex"))
	s.do(http.MethodPost, addPath(s, "prospect"), contractBody(s, "Flex"))
	require.NotEqual(t, "NO_CONTINGENT", s.validate(prospect, slot.ID))
}

// TestSaleIsHeldAgainstItsPreview: no preview, no sale; and all that was shown counts.
func TestSaleIsHeldAgainstItsPreview(t *testing.T) {
	s := start(t, monday)
	path, term := addPath(s, "regular"), s.offer("Premium").Terms[0]
	body, id := contractBody(s, "Premium"), s.member("nordlicht", "regular").CustomerID
	refused := func(code, reference string) {
		t.Helper()
		answer := s.refused(http.StatusBadRequest, http.MethodPost, path, body)
		require.Equal(t, code, answer["errorCode"])
		require.Equal(t, reference, text(answer["reference"]))
	}
	refused("error.sale.noPreview", "")
	s.preview(addPath(s, "newcomer"), body)
	refused("error.sale.noPreview", "") // it was somebody else's
	s.preview(path, body)
	for field, value := range map[string]any{
		"selectedOptionalModuleIds": []int64{term.OptionalModules[0].ID}, "selectedSelectableModuleIds": []int64{s.offer("Premium").SelectableModules[0].ID},
		"voucherCode": "WELCOME50", "startDate": s.day(2),
	} {
		before := body[field]
		body[field] = value
		refused("error.sale.previewDiffers", field)
		if body[field] = before; before == nil {
			delete(body, field)
		}
	}
	// The order of the modules is no difference.
	both := []int64{term.OptionalModules[0].ID, term.OptionalModules[1].ID}
	body["selectedOptionalModuleIds"] = []int64{both[1], both[0]}
	due := s.preview(path, body).PaymentPreview.DueOnSigningAmount.Amount.String()
	body["initialPaymentRequestToken"] = s.payFor(id, due)
	status, content := s.do(http.MethodPost, path, body)
	require.Equal(t, http.StatusOK, status, "%s", content)
	body["selectedOptionalModuleIds"], body["initialPaymentRequestToken"] = both, s.payFor(id, due)
	status, content = s.do(http.MethodPost, path, body)
	require.Equal(t, http.StatusOK, status, "%s", content)

	sw := s.box.Switches()
	sw.PreviewRequired = false
	s.box.SetSwitches(sw)
	unseen := contractBody(s, "Basic")
	status, content = s.do(http.MethodPost, path, unseen)
	require.Equal(t, http.StatusOK, status, "%s", content)
}

func TestWishesThatNoOfferFulfils(t *testing.T) {
	s := startLoose(t, monday)
	premium := s.offer("Premium")
	path := addPath(s, "regular")
	first, second := premium.SelectableModules[0].ID, premium.SelectableModules[1].ID
	for name, c := range map[string]struct {
		change          object
		code, reference string
	}{
		"too many free add-ons":         {object{"selectedSelectableModuleIds": []int64{first, second}}, "error.sale.tooManyModules", "selectedSelectableModuleIds"},
		"an add-on of the other term":   {object{"selectedOptionalModuleIds": []int64{premium.Terms[1].OptionalModules[0].ID}}, "error.sale.module", "selectedOptionalModuleIds"},
		"an add-on twice":               {object{"selectedSelectableModuleIds": []int64{first, first}}, "error.sale.module", "selectedSelectableModuleIds"},
		"a free one as one to be paid":  {object{"selectedOptionalModuleIds": []int64{first}}, "error.sale.module", "selectedOptionalModuleIds"},
		"a start that is over":          {object{"startDate": s.day(-1)}, "error.sale.start", "startDate"},
		"a start in more than a year":   {object{"startDate": s.day(366)}, "error.sale.start", "startDate"},
		"a start that is no day":        {object{"startDate": "soon"}, "error.validation.format", "startDate"},
		"a first use that is no day":    {object{"preuseDate": "soon"}, "error.validation.format", "preuseDate"},
		"no term":                       {object{"contractOfferTermId": nil}, "error.validation.missing", "contractOfferTermId"},
		"a term of the wrong JSON type": {object{"contractOfferTermId": "first"}, "error.validation.format", "contractOfferTermId"},
	} {
		body := contractBody(s, "Premium")
		for field, value := range c.change {
			body[field] = value
		}
		for _, path := range []string{path + "/preview", path} {
			answer := s.refused(http.StatusBadRequest, http.MethodPost, path, body)
			require.Equal(t, c.code, answer["errorCode"], name)
			require.Equal(t, c.reference, answer["reference"], name)
		}
	}
	// None of the other studio's.
	forge := s.as("sandbox-forge").offer("Premium").Terms[0].ID
	body := contractBody(s, "Premium")
	body["contractOfferTermId"] = forge
	s.refused(http.StatusNotFound, http.MethodPost, path+"/preview", body)
}

func TestWhoCannotSignUp(t *testing.T) {
	s := startLoose(t, monday)
	for field, c := range map[string]struct {
		value any
		code  string
	}{
		"firstName":   {" ", "error.validation.missing"},
		"lastName":    {nil, "error.validation.missing"},
		"email":       {"edgar at home", "error.validation.format"},
		"dateOfBirth": {"2026-05-19", "error.customer.birth"},
		"street":      {"", "error.validation.missing"},
		"city":        {"", "error.validation.missing"},
		"zipCode":     {"", "error.validation.missing"},
		"countryCode": {"Germany", "error.validation.format"},
		"gender":      {"NONE", "error.validation.format"},
	} {
		body := signupBody(s, "Basic")
		body["customer"].(object)[field] = c.value
		for _, path := range []string{signupPath + "/preview", signupPath} {
			answer := s.refused(http.StatusBadRequest, http.MethodPost, path, body)
			require.Equal(t, c.code, answer["errorCode"], field)
			require.Equal(t, "customer."+field, answer["reference"])
		}
	}
}

// TestSignatures: the contract's own is asked for where the offer says so.
func TestSignatures(t *testing.T) {
	s := start(t, monday)
	path := addPath(s, "regular")
	sell := func(offer string, change func(body object)) object {
		t.Helper()
		body := contractBody(s, offer)
		due := s.preview(path, body).PaymentPreview.DueOnSigningAmount.Amount
		body["initialPaymentRequestToken"] = s.payFor(s.member("nordlicht", "regular").CustomerID, due.String())
		change(body)
		status, content := s.do(http.MethodPost, path, body)
		if status == http.StatusOK {
			return nil
		}
		require.Equal(t, http.StatusBadRequest, status)
		return object{"is": string(content)}
	}
	unsigned := func(body object) { delete(body, "contractSignature") }
	require.Contains(t, sell("Premium", unsigned)["is"], "error.sale.signature")
	require.Nil(t, sell("Flex", unsigned))
	require.Contains(t, sell("Premium", func(body object) { body["contractSignature"] = object{"base64SvgSignature": "bm90aGluZw=="} })["is"], "error.sale.signature")
	require.Contains(t, sell("Premium", func(body object) {
		body["textBlockSignatures"] = []object{{"textBlockId": 7, "base64SvgSignature": svg}}
	})["is"], "error.sale.textBlock")
	block := s.offer("Premium").ContractTextBlocks[1].ID
	require.Contains(t, sell("Premium", func(body object) {
		body["textBlockSignatures"] = []object{{"textBlockId": block, "base64SvgSignature": "%"}}
	})["is"], "error.sale.signature")
	require.Nil(t, sell("Premium", func(body object) {
		body["textBlockSignatures"] = []object{{"textBlockId": block, "base64SvgSignature": svg}}
	}))
	sw := s.box.Switches()
	sw.ContractSignatureEnforced = false
	s.box.SetSwitches(sw)
	require.Nil(t, sell("Premium", unsigned))
}

// TestWhatIsDueIsPaidFirst: with a token of its own, which is worth something once.
func TestWhatIsDueIsPaidFirst(t *testing.T) {
	s := start(t, monday)
	body := signupBody(s, "Jahreskarte")
	contract, customer := body["contract"].(object), body["customer"].(object)
	require.Equal(t, "399.00", s.preview(signupPath, body).PaymentPreview.DueOnSigningAmount.Amount.String())
	refused := func(code, reference string) {
		t.Helper()
		answer := s.refused(http.StatusBadRequest, http.MethodPost, signupPath, body)
		require.Equal(t, reference, answer["reference"])
		if code != "" {
			require.Equal(t, code, answer["errorCode"])
		}
		require.Empty(t, ask[[]object](s, http.MethodPost, "/v1/customers/search", object{"email": "edgar@example.com"}))
	}
	refused("error.sale.paymentMissing", "contract.initialPaymentRequestToken")
	contract["initialPaymentRequestToken"] = "made up"
	refused("", "contract.initialPaymentRequestToken")
	paid := s.payFor(newcomer, "399.00")
	contract["initialPaymentRequestToken"], customer["paymentRequestToken"] = paid, paid
	refused("error.sale.paymentTwice", "contract.initialPaymentRequestToken")
	customer["paymentRequestToken"] = "made up"
	refused("", "customer.paymentRequestToken")
	from := s.payFrom(newcomer)
	customer["paymentRequestToken"], contract["initialPaymentRequestToken"] = from, s.payFor(newcomer, "398.99")
	answer := s.refused(http.StatusBadRequest, http.MethodPost, signupPath, body)
	require.Equal(t, "error.payment.token.amount", answer["errorCode"])
	require.Equal(t, "contract.initialPaymentRequestToken", answer["reference"])
	contract["initialPaymentRequestToken"] = paid // the refusals have used up neither
	ask[object](s, http.MethodPost, signupPath, body)
	answer = s.refused(http.StatusBadRequest, http.MethodPost, signupPath, body)
	require.Equal(t, "customer.paymentRequestToken", answer["reference"], "both are used")

	// A token for nothing is left alone.
	path, free := addPath(s, "regular"), contractBody(s, "Basic")
	free["initialPaymentRequestToken"] = "made up"
	s.preview(path, free)
	status, _ := s.do(http.MethodPost, path, free)
	require.Equal(t, http.StatusOK, status)
}

func TestSignupNeedsPaymentMethodIsASwitch(t *testing.T) {
	s := start(t, monday)
	sw := s.box.Switches()
	sw.SignupNeedsPaymentMethod = true
	s.box.SetSwitches(sw)
	body := signupBody(s, "Basic")
	s.preview(signupPath, body)
	answer := s.refused(http.StatusBadRequest, http.MethodPost, signupPath, body)
	require.Equal(t, "customer.paymentRequestToken", answer["reference"])
	body["customer"].(object)["paymentRequestToken"] = s.payFrom(newcomer)
	ask[object](s, http.MethodPost, signupPath, body)
	free := signupBody(s, "Kids frei")
	s.preview(signupPath, free)
	ask[object](s, http.MethodPost, signupPath, free)
}

// TestAVoucherRunsOut: a preview uses nothing up, a sale does.
func TestAVoucherRunsOut(t *testing.T) {
	s := start(t, monday)
	path, body := addPath(s, "regular"), contractBody(s, "Basic")
	body["voucherCode"] = "once"
	for range 3 {
		require.Equal(t, "DISCOUNT", s.preview(path, body).VoucherType)
	}
	status, _ := s.do(http.MethodPost, path, body)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "error.sale.voucher", s.refused(http.StatusBadRequest, http.MethodPost, path, body)["errorCode"])
	require.Equal(t, "INVALID_CODE", s.preview(path, body).VoucherErrorCode)
}

// TestRefusalsOfSalesSpeakThreeLanguages, as all others do.
func TestRefusalsOfSalesSpeakThreeLanguages(t *testing.T) {
	s := start(t, monday)
	seen := map[string]bool{}
	for _, language := range []string{"de", "en", "pl"} {
		answer := s.refused(http.StatusBadRequest, http.MethodPost, addPath(s, "regular"), contractBody(s, "Flex"), "Accept-Language", language)
		require.False(t, strings.Contains(answer["errorMessage"].(string), "unexpected"))
		seen[answer["errorMessage"].(string)] = true
	}
	require.Len(t, seen, 3)
}
