package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// createCustomer makes a prospect. A person who is there already is made again,
// since neither e-mail address nor name is unique.
func createCustomer(c *call) (any, *refusal) {
	var n newCustomer
	if refused := c.decode(&n); refused != nil {
		return nil, refused
	}
	if refused := c.fault(&n, ""); refused != nil {
		return nil, refused
	}
	if c.switches.RefuseDuplicateCustomer {
		for _, k := range c.studio.byEmail[strings.ToLower(n.Email)] {
			if k.isNamed(n.FirstName, n.LastName) && k.Record.DateOfBirth == n.DateOfBirth {
				return nil, badRequest("error.customer.duplicate", "")
			}
		}
	}
	tokens := []saleToken{{n.PaymentRequestToken, scopeMemberAccount, "0", "paymentRequestToken"}}
	if refused := c.redeem(tokens, 0); refused != nil {
		return nil, refused
	}
	k := c.enter(n)
	return customerIDJSON{CustomerID: k.Record.ID}, nil
}

// fault tells what is wrong with somebody's data; path is where they stand in the
// request, "" or ending in a dot.
func (c *call) fault(n *newCustomer, path string) *refusal {
	refused := n.fault(c.today())
	if refused == nil && n.CommunicationPreferences != nil {
		_, refused = wished(c.studio.usualPreferences(), n.CommunicationPreferences, c.switches)
		if refused != nil {
			refused.reference = "communicationPreferences." + refused.reference
		}
	}
	if refused == nil {
		return c.assignable(n.AdditionalInformationFieldAssignments, path+"additionalInformationFieldAssignments")
	}
	refused.reference = path + refused.reference
	return refused
}

// enter admits somebody new with all that was said about them. A token for recurring
// payments has been redeemed by then.
func (c *call) enter(n newCustomer) *customer {
	st, k := c.studio, &customer{Record: n.record()}
	st.admit(k, c.now)
	id := k.Record.ID
	if wishes, refused := wished(st.usualPreferences(), n.CommunicationPreferences, c.switches); n.CommunicationPreferences != nil && refused == nil {
		st.Communication.Preferences[id] = wishes
	}
	if n.CountryOfBirth != "" || n.PlaceOfBirth != "" || n.TaxID != "" || n.DocumentIdentification != nil {
		details := st.SelfService.detailsOf(id)
		details.CountryOfBirth, details.PlaceOfBirth, details.TaxID, details.Document = n.CountryOfBirth, n.PlaceOfBirth, n.TaxID, n.DocumentIdentification
	}
	if n.PaymentRequestToken != "" {
		st.payerBecomes(n.PaymentRequestToken, id)
		st.Account.of(id).collect(n.PaymentRequestToken, c.today())
	}
	return k
}

// fault tells what is wrong with somebody's data.
func (n *newCustomer) fault(today date) *refusal {
	for _, f := range []struct{ name, value string }{
		{"firstName", n.FirstName},
		{"lastName", n.LastName},
		{"dateOfBirth", n.DateOfBirth},
		{"email", n.Email},
		{"street", n.Street},
		{"language.languageCode", n.Language.LanguageCode},
		{"city", n.City},
		{"zipCode", n.ZipCode},
		{"countryCode", n.CountryCode},
	} {
		if strings.TrimSpace(f.value) == "" {
			return badRequest("error.validation.missing", f.name)
		}
	}
	born, err := parseDate(n.DateOfBirth)
	switch {
	case err != nil:
		return badRequest("error.validation.format", "dateOfBirth")
	case today.before(born):
		return badRequest("error.customer.birth", "dateOfBirth")
	case !isEmail(n.Email):
		return badRequest("error.validation.format", "email")
	case n.Gender != "" && !slices.Contains([]string{"MALE", "FEMALE", "UNISEX"}, n.Gender):
		return badRequest("error.validation.format", "gender")
	case !isCode(n.Language.LanguageCode, 'a', 'z'):
		return badRequest("error.validation.format", "language.languageCode")
	case n.Language.CountryCode != "" && !isCode(n.Language.CountryCode, 'A', 'Z'):
		return badRequest("error.validation.format", "language.countryCode")
	case !isCode(n.CountryCode, 'A', 'Z'):
		return badRequest("error.validation.format", "countryCode")
	}
	return n.DocumentIdentification.fault()
}

func (d *documentIdentification) fault() *refusal {
	switch {
	case d == nil:
		return nil
	case d.DocumentNumber == "":
		return badRequest("error.validation.missing", "documentIdentification.documentNumber")
	case d.DocumentType == "":
		return badRequest("error.validation.missing", "documentIdentification.documentType")
	case !slices.Contains([]string{"ID_CARD", "PASSPORT", "DRIVERS_LICENCE", "RESIDENCE_PERMIT", "NATIONAL_ID_NUMBER", "OTHERS"}, d.DocumentType):
		return badRequest("error.validation.format", "documentIdentification.documentType")
	}
	return nil
}

// isEmail is as lenient as a form: something, an at sign, something.
func isEmail(text string) bool {
	name, host, at := strings.Cut(text, "@")
	return at && name != "" && host != "" && !strings.ContainsAny(text, " \t\r\n")
}

// isCode tells whether a text is two letters of one case, as languages and
// countries are written.
func isCode(text string, first, last rune) bool {
	for _, r := range text {
		if r < first || r > last {
			return false
		}
	}
	return len(text) == 2
}

func (k *customer) isNamed(first, last string) bool {
	return strings.EqualFold(k.Record.FirstName, first) && strings.EqualFold(k.Record.LastName, last)
}

// record is what becomes of the data.
func (n *newCustomer) record() customerJSON {
	language := n.Language
	return customerJSON{
		ThirdPartyID: n.ThirdPartyID, FirstName: n.FirstName, SecondFirstName: n.SecondFirstName,
		LastName: n.LastName, SecondLastName: n.SecondLastName, DateOfBirth: n.DateOfBirth, Email: n.Email, Gender: n.Gender,
		PhonePrivate: n.PhoneNumberPrivate, PhonePrivateMobile: n.PhoneNumberMobile,
		Street: n.Street, SecondStreet: n.SecondStreet, HouseNumber: n.HouseNumber, ZipCode: n.ZipCode, City: n.City, CityPart: n.CityPart,
		Country: n.CountryCode, District: n.District, StreetType: n.StreetType, StreetBlock: n.StreetBlock, Portal: n.Portal,
		Stairway: n.Stairway, Door: n.Door, Province: n.Province, Floor: n.Floor, BuildingName: n.BuildingName,
		AdditionalAddressInformation: n.AdditionalAddressInformation, PreferredLanguage: &language,
		AdditionalInformationFieldAssignments: n.AdditionalInformationFieldAssignments,
	}
}

// admit makes somebody a prospect of the studio.
func (st *studio) admit(k *customer, now time.Time) {
	r := &k.Record
	r.ID, r.CustomerNumber, r.Status, r.StudioID = st.newID(), st.nextNumber(), "PROSPECT", st.Information.StudioID
	random := st.random(fmt.Sprint("customer ", r.ID))
	r.UUID = fmt.Sprintf("%08x-0000-4000-8000-%012x", random.Uint32(), random.Int64N(1<<48))
	r.CreatedDateTime = st.zoned(now)
	st.addCustomer(k)
	st.emit(now, "CUSTOMER_CREATED", r.ID, nil)
}
