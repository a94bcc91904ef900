package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	signupPath = "/v1/memberships/signup"
	svg        = "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=" // <svg …/>
)

type amount struct {
	Amount   json.Number
	Currency string
}

type offerTerm struct {
	ID                            int64
	Term                          *object
	PaymentFrequency              object
	ExtensionType                 string
	DefaultContractStartDate      string
	DefaultContractStartDateOfUse string
	ContractVolumeInformation     struct{ TotalContractVolume amount }
	OptionalModules               []offerModule
	FlatFees                      []object
}

type offerModule struct {
	ID               int64
	Name             string
	ImageURL         string
	ConsentTextBlock *struct{ ID int64 }
}

type offerJSON struct {
	ID                 int64
	Name, ImageURL     string
	PreUseType         string
	SelectableModules  []offerModule
	IncludedModules    []offerModule
	ContractTextBlocks []struct {
		ID               int64
		AttachmentType   string
		AttachedDocument *struct{ FileName, URL string }
	}
	Terms []offerTerm
}

// offer reads an offer of the studio in full.
func (s *server) offer(name string) offerJSON {
	s.t.Helper()
	for _, o := range get[[]offerJSON](s, "/v1/memberships/membership-offers") {
		if o.Name == name {
			return get[offerJSON](s, fmt.Sprintf("/v1/memberships/membership-offers/%d", o.ID))
		}
	}
	s.t.Fatalf("no offer %s", name)
	return offerJSON{}
}

// day is a day of the studio's calendar, days from now.
func (s *server) day(days int) string {
	loc, err := time.LoadLocation("Europe/Berlin")
	require.NoError(s.t, err)
	return s.box.Now().In(loc).AddDate(0, 0, days).Format(time.DateOnly)
}

// contractBody asks for the first term of an offer from tomorrow, as signed as any
// offer wants.
func contractBody(s *server, offer string) object {
	return object{"contractOfferTermId": s.offer(offer).Terms[0].ID, "startDate": s.day(1), "contractSignature": object{"base64SvgSignature": svg}}
}

func signupBody(s *server, offer string) object {
	return object{"contract": contractBody(s, offer), "customer": object{
		"firstName": "Edgar", "lastName": "Bullock", "dateOfBirth": "1980-05-04", "email": "edgar@example.com", "street": "Lindenallee",
		"houseNumber": "7", "city": "Hamburg", "zipCode": "20457", "countryCode": "DE", "language": object{"languageCode": "de"},
	}}
}

func addPath(s *server, story string) string {
	return fmt.Sprintf("/v1/memberships/customers/%d/add-membership", s.member("nordlicht", story).CustomerID)
}

func switchPath(s *server, story string) string {
	return fmt.Sprintf("/v1/memberships/%d/membership-switch", s.member("nordlicht", story).CustomerID)
}

// switchConfig is the first way to switch that is open to somebody.
func (s *server) switchConfig(story string) int64 {
	s.t.Helper()
	configs := get[[]struct{ ID int64 }](s, switchPath(s, story)+"/configs")
	require.NotEmpty(s.t, configs)
	return configs[0].ID
}

// switchBody asks for the first term of the first offer that can be switched to, from
// tomorrow.
func switchBody(s *server, story string) object {
	config := get[struct {
		ID                          int64
		SourceContracts             []struct{ ID int64 }
		DestinationMembershipOffers []offerJSON
	}](s, fmt.Sprintf("%s/configs/%d", switchPath(s, story), s.switchConfig(story)))
	return object{
		"configId": config.ID, "sourceContractId": config.SourceContracts[0].ID,
		"membershipOfferTermId": config.DestinationMembershipOffers[0].Terms[0].ID, "startDate": s.day(1),
	}
}

func leadBody(first, last, email string) object {
	return object{"leadCustomer": object{"firstname": first, "lastname": last, "email": email, "telephone": "+49 1555 1234567"}}
}

// newcomer stands for somebody who is no customer yet.
const newcomer = 0

// payFor returns the payment request token of a payment that was made, as the widget
// in the browser does.
func (s *server) payFor(customerID int64, amount string) string {
	return s.widget(s.session(payer(customerID, object{"amount": json.Number(amount)})))
}

// payFrom returns a payment request token for what is to be collected in future.
func (s *server) payFrom(customerID int64) string {
	return s.widget(s.session(payer(customerID, object{"amount": 0, "scope": "MEMBER_ACCOUNT"})))
}

// payer adds who pays to the request of a session.
func payer(customerID int64, request object) object {
	if customerID != newcomer {
		request["customerId"] = customerID
	}
	return request
}

type previewJSON struct {
	BasePrice, PreUseCharge, DiscountedPreUseCharge, AgeAdjustedPrice, CreditValue *amount
	CompanyAmount, MemberAmount                                                    *amount
	CompanyName                                                                    string
	VoucherType, VoucherErrorCode, VoucherSuccessMessage, VoucherRemarks           string
	VoucherBonusPeriod                                                             *object
	VoucherTextBlocks, ModuleConsentTextBlocks                                     []struct{ ID int64 }
	VoucherDiscountPeriods                                                         []struct {
		DiscountType, EffectivePeriod string
		DiscountedBasePrice           amount
	}
	FlatFeePreviews                 []struct{ Name string }
	SelectedOptionalModulesPreviews []struct {
		ID           int64
		MemberAmount amount
	}
	ContractVolumeInformation struct {
		TotalContractVolume, AveragePaymentVolumePerMonth, AveragePaymentVolumePerPaymentFrequencyTerm *amount
	}
	PaymentPreview struct {
		PaymentSchedule []struct {
			DueDate, Type, Description string
			Amount                     amount
			MandatoryOnSigning         bool
		}
		DueOnSigningAmount amount
	}
}

func (s *server) preview(path string, body object) previewJSON {
	s.t.Helper()
	return ask[previewJSON](s, http.MethodPost, path+"/preview", body)
}

// payments are the schedule in short: day, kind and amount, with a star if due on signing.
func (p previewJSON) payments() []string {
	var out []string
	for _, e := range p.PaymentPreview.PaymentSchedule {
		line := e.DueDate + " " + e.Type + " " + e.Amount.Amount.String()
		if e.MandatoryOnSigning {
			line += " *"
		}
		out = append(out, line)
	}
	return out
}

type contractOfMember struct {
	ID                                        int64
	CreatedDate, StartDate, EndDate, RateName string
	ContractStatus                            string
	Cancelled                                 bool
	CancellationDate, CancellationReason      string
	Price                                     json.Number
	PriceDetails                              struct{ BasePrice, CurrentPrice amount }
	FlatFeeContracts, ModuleContracts         []struct{ RateName string }
	ThirdPartyID                              string
}

func (s *server) contracts(customer int64) []contractOfMember {
	s.t.Helper()
	return get[[]contractOfMember](s, fmt.Sprintf("/v1/customers/%d/contracts", customer))
}

// events are the types of all events so far, with the entity and contract they name.
func (s *server) events() []string {
	s.t.Helper()
	dump, err := s.box.Dump()
	require.NoError(s.t, err)
	var world struct {
		Studios map[string]struct {
			Events []struct {
				Type     string
				EntityID int64 `json:"entity_id"`
				Content  map[string]int64
			}
		}
	}
	require.NoError(s.t, json.Unmarshal(dump, &world))
	var out []string
	for _, e := range world.Studios["nordlicht"].Events {
		out = append(out, fmt.Sprintf("%s %d %d", e.Type, e.EntityID, e.Content["contractId"]))
	}
	return out
}
