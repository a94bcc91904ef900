package mail

import "memberportal/i18n"

// Remark is something the portal found out about a declaration, for the studio.
type Remark struct {
	Code  RemarkCode `json:"code"`
	Value string     `json:"value,omitempty"` // what is put in, such as the name of a contract
}

// RemarkCode says what.
type RemarkCode string

// The remarks.
const (
	RemarkPersonFound     RemarkCode = "person-found" // Value: name and number
	RemarkPersonNone      RemarkCode = "person-none"
	RemarkPersonNear      RemarkCode = "person-near" // somebody of that address or number, but not as declared
	RemarkPersonSeveral   RemarkCode = "person-several"
	RemarkBirthUnreadable RemarkCode = "birth-unreadable"
	RemarkAddressOnRecord RemarkCode = "address-on-record"
	RemarkAddressDiffers  RemarkCode = "address-differs"

	RemarkContractFound    RemarkCode = "contract-found" // Value, as of those below: its name and number
	RemarkContractCanceled RemarkCode = "contract-canceled"
	RemarkContractAsked    RemarkCode = "contract-asked"
	RemarkContractOver     RemarkCode = "contract-over"
	RemarkContractFixed    RemarkCode = "contract-fixed" // no day is on offer; the Value may be missing
	RemarkContractNone     RemarkCode = "contract-none"
	RemarkContractSeveral  RemarkCode = "contract-several"
	RemarkContractUnknown  RemarkCode = "contract-unknown"

	RemarkExtraordinary  RemarkCode = "extraordinary"
	RemarkWithdrawal     RemarkCode = "withdrawal"
	RemarkDateUnreadable RemarkCode = "date-unreadable"
	RemarkDatePast       RemarkCode = "date-past"
	RemarkDateBeyond     RemarkCode = "date-beyond"
	RemarkDayPassed      RemarkCode = "day-passed"
	RemarkReasonMissing  RemarkCode = "reason-missing"

	RemarkRefused     RemarkCode = "refused"   // Value: the API's words, maybe none
	RemarkUnclear     RemarkCode = "unclear"   // filing was attempted, its outcome is not known
	RemarkOtherDay    RemarkCode = "other-day" // filing was attempted; the contract is canceled to another day
	RemarkNoAccess    RemarkCode = "no-access"
	RemarkUnreachable RemarkCode = "unreachable"
	RemarkUnreadable  RemarkCode = "unreadable" // what the portal keeps of the form
	RemarkThread      RemarkCode = "thread"     // it stands among the member's messages too
)

// Text puts a remark into a sentence; "" for one of a later release.
func (r Remark) Text(p *i18n.Printer) string {
	switch r.Code {
	case RemarkPersonFound:
		return p.T("declarationmail.person_found", "who", r.Value)
	case RemarkContractFound:
		return p.T("declarationmail.contract_found", "contract", r.Value)
	case RemarkContractCanceled:
		return p.T("declarationmail.contract_canceled", "contract", r.Value)
	case RemarkContractAsked:
		return p.T("declarationmail.contract_asked", "contract", r.Value)
	case RemarkContractOver:
		return p.T("declarationmail.contract_over", "contract", r.Value)
	case RemarkRefused:
		if r.Value == "" {
			return p.T("declarationmail.refused")
		}
		return p.T("declarationmail.refused_saying", "words", r.Value)
	}
	if key, ok := plainRemarks()[r.Code]; ok {
		return p.T(key)
	}
	return ""
}

// plainRemarks are those that nothing is put into.
func plainRemarks() map[RemarkCode]string {
	return map[RemarkCode]string{
		RemarkPersonNone: "declarationmail.person_none", RemarkPersonNear: "declarationmail.person_near", RemarkPersonSeveral: "declarationmail.person_several",
		RemarkBirthUnreadable: "declarationmail.birth_unreadable", RemarkAddressOnRecord: "declarationmail.address_on_record",
		RemarkAddressDiffers: "declarationmail.address_differs", RemarkContractFixed: "declarationmail.contract_fixed",
		RemarkContractNone: "declarationmail.contract_none", RemarkContractSeveral: "declarationmail.contract_several",
		RemarkContractUnknown: "declarationmail.contract_unknown", RemarkExtraordinary: "declarationmail.extraordinary",
		RemarkWithdrawal: "declarationmail.withdrawal", RemarkDateUnreadable: "declarationmail.date_unreadable",
		RemarkDatePast: "declarationmail.date_past", RemarkDateBeyond: "declarationmail.date_beyond", RemarkDayPassed: "declarationmail.day_passed",
		RemarkReasonMissing: "declarationmail.reason_missing", RemarkUnclear: "declarationmail.unclear", RemarkOtherDay: "declarationmail.other_day",
		RemarkNoAccess: "declarationmail.no_access", RemarkUnreachable: "declarationmail.unreachable", RemarkUnreadable: "declarationmail.unreadable",
		RemarkThread: "declarationmail.thread",
	}
}
