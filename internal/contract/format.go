package contract

import (
	"errors"
	"net/url"
	"regexp"
	"strings"
	"time"
	_ "time/tzdata" // zone ids are checked on machines without zones, too

	"github.com/getkin/kin-openapi/openapi3"
)

// formats are the string formats the contract uses beyond those that the
// validator knows by itself (date-time, int32, int64).
func formats() map[string]openapi3.StringFormatValidator {
	is := openapi3.NewCallbackValidator[string]
	layout := func(layouts ...string) openapi3.StringFormatValidator {
		return is(func(s string) error {
			var err error
			for _, l := range layouts {
				if _, err = time.Parse(l, s); err == nil {
					return nil
				}
			}
			return err
		})
	}
	like := func(pattern, what string) openapi3.StringFormatValidator {
		re := regexp.MustCompile(pattern)
		return is(func(s string) error {
			if !re.MatchString(s) {
				return errors.New("not " + what)
			}
			return nil
		})
	}
	return map[string]openapi3.StringFormatValidator{
		"date":            layout(time.DateOnly), // unlike a pattern this knows that there is no 31 February
		"local-time":      layout("15:04:05", "15:04"),
		"local-date-time": layout("2006-01-02T15:04:05"),
		"zoned-date-time": is(zonedDateTime),
		"iso-3166-1":      like(`^[A-Z]{2}$`, "a country code of two capital letters"),
		"iso-639-1":       like(`^[a-z]{2}$`, "a language code of two small letters"),
		"iso-4217":        like(`^[A-Z]{3}$`, "a currency code of three capital letters"),
		"uuid":            like(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`, "a UUID"),
		"uri": is(func(s string) error {
			u, err := url.Parse(s)
			if err == nil && !u.IsAbs() {
				err = errors.New("not an absolute URI")
			}
			return err
		}),
	}
}

// zonedDateTime accepts the form of the API's examples and no other:
// 2022-06-22T08:00:00.000+02:00[Europe/Berlin]. The offset has to be the one the
// zone has at that instant. A client must read more forms than a server may write.
func zonedDateTime(s string) error {
	text, zone, ok := strings.Cut(s, "[")
	zone, closed := strings.CutSuffix(zone, "]")
	if !ok || !closed {
		return errors.New("no zone id in brackets at the end")
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return err
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return err
	}
	_, written := t.Zone()
	if _, real := t.In(loc).Zone(); real != written {
		return errors.New("the offset is not the zone's at that time")
	}
	return nil
}
