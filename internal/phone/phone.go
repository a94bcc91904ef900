// Package phone reads telephone numbers as people write them and brings them
// into the one form in which they can be dialled from anywhere.
package phone

import "github.com/nyaruka/phonenumbers"

// longest is what is read of a number at most, in bytes.
const longest = 60

// Format returns the number in international form, "+49 1555 1234567". A number
// without a country's code is one of the given country (ISO 3166-1, two letters).
// false: nobody can have this number, it is too short, too long, or of no network.
func Format(typed, country string) (string, bool) {
	if len(typed) > longest {
		return "", false
	}
	number, err := phonenumbers.Parse(typed, country)
	if err != nil || !phonenumbers.IsValidNumber(number) {
		return "", false
	}
	return phonenumbers.Format(number, phonenumbers.INTERNATIONAL), true
}
