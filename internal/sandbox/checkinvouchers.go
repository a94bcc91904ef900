package sandbox

import (
	"strings"
)

func voucherOperations() []*operation {
	return []*operation{{
		id: "redeemCheckinVoucher", method: "POST", pattern: "/v1/checkin-vouchers/redeem",
		scopes: []string{"CHECKIN_VOUCHER_WRITE"}, handle: redeemCheckinVoucher,
	}}
}

// voucher lets a visitor in once.
type voucher struct {
	Code       string `json:"code"`
	Until      string `json:"until"`       // last day it can be redeemed on
	AccessCode string `json:"access_code"` // what it was redeemed for; empty until then
	CustomerID int64  `json:"customer_id"` // who redeemed it, 0 if that is not kept
	Visitor    string `json:"visitor"`     // their name
}

type voucherRedeemRequest struct {
	VoucherCode string `json:"voucherCode"`
	FirstName   string `json:"firstname"`
	LastName    string `json:"lastname"`
	Email       string `json:"email"`
}

type voucherRedeemResult struct {
	StudioAccessCode string `json:"studioAccessCode"`
}

// newVouchers are two to redeem, one that has been and one that came too late.
func (st *studio) newVouchers(today date) []*voucher {
	prefix := "CHVB1-"
	if st.Language == "en" {
		prefix = "CHVB2-"
	}
	return []*voucher{
		{Code: prefix + "YL29-MYVA", Until: today.add(60).String()},
		{Code: prefix + "K7QT-0XRB", Until: today.String()},
		{Code: prefix + "W3ND-8HSE", Until: today.add(20).String(), AccessCode: st.accessCode(prefix + "W3ND-8HSE"), Visitor: "Robin Sommer"},
		{Code: prefix + "P5LC-2FGU", Until: today.add(-1).String()},
	}
}

// accessCode is what a voucher is redeemed for: eight capital letters.
func (st *studio) accessCode(code string) string {
	r := st.random("voucher " + code)
	letters := make([]byte, 8)
	for i := range letters {
		letters[i] = byte('A' + r.IntN(26))
	}
	return string(letters)
}

// redeemCheckinVoucher gives a code for the door for that of a voucher, once.
func redeemCheckinVoucher(c *call) (any, *refusal) {
	var want voucherRedeemRequest
	if refused := c.decode(&want); refused != nil {
		return nil, refused
	}
	for _, f := range []struct{ name, value string }{
		{"voucherCode", want.VoucherCode}, {"firstname", want.FirstName}, {"lastname", want.LastName}, {"email", want.Email},
	} {
		if strings.TrimSpace(f.value) == "" {
			return nil, badRequest("error.validation.missing", f.name)
		}
	}
	if !isEmail(want.Email) {
		return nil, badRequest("error.validation.format", "email")
	}
	var v *voucher
	for _, have := range c.studio.Directory.Vouchers {
		if have.Code == want.VoucherCode {
			v = have
		}
	}
	switch {
	case v == nil:
		return nil, c.foreign("voucherCode")
	case v.AccessCode != "":
		return nil, &refusal{c.switches.UsedVoucherStatus, "error.checkinVoucher.used", "voucherCode"}
	case v.Until < c.today().String():
		return nil, badRequest("error.checkinVoucher.ended", "voucherCode")
	}
	v.AccessCode, v.Visitor = c.studio.accessCode(v.Code), want.FirstName+" "+want.LastName
	v.CustomerID = c.visitor(want)
	return voucherRedeemResult{StudioAccessCode: v.AccessCode}, nil
}

// visitor is the customer that a visitor is or becomes, 0 if the studio does not keep them.
func (c *call) visitor(want voucherRedeemRequest) int64 {
	for _, k := range c.studio.byEmail[strings.ToLower(want.Email)] {
		if k.isNamed(want.FirstName, want.LastName) {
			return k.Record.ID
		}
	}
	if !c.switches.VoucherMakesProspect {
		return 0
	}
	k := &customer{Record: customerJSON{FirstName: want.FirstName, LastName: want.LastName, Email: want.Email}}
	c.studio.admit(k, c.now)
	return k.Record.ID
}
