package sandbox

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
)

// What happens to a change that a member asks for.
const (
	changesNone     = "READ"
	changesVerified = "CHANGES_REQUIRE_VERIFICATION"
	changesDirect   = "CHANGES_WITHOUT_VERIFICATION"
)

// idlePeriodsState is pauses of contracts.
type idlePeriodsState struct {
	Reasons []idlePeriodReasonJSON `json:"reasons"`
	Rules   idleRules              `json:"rules"`             // of a contract that has none of its own
	Own     map[int64]idleRules    `json:"rules_by_contract"` // by contract
	Periods []*idlePeriod          `json:"periods"`           // in the order they were made
}

// idleRules is how a contract may pause.
type idleRules struct {
	Off           bool    `json:"off"` // the contract has no pauses
	Unit          string  `json:"unit"`
	MaxTerms      int     `json:"max_terms"`
	NoTotal       bool    `json:"no_total"` // MaxTerms is for each pause; together they have no limit
	NoticeDays    int     `json:"notice_days"`
	NextStartOnly bool    `json:"next_start_only"`
	Changes       string  `json:"changes"`
	Extends       bool    `json:"extends"` // the contract's end moves out
	Unlimited     bool    `json:"unlimited"`
	FreeTerms     int     `json:"free_terms"`
	AccessRefusal bool    `json:"access_refusal"`
	DayShortening bool    `json:"day_shortening"`
	Fee           idleFee `json:"fee"`
}

// idlePeriod is a pause or the request for one.
type idlePeriod struct {
	ID         int64  `json:"id"`
	ContractID int64  `json:"contract_id"`
	Pending    bool   `json:"pending"`
	Replaces   int64  `json:"replaces"` // a request to change this pause; 0 for a new one
	Start      string `json:"start"`
	End        string `json:"end"` // the last day; a far one or "" if unlimited
	Unlimited  bool   `json:"unlimited"`
	Terms      int    `json:"terms"` // used up, in the contract's unit; 0 if unlimited
	ReasonID   int64  `json:"reason_id"`
	Document   int64  `json:"document"` // file, 0 for none
	FeeCents   int64  `json:"fee_cents"`
	Extended   int    `json:"extended"` // days by which the contract's end moved out
}

func (p *idlePeriod) state() string {
	if p.Pending {
		return cancelationPending // the same word
	}
	return "ACCEPTED"
}

// over tells whether the last day has gone by.
func (p *idlePeriod) over(today date) bool { return !p.Unlimited && p.End < today.String() }

// days is how long a pause is, both ends included; 0 if it has no end.
func (p *idlePeriod) days() int {
	if p.Unlimited {
		return 0
	}
	return int(writtenDate(p.End).utc().Sub(writtenDate(p.Start).utc()).Hours()/24) + 1
}

func (s *idlePeriodsState) settle(st *studio, members []Member, today date) {
	s.reasons(st)
	s.Own = map[int64]idleRules{}
	s.Rules = idleRules{
		Unit: "MONTH", MaxTerms: 6, NoticeDays: 7, Changes: changesVerified, Extends: true, FreeTerms: 1, AccessRefusal: true,
		Fee: idleFee{Kind: feeByTerm, Cents: 500},
	}
	if st.Slug == forge {
		s.Rules = idleRules{
			Unit: "WEEK", MaxTerms: 260, NoTotal: true, NoticeDays: 3, Changes: changesDirect, Unlimited: true, DayShortening: true,
			Fee: idleFee{Kind: feeOnce, Cents: 1000},
		}
	}
	children := 0
	for _, m := range members {
		for _, k := range st.customers[m.CustomerID].Contracts {
			rules := s.Rules
			switch m.Story {
			case storyFamily:
				if children++; children == 1 {
					rules.Changes = changesNone
				}
			case storyDebtor:
				rules.Off = true
			case storyPaused:
				rules = idleRules{
					Unit: "DAY", MaxTerms: 90, NoticeDays: 1, Changes: changesDirect, Extends: true, FreeTerms: 14, Unlimited: true,
					AccessRefusal: true, DayShortening: true, Fee: idleFee{Kind: feeByTerm, Cents: 20},
				}
			case storyExtras:
				rules = idleRules{
					Unit: "MONTH", MaxTerms: 3, NoticeDays: 14, NextStartOnly: true, Changes: changesDirect,
					Fee: idleFee{Kind: feeOfPrice, Percent: 10},
				}
			case storyNewcomer:
				rules = idleRules{Unit: "DAY", MaxTerms: 28, NoticeDays: 1, Changes: changesDirect, Extends: true, Unlimited: true, DayShortening: true, Fee: idleFee{Kind: feeNone}}
			}
			s.Own[k.ID] = rules
			s.tell(st, m.Story, k, today)
		}
	}
}

func (s *idlePeriodsState) reasons(st *studio) {
	names := []string{"Holiday", "Illness", "Pregnancy", "Work abroad"}
	if st.Language == "de" {
		names = []string{"Urlaub", "Krankheit", "Schwangerschaft", "Auslandsaufenthalt"}
	}
	for i, name := range names {
		s.Reasons = append(s.Reasons, idlePeriodReasonJSON{ID: st.newID(), Name: name, DocumentRequired: i == 1 || i == 2})
	}
}

func (s *idlePeriodsState) reasonNamed(name string) int64 {
	i := slices.IndexFunc(s.Reasons, func(r idlePeriodReasonJSON) bool { return r.Name == name })
	if i < 0 {
		panic("sandbox: no reason " + name) // the stories and the reasons disagree
	}
	return s.Reasons[i].ID
}

func (s *idlePeriodsState) reason(id int64) *idlePeriodReasonJSON {
	for _, r := range s.Reasons {
		if r.ID == id {
			return &r
		}
	}
	return nil
}

// tell gives a story's contract the pauses it has: those of the customer's record,
// and for the ones who are about pausing more.
func (s *idlePeriodsState) tell(st *studio, story string, k *contract, today date) {
	holder := st.holderOf(k)
	if story == storyPaused { // not for the first time
		start := today.addMonths(-6)
		s.Periods = append(s.Periods, &idlePeriod{ID: st.newID(), ContractID: k.ID, Start: start.String(), End: start.add(13).String(), Terms: 14, ReasonID: s.Reasons[0].ID})
	}
	for _, shown := range holder.Record.IdlePeriods {
		p := &idlePeriod{
			ID: shown.ID, ContractID: k.ID, Start: shown.StartDate, End: shown.EndDate,
			ReasonID: s.reasonNamed(shown.Reason), Document: st.keep("attest.png", "image/png", picture(color.Gray{0xee})),
		}
		p.Terms = s.of(k).termsIn(writtenDate(p.Start), writtenDate(p.End))
		p.FeeCents = s.fee(k, p)
		s.Periods = append(s.Periods, p)
		st.extend(k, p)
	}
	if story == storyPending {
		rules := s.of(k)
		start := rules.firstStart(today)
		p := &idlePeriod{ID: st.newID(), ContractID: k.ID, Pending: true, Start: start.String(), End: rules.lastDay(start, 1, true).String(), Terms: 1, ReasonID: s.Reasons[0].ID}
		p.FeeCents = s.fee(k, p)
		s.Periods = append(s.Periods, p)
	}
	st.showIdle(k)
}

func (s *idlePeriodsState) index(st *studio) error {
	for _, p := range s.Periods {
		if st.contracts[p.ContractID] == nil {
			return fmt.Errorf("idle period %d has no contract", p.ID)
		}
	}
	return nil
}

// move takes along the pauses of a customer's contracts, and the rules that were agreed
// on for them. Reasons are the studio's own; the studios of a tenant have the same ones
// in the same order.
func (s *idlePeriodsState) move(customerID int64, from, to *studio) {
	there := &to.IdlePeriods
	for _, k := range to.customers[customerID].Contracts {
		there.Own[k.ID] = s.of(k)
		delete(s.Own, k.ID)
		for _, p := range s.periodsOf(k) {
			at := slices.IndexFunc(s.Reasons, func(r idlePeriodReasonJSON) bool { return r.ID == p.ReasonID })
			if at >= 0 && at < len(there.Reasons) {
				p.ReasonID = there.Reasons[at].ID
			}
			if p.Document != 0 {
				carry(p.Document, from.Files, to.Files)
			}
		}
		carryList(&s.Periods, &there.Periods, func(p *idlePeriod) bool { return p.ContractID == k.ID })
	}
}

// of is how a contract may pause.
func (s *idlePeriodsState) of(k *contract) idleRules {
	if own, ok := s.Own[k.ID]; ok {
		return own
	}
	return s.Rules
}

// periodsOf are a contract's pauses and requests by start.
func (s *idlePeriodsState) periodsOf(k *contract) []*idlePeriod {
	var out []*idlePeriod
	for _, p := range s.Periods {
		if p.ContractID == k.ID {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b *idlePeriod) int { return strings.Compare(a.Start, b.Start) })
	return out
}

func (s *idlePeriodsState) find(id int64) *idlePeriod {
	for _, p := range s.Periods {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// dropIdle forgets a pause or a request, and its proof unless another holds it too.
func (st *studio) dropIdle(p *idlePeriod) {
	s := &st.IdlePeriods
	s.Periods = slices.DeleteFunc(s.Periods, func(other *idlePeriod) bool { return other == p })
	shared := slices.ContainsFunc(s.Periods, func(other *idlePeriod) bool { return other.Document == p.Document })
	if !shared {
		delete(st.Files, p.Document)
	}
}

// extend moves the end of the contract out by an accepted pause.
func (st *studio) extend(k *contract, p *idlePeriod) {
	if st.IdlePeriods.of(k).Extends {
		p.Extended = p.days()
		k.moveEnd(p.Extended)
	}
}

// shrink takes that back.
func (st *studio) shrink(k *contract, p *idlePeriod) {
	k.moveEnd(-p.Extended)
	p.Extended = 0
}

// showIdle brings the record of a contract's holder up to date: it shows what is
// accepted, and it is what bookings look at.
func (st *studio) showIdle(k *contract) {
	holder := st.holderOf(k)
	var shown []customerIdlePeriod
	for _, own := range holder.Contracts {
		for _, p := range st.IdlePeriods.periodsOf(own) {
			if p.Pending {
				continue
			}
			unlimited := p.Unlimited
			shown = append(shown, customerIdlePeriod{
				ID: p.ID, StartDate: p.Start, EndDate: p.End, Reason: st.IdlePeriods.reason(p.ReasonID).Name,
				Contract: &contractRef{ID: own.ID, RateName: own.RateName}, Unlimited: &unlimited,
			})
		}
	}
	slices.SortStableFunc(shown, func(a, b customerIdlePeriod) int { return cmp.Compare(a.StartDate, b.StartDate) })
	holder.Record.IdlePeriods = shown
}

// picture is a small image of one colour.
func picture(c color.Color) []byte {
	img := image.NewPaletted(image.Rect(0, 0, 64, 36), color.Palette{c})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic("sandbox: " + err.Error()) // an image in memory can be encoded
	}
	return b.Bytes()
}
