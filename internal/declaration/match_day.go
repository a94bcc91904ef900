package declaration

import (
	"slices"
	"strings"

	"memberportal/pgclient"
	views "memberportal/views/mail"
)

// chooseDay finds the last day to file for, among those the API offers: the earliest on
// or after the wish, and the earliest of all where none was named or the wish comes
// before it, since a declaration made too early is one to the earliest possible day.
// The zero day, with the remark why, where only people can decide: a wish that cannot
// be read, lies before the day of arrival or beyond every day on offer.
//
// The days on offer are those of today. Where a midnight has passed since the
// declaration arrived, an earlier one may have gone that it was still in time for: the
// first day is then for the studio to settle too.
func chooseDay(f Form, offered []pgclient.Date, arrived, today pgclient.Date) (pgclient.Date, views.RemarkCode) {
	days := slices.DeleteFunc(slices.Clone(offered), func(d pgclient.Date) bool { return d.Before(today) })
	slices.SortFunc(days, compareDays)
	wish, _ := pgclient.ParseDate(f.Wished()) // none reads as none
	switch {
	case strings.TrimSpace(f.Date) != "" && wish.IsZero():
		return pgclient.Date{}, views.RemarkDateUnreadable
	case !wish.IsZero() && wish.Before(arrived):
		return pgclient.Date{}, views.RemarkDatePast
	case len(days) == 0:
		return pgclient.Date{}, views.RemarkContractFixed
	}
	i := slices.IndexFunc(days, func(d pgclient.Date) bool { return !d.Before(wish) })
	switch {
	case i < 0:
		return pgclient.Date{}, views.RemarkDateBeyond
	case i == 0 && days[0] != wish && arrived.Before(today):
		return pgclient.Date{}, views.RemarkDayPassed
	}
	return days[i], ""
}

func compareDays(a, b pgclient.Date) int {
	switch {
	case a.Before(b):
		return -1
	case b.Before(a):
		return 1
	}
	return 0
}
