package pgclient

import (
	"context"
	"log/slog"
	"net/url"
)

// Customer is a person the studio knows: member, former member or prospect. Hits
// of a search may be sparse; GetCustomerById has everything.
type Customer struct {
	ID                                    int64                                  `json:"id"`
	CustomerNumber                        string                                 `json:"customerNumber"`
	FirstName                             string                                 `json:"firstName"`
	LastName                              string                                 `json:"lastName"`
	DateOfBirth                           Date                                   `json:"dateOfBirth"`
	Email                                 string                                 `json:"email"` // not unique: families share one
	Gender                                Gender                                 `json:"gender"`
	Street                                string                                 `json:"street"`
	HouseNumber                           string                                 `json:"houseNumber"`
	ZipCode                               string                                 `json:"zipCode"`
	City                                  string                                 `json:"city"`
	Country                               string                                 `json:"country"` // ISO 3166-1, two letters
	Status                                CustomerStatus                         `json:"status"`
	ImageURL                              string                                 `json:"imageUrl"` // dies after 15 minutes
	PhonePrivate                          string                                 `json:"phonePrivate"`
	PhonePrivateMobile                    string                                 `json:"phonePrivateMobile"`
	PhoneBusiness                         string                                 `json:"phoneBusiness"`
	PhoneBusinessMobile                   string                                 `json:"phoneBusinessMobile"`
	IdlePeriods                           []CustomerIdlePeriod                   `json:"idlePeriods"`
	BankAccount                           *BankAccount                           `json:"bankAccount"`
	AccessRefusal                         bool                                   `json:"accessRefusal"` // no entry at present
	AccessRestrictions                    []AccessRestriction                    `json:"accessRestrictions"`
	UUID                                  string                                 `json:"uuid"`
	ReferralCode                          string                                 `json:"referralCode"`
	StudioID                              *int64                                 `json:"studioId"` // home studio
	PreferredLanguage                     *Language                              `json:"preferredLanguage"`
	AdditionalInformationFieldAssignments []AdditionalInformationFieldAssignment `json:"additionalInformationFieldAssignments"`
	ThirdPartyID                          string                                 `json:"thirdPartyId"`
	AccessMediums                         []AccessMedium                         `json:"accessMediums"`
	SecondFirstName                       string                                 `json:"secondFirstName"`
	SecondLastName                        string                                 `json:"secondLastName"`
	SecondStreet                          string                                 `json:"secondStreet"`
	CityPart                              string                                 `json:"cityPart"`
	District                              string                                 `json:"district"`
	StreetType                            string                                 `json:"streetType"`
	StreetBlock                           string                                 `json:"streetBlock"`
	Portal                                string                                 `json:"portal"`
	Stairway                              string                                 `json:"stairway"`
	Door                                  string                                 `json:"door"`
	Province                              string                                 `json:"province"`
	AdditionalAddressInformation          string                                 `json:"additionalAddressInformation"`
	Floor                                 string                                 `json:"floor"`
	BuildingName                          string                                 `json:"buildingName"`
	CreatedDateTime                       ZonedTime                              `json:"createdDateTime"` // since release 1.11.0
}

func (c *Customer) incomplete() bool { return c.ID == 0 }

// LogValue keeps everything about a customer but the id out of logs.
func (c Customer) LogValue() slog.Value { return slog.GroupValue(slog.Int64("id", c.ID)) }

// Gender is the gender on record.
type Gender string

// The genders of release 1.8.3.
const (
	GenderMale   Gender = "MALE"
	GenderFemale Gender = "FEMALE"
	GenderUnisex Gender = "UNISEX"
)

// CustomerStatus says what a customer is to the studio.
type CustomerStatus string

// The states of release 1.8.3.
const (
	CustomerStatusMember       CustomerStatus = "MEMBER"   // has contracts
	CustomerStatusProspect     CustomerStatus = "PROSPECT" // has none
	CustomerStatusFormerMember CustomerStatus = "FORMER_MEMBER"
)

// CustomerIdlePeriod is a pause of a contract.
type CustomerIdlePeriod struct {
	ID        int64        `json:"id"`
	StartDate Date         `json:"startDate"`
	EndDate   Date         `json:"endDate"` // absent if Unlimited
	Reason    string       `json:"reason"`
	Contract  *ContractRef `json:"contract"`
	Unlimited *bool        `json:"unlimited"` // since release 1.8.5; look at it before EndDate
}

// ContractRef names a contract.
type ContractRef struct {
	ID       int64  `json:"id"`
	RateName string `json:"rateName"`
}

// BankAccount is where the studio collects its fees from.
type BankAccount struct {
	AccountHolder string `json:"accountHolder"`
	BankName      string `json:"bankName"`
	BIC           string `json:"bic"`
	IBAN          string `json:"iban"` // with blanks; mask it before it is shown
}

// LogValue keeps a bank account out of logs.
func (BankAccount) LogValue() slog.Value { return slog.StringValue("bank account") }

// AccessRestriction explains why the door stays shut.
type AccessRestriction struct {
	Reason    string `json:"reason"`
	StartDate Date   `json:"startDate,omitzero"` // both days or none
	EndDate   Date   `json:"endDate,omitzero"`
}

// Language is the language a customer wants to be addressed in.
type Language struct {
	LanguageCode string `json:"languageCode"`         // ISO 639-1
	CountryCode  string `json:"countryCode,omitzero"` // ISO 3166-1
}

// AdditionalInformationFieldAssignment is the value of a field of the studio's own.
type AdditionalInformationFieldAssignment struct {
	AdditionalInformationFieldID int64  `json:"additionalInformationFieldId"`
	Value                        string `json:"value"` // text, number, date, true or false, or the id of a list item
}

// AccessMedium is what opens the door.
type AccessMedium struct {
	ID    *int64           `json:"id,omitzero"`
	Type  AccessMediumType `json:"type,omitzero"`
	Value string           `json:"value,omitzero"`
}

// LogValue keeps what opens the door out of logs.
func (m AccessMedium) LogValue() slog.Value { return slog.StringValue(string(m.Type)) }

// AccessMediumType is the kind of an access medium.
type AccessMediumType string

// The kinds of release 1.8.3.
const (
	AccessMediumTypeCardNumber AccessMediumType = "CARD_NUMBER"
	AccessMediumTypePIN        AccessMediumType = "PIN"
	AccessMediumTypeBarcode    AccessMediumType = "BARCODE"
	AccessMediumTypeWalletPass AccessMediumType = "WALLET_PASS"
)

// CustomerSearchRequest says whom to look for. Fields left empty do not count,
// those given must all fit (an assumption; the documentation does not say).
type CustomerSearchRequest struct {
	FirstName        string           `json:"firstName,omitzero"` // its beginning
	LastName         string           `json:"lastName,omitzero"`  // its beginning
	Email            string           `json:"email,omitzero"`
	DateOfBirth      Date             `json:"dateOfBirth,omitzero"`
	CardNumberFormat CardNumberFormat `json:"cardNumberFormat,omitzero"` // of the answer; no criterion
}

// CardNumberFormat says how card numbers are written.
type CardNumberFormat string

// The formats of release 1.8.3. The API's default is decimal.
const (
	CardNumberFormatDecimal CardNumberFormat = "DECIMAL"
	CardNumberFormatHexMSB  CardNumberFormat = "HEX_MSB"
	CardNumberFormatHexLSB  CardNumberFormat = "HEX_LSB"
)

// SearchCustomers returns the customers that fit, several for an address that a
// family shares. It changes nothing and counts as a read. A request without any
// criterion would ask for everybody: it is Invalid and never sent.
func (c *Client) SearchCustomers(ctx context.Context, r CustomerSearchRequest) ([]Customer, error) {
	return c.search(ctx, "searchCustomers", "/v1/customers/search", r)
}

func (c *Client) search(ctx context.Context, op, path string, r CustomerSearchRequest) ([]Customer, error) {
	if r.FirstName == "" && r.LastName == "" && r.Email == "" && r.DateOfBirth.IsZero() {
		return nil, &Error{Op: op, Kind: Invalid, cause: errNoCriterion}
	}
	return ask[[]Customer](ctx, c, op, path, r)
}

// CustomerBy identifies one customer by something only they have. Exactly one
// field besides CardNumberFormat is to be set.
type CustomerBy struct {
	CustomerNumber   string
	CardNumber       string
	CardNumberFormat CardNumberFormat // of CardNumber and of the answer
	DebtorID         string
	Barcode          string
	PIN              string
}

// GetCustomerBy returns the customer with a number, card, barcode or PIN, which the
// API wants in the URL: it may show up in the logs of a proxy in between.
//
// NotFound if there is none; Invalid, and nothing sent, unless exactly one field is set.
func (c *Client) GetCustomerBy(ctx context.Context, by CustomerBy) (Customer, error) {
	return lookUp[Customer](ctx, c, "getCustomerBy", "/v1/customers/by", by, url.Values{})
}

// GetCustomerContractsBy returns the contracts with a status, or all of them for "",
// of the customer with a number, card, barcode or PIN.
//
// NotFound if there is no such customer; Invalid, and nothing sent, unless exactly
// one field is set.
func (c *Client) GetCustomerContractsBy(ctx context.Context, by CustomerBy, status ContractStatus) ([]Contract, error) {
	q := url.Values{}
	if status != "" {
		q.Set("status", string(status))
	}
	return lookUp[[]Contract](ctx, c, "getCustomerContractsBy", "/v1/customers/contracts/by", by, q)
}

// lookUp reads something of the one customer that by names; q has what else to ask.
func lookUp[T any](ctx context.Context, c *Client, op, path string, by CustomerBy, q url.Values) (T, error) {
	named := 0
	for name, value := range map[string]string{
		"customerNumber": by.CustomerNumber, "cardNumber": by.CardNumber, "debtorId": by.DebtorID,
		"barcode": by.Barcode, "pin": by.PIN,
	} {
		if value != "" {
			q.Set(name, value)
			named++
		}
	}
	if named != 1 {
		var zero T
		return zero, &Error{Op: op, Kind: Invalid, cause: errNoCriterion}
	}
	if by.CardNumberFormat != "" {
		q.Set("cardNumberFormat", string(by.CardNumberFormat))
	}
	return get[T](ctx, c, op, path, q)
}

// GetCustomerById returns one customer, with card numbers in decimal.
func (c *Client) GetCustomerById(ctx context.Context, customerID int64) (Customer, error) {
	return get[Customer](ctx, c, "getCustomerById", "/v1/customers/"+id(customerID), nil)
}

// Contract is a membership as the studio's staff see it. For what the member may do
// with it ask GetContractData; the ids are the same.
type Contract struct {
	ID                           int64          `json:"id"`
	CreatedDate                  Date           `json:"createdDate"`
	StartDate                    Date           `json:"startDate"`
	EndDate                      Date           `json:"endDate"`
	RateName                     string         `json:"rateName"`
	ContractStatus               ContractStatus `json:"contractStatus"`
	CancellationPeriod           *TimePeriod    `json:"cancellationPeriod"`
	Cancelled                    bool           `json:"cancelled"`
	CancellationDate             Date           `json:"cancellationDate"`
	CancellationReceiptDate      Date           `json:"cancellationReceiptDate"`
	CancellationReason           string         `json:"cancellationReason"`
	PriceDetails                 PriceDetails   `json:"priceDetails"`
	LastPossibleCancellationDate Date           `json:"lastPossibleCancellationDate"`
	Term                         TimePeriod     `json:"term"`
	ExtensionTerm                TimePeriod     `json:"extensionTerm"`
	FlatFeeContracts             []SubContract  `json:"flatFeeContracts"`
	ModuleContracts              []SubContract  `json:"moduleContracts"`
	SignedDocumentURL            string         `json:"signedDocumentUrl"` // dies after 15 minutes
	ThirdPartyID                 string         `json:"thirdPartyId"`
	RateCodes                    []RateCode     `json:"rateCodes"`
}

// ContractStatus says whether a contract runs.
type ContractStatus string

// The states of release 1.8.3.
const (
	ContractStatusActive   ContractStatus = "ACTIVE"
	ContractStatusInactive ContractStatus = "INACTIVE"
)

// TimePeriod is a length of time in whole units.
type TimePeriod struct {
	PeriodValue int      `json:"periodValue"`
	PeriodUnit  TermUnit `json:"periodUnit"`
}

// Term is a length of time in whole units.
type Term struct {
	Value int      `json:"value"`
	Unit  TermUnit `json:"unit"`
}

// TermUnit is the unit of a Term or TimePeriod.
type TermUnit string

// The units of release 1.8.3.
const (
	TermUnitDay   TermUnit = "DAY"
	TermUnitWeek  TermUnit = "WEEK"
	TermUnitMonth TermUnit = "MONTH"
	TermUnitYear  TermUnit = "YEAR"
)

// PriceDetails is what a contract costs.
type PriceDetails struct {
	BasePrice        Money            `json:"basePrice"`
	CurrentPrice     Money            `json:"currentPrice"` // with adjustments
	PaymentFrequency PaymentFrequency `json:"paymentFrequency"`
}

// PaymentFrequency is when how much is due. Type tells which of the prices to look at.
type PaymentFrequency struct {
	ID                *int64               `json:"id"`
	Type              PaymentFrequencyType `json:"type"`
	Term              *Term                `json:"term"`
	Price             *Money               `json:"price"`             // RECURRING: every Term
	MonthDaysToPrices []MonthDayToPrice    `json:"monthDaysToPrices"` // MONTH_DAY
	TermsToPrices     []TermToPrice        `json:"termsToPrices"`     // TERM_BASED: each price starts after its term
}

// PaymentFrequencyType is how payments repeat.
type PaymentFrequencyType string

// The types of release 1.8.3.
const (
	PaymentFrequencyTypeFree         PaymentFrequencyType = "FREE"
	PaymentFrequencyTypeNonRecurring PaymentFrequencyType = "NON_RECURRING"
	PaymentFrequencyTypeRecurring    PaymentFrequencyType = "RECURRING"
	PaymentFrequencyTypeMonthDay     PaymentFrequencyType = "MONTH_DAY"
	PaymentFrequencyTypeTermBased    PaymentFrequencyType = "TERM_BASED"
)

// MonthDayToPrice is a price due on a day of the year.
type MonthDayToPrice struct {
	MonthDay MonthDay `json:"monthDay"`
	Price    Money    `json:"price"`
}

// MonthDay is a day of the year. MonthValue is the number of Month, 1 to 12.
type MonthDay struct {
	Month      Month `json:"month"`
	MonthValue *int  `json:"monthValue"`
	DayOfMonth *int  `json:"dayOfMonth"`
}

// Month is the name of a month.
type Month string

// The months.
const (
	MonthJanuary   Month = "JANUARY"
	MonthFebruary  Month = "FEBRUARY"
	MonthMarch     Month = "MARCH"
	MonthApril     Month = "APRIL"
	MonthMay       Month = "MAY"
	MonthJune      Month = "JUNE"
	MonthJuly      Month = "JULY"
	MonthAugust    Month = "AUGUST"
	MonthSeptember Month = "SEPTEMBER"
	MonthOctober   Month = "OCTOBER"
	MonthNovember  Month = "NOVEMBER"
	MonthDecember  Month = "DECEMBER"
)

// TermToPrice is a price that starts after a term.
type TermToPrice struct {
	Term  Term  `json:"term"`
	Price Money `json:"price"`
}

// SubContract is a flat fee or an additional module of a contract.
type SubContract struct {
	ID                      int64                `json:"id"`
	RateName                string               `json:"rateName"`
	StartDate               Date                 `json:"startDate"`
	EndDate                 Date                 `json:"endDate"`
	PaymentFrequency        PaymentFrequencyType `json:"paymentFrequency"`
	PriceDetails            PriceDetails         `json:"priceDetails"`
	Cancelled               bool                 `json:"cancelled"`
	CancellationDate        Date                 `json:"cancellationDate"`
	CancellationReceiptDate Date                 `json:"cancellationReceiptDate"`
	ContractStatus          ContractStatus       `json:"contractStatus"`
	RateCodes               []RateCode           `json:"rateCodes"`
}

// RateCode is the studio's own code of a rate.
type RateCode struct {
	Name       string `json:"name"`
	Identifier string `json:"identifier"`
}

// GetCustomersContracts returns a customer's contracts with a status, or all of
// them for "".
func (c *Client) GetCustomersContracts(ctx context.Context, customerID int64, status ContractStatus) ([]Contract, error) {
	q := url.Values{}
	if status != "" {
		q.Set("status", string(status))
	}
	return get[[]Contract](ctx, c, "getCustomersContracts", "/v1/customers/"+id(customerID)+"/contracts", q)
}
