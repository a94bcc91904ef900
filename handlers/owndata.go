package handlers

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"maps"
	"strings"
	"unicode"

	"memberportal/internal/iban"
	"memberportal/pgclient"
)

// dataKind is one kind of own data. All kinds share one state machine: a change
// waits for the studio, or applies at once, or none is taken.
type dataKind string

const (
	dataContact dataKind = "contact"
	dataAddress dataKind = "address"
	dataMaster  dataKind = "master"
	dataPayment dataKind = "payment"
)

func dataKinds() []dataKind { return []dataKind{dataContact, dataAddress, dataMaster, dataPayment} }

// values are the fields of a kind by the API's names for them.
type values map[string]string

// ownData is one kind of a member's own data.
type ownData struct {
	kind      dataKind
	status    pgclient.AmendmentConfigurationStatus
	now       values
	pending   values // nil while nothing waits for the studio
	pendingID int64  // 0 for one that cannot be taken back
	signed    bool   // a change has to carry a signature
}

// changeable tells whether the studio takes changes. A status of a later release
// reads as no.
func (d ownData) changeable() bool { return d.verified() || d.immediate() }

func (d ownData) verified() bool {
	return d.status == pgclient.AmendmentConfigurationStatusChangesRequireVerification
}

func (d ownData) immediate() bool {
	return d.status == pgclient.AmendmentConfigurationStatusChangesWithoutVerification
}

// fields are the API's names of a kind's fields, in the order they are shown.
func (k dataKind) fields() []string {
	switch k {
	case dataContact:
		return []string{"email", "phonePrivateMobile", "phonePrivate", "phoneBusinessMobile", "phoneBusiness"}
	case dataAddress:
		return []string{
			"streetType", "street", "houseNumber", "streetBlock", "portal", "stairway", "floor", "door", "buildingName", "secondStreet",
			"additionalAddressInformation", "zipCode", "cityPart", "district", "city", "province", "provinceCode", "countryCode",
		}
	case dataMaster:
		return []string{"customerTitle", "firstName", "lastName", "dateOfBirth", "countryOfBirth", "gender"}
	}
	return []string{"accountHolder", "iban", "bic", "bankName"}
}

// writes is the operation that changes the kind.
func (k dataKind) writes() string {
	return map[dataKind]string{
		dataContact: "createCustomerContactDataAmendment", dataAddress: "createCustomerAddressDataAmendment",
		dataMaster: "createCustomerMasterDataAmendment", dataPayment: "createCustomerPaymentDataAmendment",
	}[k]
}

func contactValues(f pgclient.ContactDataFields) values {
	return values{
		"email": f.Email, "phonePrivate": f.PhonePrivate, "phonePrivateMobile": f.PhonePrivateMobile,
		"phoneBusiness": f.PhoneBusiness, "phoneBusinessMobile": f.PhoneBusinessMobile,
	}
}

// contactFields are all five: what is left out may be kept or cleared, which is not
// documented.
func contactFields(v values) pgclient.ContactDataFields {
	return pgclient.ContactDataFields{
		Email: v["email"], PhonePrivate: v["phonePrivate"], PhonePrivateMobile: v["phonePrivateMobile"],
		PhoneBusiness: v["phoneBusiness"], PhoneBusinessMobile: v["phoneBusinessMobile"],
	}
}

func addressValues(f pgclient.AddressDataFields) values {
	return values{
		"street": f.Street, "houseNumber": f.HouseNumber, "zipCode": f.ZipCode, "city": f.City, "countryCode": f.CountryCode,
		"province": f.Province, "provinceCode": f.ProvinceCode, "secondStreet": f.SecondStreet, "cityPart": f.CityPart,
		"district": f.District, "streetType": f.StreetType, "streetBlock": f.StreetBlock, "portal": f.Portal, "stairway": f.Stairway,
		"door": f.Door, "additionalAddressInformation": f.AdditionalAddressInformation, "floor": f.Floor, "buildingName": f.BuildingName,
	}
}

func addressFields(v values) pgclient.AddressDataFields {
	return pgclient.AddressDataFields{
		Street: v["street"], HouseNumber: v["houseNumber"], ZipCode: v["zipCode"], City: v["city"], CountryCode: v["countryCode"],
		Province: v["province"], ProvinceCode: v["provinceCode"], SecondStreet: v["secondStreet"], CityPart: v["cityPart"],
		District: v["district"], StreetType: v["streetType"], StreetBlock: v["streetBlock"], Portal: v["portal"], Stairway: v["stairway"],
		Door: v["door"], AdditionalAddressInformation: v["additionalAddressInformation"], Floor: v["floor"], BuildingName: v["buildingName"],
	}
}

func masterValues(f pgclient.MasterDataFields) values {
	v := values{
		"firstName": f.FirstName, "lastName": f.LastName, "gender": string(f.Gender), "countryOfBirth": f.CountryOfBirth,
		"customerTitle": string(f.CustomerTitle), "dateOfBirth": "",
	}
	if !f.DateOfBirth.IsZero() {
		v["dateOfBirth"] = f.DateOfBirth.String()
	}
	return v
}

func masterFields(v values) pgclient.MasterDataFields {
	born, _ := pgclient.ParseDate(v["dateOfBirth"]) // checked before
	return pgclient.MasterDataFields{
		FirstName: v["firstName"], LastName: v["lastName"], Gender: pgclient.Gender(v["gender"]), DateOfBirth: born,
		CountryOfBirth: v["countryOfBirth"], CustomerTitle: pgclient.CustomerTitle(v["customerTitle"]),
	}
}

func paymentValues(f pgclient.PaymentDataFields) values {
	return values{"accountHolder": f.AccountHolder, "bankName": f.BankName, "iban": f.IBAN, "bic": f.BIC}
}

// readOwnData asks for one kind.
func readOwnData(ctx context.Context, api *pgclient.Client, customerID int64, kind dataKind) (ownData, error) {
	d := ownData{kind: kind}
	waits := func(id *int64, v values) {
		d.pending = v
		if id != nil {
			d.pendingID = *id
		}
	}
	switch kind {
	case dataContact:
		a, err := api.GetCustomerContactData(ctx, customerID)
		if err != nil {
			return d, err
		}
		d.status, d.now = a.AmendmentConfigurationStatus, contactValues(a.ContactDataFields)
		if p := a.PendingAmendment; p != nil {
			waits(p.ID, contactValues(p.ContactDataFields))
		}
	case dataAddress:
		a, err := api.GetCustomerAddressData(ctx, customerID)
		if err != nil {
			return d, err
		}
		d.status, d.now = a.AmendmentConfigurationStatus, addressValues(a.AddressDataFields)
		if p := a.PendingAmendment; p != nil {
			waits(p.ID, addressValues(p.AddressDataFields))
		}
	case dataMaster:
		a, err := api.GetCustomerMasterData(ctx, customerID)
		if err != nil {
			return d, err
		}
		d.status, d.now = a.AmendmentConfigurationStatus, masterValues(a.MasterDataFields)
		if p := a.PendingAmendment; p != nil {
			waits(p.ID, masterValues(p.MasterDataFields))
		}
	case dataPayment:
		a, err := api.GetCustomerPaymentData(ctx, customerID)
		if err != nil {
			return d, err
		}
		d.status, d.now = a.AmendmentConfigurationStatus, paymentValues(a.PaymentDataFields)
		d.signed = a.RequireSignature != nil && *a.RequireSignature
		if p := a.PendingAmendment; p != nil {
			waits(p.ID, paymentValues(p.PaymentDataFields))
		}
	}
	return d, nil
}

// sendOwnData asks for a change of one kind; signature is an SVG in base64, or "".
func sendOwnData(ctx context.Context, api *pgclient.Client, customerID int64, kind dataKind, v values, signature string) error {
	var err error
	switch kind {
	case dataContact:
		_, err = api.CreateCustomerContactDataAmendment(ctx, customerID, contactFields(v))
	case dataAddress:
		_, err = api.CreateCustomerAddressDataAmendment(ctx, customerID, addressFields(v))
	case dataMaster:
		_, err = api.CreateCustomerMasterDataAmendment(ctx, customerID, masterFields(v))
	case dataPayment:
		request := pgclient.PaymentDataAmendmentRequest{AccountHolder: v["accountHolder"], BankName: v["bankName"], IBAN: v["iban"], BIC: v["bic"]}
		if signature != "" {
			request.Signature = &pgclient.Signature{Base64SVGSignature: signature}
		}
		_, err = api.CreateCustomerPaymentDataAmendment(ctx, customerID, request)
	}
	return err
}

// changed are the fields that differ.
func (k dataKind) changed(from, to values) []string {
	var names []string
	for _, name := range k.fields() {
		if from[name] != to[name] {
			names = append(names, name)
		}
	}
	return names
}

// print is a fingerprint of a kind's fields. Blanks and letter case make no other
// one, since the studio's system may write a value its own way; an account is known
// by what its mask shows, since it may come back masked.
func (k dataKind) print(salt string, v values) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s\x00", salt, k)
	for _, name := range k.fields() {
		value := v[name]
		if name == "iban" {
			value = iban.Mask(value)
		}
		value = strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) {
				return -1
			}
			return unicode.ToLower(r)
		}, value)
		fmt.Fprintf(h, "%s\x00%s\x00", name, value)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// shownPrint marks a form with what was on record when it was shown: one that was
// open while somebody else changed the data must not undo that.
func (d ownData) shownPrint(customerID int64) string {
	sum := sha256.Sum256([]byte(d.kind.print(idText(customerID), d.now)))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// The writes on own data, by the action their intents carry.
const (
	actionChangeData        = "data.change"
	actionWithdrawAmendment = "amendment.withdraw"
)

// What became of them, beside pgclient's words.
const (
	dataChanged   = "changed"   // the data are as asked
	dataPending   = "pending"   // the studio checks it
	dataWithdrawn = "withdrawn" // taken back
	dataOver      = "over"      // no longer pending: taken back or decided, the data are not as asked
)

// dataChange is what is kept of a change: no value of it, but a fingerprint to know
// it again by.
type dataChange struct {
	Kind  dataKind `json:"kind"`
	Salt  string   `json:"salt"`
	Print string   `json:"print"`
	ID    int64    `json:"id,omitempty"` // of the amendment to take back
}

func newDataChange(kind dataKind, v values) dataChange {
	salt := rand.Text()
	return dataChange{Kind: kind, Salt: salt, Print: kind.print(salt, v)}
}

// changeLook looks whether what was asked for waits for the studio, or holds already.
func changeLook(ctx context.Context, api *pgclient.Client, customerID int64, t dataChange) (outcome, bool, error) {
	d, err := readOwnData(ctx, api, customerID, t.Kind)
	if err != nil {
		return outcome{}, false, err
	}
	switch {
	case d.pending != nil && t.Kind.print(t.Salt, d.pending) == t.Print:
		return outcome{Status: dataPending}, true, nil
	case t.Kind.print(t.Salt, d.now) == t.Print:
		return outcome{Status: dataChanged}, true, nil
	}
	return outcome{}, false, nil
}

// withdrawLook looks whether the change still waits. Once it does not, nobody can
// tell a change that was taken back from one that the studio turned down.
func withdrawLook(ctx context.Context, api *pgclient.Client, customerID int64, t dataChange) (outcome, bool, error) {
	d, err := readOwnData(ctx, api, customerID, t.Kind)
	switch {
	case err != nil:
		return outcome{}, false, err
	case d.pending != nil && d.pendingID == t.ID:
		return outcome{}, false, nil
	case t.Kind.print(t.Salt, d.now) == t.Print:
		return outcome{Status: dataChanged}, true, nil
	}
	return outcome{Status: dataOver}, true, nil
}

// merged are the values on record with those of the form in their place.
func merged(now, posted values) values {
	v := maps.Clone(now)
	maps.Copy(v, posted)
	return v
}
