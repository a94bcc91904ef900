package handlers

import (
	"cmp"
	"strings"
	"time"
	"unicode"

	"memberportal/internal/signin"
	"memberportal/internal/store"
	"memberportal/pgclient"
)

// Fields of a change that are no field of the API.
const (
	aboutTitle  = "title"  // what it was about, by its name
	aboutStart  = "start"  // when that begins, RFC 3339
	aboutAmount = "amount" // what was paid: "39.90 EUR"
	aboutSwitch = "preference:"
)

// The states of a communication preference in a change.
const switchOn, switchOff = "on", "off"

// about is what a write was about, for the member's list of what was done; start may
// be the zero time.
func about(title string, start time.Time) []store.Change {
	var list []store.Change
	if title != "" {
		list = append(list, store.Change{Field: aboutTitle, To: title})
	}
	if !start.IsZero() {
		list = append(list, store.Change{Field: aboutStart, To: start.Format(time.RFC3339)})
	}
	return list
}

// maskedChanges are the fields of own data that differ, each before and after, masked.
func maskedChanges(kind dataKind, from, to values) []store.Change {
	var list []store.Change
	for _, name := range kind.changed(from, to) {
		list = append(list, store.Change{Field: name, From: masked(name, from[name]), To: masked(name, to[name])})
	}
	return list
}

// masked leaves of a value what its owner knows it again by, and nobody else does.
func masked(field, value string) string {
	value = strings.TrimSpace(value)
	if value == "" {
		return ""
	}
	switch field {
	case "email":
		return cmp.Or(signin.Mask(value), "••••")
	case "iban", "phonePrivate", "phonePrivateMobile", "phoneBusiness", "phoneBusinessMobile":
		return "••" + lastTwo(value)
	case "countryCode": // says little, and its mask would say nothing
		return value
	case "dateOfBirth", "gender", "customerTitle", "countryOfBirth":
		return "••••"
	}
	for _, r := range value {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return string(r) + "•••"
		}
	}
	return "••••"
}

// lastTwo are the last two letters or digits of a value that has more than six; of a
// shorter one they would say too much.
func lastTwo(value string) string {
	var plain []rune
	for _, r := range value {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			plain = append(plain, r)
		}
	}
	if len(plain) <= 6 {
		return ""
	}
	return string(plain[len(plain)-2:])
}

// switchedPreferences are the channels that were turned on or off.
func switchedPreferences(from, to preferences) []store.Change {
	state := func(b *bool) string {
		if holds(b) {
			return switchOn
		}
		return switchOff
	}
	var list []store.Change
	for i, category := range to {
		for j, ch := range category.Channels {
			before := from[i].Channels[j].Active
			if holds(before) != holds(ch.Active) {
				list = append(list, store.Change{
					Field: aboutSwitch + string(category.MessageCategory) + ":" + string(ch.CommunicationChannel),
					From:  state(before), To: state(ch.Active),
				})
			}
		}
	}
	return list
}

// startOf is a day as the beginning of something.
func startOf(c *Context, d pgclient.Date) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return d.In(c.Studio.TimeZone)
}
