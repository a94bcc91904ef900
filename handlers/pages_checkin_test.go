package handlers

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
)

func TestCodeState(t *testing.T) {
	on, off := new(true), new(false)
	code := func(kind pgclient.Kind) part[pgclient.CustomerAccessCode] {
		return failed[pgclient.CustomerAccessCode](kind)
	}
	good := part[pgclient.CustomerAccessCode]{value: pgclient.CustomerAccessCode{Format: pgclient.AccessCodeFormatQRCode, Content: "007"}}
	info := func(enabled *bool) part[pgclient.StudioInformation] {
		return part[pgclient.StudioInformation]{value: pgclient.StudioInformation{AccessCodeConfiguration: pgclient.StudioAccessCodeConfiguration{Enabled: enabled}}}
	}
	down := failed[pgclient.StudioInformation](pgclient.Timeout)
	for name, c := range map[string]struct {
		info part[pgclient.StudioInformation]
		code part[pgclient.CustomerAccessCode]
		want codeState
	}{
		"shown":                 {info(on), good, codeShown},
		"switched off":          {info(off), good, codeOff},
		"nothing said of it":    {info(nil), good, codeOff},
		"off, and refused":      {info(off), code(pgclient.NotFound), codeOff},
		"refused":               {info(on), code(pgclient.NotFound), codeOff},
		"refused otherwise":     {info(on), code(pgclient.Invalid), codeOff},
		"late":                  {info(on), code(pgclient.Timeout), codeMissing},
		"no scope":              {info(on), code(pgclient.Forbidden), codeHidden},
		"the switch is unknown": {down, good, codeShown},
		"nothing is known":      {down, code(pgclient.Unavailable), codeMissing},
		"another format":        {info(on), part[pgclient.CustomerAccessCode]{value: pgclient.CustomerAccessCode{Format: "SOUND", Content: "007"}}, codeOff},
		"too long to draw":      {info(on), part[pgclient.CustomerAccessCode]{value: pgclient.CustomerAccessCode{Format: "QR_CODE", Content: strings.Repeat("ü", 4000)}}, codeMissing},
	} {
		require.Equal(t, c.want, checkinLoad{studio: c.info, code: c.code}.codeState(), name)
	}
}

func TestDoorCodeRenewsBeforeItEnds(t *testing.T) {
	text, now := berlinPage(t).Text, moment(t, "2026-06-15 12:00")
	for _, c := range []struct {
		end   string
		fresh int
		valid string
	}{
		{"", 60, "Renewed every minute"},
		{"2026-06-15T12:02:00+02:00", 112, "Valid until 12:02"},
		{"2026-06-15T10:02:00Z", 112, "Valid until 12:02"},
		{"2026-06-15T12:00:05+02:00", 5, "Valid until 12:00"},
		{"2026-06-15T11:00:00+02:00", 5, "Renewed every minute"}, // our clock is ahead: nothing untrue, and no storm
		{"2026-06-16T08:00:00+02:00", 1800, "Valid until Tuesday, 16 June, 08:00"},
	} {
		code := pgclient.CustomerAccessCode{Format: "QR_CODE", Content: "0012"}
		if c.end != "" {
			code.ExpiresAt = zt(t, c.end)
		}
		d := newDoorCode(text, now, code)
		require.Equal(t, c.fresh, d.Fresh, c.end)
		require.Equal(t, c.valid, d.Valid, c.end)
	}
}

func TestMediumsKeepTheirSecret(t *testing.T) {
	text := berlinPage(t).Text
	for _, c := range []struct {
		kind        pgclient.AccessMediumType
		value, want string
	}{
		{"CARD_NUMBER", "1234567890", "ends in 7890"},
		{"CARD_NUMBER", "123456", "ends in 456"},
		{"CARD_NUMBER", "12345", "is not shown here"},
		{"CARD_NUMBER", "", "is not shown here"},
		{"PIN", "123456789012", "is not shown here"},
		{"WALLET_PASS", "a-łąśź", "ends in ąśź"},
		{"LATER", "12345678", "ends in 5678"},
	} {
		require.Equal(t, c.want, mediumEnd(text, pgclient.AccessMedium{Type: c.kind, Value: c.value}), "%s %s", c.kind, c.value)
	}
}

func TestBenefits(t *testing.T) {
	text := berlinPage(t).Text
	got := newBenefits(text, []string{"SAUNA", "vip_lounge-east", "GONE", "drinks"}, []pgclient.BenefitValidation{
		{Key: "drinks"}, {Key: "SAUNA", Valid: true}, {Key: "vip_lounge-east", Valid: true}, {Key: "NOT_ASKED", Valid: true},
	})
	now := views.Chip{Tone: views.ToneGood, Text: "Valid now"}
	require.Equal(t, []views.Benefit{
		{Name: "Sauna", State: now}, {Name: "Vip lounge east", State: now}, {Name: "Drinks", State: views.Chip{Text: "Not valid now"}},
	}, got)
	require.Equal(t, "__", benefitName(text, "__"))
}

func TestReadPeriod(t *testing.T) {
	text, today := berlinPage(t).Text, day(t, "2026-06-15")
	for _, c := range []struct{ from, to, wantFrom, wantTo, field string }{
		{"", "", "2025-06-16", "2026-06-15", ""},
		{"2026-06-01", "", "2026-06-01", "2026-06-15", ""},
		{"2024-01-01", "", "2024-01-01", "2024-12-30", ""},
		{"", "2024-12-31", "2024-01-02", "2024-12-31", ""},
		{"2026-06-01", "2027-01-01", "2026-06-01", "2026-06-15", ""},
		{"2026-06-15", "2026-06-15", "2026-06-15", "2026-06-15", ""},
		{"2025-06-16", "2026-06-15", "2025-06-16", "2026-06-15", ""},
		{"2025-06-15", "2026-06-15", "", "", "from"},
		{"2026-06-16", "", "", "", "from"},
		{"2026-06-10", "2026-06-09", "", "", "to"},
		{"yesterday", "2026-06-09", "", "", "from"},
		{"2026-06-01", "2026-02-30", "", "", "to"},
		{"0001-01-01", "", "0001-01-01", "0001-12-31", ""},
	} {
		p, wrong := readPeriod(text, today, c.from, c.to)
		if c.field != "" {
			require.Len(t, wrong, 1, "%+v", c)
			require.Equal(t, c.field, wrong[0].Field, "%+v", c)
			continue
		}
		require.Empty(t, wrong, "%+v", c)
		require.Equal(t, c.wantFrom+" "+c.wantTo, p.from.String()+" "+p.to.String(), "%+v", c)
	}
}

func TestWindowsCoverThePeriodOnce(t *testing.T) {
	p := period{day(t, "2025-06-16"), day(t, "2026-06-15")}
	next, windows := p.from, p.windows()
	require.LessOrEqual(t, len(windows), 4)
	for _, w := range windows {
		require.Equal(t, next, w.from)
		next = w.to.AddDays(1)
	}
	require.Equal(t, p.to.AddDays(1), next)
}

// A night at the clock change, two visits a day, one without an end, one over
// midnight, and one of another place's day.
func TestVisitsPage(t *testing.T) {
	base, now := berlinPage(t), moment(t, "2026-10-26 19:00")
	visit := func(id int64, in, out string) pgclient.CustomerCheckin {
		v := pgclient.CustomerCheckin{CheckinID: id, CheckInDateTime: zt(t, in), StudioName: "Nordlicht"}
		if out != "" {
			v.CheckOutDateTime = zt(t, out)
		}
		return v
	}
	visits := inOrder([]pgclient.CustomerCheckin{
		visit(1, "2026-10-19T06:00:00+02:00", ""),
		visit(2, "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"),
		visit(3, "2026-10-25T23:30:00+01:00", "2026-10-26T00:30:00+01:00"),
		visit(4, "2026-10-26T17:05:00Z", ""),
		visit(3, "2026-10-25T23:30:00+01:00", "2026-10-26T00:30:00+01:00"),
		{CheckinID: 9},
	})
	p := newVisitsPage(base, now, period{day(t, "2026-10-01"), day(t, "2026-10-26")}, visits)
	require.Equal(t, "4 visits", p.Total)
	require.Equal(t, "about 1 a week", p.Usual)
	require.Equal(t, "You have been checked in since 18:05 (Nordlicht).", p.Inside)
	require.Equal(t, []views.VisitWeek{
		{Name: "Week of 26 October 2026", Count: "1 visit", Visits: []views.Visit{{Day: "Mon 26 Oct", In: "18:05", Out: "still inside", Place: "Nordlicht"}}},
		{Name: "Week of 19 October 2026", Count: "3 visits", Visits: []views.Visit{
			{Day: "Sun 25 Oct", In: "23:30", Out: "Mon 00:30", Place: "Nordlicht"},
			{Day: "Sun 25 Oct", In: "02:30", Out: "02:30", Place: "Nordlicht"},
			{Day: "Mon 19 Oct", In: "06:00", Out: "not noted", Place: "Nordlicht"},
		}},
	}, p.Weeks)
	require.Len(t, p.Pictures, 1)
	squares := map[string]int{}
	for _, s := range p.Pictures[0].Shades {
		squares[s.Class] = daysDrawn(t, s)
	}
	require.Equal(t, map[string]int{"v0": 26, "v1": 2, "v2": 1}, squares, "26 days, and three of them with visits")

	yesterday := newVisitsPage(base, now, period{day(t, "2026-10-01"), day(t, "2026-10-26")}, []pgclient.CustomerCheckin{visit(1, "2026-10-25T18:00:00+01:00", "")})
	require.Empty(t, yesterday.Inside, "who never checked out yesterday is not inside")
	require.Equal(t, "less than one a week", yesterday.Usual)
}

var strip = regexp.MustCompile(`v(\d+)(m|$)`)

// daysDrawn counts the days of a shade by the length of its strips, which are dashed
// into squares of 10 every 12.
func daysDrawn(t *testing.T, s views.Shade) int {
	t.Helper()
	days := 0
	for _, found := range strip.FindAllStringSubmatch(s.Path, -1) {
		length, err := strconv.Atoi(found[1])
		require.NoError(t, err)
		require.Zero(t, (length+2)%12)
		days += (length + 2) / 12
	}
	return days
}

func TestAYearIsTwoPictures(t *testing.T) {
	for _, from := range []string{"2025-06-16", "2025-06-18", "2023-12-31"} {
		p := period{day(t, from), day(t, from).AddDays(yearOfVisits - 1)}
		pictures := calendarPictures(berlinPage(t).Text, p, map[pgclient.Date]int{p.from: 1, p.to: 5})
		require.Len(t, pictures, 2)
		days := 0
		for _, picture := range pictures {
			days += daysDrawn(t, picture.Shades[0])
		}
		require.Equal(t, yearOfVisits, days)
	}
}

func TestMonday(t *testing.T) {
	for n := range 7 {
		require.Equal(t, day(t, "2026-10-19"), mondayOf(day(t, "2026-10-19").AddDays(n)))
	}
}

func TestRecentVisits(t *testing.T) {
	now := moment(t, "2026-06-15 12:00")
	visits := []pgclient.CustomerCheckin{
		{CheckInDateTime: zt(t, "2026-06-15T00:30:00+02:00")}, {CheckInDateTime: zt(t, "2026-05-18T23:00:00Z")},
		{CheckInDateTime: zt(t, "2026-05-18T23:00:00+02:00")}, // 29 days ago
	}
	v := newRecentVisits(berlinPage(t), now, visits)
	require.Equal(t, "2 visits in the last 4 weeks", v.Text)
}

func TestMessagesPage(t *testing.T) {
	base, now := berlinPage(t), moment(t, "2026-06-15 12:00")
	message := func(state store.MessageState, ago time.Duration, thread int64) views.Message {
		return newMessage(base, now, 90*time.Second, store.Message{ID: "A", State: state, Sent: now.Add(-ago).UTC(), ThreadID: thread})
	}
	require.Equal(t, "Sent", message(store.MessageSent, time.Hour, 5).State.Text)
	require.NotEmpty(t, message(store.MessageSent, time.Hour, 5).AnswerTo)
	require.Equal(t, "15 June 2026, 11:00", message(store.MessageSent, time.Hour, 5).When)
	require.Equal(t, "Being sent", message(store.MessageSending, time.Minute, 0).State.Text)
	for _, m := range []views.Message{message(store.MessageUnclear, time.Second, 0), message(store.MessageSending, 2*time.Minute, 5)} {
		require.Equal(t, "Not confirmed", m.State.Text, "a process that died over it knows nothing")
		require.NotEmpty(t, m.AgainTo)
		require.Empty(t, m.AnswerTo)
	}
	for _, c := range []struct {
		total, number          int
		position, newer, older string
	}{
		{0, 1, "", "", ""}, {20, 1, "", "", ""}, {21, 1, "1 to 20 of 21", "", "/nordlicht/messages?page=2"},
		{21, 2, "21 to 21 of 21", "/nordlicht/messages", ""}, {500, 25, "481 to 500 of 500", "/nordlicht/messages?page=24", ""},
	} {
		p := newMessagesPage(base, now, time.Minute, record{total: c.total, number: c.number}, draft{})
		require.Equal(t, []string{c.position, c.newer, c.older}, []string{p.Position, p.Newer, p.Older}, strconv.Itoa(c.total))
	}
}

func TestTypedTextIsCleaned(t *testing.T) {
	require.Equal(t, "a b", oneLine(" a\r\n\tb\x00\xff "))
	require.Equal(t, "a\n\n b\t<b>c</b>", manyLines("\r\na\r\n\r\n b\t<b>c</b>\x00\x1b\r\n"))
}
