package handlers

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"memberportal/i18n"
	"memberportal/pgclient"
	"memberportal/views"
)

const (
	yearOfVisits   = 365  // days from the first to the last, both counted: the API takes one more
	visitWindow    = 92   // days that one chain of slices reads
	mostVisits     = 1000 // of a window: three years of visits each day
	recentDays     = 28   // on the home page
	weeksInPicture = 27   // half a year, wherever its weeks begin
)

// showVisits shows when the member was there.
func showVisits(c *Context) error {
	q := c.echo.QueryParams()
	period, fields := readPeriod(c.Text, c.today(), q.Get("from"), q.Get("to"))
	base := c.page(c.Text.T("checkin.visits"), "checkin")
	if len(fields) > 0 {
		base.Errors = fields
		p := views.VisitsPage{Page: base, From: q.Get("from"), To: q.Get("to"), Refused: true}
		return c.Render(http.StatusUnprocessableEntity, views.Visits(p))
	}
	var visits part[[]pgclient.CustomerCheckin]
	load := c.newParts()
	need(load, &visits.value, func(ctx context.Context) ([]pgclient.CustomerCheckin, error) {
		return readVisits(ctx, c.API, c.Who.CustomerID, period)
	})
	if err := load.wait(); err != nil {
		return err // without a scope the page does not exist
	}
	return c.Render(http.StatusOK, views.Visits(newVisitsPage(base, c.now(), period, visits.value)))
}

// period is days of the studio, both counted.
type period struct{ from, to pgclient.Date }

// readPeriod reads the days to look at: the last year where none are given. What
// cannot be asked for has an error at its field. Tomorrow has no visits: a later end
// is today.
func readPeriod(text *i18n.Printer, today pgclient.Date, from, to string) (period, []views.FieldError) {
	var p period
	var wrong []views.FieldError
	day := func(field, value string, into *pgclient.Date) {
		if value = strings.TrimSpace(value); value == "" {
			return
		}
		d, err := pgclient.ParseDate(value)
		if err != nil {
			wrong = append(wrong, views.FieldError{Field: field, Text: text.T("checkin.date_wrong")})
		}
		*into = d
	}
	day("from", from, &p.from)
	day("to", to, &p.to)
	if len(wrong) > 0 {
		return p, wrong
	}
	if p.to.IsZero() && !p.from.IsZero() {
		p.to = p.from.AddDays(yearOfVisits - 1)
	}
	if p.to.IsZero() || today.Before(p.to) {
		p.to = today
	}
	if p.from.IsZero() {
		p.from = p.to.AddDays(1 - yearOfVisits)
	}
	switch {
	case today.Before(p.from):
		wrong = append(wrong, views.FieldError{Field: "from", Text: text.T("checkin.date_future")})
	case p.to.Before(p.from):
		wrong = append(wrong, views.FieldError{Field: "to", Text: text.T("checkin.date_order")})
	case daysBetween(p.from, p.to) >= yearOfVisits:
		wrong = append(wrong, views.FieldError{Field: "from", Text: text.N("checkin.date_span", yearOfVisits)})
	}
	return p, wrong
}

// windows cuts a period into parts that are read side by side: each slice of a list
// is only known when the one before it has come.
func (p period) windows() []period {
	var list []period
	for from := p.from; !p.to.Before(from); from = from.AddDays(visitWindow) {
		to := from.AddDays(visitWindow - 1)
		if p.to.Before(to) {
			to = p.to
		}
		list = append(list, period{from, to})
	}
	return list
}

// readVisits reads all visits of a period, newest first. A visit that two windows
// list, by the clock of another place, counts once.
func readVisits(ctx context.Context, api *pgclient.Client, customerID int64, p period) ([]pgclient.CustomerCheckin, error) {
	windows := p.windows()
	parts := make([][]pgclient.CustomerCheckin, len(windows))
	var group errgroup.Group
	for i, w := range windows {
		group.Go(func() error {
			for visit, err := range api.AllCustomersCheckinHistory(ctx, customerID, w.from, w.to) {
				if err != nil {
					return err
				}
				if parts[i] = append(parts[i], visit); len(parts[i]) >= mostVisits {
					break
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return inOrder(slices.Concat(parts...)), nil
}

// inOrder is newest first, each once, and without what has no time.
func inOrder(visits []pgclient.CustomerCheckin) []pgclient.CustomerCheckin {
	seen := map[int64]bool{}
	visits = slices.DeleteFunc(visits, func(v pgclient.CustomerCheckin) bool {
		known := seen[v.CheckinID] && v.CheckinID != 0
		seen[v.CheckinID] = true
		return known || v.CheckInDateTime.IsZero()
	})
	slices.SortStableFunc(visits, func(a, b pgclient.CustomerCheckin) int {
		return cmp.Or(b.CheckInDateTime.Time().Compare(a.CheckInDateTime.Time()), cmp.Compare(b.CheckinID, a.CheckinID))
	})
	return visits
}

func newVisitsPage(base views.Page, now time.Time, p period, visits []pgclient.CustomerCheckin) views.VisitsPage {
	text := base.Text
	v := views.VisitsPage{
		Page: base, From: p.from.String(), To: p.to.String(), Zone: zoneNote(text),
		Period: text.T("checkin.between", "from", dateText(text, p.from), "to", dateText(text, p.to)),
		Total:  text.N("checkin.visit_count", len(visits)),
	}
	if len(visits) == 0 {
		return v
	}
	if days := daysBetween(p.from, p.to) + 1; days >= 14 {
		v.Usual = text.T("checkin.rarely")
		if often := (len(visits)*14 + days) / (2 * days); often > 0 {
			v.Usual = text.N("checkin.a_week", often)
		}
	}
	perDay := map[pgclient.Date]int{}
	for i, visit := range visits {
		in := visit.CheckInDateTime.Time().In(text.Location())
		day := pgclient.DateOf(in)
		perDay[day]++
		monday := mondayOf(day)
		if len(v.Weeks) == 0 || v.Weeks[len(v.Weeks)-1].Name != weekName(text, monday) {
			v.Weeks = append(v.Weeks, views.VisitWeek{Name: weekName(text, monday)})
		}
		row := views.Visit{
			Day: text.ShortDay(in), In: text.Time(in), Out: text.T("checkin.no_out"), Place: visit.StudioName,
		}
		switch out := visit.CheckOutDateTime.Time().In(text.Location()); {
		case !visit.CheckOutDateTime.IsZero() && pgclient.DateOf(out) != day:
			row.Out = text.WeekdayTime(out)
		case !visit.CheckOutDateTime.IsZero():
			row.Out = text.Time(out)
		case i == 0 && stillInside(visit, now):
			row.Out = text.T("checkin.still_inside")
			v.Inside = text.T("checkin.inside_since", "time", text.Time(in), "place", visit.StudioName)
			if visit.StudioName == "" {
				v.Inside = text.T("checkin.inside_since_here", "time", text.Time(in))
			}
		}
		last := &v.Weeks[len(v.Weeks)-1]
		last.Visits = append(last.Visits, row)
	}
	for i := range v.Weeks {
		v.Weeks[i].Count = text.N("checkin.visit_count", len(v.Weeks[i].Visits))
	}
	v.Pictures = calendarPictures(text, p, perDay)
	v.Shades = views.Legend(text.T("checkin.shade_none"), text.T("checkin.shade_one"), text.T("checkin.shade_more"))
	return v
}

// stillInside: the newest visit has no end and began today. One of a day before was
// never checked out.
func stillInside(v pgclient.CustomerCheckin, now time.Time) bool {
	in := v.CheckInDateTime.Time()
	return v.CheckOutDateTime.IsZero() && !in.After(now) && pgclient.DateOf(in.In(now.Location())) == pgclient.DateOf(now)
}

func dateText(text *i18n.Printer, d pgclient.Date) string { return text.Date(d.In(text.Location())) }

func weekName(text *i18n.Printer, monday pgclient.Date) string {
	return text.T("checkin.week_of", "date", dateText(text, monday))
}

func mondayOf(d pgclient.Date) pgclient.Date {
	return d.AddDays(-(int(d.In(time.UTC).Weekday()) + 6) % 7)
}

// calendarPictures draw a period as weeks side by side, half a year a picture, so
// that a phone shows them below each other.
func calendarPictures(text *i18n.Printer, p period, perDay map[pgclient.Date]int) []views.VisitPicture {
	first, last := mondayOf(p.from), mondayOf(p.to)
	weeks := daysBetween(first, last)/7 + 1
	pictures := (weeks + weeksInPicture - 1) / weeksInPicture
	columns := max((weeks+pictures-1)/pictures, 13) // squares of a short period would fill the page
	var list []views.VisitPicture
	for start := first; !last.Before(start); start = start.AddDays(7 * columns) {
		list = append(list, calendarPicture(text, p, perDay, start, columns))
	}
	return list
}

func calendarPicture(text *i18n.Printer, p period, perDay map[pgclient.Date]int, start pgclient.Date, columns int) views.VisitPicture {
	v := views.VisitPicture{Box: views.SquareBox(columns, 7, true)}
	for row := 0; row < 7; row += 2 {
		v.Labels = append(v.Labels, views.RowLabel(row, text.WeekdayShort(start.AddDays(row).In(text.Location()))))
	}
	var squares views.Squares
	for n := range 7 * columns {
		day := start.AddDays(n)
		if p.to.Before(day) {
			break
		}
		if day.Before(p.from) {
			continue
		}
		if d := day.In(text.Location()); d.Day() == 1 {
			v.Labels = append(v.Labels, views.ColumnLabel(n/7, text.MonthShort(d)))
		}
		squares.Add(n/7, n%7, perDay[day])
	}
	v.Shades = squares.Shades()
	return v
}

// recentPeriod is what the home page counts.
func recentPeriod(today pgclient.Date) period { return period{today.AddDays(1 - recentDays), today} }

// newRecentVisits is a square a day of the last four weeks, today last.
func newRecentVisits(base views.Page, now time.Time, visits []pgclient.CustomerCheckin) *views.RecentVisits {
	text := base.Text
	p := recentPeriod(pgclient.DateOf(now))
	perDay := map[pgclient.Date]int{}
	count := 0
	for _, v := range visits {
		if day := pgclient.DateOf(v.CheckInDateTime.Time().In(text.Location())); !day.Before(p.from) && !p.to.Before(day) {
			perDay[day]++
			count++
		}
	}
	var squares views.Squares
	for n := range recentDays {
		squares.Add(n, 0, perDay[p.from.AddDays(n)])
	}
	return &views.RecentVisits{
		Text: text.N("checkin.recent", count), To: base.Paths.Visits("", ""),
		Picture: views.VisitPicture{Box: views.SquareBox(recentDays, 1, false), Shades: squares.Shades()},
	}
}
