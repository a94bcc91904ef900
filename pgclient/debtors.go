package pgclient

import "log/slog"

// ClientDetails is the studio as the agency's client.
type ClientDetails struct {
	Name1           string           `json:"name1"`
	Name2           string           `json:"name2"`
	LegalForm       string           `json:"legalForm"`
	PreTaxAttribute bool             `json:"preTaxAttribute"` // it may deduct input tax
	VatSerialNo     string           `json:"vatSerialNo"`
	PostalCode      string           `json:"postalCode"`
	City            string           `json:"city"`
	CountryCode     string           `json:"countryCode"` // ISO 3166-1, two letters
	Country         string           `json:"country"`     // in words
	PaymentDetails  *PaymentDetails  `json:"paymentDetails"`
	ContactDetails  []ContactDetails `json:"contactDetails"`
	AddressLine1    string           `json:"addressLine1"`
	AddressLine2    string           `json:"addressLine2"`
	AddressLine3    string           `json:"addressLine3"`
	Region          string           `json:"region"`
	AddressData     *AddressDetails  `json:"addressData"`
}

// PaymentDetails is a bank account.
type PaymentDetails struct {
	AccountNumber   string `json:"accountNumber"`
	BankCode        string `json:"bankCode"`
	IBAN            string `json:"iban"`
	BIC             string `json:"bic"`
	Bank            string `json:"bank"`
	BankCountryCode string `json:"bankCountryCode"`
	AccountHolder   string `json:"accountHolder"`
}

// ContactDetails is one way to reach somebody.
type ContactDetails struct {
	Type   ContactType    `json:"type"`
	Value  string         `json:"value"`
	Status *ContactStatus `json:"status"`
}

// ContactType is a way to reach somebody.
type ContactType string

// The values of release 1.8.3.
const (
	ContactTypeTelPrivate        ContactType = "TEL_PRIVATE"
	ContactTypeTelPrivateMobile  ContactType = "TEL_PRIVATE_MOBILE"
	ContactTypeTelBusiness       ContactType = "TEL_BUSINESS"
	ContactTypeTelBusinessMobile ContactType = "TEL_BUSINESS_MOBILE"
	ContactTypeFax               ContactType = "FAX"
	ContactTypeEmail             ContactType = "EMAIL"
)

// ContactStatus says whether a contact is known to work.
type ContactStatus struct {
	Type              string `json:"type"` // NO_EMAIL, NOT_YET_USED, VALIDATION_IN_PROGRESS, VALID, VALID_READ, INVALID, WARNING, REFUSED, …
	StatusInformation string `json:"statusInformation"`
}

// AddressDetails is an address in its parts.
type AddressDetails struct {
	Street        string         `json:"street"`
	HouseNumber   string         `json:"houseNumber"`
	AddressStatus *AddressStatus `json:"addressStatus"`
}

// AddressStatus says whether letters arrive.
type AddressStatus struct {
	Type              string `json:"type"` // VALID or INVALID
	StatusInformation string `json:"statusInformation"`
	Since             Date   `json:"since"`
}

// Debtor is a customer who is handed over, with all that an agency has to know.
type Debtor struct {
	DebtorID             string               `json:"debtorId"`
	MembershipNr         string               `json:"membershipNr"`
	CountryCode          string               `json:"countryCode"` // ISO 3166-1, two letters
	Country              string               `json:"country"`     // in words
	IdentificationNumber string               `json:"identificationNumber"`
	PaymentDetails       *PaymentDetails      `json:"paymentDetails"`
	ContractDetails      []ContractDetails    `json:"contractDetails"`
	Birthdate            Date                 `json:"birthdate"`
	FirstName            string               `json:"firstName"`
	LastName             string               `json:"lastName"`
	SecondLastName       string               `json:"secondLastName"`
	Sex                  string               `json:"sex"` // as Gender, but no list of values is given
	PostalCode           string               `json:"postalCode"`
	City                 string               `json:"city"`
	LiablePerson         *LiablePersonDetails `json:"liablePerson"` // who pays for a minor
	ContactDetails       []ContactDetails     `json:"contactDetails"`
	CollectionCases      []CollectionCase     `json:"collectionCases"`
	AddressLine1         string               `json:"addressLine1"`
	AddressLine2         string               `json:"addressLine2"`
	AddressLine3         string               `json:"addressLine3"`
	Region               string               `json:"region"`
	AddressData          *AddressDetails      `json:"addressData"`
	Block                *Block               `json:"block"`
}

// ContractDetails is a contract that debts come from.
type ContractDetails struct {
	ID                 int64       `json:"id"`
	RateName           string      `json:"rateName"`
	StartDate          Date        `json:"startDate"`
	EndDate            Date        `json:"endDate"`
	CreatedDate        Date        `json:"createdDate"`
	Cancelled          bool        `json:"cancelled"`
	ContractPeriod     *Recurrence `json:"contractPeriod"`
	ExtensionPeriod    *Recurrence `json:"extensionPeriod"`
	CancellationPeriod *Recurrence `json:"cancellationPeriod"`
}

// Recurrence is how often something comes back, or how long it is.
type Recurrence struct {
	Period    RecurrencePeriod `json:"period"`
	Frequency *int             `json:"frequency"` // every so many periods
}

// RecurrencePeriod is the unit of a Recurrence.
type RecurrencePeriod string

// The values of release 1.8.3.
const (
	RecurrencePeriodDay   RecurrencePeriod = "DAY"
	RecurrencePeriodWeek  RecurrencePeriod = "WEEK"
	RecurrencePeriodMonth RecurrencePeriod = "MONTH"
	RecurrencePeriodYear  RecurrencePeriod = "YEAR"
	RecurrencePeriodOnce  RecurrencePeriod = "ONCE"
)

// LiablePersonDetails is who has to pay in a debtor's place.
type LiablePersonDetails struct {
	FirstName            string           `json:"firstName"`
	LastName             string           `json:"lastName"`
	SecondLastName       string           `json:"secondLastName"`
	Birthdate            Date             `json:"birthdate"`
	Sex                  string           `json:"sex"`
	PostalCode           string           `json:"postalCode"`
	City                 string           `json:"city"`
	CountryCode          string           `json:"countryCode"`
	ContactDetails       []ContactDetails `json:"contactDetails"`
	IdentificationNumber string           `json:"identificationNumber"`
	PaymentDetails       *PaymentDetails  `json:"paymentDetails"`
	AddressLine1         string           `json:"addressLine1"`
	AddressLine2         string           `json:"addressLine2"`
	AddressLine3         string           `json:"addressLine3"`
	Region               string           `json:"region"`
	AddressData          *AddressDetails  `json:"addressData"`
}

// CollectionCase is a case of the studio: debts that are collected together.
type CollectionCase struct {
	CollectionCaseID string  `json:"collectionCaseId"`
	OpenAmount       Decimal `json:"openAmount"` // in the currency of the debts
	Debt             []Debt  `json:"debt"`
	ExtHumanID       string  `json:"extHumanId"`
	ExtReferenceID   string  `json:"extReferenceId"`
}

// Debt is one claim.
type Debt struct {
	DebtID                 string     `json:"debtId"`
	DebtDate               Date       `json:"debtDate"`
	ContractStartDate      Date       `json:"contractStartDate"`
	Amount                 Decimal    `json:"amount"`
	Currency               string     `json:"currency"`
	Type                   DebtType   `json:"type"`
	Designation            string     `json:"designation"`
	Recurrence             Recurrence `json:"recurrence"`
	ServicePeriodStartDate Date       `json:"servicePeriodStartDate"`
	ServicePeriodEndDate   Date       `json:"servicePeriodEndDate"`
	MaturityType           string     `json:"maturityType"`          // NORMAL or RESIDUAL
	LatestRejectionReason  string     `json:"latestRejectionReason"` // why it was not paid before, such as INSUFFICIENT_COVERING; some fifty are known
	ContractID             *int64     `json:"contractId"`
	Block                  *Block     `json:"block"`
}

// DebtType is what a debt is for.
type DebtType string

// The values of release 1.8.3.
const (
	DebtTypePrincipalClaim DebtType = "PRINCIPAL_CLAIM"
	DebtTypeSale           DebtType = "SALE"
	DebtTypeDebtClaim      DebtType = "DEBT_CLAIM"
	DebtTypeFlatFee        DebtType = "FLAT_FEE"
	DebtTypeDunningFee     DebtType = "DUNNING_FEE"
	DebtTypeBankFee        DebtType = "BANK_FEE"
)

// Block says that nothing must be collected.
type Block struct {
	LimitType BlockLimitType `json:"limitType"`
	EndDate   Date           `json:"endDate"` // the last day of BlockLimitTypeLimited
}

// BlockLimitType says how long a block holds.
type BlockLimitType string

// The values of release 1.8.3.
const (
	BlockLimitTypeDisabled  BlockLimitType = "DISABLED" // there is none
	BlockLimitTypeLimited   BlockLimitType = "LIMITED"
	BlockLimitTypeUnlimited BlockLimitType = "UNLIMITED"
)

// BlockedDebtor is a debtor who is blocked or who has blocked debts.
type BlockedDebtor struct {
	DebtorID string `json:"debtorId"`
	Block    *Block `json:"block"`
	Debts    []Debt `json:"debts"`
}

// LogValue keeps a debtor out of logs.
func (Debtor) LogValue() slog.Value { return slog.StringValue("debtor") }

// LogValue keeps a person out of logs.
func (LiablePersonDetails) LogValue() slog.Value { return slog.StringValue("liable person") }

// LogValue keeps a bank account out of logs.
func (PaymentDetails) LogValue() slog.Value { return slog.StringValue("payment details") }

// LogValue keeps a phone number or an address out of logs.
func (c ContactDetails) LogValue() slog.Value { return slog.StringValue(string(c.Type)) }

// LogValue keeps an address out of logs.
func (AddressDetails) LogValue() slog.Value { return slog.StringValue("address") }

// LogValue keeps a claim out of logs.
func (d Debt) LogValue() slog.Value { return slog.StringValue(string(d.Type)) }

// LogValue keeps claims out of logs.
func (CollectionCase) LogValue() slog.Value { return slog.StringValue("collection case") }

// LogValue keeps a debtor out of logs.
func (BlockedDebtor) LogValue() slog.Value { return slog.StringValue("blocked debtor") }
