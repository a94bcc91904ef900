package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

// typedForm is a form with something entered that must not be lost.
type typedForm struct {
	operation string // that writes
	ending    string // of the form's address
	open      func(p *portal, b *browser) page
	typed     url.Values
	secret    url.Values // entered too, and not to come back
	file      string     // its field; "" for none
	content   string
	done      string // on the page afterwards
}

func typedForms(t *testing.T) map[string]typedForm {
	at := func(path string) func(*portal, *browser) page {
		return func(_ *portal, b *browser) page { return b.get("/forge" + path) }
	}
	return map[string]typedForm{
		"contact": {operation: "createCustomerContactDataAmendment", ending: "/profile/contact", open: at("/profile/contact"), typed: url.Values{"phonePrivate": {"+44 161 496 0123"}}, done: "Changed."},
		"address": {operation: "createCustomerAddressDataAmendment", ending: "/profile/address", open: at("/profile/address"), typed: url.Values{"street": {"Quay <Street>"}, "city": {"Leeds"}}, done: "Changed."},
		"master":  {operation: "createCustomerMasterDataAmendment", ending: "/profile/master", open: at("/profile/master"), typed: url.Values{"lastName": {"O’Neill"}}, done: "Requested."},
		"payment": {
			operation: "createCustomerPaymentDataAmendment", ending: "/profile/payment", open: at("/profile/payment"), typed: url.Values{"accountHolder": {"Isla Q. Morgan"}},
			secret: url.Values{"iban": {"GB33BUKB20201555555555"}, "bic": {"BUKBGB22"}, "bankName": {"Barclays"}},
		},
		"additional":  {operation: "setAdditionalInformationFieldAssignments", ending: "/profile/additional", open: at("/profile/additional"), typed: url.Values{"NUMBER": {"42"}}, done: "Your details have been saved."},
		"preferences": {operation: "updateCommunicationPreferences", ending: "/profile/preferences", open: at("/profile/preferences"), typed: url.Values{"NEWSLETTER-EMAIL": {"1"}}, done: "Your choice has been saved."},
		"message":     {operation: newThread, ending: "/messages", open: at("/messages"), typed: url.Values{"subject": {"Gloves"}, "message": {"One\nTwo"}}, done: "Gloves"},
		"document": {
			operation: "uploadDocument", ending: "/profile/documents", open: at("/profile/documents"), typed: url.Values{"description": {"Student <card>"}},
			file: "document", content: aPDF, done: "Your document has been sent to the studio.",
		},
		"photo": {
			operation: "updateImage", ending: "/profile/photo", open: at("/profile/photo"), typed: url.Values{"crop": {"whole"}},
			file: "image", content: encoded(t, 300, 400, nil), done: "Your new photo has been saved.",
		},
		"pause": {
			operation: "createIdlePeriodAmendment", ending: "/pause", typed: url.Values{"terms": {"2"}}, file: "document", done: "ause",
			open: func(p *portal, b *browser) page {
				address := p.pauseAddress("forge", "newcomer")
				return b.confirm(address, b.get(address).choose("2", "Holiday"))
			},
		},
		"cancel": {
			operation: "createContractCancelationAmendment", ending: "/cancel", typed: url.Values{"reason": {"REASON"}}, done: "Cancel",
			open: func(p *portal, b *browser) page {
				return b.get(endingPath("forge", p.endingContract("forge", "newcomer")))
			},
		},
		"extra": {
			operation: "purchaseAdditionalModuleContract", ending: "", typed: url.Values{"trial": {"1"}}, done: "Ordered.",
			open: func(p *portal, b *browser) page {
				k := p.extrasOf("forge", "newcomer")
				m := p.offered("forge", k.ID, "Drinks Flat Rate")
				return b.get(extrasPath("forge", k.ID) + "/" + id(m.ID) + "?frequency=" + id(*m.PaymentFrequencies[0].ID) + "&trial=1")
			},
		},
	}
}

// fill opens the form and enters what is to be entered.
func (f *typedForm) fill(p *portal, b *browser) (string, url.Values) {
	pg := f.open(p, b)
	if f.ending == "" {
		f.ending, _, _ = strings.Cut(pg.path, "?")
	}
	action, form := pg.filledForm(f.ending)
	for _, typed := range []url.Values{f.typed, f.secret} {
		for name, v := range typed {
			switch {
			case name == "NUMBER":
				delete(typed, name)
				typed[pg.Find("input[inputmode=numeric]").AttrOr("name", "")] = v
			case v[0] == "REASON":
				typed.Set(name, p.endingReason("forge"))
			}
		}
		put(form, typed)
	}
	form.Del(f.file)
	return action, form
}

func (f *typedForm) post(b *browser, action string, form url.Values) page {
	if f.file != "" {
		return b.postFile(action, form, f.file, "a.pdf", f.content)
	}
	return b.post(action, form)
}

// holds is what a form of the page would send under the name.
func (p page) holds(ending, name string) string {
	_, values := p.filledForm(ending)
	if values.Has(name) {
		return values.Get(name)
	}
	return p.Find(`main [name="` + name + `"]`).FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Is("textarea") }).Text()
}

// What was surely not sent comes back filled in, whatever form it was and whether or
// not the form can still be made; and then it can be sent.
func TestNothingTypedIsLostWhileTheApiIsDown(t *testing.T) {
	for name, f := range typedForms(t) {
		for outage, operation := range map[string]string{"refused for load": f.operation, "everything down": "*"} {
			t.Run(name+"/"+outage, func(t *testing.T) {
				p := newPortal(t)
				b := p.signIn("forge", "newcomer")
				action, form := f.fill(p, b)
				p.world.ResetCalls()
				require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: operation, Kind: sandbox.FaultStatus, Status: 429}))
				pg := f.post(b, action, form)
				require.Equal(t, http.StatusServiceUnavailable, pg.status, pg.text("main"))
				require.NotEmpty(t, pg.header.Get("Retry-After"))
				require.Contains(t, pg.text("main"), "Not sent")
				require.Contains(t, pg.text("main"), "Nothing was changed")
				for field, v := range f.typed {
					require.Equal(t, v[0], pg.holds(f.ending, field), field)
				}
				for _, v := range f.secret {
					require.NotContains(t, pg.html, v[0])
				}
				p.world.ClearFaults()
				if f.done == "" {
					return
				}
				action, again := pg.filledForm(f.ending)
				form.Set("once", again.Get("once"))
				put(again, f.typed)
				again.Del(f.file)
				done := f.post(b, action, again)
				require.Equal(t, http.StatusOK, done.status, done.text("main"))
				require.Contains(t, done.text("main"), f.done)
				require.LessOrEqual(t, p.calls(f.operation), 2)
			})
		}
	}
}

// Without the database nobody knows who has written; what was written is there all the same.
func TestNothingTypedIsLostWithoutTheStore(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "newcomer")
	action, form := b.get("/forge/messages").form("/messages")
	form.Set("subject", "Gloves")
	form.Set("message", "I left them & my hat")
	require.NoError(t, p.store.Close())
	pg := b.post(action, form)
	require.Equal(t, http.StatusServiceUnavailable, pg.status)
	require.Equal(t, "I left them & my hat", pg.holds("/messages", "message"))
	require.Equal(t, form.Get("once"), pg.holds("/messages", "once"), "nobody has spent it")
	require.NotEmpty(t, pg.header.Get("Retry-After"))
}

// A form sent twice during an outage is one write when the outage is over.
func TestAFormThatWasNotSpentKeepsItsToken(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "newcomer")
	action, form := b.get("/forge/profile/address").filledForm("/profile/address")
	form.Set("city", "Leeds")
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getCustomerAddressData", Kind: sandbox.FaultStatus, Status: 503}))
	first, second := b.post(action, form), b.post(action, form)
	p.world.ClearFaults()
	p.world.ResetCalls()
	for _, pg := range []page{first, second} {
		require.Equal(t, http.StatusServiceUnavailable, pg.status)
		again, values := pg.form("/profile/address")
		require.Equal(t, http.StatusOK, b.post(again, values).status)
	}
	require.Equal(t, 1, p.calls("createCustomerAddressDataAmendment"))
}

// A file that is too large is said beside its field; the rest of the form is there.
func TestTooLargeFilesComeBackWithTheirForm(t *testing.T) {
	p := newPortal(t, func(s *setup) { s.faulty = true }) // half a proof may set out before its length is known
	b := p.signIn("forge", "newcomer")
	for _, size := range []int{10<<20 + 1, 11 << 20, 20 << 20} {
		for name, f := range typedForms(t) {
			if f.file == "" {
				continue
			}
			if name == "pause" {
				f.open = func(p *portal, b *browser) page {
					address := p.pauseAddress("forge", "newcomer")
					return b.confirm(address, b.get(address).choose("2", "Illness"))
				}
				f.content = pdf
			}
			action, form := f.fill(p, b)
			p.world.ResetCalls()
			f.content += strings.Repeat("x", size-len(f.content))
			pg := f.post(b, action, form)
			require.Equal(t, http.StatusRequestEntityTooLarge, pg.status, "%s %d", name, size)
			require.Contains(t, pg.text("#"+f.file+"-error"), "larger than 10 MB", name)
			for field, v := range f.typed {
				require.Equal(t, v[0], pg.holds(f.ending, field), name)
			}
			if name == "pause" {
				require.Empty(t, p.pausesNow("forge", "newcomer"))
			} else {
				require.Zero(t, p.calls(f.operation), name)
			}
		}
	}
}
