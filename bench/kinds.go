package main

import (
	"net/url"
	"regexp"
	"strings"
)

// kind is a sort of page, told by its address below the studio's: "*" is an id.
type kind struct{ name, path string }

// kinds are the pages of members, each of which must be reached and weighed. With
// "?name" the address has a parameter of this name.
func kinds() []kind {
	return []kind{
		{"home", "/"},
		{"classes", "/classes"},
		{"class slot", "/classes/*/slots/*"},
		{"bookings", "/bookings"},
		{"booking", "/bookings/class/*"},
		{"booking, appointment", "/bookings/appointment/*"},
		{"cancel", "/bookings/class/*/cancel"},
		{"cancel appointment", "/bookings/appointment/*/cancel"},
		{"appointments", "/appointments"},
		{"appointment", "/appointments/*"},
		{"appointment, confirm", "/appointments/*/book"},
		{"calendar", "/calendar"},
		{"check-in", "/checkin"},
		{"visits", "/checkin/visits"},
		{"account", "/account"},
		{"pay", "/account/pay"},
		{"profile", "/profile"},
		{"contact", "/profile/contact"},
		{"address", "/profile/address"},
		{"master data", "/profile/master"},
		{"bank account, signed", "/profile/payment"},
		{"photo", "/profile/photo"},
		{"additional", "/profile/additional"},
		{"preferences", "/profile/preferences"},
		{"documents", "/profile/documents"},
		{"contracts", "/contracts"},
		{"contract", "/contracts/*"},
		{"cancel contract", "/contracts/*/cancel"},
		{"cancel contract, take back", "/contracts/*/cancel/withdraw"},
		{"pause", "/contracts/*/pause"},
		{"pause, confirm", "/contracts/*/pause?start"},
		{"pause, take back", "/contracts/*/pause/*/withdraw"},
		{"extras", "/contracts/*/extras"},
		{"extra", "/contracts/*/extras/*"},
		{"cancel extra", "/contracts/*/extras/*/cancel"},
		{"switch", "/contracts/*/switch"},
		{"switch, preview", "/contracts/*/switch?config"},
		{"messages", "/messages"},
	}
}

var ids = regexp.MustCompile(`/[0-9]+(/|$)`)

// kindAt names the kind of the page at an address of a studio; a page that nobody
// has named yet is its address.
func kindAt(u *url.URL, slug string) string {
	path := strings.TrimPrefix(u.Path, "/"+slug)
	for ids.MatchString(path) {
		path = ids.ReplaceAllString(path, "/*$1")
	}
	name := path
	for _, k := range kinds() {
		at, parameter, more := strings.Cut(k.path, "?")
		if at == path && (!more || u.Query().Has(parameter)) {
			name = k.name
		}
	}
	return name
}
