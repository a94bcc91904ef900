package sandbox

// The types below are what debt collection answers.

type debtCollectionConfiguration struct {
	Client                               *clientDetails `json:"client,omitempty"`
	DebtCollectionType                   string         `json:"debtCollectionType,omitempty"`
	DerecognizeRemainingDebtsOnClosure   string         `json:"derecognizeRemainingDebtsOnClosure,omitempty"`
	DerecognizeRemainingDebtsOnRejection string         `json:"derecognizeRemainingDebtsOnRejection,omitempty"`
}

type transferDetails struct {
	CollectionDate     string         `json:"collectionDate,omitempty"`
	DebtCollectionType string         `json:"debtCollectionType,omitempty"`
	Client             *clientDetails `json:"client,omitempty"`
	Status             string         `json:"status,omitempty"`
	Origin             string         `json:"origin,omitempty"`
}

type debtorUpdate struct {
	DebtorID              string                       `json:"debtorId"`
	AgencyCollectionCases []agencyCollectionCaseUpdate `json:"agencyCollectionCases"`
	Block                 *blockUpdate                 `json:"block,omitempty"`
}

type clientDetails struct {
	Name1           string           `json:"name1"`
	Name2           string           `json:"name2,omitempty"`
	LegalForm       string           `json:"legalForm,omitempty"`
	PreTaxAttribute bool             `json:"preTaxAttribute"`
	VatSerialNo     string           `json:"vatSerialNo,omitempty"`
	PostalCode      string           `json:"postalCode"`
	City            string           `json:"city"`
	CountryCode     string           `json:"countryCode,omitempty"`
	Country         string           `json:"country,omitempty"`
	PaymentDetails  *paymentDetails  `json:"paymentDetails,omitempty"`
	ContactDetails  []contactDetails `json:"contactDetails,omitempty"`
	AddressLine1    string           `json:"addressLine1,omitempty"`
	AddressLine2    string           `json:"addressLine2,omitempty"`
	AddressLine3    string           `json:"addressLine3,omitempty"`
	Region          string           `json:"region,omitempty"`
	AddressData     *addressDetails  `json:"addressData,omitempty"`
}

type debtor struct {
	DebtorID             string               `json:"debtorId"`
	MembershipNr         string               `json:"membershipNr"`
	CountryCode          string               `json:"countryCode,omitempty"`
	Country              string               `json:"country,omitempty"`
	IdentificationNumber string               `json:"identificationNumber,omitempty"`
	PaymentDetails       *paymentDetails      `json:"paymentDetails,omitempty"`
	ContractDetails      []contractDetails    `json:"contractDetails,omitempty"`
	Birthdate            string               `json:"birthdate,omitempty"`
	FirstName            string               `json:"firstName"`
	LastName             string               `json:"lastName"`
	SecondLastName       string               `json:"secondLastName,omitempty"`
	Sex                  string               `json:"sex"`
	PostalCode           string               `json:"postalCode,omitempty"`
	City                 string               `json:"city"`
	LiablePerson         *liablePersonDetails `json:"liablePerson,omitempty"`
	ContactDetails       []contactDetails     `json:"contactDetails,omitempty"`
	CollectionCases      []collectionCase     `json:"collectionCases,omitempty"`
	AddressLine1         string               `json:"addressLine1,omitempty"`
	AddressLine2         string               `json:"addressLine2,omitempty"`
	AddressLine3         string               `json:"addressLine3,omitempty"`
	Region               string               `json:"region,omitempty"`
	AddressData          *addressDetails      `json:"addressData,omitempty"`
	Block                *block               `json:"block,omitempty"`
}

type agencyCollectionCaseUpdate struct {
	AgencyCollectionCaseID string         `json:"agencyCollectionCaseId"`
	PublicCollectionCaseID string         `json:"publicCollectionCaseId,omitempty"`
	CollectionCaseIDs      []string       `json:"collectionCaseIds"`
	Closure                *closureUpdate `json:"closure,omitempty"`
	Debts                  []debtUpdate   `json:"debts"`
}

type blockUpdate struct {
	LimitType string `json:"limitType"`
	EndDate   string `json:"endDate"`
}

type blockedDebtor struct {
	DebtorID string `json:"debtorId"`
	Block    *block `json:"block,omitempty"`
	Debts    []debt `json:"debts,omitempty"`
}

type paymentDetails struct {
	AccountNumber   string `json:"accountNumber,omitempty"`
	BankCode        string `json:"bankCode,omitempty"`
	IBAN            string `json:"iban,omitempty"`
	BIC             string `json:"bic,omitempty"`
	Bank            string `json:"bank"`
	BankCountryCode string `json:"bankCountryCode,omitempty"`
	AccountHolder   string `json:"accountHolder,omitempty"`
}

type contactDetails struct {
	Type   string         `json:"type"`
	Value  string         `json:"value"`
	Status *contactStatus `json:"status,omitempty"`
}

type addressDetails struct {
	Street        string         `json:"street,omitempty"`
	HouseNumber   string         `json:"houseNumber,omitempty"`
	AddressStatus *addressStatus `json:"addressStatus,omitempty"`
}

type contractDetails struct {
	ID                 int64       `json:"id"`
	RateName           string      `json:"rateName,omitempty"`
	StartDate          string      `json:"startDate"`
	EndDate            string      `json:"endDate"`
	CreatedDate        string      `json:"createdDate"`
	Cancelled          bool        `json:"cancelled"`
	ContractPeriod     *recurrence `json:"contractPeriod,omitempty"`
	ExtensionPeriod    *recurrence `json:"extensionPeriod,omitempty"`
	CancellationPeriod *recurrence `json:"cancellationPeriod,omitempty"`
}

type liablePersonDetails struct {
	FirstName            string           `json:"firstName"`
	LastName             string           `json:"lastName"`
	SecondLastName       string           `json:"secondLastName,omitempty"`
	Birthdate            string           `json:"birthdate,omitempty"`
	Sex                  string           `json:"sex,omitempty"`
	PostalCode           string           `json:"postalCode,omitempty"`
	City                 string           `json:"city,omitempty"`
	CountryCode          string           `json:"countryCode,omitempty"`
	ContactDetails       []contactDetails `json:"contactDetails,omitempty"`
	IdentificationNumber string           `json:"identificationNumber,omitempty"`
	PaymentDetails       *paymentDetails  `json:"paymentDetails,omitempty"`
	AddressLine1         string           `json:"addressLine1,omitempty"`
	AddressLine2         string           `json:"addressLine2,omitempty"`
	AddressLine3         string           `json:"addressLine3,omitempty"`
	Region               string           `json:"region,omitempty"`
	AddressData          *addressDetails  `json:"addressData,omitempty"`
}

type collectionCase struct {
	CollectionCaseID string `json:"collectionCaseId"`
	OpenAmount       number `json:"openAmount"`
	Debt             []debt `json:"debt"`
	ExtHumanID       string `json:"extHumanId,omitempty"`
	ExtReferenceID   string `json:"extReferenceId,omitempty"`
}

type block struct {
	LimitType string `json:"limitType"`
	EndDate   string `json:"endDate,omitempty"`
}

type closureUpdate struct {
	Type            string          `json:"type"`
	Options         []closureOption `json:"options,omitempty"`
	Date            string          `json:"date"`
	RejectionReason string          `json:"rejectionReason,omitempty"`
	ClosureReason   string          `json:"closureReason,omitempty"`
}

type debtUpdate struct {
	DebtID         string       `json:"debtId"`
	OriginalAmount number       `json:"originalAmount"`
	CanceledAmount number       `json:"canceledAmount"`
	PaidAmount     number       `json:"paidAmount"`
	Currency       string       `json:"currency"`
	Block          *blockUpdate `json:"block,omitempty"`
}

type debt struct {
	DebtID                 string     `json:"debtId"`
	DebtDate               string     `json:"debtDate"`
	ContractStartDate      string     `json:"contractStartDate,omitempty"`
	Amount                 number     `json:"amount"`
	Currency               string     `json:"currency"`
	Type                   string     `json:"type"`
	Designation            string     `json:"designation"`
	Recurrence             recurrence `json:"recurrence"`
	ServicePeriodStartDate string     `json:"servicePeriodStartDate,omitempty"`
	ServicePeriodEndDate   string     `json:"servicePeriodEndDate,omitempty"`
	MaturityType           string     `json:"maturityType,omitempty"`
	LatestRejectionReason  string     `json:"latestRejectionReason,omitempty"`
	ContractID             *int64     `json:"contractId,omitempty"`
	Block                  *block     `json:"block,omitempty"`
}

type contactStatus struct {
	Type              string `json:"type"`
	StatusInformation string `json:"statusInformation,omitempty"`
}

type addressStatus struct {
	Type              string `json:"type"`
	StatusInformation string `json:"statusInformation,omitempty"`
	Since             string `json:"since,omitempty"`
}

type recurrence struct {
	Period    string `json:"period"`
	Frequency *int   `json:"frequency,omitempty"`
}

type closureOption struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}
