package sandbox

import (
	"math/big"
	"strings"
)

type paymentFields struct {
	AccountHolder string `json:"accountHolder,omitempty"`
	BankName      string `json:"bankName,omitempty"`
	IBAN          string `json:"iban,omitempty"` // in groups of four
	BIC           string `json:"bic,omitempty"`
}

type paymentDataJSON struct {
	paymentFields
	RequireSignature *bool                 `json:"requireSignature,omitempty"`
	Status           string                `json:"amendmentConfigurationStatus"`
	Pending          *paymentAmendmentJSON `json:"pendingAmendment,omitempty"`
}

type paymentAmendmentJSON struct {
	paymentFields
	RequireSignature *bool `json:"requireSignature,omitempty"`
	ID               int64 `json:"id,omitempty"`
}

type paymentAmendmentRequest struct {
	paymentFields
	Signature *signature `json:"signature"`
}

// check also brings IBAN and BIC into the form in which they are kept.
func (f *paymentFields) check(sw Switches) *refusal {
	if refused := requireValues(namedValue{"accountHolder", f.AccountHolder}, namedValue{"bankName", f.BankName}, namedValue{"iban", f.IBAN}, namedValue{"bic", f.BIC}); refused != nil {
		return refused
	}
	iban := strings.ToUpper(strings.Join(strings.Fields(f.IBAN), ""))
	f.BIC = strings.ToUpper(strings.TrimSpace(f.BIC))
	if sw.ChecksBankData {
		if !isIBAN(iban) {
			return badRequest("error.amendment.iban", "iban")
		}
		if !isBIC(f.BIC) {
			return badRequest("error.amendment.bic", "bic")
		}
	}
	f.IBAN = grouped(iban)
	return nil
}

func (f *paymentFields) apply(k *customer) {
	k.Record.BankAccount = &bankAccount{AccountHolder: f.AccountHolder, BankName: f.BankName, BIC: f.BIC, IBAN: f.IBAN}
}

// shown is the account as self-service shows it.
func (f paymentFields) shown(sw Switches) paymentFields {
	if sw.IBANsMasked {
		f.IBAN = masked(f.IBAN)
	}
	return f
}

func paymentOf(k *customer) paymentFields {
	if k.Record.BankAccount == nil {
		return paymentFields{}
	}
	b := k.Record.BankAccount
	return paymentFields{AccountHolder: b.AccountHolder, BankName: b.BankName, IBAN: b.IBAN, BIC: b.BIC}
}

func getCustomerPaymentData(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	signed := c.switches.PaymentDataRequireSignature
	out := paymentDataJSON{paymentFields: paymentOf(k).shown(c.switches), RequireSignature: &signed, Status: c.switches.PaymentDataStatus}
	if a := c.studio.SelfService.pending(k.Record.ID, kindPayment); a != nil {
		out.Pending = &paymentAmendmentJSON{a.Payment.shown(c.switches), &signed, a.ID}
	}
	return out, nil
}

func createCustomerPaymentDataAmendment(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	var want paymentAmendmentRequest
	if refused := c.decode(&want); refused != nil {
		return nil, refused
	}
	if refused := want.check(c.switches); refused != nil {
		return nil, refused
	}
	a := &amendment{CustomerID: k.Record.ID, Kind: kindPayment, Payment: &want.paymentFields}
	signed := c.switches.PaymentDataRequireSignature
	if signed || want.Signature != nil {
		if refused := want.Signature.check("signature.base64SvgSignature"); refused != nil {
			return nil, refused
		}
		a.Signature = want.Signature.Base64SVGSignature
	}
	if refused := c.amend(a); refused != nil {
		return nil, refused
	}
	return paymentAmendmentJSON{want.shown(c.switches), &signed, a.ID}, nil
}

// isIBAN checks form and checksum (ISO 13616) of an IBAN without blanks.
func isIBAN(iban string) bool {
	if len(iban) < 15 || len(iban) > 34 || !isCountry(iban[:2]) {
		return false
	}
	var digits strings.Builder
	for _, r := range iban[4:] + iban[:4] {
		switch {
		case '0' <= r && r <= '9':
			digits.WriteRune(r)
		case 'A' <= r && r <= 'Z':
			digits.WriteString(big.NewInt(int64(r-'A') + 10).String())
		default:
			return false
		}
	}
	n, ok := new(big.Int).SetString(digits.String(), 10)
	return ok && n.Mod(n, big.NewInt(97)).Int64() == 1
}

func isBIC(bic string) bool {
	return (len(bic) == 8 || len(bic) == 11) && strings.Trim(bic, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == "" &&
		strings.Trim(bic[:6], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// grouped writes an IBAN in groups of four, as people read it.
func grouped(iban string) string {
	var out strings.Builder
	for i, r := range iban {
		if i > 0 && i%4 == 0 {
			out.WriteByte(' ')
		}
		out.WriteRune(r)
	}
	return out.String()
}

// masked leaves country, check digits and the end of an IBAN.
func masked(iban string) string {
	plain := strings.ReplaceAll(iban, " ", "")
	if len(plain) < 8 {
		return grouped(strings.Repeat("*", len(plain)))
	}
	return grouped(plain[:4] + strings.Repeat("*", len(plain)-8) + plain[len(plain)-4:])
}
