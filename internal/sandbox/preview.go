package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// previewed is what somebody was told the price of. Sales are held against it.
type previewed struct {
	Subject    string  `json:"subject"` // who asked, and for what
	TermID     int64   `json:"term_id"`
	Start      string  `json:"start"`
	Selectable []int64 `json:"selectable"` // sorted
	Optional   []int64 `json:"optional"`   // sorted
	Voucher    string  `json:"voucher"`
}

// mostPreviews is how many are remembered; a sale comes soon after its preview.
const mostPreviews = 1000

// wish is what the requests of all sales have in common.
type wish struct {
	termID     int64
	start, use string
	selectable []int64
	optional   []int64
	voucher    string
	path       string // of the wish in the request's body, "" or ending in a dot
	termField  string
}

func (r newContract) wish(path string) wish {
	return wish{
		termID: r.ContractOfferTermID, start: r.StartDate, use: r.PreuseDate, selectable: r.SelectedSelectableModuleIDs,
		optional: r.SelectedOptionalModuleIDs, voucher: r.VoucherCode, path: path, termField: path + "contractOfferTermId",
	}
}

// sale checks what of a wish does not depend on who has it.
func (c *call) sale(w wish) (sale, *refusal) {
	switch {
	case w.termID == 0:
		return sale{}, badRequest("error.validation.missing", w.termField)
	case w.start == "":
		return sale{}, badRequest("error.validation.missing", w.path+"startDate")
	}
	start, err := parseDate(w.start)
	if err != nil {
		return sale{}, badRequest("error.validation.format", w.path+"startDate")
	}
	s := sale{start: start, use: start}
	if s.offer, s.term = c.studio.Offers.term(w.termID); s.offer == nil {
		return sale{}, c.foreign(w.termField)
	}
	if start.before(c.today()) || c.today().addMonths(12).before(start) {
		return sale{}, badRequest("error.sale.start", w.path+"startDate")
	}
	if s.use, err = firstUse(s, w.use, c.today()); err != nil {
		return sale{}, badRequest("error.validation.format", w.path+"preuseDate")
	}
	if s.use.before(c.today()) || s.start.before(s.use) || s.use.before(s.start) && s.offer.PreUseType == "NOT_AVAILABLE" {
		return sale{}, badRequest("error.sale.preUse", w.path+"preuseDate")
	}
	if s.selectable = chosen(s.offer.SelectableModules, w.selectable); s.selectable == nil {
		return sale{}, badRequest("error.sale.module", w.path+"selectedSelectableModuleIds")
	}
	most := 0
	if s.offer.MaximumNumberOfSelectableModules != nil {
		most = *s.offer.MaximumNumberOfSelectableModules
	}
	if len(s.selectable) > most {
		return sale{}, badRequest("error.sale.tooManyModules", w.path+"selectedSelectableModuleIds")
	}
	if s.optional = chosen(s.term.OptionalModules, w.optional); s.optional == nil {
		return sale{}, badRequest("error.sale.module", w.path+"selectedOptionalModuleIds")
	}
	if w.voucher != "" {
		s.voucher = c.studio.contractVoucher(w.voucher, c.today())
	}
	return s, nil
}

// firstUse is the first day of use. If it is left out the offer chooses it: today
// where it costs nothing, otherwise the start.
func firstUse(s sale, asked string, today date) (date, error) {
	switch {
	case asked != "":
		return parseDate(asked)
	case s.offer.PreUseType == "FREE" && today.before(s.start):
		return today, nil
	}
	return s.start, nil
}

// chosen are the modules with these ids, nil if one of them is not among all or
// is named twice.
func chosen(all []membershipOfferModule, ids []int64) []membershipOfferModule {
	out := []membershipOfferModule{}
	for i, id := range ids {
		at := slices.IndexFunc(all, func(m membershipOfferModule) bool { return m.ID == id })
		if at < 0 || slices.Contains(ids[:i], id) {
			return nil
		}
		out = append(out, all[at])
	}
	return out
}

// remember keeps a preview in place of an older one of the same.
func (s *offersState) remember(subject string, w wish) {
	s.Previews = slices.DeleteFunc(s.Previews, func(p previewed) bool { return p.Subject == subject && p.TermID == w.termID })
	s.Previews = append(s.Previews, previewed{
		Subject: subject, TermID: w.termID, Start: w.start,
		Selectable: inOrder(w.selectable), Optional: inOrder(w.optional), Voucher: strings.ToUpper(strings.TrimSpace(w.voucher)),
	})
	if over := len(s.Previews) - mostPreviews; over > 0 {
		s.Previews = slices.Delete(s.Previews, 0, over)
	}
}

func inOrder(ids []int64) []int64 {
	out := slices.Clone(ids)
	slices.Sort(out)
	return out
}

// sellable decides whether a wish may become a contract, after all that a preview
// checks too. A sale has to be what its preview showed; and one that the studio has
// taken back since then is a change by somebody else.
func (c *call) sellable(subject string, w wish, s sale) *refusal {
	all := c.studio.Offers.Previews
	i := slices.IndexFunc(all, func(p previewed) bool { return p.Subject == subject && p.TermID == w.termID })
	if !s.offer.onSale(c.today()) {
		if i >= 0 {
			return &refusal{status: http.StatusConflict, code: "error.concurrentModification", reference: w.termField}
		}
		return badRequest("error.sale.notOnSale", w.termField)
	}
	if w.voucher != "" && s.voucher == nil {
		return badRequest("error.sale.voucher", w.path+"voucherCode")
	}
	if !c.switches.PreviewRequired {
		return nil
	}
	if i < 0 {
		return badRequest("error.sale.noPreview", "")
	}
	field := ""
	switch p := all[i]; {
	case !slices.Equal(p.Selectable, inOrder(w.selectable)):
		field = "selectedSelectableModuleIds"
	case !slices.Equal(p.Optional, inOrder(w.optional)):
		field = "selectedOptionalModuleIds"
	case p.Voucher != strings.ToUpper(strings.TrimSpace(w.voucher)):
		field = "voucherCode"
	case p.Start != w.start:
		field = "startDate"
	default:
		return nil
	}
	return badRequest("error.sale.previewDiffers", w.path+field)
}

func postSignupPreview(c *call) (any, *refusal) {
	var want membershipSignupRequest
	if refused := c.decode(&want); refused != nil {
		return nil, refused
	}
	w := want.Contract.wish("contract.")
	s, refused := c.signupSale(want, w)
	if refused != nil {
		return nil, refused
	}
	return c.previewOf(signupSubject(want.Customer), w, s)
}

func postMembershipPreview(c *call) (any, *refusal) {
	customer, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	var want newContract
	if refused := c.decode(&want); refused != nil {
		return nil, refused
	}
	w := want.wish("")
	s, refused := c.sale(w)
	if refused != nil {
		return nil, refused
	}
	s.born = customer.born()
	return c.previewOf(contractSubject(customer), w, s)
}

// Subjects of previews.
func signupSubject(k newCustomer) string { return "signup " + strings.ToLower(k.Email) }
func contractSubject(k *customer) string { return "contract " + strconv.FormatInt(k.Record.ID, 10) }
func (k *customer) born() (born date)    { born, _ = parseDate(k.Record.DateOfBirth); return born }

func (c *call) previewOf(subject string, w wish, s sale) (any, *refusal) {
	if !s.offer.onSale(c.today()) {
		return nil, badRequest("error.sale.notOnSale", w.termField)
	}
	c.studio.Offers.remember(subject, w)
	q := c.studio.quote(s, c.today(), c.switches)
	out := membershipPreview{
		BasePrice: q.base, PreUseCharge: q.preUse, AgeAdjustedPrice: q.ageAdjusted, FlatFeePreviews: q.flatFees,
		SelectedOptionalModulesPreviews: q.modules, ContractVolumeInformation: &q.volume,
		ModuleConsentTextBlocks: c.consents(s), PaymentPreview: q.paymentPreview(),
	}
	switch v := s.voucher; {
	case v != nil:
		out.VoucherType, out.VoucherRemarks, out.VoucherSuccessMessage = v.Type, v.Remarks, v.Success
		out.DiscountedPreUseCharge, out.CreditValue, out.VoucherBonusPeriod = q.preUsePaid, v.Credit, v.Bonus
		out.VoucherTextBlocks, out.VoucherDiscountPeriods = c.linkedBlocks(v.TextBlocks), q.discounts
		if v.CompanyName != "" {
			out.CompanyName, out.CompanyFeeSplitType, out.CompanyFeeSplitValue = v.CompanyName, v.SplitType, v.SplitValue
			out.CompanyAmount, out.MemberAmount = q.company, q.member
			out.CompanyAmountWithoutDiscount, out.MemberAmountWithoutDiscount = q.company, q.member
		}
	case w.voucher != "":
		out.VoucherErrorCode = "INVALID_CODE"
	}
	return out, nil
}

func (q quote) paymentPreview() *paymentPreview {
	return &paymentPreview{PaymentSchedule: q.schedule, DueOnSigningAmount: &q.due}
}

// consents are the texts that the chosen modules need the customer to agree to.
func (c *call) consents(s sale) []textBlock {
	var out []textBlock
	for _, m := range slices.Concat(s.selectable, s.optional) {
		if m.ConsentTextBlock != nil {
			out = append(out, *c.linkedBlock(m.ConsentTextBlock))
		}
	}
	return out
}
