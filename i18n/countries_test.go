package i18n

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

var update = flag.Bool("update", false, "write the names of countries anew")

// notCountries are codes that are reserved, withdrawn or made up of others, and
// those of islands where nobody lives: each name weighs on the page.
const notCountries = "AQ BV GS HM IO TF UM AC AN CP CQ CS DG EA EZ FQ IC NT PC QO QU SU TA UK UN YU ZZ"

// The files of names are those of the CLDR.
func TestNamesOfCountriesAreCurrent(t *testing.T) {
	for code, dictionary := range map[string]*display.Dictionary{"de": display.German, "en": display.English, "pl": display.Polish} {
		names := dictionary.Regions()
		var want strings.Builder
		for a := 'A'; a <= 'Z'; a++ {
			for b := 'A'; b <= 'Z'; b++ {
				country := string(a) + string(b)
				region, err := language.ParseRegion(country)
				if err != nil || !region.IsCountry() || region.String() != country || region.Canonicalize() != region || strings.Contains(notCountries, country) {
					continue
				}
				if name := names.Name(region); name != "" {
					want.WriteString(country + " " + name + "\n")
				}
			}
		}
		path := "countries/" + code + ".txt"
		if *update {
			require.NoError(t, os.WriteFile(path, []byte(want.String()), 0o600))
		}
		have, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, want.String(), string(have), "go test ./i18n -run Countries -update")
	}
}

func TestCountries(t *testing.T) {
	b, err := Load()
	require.NoError(t, err)
	for language, want := range map[string][]string{
		"de": {"Deutschland", "Ägypten", "Österreich", "Nordmazedonien"},
		"en": {"Germany", "Egypt", "Austria", "North Macedonia"},
		"pl": {"Niemcy", "Egipt", "Austria", "Macedonia Północna"},
	} {
		p := b.Printer(PrinterOptions{Language: language, Country: "DE"})
		list := p.Countries()
		require.Equal(t, Country{"DE", want[0]}, list[0], "the studio's own comes first")
		require.Greater(t, len(list), 240)
		require.Less(t, len(list), 255)
		for i, code := range []string{"DE", "EG", "AT", "MK"} {
			require.Equal(t, want[i], p.CountryName(code))
		}
		for _, c := range list {
			require.NotEmpty(t, c.Name, c.Code)
			require.Equal(t, c.Name, p.CountryName(c.Code))
			require.Equal(t, c.Code, p.CountryCode(c.Name), "no two are called the same")
			require.Equal(t, strings.Join(strings.Fields(c.Name), " "), c.Name, "forms send spaces plain")
		}
		require.Empty(t, p.CountryName("SU"))
		require.Empty(t, p.CountryName(""))
		require.Empty(t, p.CountryCode("Atlantis"))
		require.Empty(t, p.CountryCode(""))
	}
	at := func(language, code string) int {
		return slices.IndexFunc(b.Printer(PrinterOptions{Language: language}).Countries(), func(c Country) bool { return c.Code == code })
	}
	require.Less(t, at("de", "EG"), at("de", "AL"), "Ägypten before Albanien")
	require.Less(t, at("de", "AT"), at("de", "PK"), "Österreich is not after Z")
	require.Less(t, at("pl", "PL"), at("pl", "PT"))
	require.Greater(t, at("pl", "LK"), at("pl", "ES"), "Sri Lanka after nothing with Ś: Hiszpania is before")
}
