package pgclient

import (
	"context"
	"log/slog"
	"net/http"
)

// CustomerTitle is the academic title on record.
type CustomerTitle string

// The titles of release 1.8.3.
const (
	CustomerTitleNone CustomerTitle = "NONE"
	CustomerTitleDr   CustomerTitle = "DR"
	CustomerTitleProf CustomerTitle = "PROF"
)

// ContactDataFields is how the studio reaches a customer.
//
// As a request all five are sent, empty ones as "": whether the API keeps or clears
// a field that is left out is not documented. So start from what GetCustomerContactData
// returned and replace what changes.
type ContactDataFields struct {
	Email               string `json:"email"`
	PhonePrivate        string `json:"phonePrivate"`
	PhonePrivateMobile  string `json:"phonePrivateMobile"`
	PhoneBusiness       string `json:"phoneBusiness"`
	PhoneBusinessMobile string `json:"phoneBusinessMobile"`
}

// ContactData is a customer's contact data and what may become of them.
type ContactData struct {
	ContactDataFields
	AmendmentConfigurationStatus AmendmentConfigurationStatus `json:"amendmentConfigurationStatus"`
	PendingAmendment             *ContactDataAmendment        `json:"pendingAmendment"` // nil while nothing waits for the studio
}

// ContactDataAmendment is a change of contact data.
type ContactDataAmendment struct {
	ContactDataFields
	ID *int64 `json:"id"` // for WithdrawAmendment; nil if the change applied at once
}

// AddressDataFields is where a customer lives. Which of the optional fields a studio
// uses depends on its country.
type AddressDataFields struct {
	Street                       string `json:"street"`
	HouseNumber                  string `json:"houseNumber,omitzero"`
	ZipCode                      string `json:"zipCode"`
	City                         string `json:"city"`
	CountryCode                  string `json:"countryCode"` // ISO 3166-1, two letters
	Province                     string `json:"province,omitzero"`
	ProvinceCode                 string `json:"provinceCode,omitzero"` // such as MD or CA
	SecondStreet                 string `json:"secondStreet,omitzero"`
	CityPart                     string `json:"cityPart,omitzero"`
	District                     string `json:"district,omitzero"`
	StreetType                   string `json:"streetType,omitzero"`
	StreetBlock                  string `json:"streetBlock,omitzero"`
	Portal                       string `json:"portal,omitzero"`
	Stairway                     string `json:"stairway,omitzero"`
	Door                         string `json:"door,omitzero"`
	AdditionalAddressInformation string `json:"additionalAddressInformation,omitzero"`
	Floor                        string `json:"floor,omitzero"`
	BuildingName                 string `json:"buildingName,omitzero"`
}

// AddressData is a customer's address and what may become of it.
type AddressData struct {
	AddressDataFields
	AmendmentConfigurationStatus AmendmentConfigurationStatus `json:"amendmentConfigurationStatus"`
	PendingAmendment             *AddressDataAmendment        `json:"pendingAmendment"` // nil while nothing waits for the studio
}

// AddressDataAmendment is a change of address.
type AddressDataAmendment struct {
	AddressDataFields
	ID *int64 `json:"id"` // for WithdrawAmendment; nil if the change applied at once
}

// MasterDataFields is who a customer is.
type MasterDataFields struct {
	FirstName      string        `json:"firstName"`
	LastName       string        `json:"lastName"`
	Gender         Gender        `json:"gender"`
	DateOfBirth    Date          `json:"dateOfBirth"`
	CountryOfBirth string        `json:"countryOfBirth,omitzero"` // ISO 3166-1, two letters
	CustomerTitle  CustomerTitle `json:"customerTitle"`
}

// MasterData is who a customer is and what may become of that.
type MasterData struct {
	MasterDataFields
	AmendmentConfigurationStatus AmendmentConfigurationStatus `json:"amendmentConfigurationStatus"`
	PendingAmendment             *MasterDataAmendment         `json:"pendingAmendment"` // nil while nothing waits for the studio
}

// MasterDataAmendment is a change of person data.
type MasterDataAmendment struct {
	MasterDataFields
	ID *int64 `json:"id"` // for WithdrawAmendment; nil if the change applied at once
}

// PaymentDataFields is the bank account that the studio collects from.
type PaymentDataFields struct {
	AccountHolder    string `json:"accountHolder"`
	BankName         string `json:"bankName"`
	IBAN             string `json:"iban"` // with blanks; mask it before it is shown, and do not fill a form with one that has * or x in it
	BIC              string `json:"bic"`
	RequireSignature *bool  `json:"requireSignature"` // whether a change has to carry a signature
}

// PaymentData is a customer's bank account and what may become of it.
type PaymentData struct {
	PaymentDataFields
	AmendmentConfigurationStatus AmendmentConfigurationStatus `json:"amendmentConfigurationStatus"`
	PendingAmendment             *PaymentDataAmendment        `json:"pendingAmendment"` // nil while nothing waits for the studio
}

// PaymentDataAmendment is a change of bank account.
type PaymentDataAmendment struct {
	PaymentDataFields
	ID *int64 `json:"id"` // for WithdrawAmendment; nil if the change applied at once
}

// PaymentDataAmendmentRequest is the bank account to collect from in future. There is
// no operation that checks an IBAN or finds its bank: check it before, ask for the name.
type PaymentDataAmendmentRequest struct {
	AccountHolder string     `json:"accountHolder"`
	BankName      string     `json:"bankName"`
	IBAN          string     `json:"iban"` // with blanks or without
	BIC           string     `json:"bic"`
	Signature     *Signature `json:"signature,omitzero"` // needed if RequireSignature says so
}

// LogValue keeps contact data out of logs.
func (ContactDataFields) LogValue() slog.Value { return slog.StringValue("contact data") }

// LogValue keeps an address out of logs.
func (AddressDataFields) LogValue() slog.Value { return slog.StringValue("address") }

// LogValue keeps a person out of logs.
func (MasterDataFields) LogValue() slog.Value { return slog.StringValue("master data") }

// LogValue keeps a bank account out of logs.
func (PaymentDataFields) LogValue() slog.Value { return slog.StringValue("payment data") }

// LogValue keeps a bank account out of logs.
func (PaymentDataAmendmentRequest) LogValue() slog.Value {
	return slog.StringValue("payment data")
}

// selfService is the path of one kind of a customer's own data.
func selfService(customerID int64, kind string) string {
	return "/v1/customers/" + id(customerID) + "/self-service/" + kind
}

// GetCustomerContactData returns a customer's contact data with the change that
// waits for the studio, if there is one.
func (c *Client) GetCustomerContactData(ctx context.Context, customerID int64) (ContactData, error) {
	return get[ContactData](ctx, c, "getCustomerContactData", selfService(customerID, "contact-data"), nil)
}

// CreateCustomerContactDataAmendment asks for a change of contact data, which waits
// for the studio or applies at once as AmendmentConfigurationStatus says. See
// [Client.CreateCustomerMasterDataAmendment] for what all kinds have in common.
func (c *Client) CreateCustomerContactDataAmendment(ctx context.Context, customerID int64, fields ContactDataFields) (ContactDataAmendment, error) {
	return send[ContactDataAmendment](ctx, c, "createCustomerContactDataAmendment", http.MethodPost, selfService(customerID, "contact-data"), fields)
}

// GetCustomerAddressData returns a customer's address with the change that waits for
// the studio, if there is one.
func (c *Client) GetCustomerAddressData(ctx context.Context, customerID int64) (AddressData, error) {
	return get[AddressData](ctx, c, "getCustomerAddressData", selfService(customerID, "address-data"), nil)
}

// CreateCustomerAddressDataAmendment asks for a change of address; likewise.
func (c *Client) CreateCustomerAddressDataAmendment(ctx context.Context, customerID int64, fields AddressDataFields) (AddressDataAmendment, error) {
	return send[AddressDataAmendment](ctx, c, "createCustomerAddressDataAmendment", http.MethodPost, selfService(customerID, "address-data"), fields)
}

// GetCustomerMasterData returns who a customer is with the change that waits for the
// studio, if there is one.
func (c *Client) GetCustomerMasterData(ctx context.Context, customerID int64) (MasterData, error) {
	return get[MasterData](ctx, c, "getCustomerMasterData", selfService(customerID, "master-data"), nil)
}

// CreateCustomerMasterDataAmendment asks for a change of person data, which waits
// for the studio or applies at once as AmendmentConfigurationStatus says.
//
// It is a write: never sent twice; see [Unclear], and read the data again to learn
// what became of it. What the API does with a second change while one is pending is
// not documented: withdraw that one first. A change that the studio rejects leaves no
// trace: it is no longer pending, and the data are what they were.
func (c *Client) CreateCustomerMasterDataAmendment(ctx context.Context, customerID int64, fields MasterDataFields) (MasterDataAmendment, error) {
	return send[MasterDataAmendment](ctx, c, "createCustomerMasterDataAmendment", http.MethodPost, selfService(customerID, "master-data"), fields)
}

// GetCustomerPaymentData returns a customer's bank account with the change that
// waits for the studio, if there is one.
func (c *Client) GetCustomerPaymentData(ctx context.Context, customerID int64) (PaymentData, error) {
	return get[PaymentData](ctx, c, "getCustomerPaymentData", selfService(customerID, "payment-data"), nil)
}

// CreateCustomerPaymentDataAmendment asks for a change of bank account, as
// [Client.CreateCustomerMasterDataAmendment] does for a person.
func (c *Client) CreateCustomerPaymentDataAmendment(ctx context.Context, customerID int64, r PaymentDataAmendmentRequest) (PaymentDataAmendment, error) {
	return send[PaymentDataAmendment](ctx, c, "createCustomerPaymentDataAmendment", http.MethodPost, selfService(customerID, "payment-data"), r)
}

// WithdrawAmendment takes back a change of any kind that waits for the studio.
//
// NotFound if it is not the customer's, unknown, or decided in the meantime; read the
// data again in any case. It is a write: never sent twice; see [Unclear].
func (c *Client) WithdrawAmendment(ctx context.Context, customerID, amendmentID int64) error {
	return act(ctx, c, "withdrawAmendment", http.MethodDelete, selfService(customerID, "amendment/"+id(amendmentID)), nil)
}
