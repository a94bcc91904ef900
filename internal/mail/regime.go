package mail

import (
	"slices"

	views "memberportal/views/mail"
)

// regimeOf is the law on going back from an order, by the country of the studio (ISO 3166-1).
// Directive 2011/83/EU holds in the European Economic Area, not only in the Union.
func regimeOf(country string) views.Regime {
	area := []string{
		"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT",
		"NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
	}
	switch {
	case country == "GB":
		return views.RegimeUK
	case slices.Contains(area, country):
		return views.RegimeEU
	}
	return views.RegimeOther
}
