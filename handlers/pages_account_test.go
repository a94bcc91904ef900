package handlers

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
	"memberportal/views"
)

func euros(t *testing.T, amount string) *pgclient.Money {
	t.Helper()
	d, err := pgclient.ParseDecimal(amount)
	require.NoError(t, err)
	return &pgclient.Money{Amount: d, Currency: "EUR"}
}

func entryOf(t *testing.T, id int64, due, amount, open string) pgclient.BookingEntry {
	t.Helper()
	return pgclient.BookingEntry{ID: id, DueDate: day(t, due), Description: "Premium", Amount: euros(t, amount), OpenAmount: euros(t, open)}
}

// sliced answers with these slices, one after the other; nil is an outage.
func sliced(slices map[string]*pgclient.Slice[pgclient.BookingEntry], asked *[]string) entryCall {
	return func(_ context.Context, _ int64, p pgclient.SliceParams) (pgclient.Slice[pgclient.BookingEntry], error) {
		*asked = append(*asked, p.Offset)
		if s := slices[p.Offset]; s != nil {
			return *s, nil
		}
		return pgclient.Slice[pgclient.BookingEntry]{}, errors.New("down")
	}
}

func TestReadEntries(t *testing.T) {
	type slice = pgclient.Slice[pgclient.BookingEntry]
	of := func(next string, ids ...int64) *slice {
		s := &slice{HasNext: next != "", Offset: next}
		for _, n := range ids {
			s.Result = append(s.Result, pgclient.BookingEntry{ID: n})
		}
		return s
	}
	for name, c := range map[string]struct {
		slices     map[string]*slice
		offset     string
		limit      int
		asked      []string
		shown, all int
		next       string
		whole      bool
		fault      bool
		fails      bool
	}{
		"one":                     {map[string]*slice{"": of("", 1, 2)}, "", 20, []string{""}, 2, 2, "", true, false, false},
		"none":                    {map[string]*slice{"": of("")}, "", 20, []string{""}, 0, 0, "", true, false, false},
		"three, two shown":        {map[string]*slice{"": of("a", 1), "a": of("b", 2), "b": of("", 3)}, "", 20, []string{"", "a", "b"}, 2, 3, "b", true, false, false},
		"from an offset":          {map[string]*slice{"a": of("b", 2), "b": of("", 3)}, "a", 2, []string{"a", "b"}, 2, 2, "", false, false, false},
		"limit":                   {map[string]*slice{"": of("a", 1), "a": of("b", 2)}, "", 2, []string{"", "a"}, 2, 2, "b", false, false, false},
		"goes round":              {map[string]*slice{"": of("a", 1), "a": of("a", 2)}, "", 20, []string{"", "a"}, 2, 2, "", false, false, false},
		"goes back to the start":  {map[string]*slice{"": of("0", 1)}, "", 20, []string{""}, 1, 1, "", false, false, false},
		"moved while it was read": {map[string]*slice{"": of("a", 1, 2), "a": of("", 2, 3)}, "", 20, []string{"", "a"}, 3, 3, "", true, false, false},
		"second fails":            {map[string]*slice{"": of("a", 1)}, "", 20, []string{"", "a"}, 1, 1, "a", false, true, false},
		"first fails":             {nil, "", 20, []string{""}, 0, 0, "", false, false, true},
	} {
		var asked []string
		e, err := readEntries(t.Context(), sliced(c.slices, &asked), 1, c.offset, c.limit)
		require.Equal(t, c.fails, err != nil, name)
		require.Equal(t, c.asked, asked, name)
		require.Len(t, e.shown, c.shown, name)
		require.Len(t, e.all, c.all, name)
		require.Equal(t, c.next, e.next, name)
		require.Equal(t, c.whole, e.whole, name)
		require.Equal(t, c.fault, e.fault != nil, name)
	}
}

func TestDebt(t *testing.T) {
	plan := entryOf(t, 3, "2026-03-01", "30.00", "20.00")
	plan.InstallmentPlan = true
	other := entryOf(t, 4, "2026-03-01", "9.00", "9.00")
	other.OpenAmount.Currency = "CHF"
	credit := entryOf(t, 5, "2026-02-01", "-5.00", "-5.00")
	d := debtOf(accountEntries{whole: true, all: []pgclient.BookingEntry{
		entryOf(t, 1, "2026-05-01", "39.90", "39.90"), entryOf(t, 2, "2026-04-01", "39.90", "0.10"), plan, other, credit,
		entryOf(t, 6, "2026-01-01", "39.90", "0.00"), {ID: 7},
	}}, "EUR")
	require.Equal(t, "40.00", d.sum.String())
	require.Equal(t, "20.00", d.instalments.String())
	require.Equal(t, []int64{2, 1}, []int64{d.claims[0].ID, d.claims[1].ID}, "the oldest first, only what can be paid")
	require.False(t, d.atLeast)
	require.True(t, debtOf(accountEntries{}, "EUR").atLeast)
}

func TestAccountOpenInWords(t *testing.T) {
	late := entryOf(t, 1, "2026-05-01", "39.90", "39.90")
	for name, c := range map[string]struct {
		past       part[accountEntries]
		open, says string
		missing    bool
	}{
		"nothing":             {part[accountEntries]{value: accountEntries{whole: true}}, "", "Nothing is open. Everything that was due has been paid.", false},
		"nothing as far read": {part[accountEntries]{}, "", "Nothing is open among the transactions that could be read. Some could not be read just now.", false},
		"open":                {part[accountEntries]{value: accountEntries{whole: true, all: []pgclient.BookingEntry{late}}}, "€39.90", "This was due and has not been paid yet.", false},
		"open as far as read": {part[accountEntries]{value: accountEntries{all: []pgclient.BookingEntry{late}}}, "€39.90", "At least this was due and has not been paid yet. Not all transactions could be read just now.", false},
		"down":                {part[accountEntries]{err: errors.New("down")}, "", "", true},
	} {
		p := newAccountPage(berlinPage(t), day(t, "2026-06-15"), accountLoad{past: c.past, currency: "EUR"})
		require.Equal(t, c.open, p.Open, name)
		require.Equal(t, c.says, p.OpenText, name)
		require.Equal(t, c.missing, p.OpenMissing, name)
	}
}

// Only zero has a meaning: the sign is not documented.
func TestBalanceInWords(t *testing.T) {
	for amount, hint := range map[string]string{
		"0.00":   "Your account is even.",
		"-91.40": "This is the figure in the studio’s system.",
		"91.40":  "This is the figure in the studio’s system.",
	} {
		p := newAccountPage(berlinPage(t), day(t, "2026-06-15"), accountLoad{balance: part[pgclient.CustomerAccountBalance]{value: pgclient.CustomerAccountBalance{AccountBalance: euros(t, amount)}}})
		require.Contains(t, p.BalanceHint, hint, amount)
		require.Equal(t, "Account balance", p.Balance[0].Term)
	}
	p := newAccountPage(berlinPage(t), day(t, "2026-06-15"), accountLoad{})
	require.Empty(t, p.Balance)
	require.Empty(t, p.BalanceHint)
}

func TestEntryLists(t *testing.T) {
	half := entryOf(t, 1, "2026-04-01", "39.90", "19.90")
	whole := entryOf(t, 2, "2026-05-01", "39.90", "39.90")
	plan := entryOf(t, 3, "2026-03-01", "39.90", "10.00")
	plan.InstallmentPlan = true
	bare := pgclient.BookingEntry{ID: 4}
	past := part[accountEntries]{value: accountEntries{shown: []pgclient.BookingEntry{half, whole, plan, bare}}}
	l := newEntryList(berlinPage(t).Text, past, "", 3, "EUR", true, day(t, "2026-06-15"))
	require.Equal(t, []views.Entry{
		{Title: "Premium", Date: "1 May 2026", Amount: "€39.90", State: views.Chip{Tone: views.ToneWarn, Text: "Open"}},
		{Title: "Premium", Date: "1 April 2026", Amount: "€39.90", State: views.Chip{Tone: views.ToneWarn, Text: "€19.90 still open"}},
		{Title: "Premium", Date: "1 March 2026", Amount: "€39.90", State: views.Chip{Tone: views.ToneInfo, Text: "In instalments"}},
	}, l.First)
	require.Equal(t, []views.Entry{{Title: "No description"}}, l.Rest)
	require.Empty(t, newEntryList(berlinPage(t).Text, past, "50", 3, "EUR", true, day(t, "2026-06-15")).Rest, "a later page shows all it has")

	next := part[accountEntries]{value: accountEntries{shown: []pgclient.BookingEntry{entryOf(t, 2, "2026-07-01", "39.90", "0"), entryOf(t, 1, "2026-06-15", "65", "65")}}}
	require.Equal(t, []views.Entry{
		{Title: "Premium", Date: "Due today", Amount: "€65.00"},
		{Title: "Premium", Date: "1 July 2026", Amount: "€39.90", State: views.Chip{Tone: views.ToneGood, Text: "Paid"}},
	}, newEntryList(berlinPage(t).Text, next, "", 6, "EUR", false, day(t, "2026-06-15")).First)
}

func TestAccountNotices(t *testing.T) {
	of := func(whole bool, list ...pgclient.BookingEntry) part[accountEntries] {
		return part[accountEntries]{value: accountEntries{all: list, whole: whole}}
	}
	down := part[accountEntries]{err: errors.New("down")}
	late := entryOf(t, 1, "2026-05-01", "39.90", "39.90")
	for name, c := range map[string]struct {
		past, upcoming part[accountEntries]
		says           string
	}{
		"nothing":            {of(true), of(true), ""},
		"open":               {of(true, late), of(true, entryOf(t, 2, "2026-06-16", "1", "1")), "€39.90 is open."},
		"open, not all read": {of(false, late), of(true), "Some payments are open."},
		"due today":          {of(true), of(true, entryOf(t, 2, "2026-06-15", "1", "1"), entryOf(t, 3, "2026-06-15", "2.50", "2.50")), "€3.50 is due today."},
		"due soon":           {of(true), of(true, entryOf(t, 2, "2026-07-01", "1", "1"), entryOf(t, 3, "2026-06-29", "2.50", "2.50")), "€2.50 is due on 29 June 2026."},
		"due later":          {of(true), of(true, entryOf(t, 2, "2026-06-30", "1", "1")), ""},
		"paid already":       {of(true), of(true, entryOf(t, 2, "2026-06-16", "1", "0")), ""},
		"not all read":       {of(true), of(false, entryOf(t, 2, "2026-06-16", "1", "1")), ""},
		"past down":          {down, of(true, entryOf(t, 2, "2026-06-16", "1", "1")), "€1.00 is due on 16 June 2026."},
		"all down":           {down, down, ""},
	} {
		list := accountNotices(berlinPage(t), day(t, "2026-06-15"), "EUR", c.past, c.upcoming)
		if c.says == "" {
			require.Empty(t, list, name)
			continue
		}
		require.Len(t, list, 1, name)
		require.Equal(t, c.says, list[0].Title, name)
		require.Equal(t, "/nordlicht/account", list[0].LinkTo, name)
	}
}

func TestIBANEnd(t *testing.T) {
	for iban, end := range map[string]string{
		"DE89 3704 0044 0532 0130 00": "3000", "GB29NWBK60161331926819": "6819", "DE89xxxxxxxxxxxxxx3000": "3000", "DE89****************": "", "": "", "3000": "", "DE89 3704 XXXX XXXX XXXX XX": "",
	} {
		require.Equal(t, end, ibanEnd(iban), iban)
	}
}

func TestSinceReleaseOfTwoParts(t *testing.T) {
	for release, want := range map[string]bool{"1.11.0": true, "1.12": true, "2.0.0": true, "1.10.9": false, "1.8.3": false, "1.9": false, "": false, "x": false, "10.0": true, "1.11": true} {
		require.Equal(t, want, sinceRelease(release, 1, 11), release)
	}
}

func TestDefused(t *testing.T) {
	for text, want := range map[string]string{
		"Premium": "Premium", "": "", "=1+1": "'=1+1", "+49": "'+49", "-2": "'-2", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", " =1": "' =1", "＝1": "'＝1", "A=1": "A=1", "Österreich": "Österreich",
	} {
		require.Equal(t, want, defused(text))
	}
	line := csvLine(pgclient.BookingEntry{DueDate: day(t, "2026-05-01"), Description: `=HYPERLINK("http://evil")`, Amount: euros(t, "-5.00"), InstallmentPlan: true}, "yes", "no", "EUR")
	require.Equal(t, []string{"2026-05-01", `'=HYPERLINK("http://evil")`, "-5.00", "", "EUR", "yes"}, line)
}

func TestPayPolicyNamesTheOriginAlone(t *testing.T) {
	require.Equal(t, "script-src 'self' http://127.0.0.1:8090; style-src 'self' http://127.0.0.1:8090; connect-src 'self' http://127.0.0.1:8090; frame-src http://127.0.0.1:8090; form-action 'self'",
		payPolicy("script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'", "http://127.0.0.1:8090/_widget.js?v=1"))
}
