package phone

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// plansText has a line of JSON for each region. It is derived from libphonenumber
// (Copyright The Libphonenumber Authors, Apache License 2.0), and written by a test:
// go test ./internal/phone -run Plans -update.
//
//go:embed plans.txt
var plansText string

// region is the numbering plan of a country, or of a worldwide service. Patterns are
// regular expressions.
type region struct {
	ID        string // ISO 3166-1, or 001 for a service
	Code      int
	Rank      int    // among the regions with the same code, 0 is the main one
	Exit      string // what is dialled before the code of another country
	Prefix    string // what is dialled before a number within the country
	Instead   string // what takes the prefix's place; empty: nothing
	Extension string // what is written before an extension; empty: as everywhere
	General   kind
	Kinds     []kind
	Formats   []format
}

// kind is a kind of number: mobile, free of charge.
type kind struct {
	Pattern string
	Lengths []int // ascending
}

// format is how numbers of a pattern are grouped.
type format struct{ Pattern, Leading, Format string }

// world are all plans.
type world struct {
	regions map[string]*region // by id, without services
	codes   map[int][]*region  // the main one first
}

// plans are read when the first number is.
var plans = sync.OnceValue(func() *world {
	all := &world{map[string]*region{}, map[int][]*region{}}
	for line := range strings.Lines(plansText) {
		r := new(region)
		if err := json.Unmarshal([]byte(line), r); err != nil {
			panic("phone: plans.txt is damaged: " + err.Error()) // a part of the program
		}
		if r.ID != "001" {
			all.regions[r.ID] = r
		}
		all.codes[r.Code] = append(all.codes[r.Code], r)
	}
	for _, regions := range all.codes {
		slices.SortFunc(regions, func(a, b *region) int { return a.Rank - b.Rank })
	}
	return all
})

func (all *world) main(code int) *region { return all.codes[code][0] }

// compile is for the patterns of the plans, each of which a test compiles.
func compile(pattern string) *regexp.Regexp { return regexp.MustCompile(pattern) }

func (k kind) pattern(digits string) bool {
	return compile("^(?:" + k.Pattern + ")$").MatchString(digits)
}

// matches looks at the length first, which is cheaper than a pattern.
func (k kind) matches(digits string) bool {
	return (len(k.Lengths) == 0 || slices.Contains(k.Lengths, len(digits))) && k.pattern(digits)
}

func (k kind) most() int { return k.Lengths[len(k.Lengths)-1] }
