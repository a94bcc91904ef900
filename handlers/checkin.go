package handlers

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"memberportal/i18n"
	"memberportal/pgclient"
	"memberportal/views"
)

// checkinRoutes are the access code, access media, benefits and visits.
func checkinRoutes() []route {
	return []route{
		{http.MethodGet, "/checkin", true, showCheckin, ""},
		{http.MethodGet, "/checkin/visits", true, showVisits, ""},
	}
}

// checkinKinds are the writes of these pages, by action.
func checkinKinds() map[string]kind { return nil }

// checkinSayings are their messages.
func checkinSayings() map[string]saying { return nil }

// mayCheckin tells whether the studio's key is known to see anything of the page.
func (c *Context) mayCheckin() bool {
	return c.Studio.May("getCustomerAccessCode", "getCustomerById", "getCustomersCheckinHistory")
}

// checkinLoad is what the page is made of; each part may be missing.
type checkinLoad struct {
	standing standing
	studio   part[pgclient.StudioInformation]
	code     part[pgclient.CustomerAccessCode]
	asked    []string // keys of benefits
	benefits part[[]pgclient.BenefitValidation]
	visits   bool // may be asked for
	messages bool // can be written
}

// showCheckin shows what opens the door. It names nothing of the member in its
// address, and no answer of the portal is kept by a browser.
func showCheckin(c *Context) error {
	l := checkinLoad{asked: c.Studio.Benefits, messages: c.mayWrite()}
	load := c.newParts()
	c.wantStanding(load, &l.standing)
	want(load, &l.studio, c.Studio.Information)
	want(load, &l.code, func(ctx context.Context) (pgclient.CustomerAccessCode, error) {
		return c.API.GetCustomerAccessCode(ctx, c.Who.CustomerID)
	})
	if len(l.asked) > 0 {
		want(load, &l.benefits, func(ctx context.Context) ([]pgclient.BenefitValidation, error) {
			return c.API.GetBenefits(ctx, c.Who.CustomerID, l.asked...)
		})
	}
	_ = load.wait() // every part of this page can be missing
	l.visits = c.Studio.May("getCustomersCheckinHistory")
	if l.standing.customer.missing() && l.codeState() == codeMissing {
		return l.standing.customer.err // the API is down
	}
	if l.standing.customer.hidden() && l.code.hidden() && !l.visits {
		return errNotFound
	}
	c.note(l.standing.customer.err, l.standing.contracts.err, l.studio.err, l.benefits.err)
	if l.codeState() == codeMissing {
		c.note(l.code.err)
	}
	p := newCheckinPage(c.page(c.Text.T("checkin.title"), "checkin"), c.now(), l)
	if p.Code != nil || p.CodeMissing {
		p.Script = c.script("checkin") // keeps the code fresh
	}
	return c.Render(http.StatusOK, views.Checkin(p))
}

// codeState is what can be said of the code for the door.
type codeState int

const (
	codeHidden codeState = iota // no scope
	codeOff
	codeMissing
	codeShown
)

// codeState: a code counts where the studio says that it gives them out, or says
// nothing because it cannot be read. How the API refuses elsewhere is not documented.
func (l checkinLoad) codeState() codeState {
	enabled := l.studio.value.AccessCodeConfiguration.Enabled
	kind := pgclient.KindOf(l.code.err)
	switch {
	case l.studio.err == nil && (enabled == nil || !*enabled):
		return codeOff
	case l.code.hidden():
		return codeHidden
	case kind == pgclient.NotFound || kind == pgclient.Invalid || kind == pgclient.Conflict:
		return codeOff
	case l.code.err != nil:
		return codeMissing
	case l.code.value.Format != pgclient.AccessCodeFormatQRCode:
		return codeOff // nobody knows how to draw it
	}
	if _, _, ok := drawQR(l.code.value.Content); !ok {
		return codeMissing
	}
	return codeShown
}

func newCheckinPage(base views.Page, now time.Time, l checkinLoad) views.CheckinPage {
	text, customer := base.Text, l.standing.customer
	p := views.CheckinPage{
		Page: base, NoticesMissing: customer.missing(), MediaMissing: customer.missing(),
		Notices: doorNotices(base, now, l), BenefitsOut: l.benefits.missing(),
	}
	switch l.codeState() {
	case codeOff:
		p.CodeOff = true
	case codeMissing:
		p.CodeMissing, p.Renew = true, codeRetry
	case codeShown:
		p.Code = newDoorCode(text, now, l.code.value)
		p.Renew = p.Code.Fresh
	}
	for _, m := range customer.value.AccessMediums {
		p.Media = append(p.Media, views.Row{Term: mediumName(text, m.Type), Value: mediumEnd(text, m)})
	}
	if len(l.asked) > 0 && l.benefits.err == nil {
		p.Benefits = newBenefits(text, l.asked, l.benefits.value)
		p.NoBenefits = len(p.Benefits) == 0
	}
	if l.visits {
		p.VisitsTo = base.Paths.Visits("", "")
	}
	return p
}

// doorNotices say why the door may stay shut, and whom to ask.
func doorNotices(base views.Page, now time.Time, l checkinLoad) []views.Notice {
	text, today := base.Text, pgclient.DateOf(now)
	var list []views.Notice
	if n := blockNotice(base, today, l.standing.customer.value); n != nil {
		if l.messages {
			n.LinkText, n.LinkTo = text.T("checkin.write"), base.Paths.Messages(1)
		}
		list = append(list, *n)
	}
	switch {
	case l.standing.noContract(today):
		list = append(list, views.Notice{Tone: views.ToneInfo, Title: text.T("checkin.no_contract"), Text: text.T("checkin.no_contract_text")})
	case l.standing.pausedOn(today):
		n := *pauseNotice(base, today, l.standing.customer.value)
		n.Text = text.T("checkin.paused_text")
		list = append(list, n)
	}
	return list
}

// codeRetry is how often a page without its code looks again, in seconds.
const codeRetry = 15

const (
	codeLead    = 8 * time.Second // a new code is fetched so long before the old one ends
	codeTurn    = time.Minute     // where the API names no end
	codeSoonest = 5 * time.Second // two clocks that disagree must not make a storm
	codeLatest  = 30 * time.Minute
)

// newDoorCode draws a code that can be drawn.
func newDoorCode(text *i18n.Printer, now time.Time, code pgclient.CustomerAccessCode) *views.DoorCode {
	size, path, _ := drawQR(code.Content)
	d := &views.DoorCode{Size: size, Path: path, Valid: text.T("checkin.code_renews"), Fresh: int(codeTurn.Seconds())}
	if code.ExpiresAt.IsZero() {
		return d
	}
	end := code.ExpiresAt.Time()
	if end.After(now) {
		d.Valid = text.T("checkin.code_valid", "time", text.Time(end))
		if pgclient.DateOf(end.In(text.Location())) != pgclient.DateOf(now.In(text.Location())) {
			d.Valid = text.T("checkin.code_valid_day", "when", text.DateTime(end))
		}
	}
	d.Fresh = int(min(max(end.Sub(now)-codeLead, codeSoonest), codeLatest).Seconds())
	return d
}

func mediumName(text *i18n.Printer, kind pgclient.AccessMediumType) string {
	switch kind {
	case pgclient.AccessMediumTypeCardNumber:
		return text.T("checkin.medium_card")
	case pgclient.AccessMediumTypePIN:
		return text.T("checkin.medium_pin")
	case pgclient.AccessMediumTypeBarcode:
		return text.T("checkin.medium_barcode")
	case pgclient.AccessMediumTypeWalletPass:
		return text.T("checkin.medium_wallet")
	}
	return text.T("checkin.medium_other")
}

// mediumEnd tells one medium from another without giving it away: never a digit of
// a PIN, and never more than half of a short value.
func mediumEnd(text *i18n.Printer, m pgclient.AccessMedium) string {
	value := []rune(strings.TrimSpace(m.Value))
	shown := min(4, len(value)/2)
	if m.Type == pgclient.AccessMediumTypePIN || shown < 3 {
		return text.T("checkin.medium_secret")
	}
	return text.T("checkin.medium_end", "end", string(value[len(value)-shown:]))
}

// newBenefits are those that the API knows, in the order of the configuration.
func newBenefits(text *i18n.Printer, asked []string, got []pgclient.BenefitValidation) []views.Benefit {
	var list []views.Benefit
	for _, key := range asked {
		at := slices.IndexFunc(got, func(b pgclient.BenefitValidation) bool { return b.Key == key })
		if at < 0 {
			continue
		}
		b := views.Benefit{Name: benefitName(text, key), State: views.Chip{Text: text.T("checkin.benefit_not")}}
		if got[at].Valid {
			b.State = views.Chip{Tone: views.ToneGood, Text: text.T("checkin.benefit_now")}
		}
		list = append(list, b)
	}
	return list
}

// benefitName is the catalogue's name; a studio may have keys of its own, which are
// made readable.
func benefitName(text *i18n.Printer, key string) string {
	switch strings.ToUpper(key) {
	case "SAUNA":
		return text.T("checkin.benefit_sauna")
	case "DRINKS":
		return text.T("checkin.benefit_drinks")
	case "SOLARIUM":
		return text.T("checkin.benefit_solarium")
	case "TOWEL", "TOWELS":
		return text.T("checkin.benefit_towel")
	case "PARKING":
		return text.T("checkin.benefit_parking")
	case "POOL":
		return text.T("checkin.benefit_pool")
	case "COURSES", "CLASSES":
		return text.T("checkin.benefit_classes")
	}
	name := strings.Join(strings.FieldsFunc(strings.ToLower(key), func(r rune) bool { return r == '_' || r == '-' || r == ' ' }), " ")
	first, size := utf8.DecodeRuneInString(name)
	if size == 0 {
		return key
	}
	return strings.ToUpper(string(first)) + name[size:]
}
