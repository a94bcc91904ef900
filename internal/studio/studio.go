// Package studio holds a studio at run time: its configuration, its client of
// the API, its palette and the files of its brand.
package studio

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"memberportal/i18n"
	"memberportal/internal/brand"
	"memberportal/internal/config"
	"memberportal/pgclient"
	"memberportal/static"
)

// Studio is one configured gym with one API key.
type Studio struct {
	config.Studio
	Client *pgclient.Client
	Files  map[string]*static.File // by the last part of the address below /{slug}/brand/
	Icon   string                  // last part of the address

	looks []lookEntry // the studio's own first
	up    *upstream
}

// Printer speaks the given language in this studio's zone and currency, with
// the texts the studio has replaced.
func (s *Studio) Printer(bundle *i18n.Bundle, language string) *i18n.Printer {
	return bundle.Printer(i18n.PrinterOptions{
		Language: language, Currency: s.Currency, Location: s.TimeZone,
		Country: s.Country, Overrides: s.Texts[language],
	})
}

// Offers tells whether the studio speaks the language.
func (s *Studio) Offers(language string) bool { return slices.Contains(s.Languages, language) }

// Today is the studio's calendar day at the given moment.
func (s *Studio) Today(now time.Time) pgclient.Date { return pgclient.DateOf(now.In(s.TimeZone)) }

// Registry knows the studios by slug and by their own hostnames.
type Registry struct {
	list   []*Studio
	bySlug map[string]*Studio
	byHost map[string]*Studio
}

// Options are what a Registry is made with; all of them may be left out.
type Options struct {
	Limits Limits    // zero: none, and nothing is kept; see [DefaultLimits]
	Events Events    // nil: nobody is told
	Before *Registry // of the configuration before: what it knows of an API lives on
	// Instances tells among how many portals the API's budget is divided; nil: this is
	// the only one. It must be quick: it is asked before each call.
	Instances func() Instances
	Clock     func() time.Time // real time; nil: time.Now
}

// NewRegistry builds every studio of the configuration. An error names the
// studio and means a fault the configuration check did not find.
func NewRegistry(cfg *config.Config, assets *static.Assets, o Options) (*Registry, error) {
	r := &Registry{bySlug: map[string]*Studio{}, byHost: map[string]*Studio{}}
	for _, c := range cfg.Studios {
		s, err := newStudio(c, assets, o)
		if err != nil {
			return nil, fmt.Errorf("studio %s: %w", c.Slug, err)
		}
		r.list = append(r.list, s)
		r.bySlug[c.Slug] = s
		for _, host := range c.Hosts {
			r.byHost[strings.ToLower(host)] = s
		}
	}
	return r, nil
}

// Sweep forgets shared answers that are too old to be shown. Without it they would only
// be forgotten where their room is needed.
func (r *Registry) Sweep() {
	for _, s := range r.list {
		s.up.shared.sweep()
	}
}

// Busiest is how often, in the last minute, the operation was called that was called most
// often of all studios': what another portal that shares the budget has to reckon with.
func (r *Registry) Busiest() (most int) {
	for _, s := range r.list {
		most = max(most, s.up.gate.budget.most(s.up.gate.clock()))
	}
	return most
}

// Close ends the reads that are under way for everybody. Pages that are still served
// then do without.
func (r *Registry) Close() {
	for _, s := range r.list {
		s.up.end()
	}
}

func newStudio(c config.Studio, assets *static.Assets, o Options) (*Studio, error) {
	s := &Studio{Studio: c, Files: map[string]*static.File{}}
	var err error
	if s.up, err = upstreamOf(c, o); err != nil {
		return nil, err
	}
	s.Client = s.up.client
	fonts := s.fonts()
	for _, v := range variants(c.Brand) {
		if err := s.addLooks(assets, v, fonts); err != nil {
			return nil, err
		}
	}
	icon := c.Brand.Favicon
	if icon == nil {
		icon = &config.BrandFile{Type: "image/svg+xml", Ext: "svg", Data: s.Look("", brand.ThemeAuto).Palette.Icon(c.Name)}
	}
	s.Icon = s.add("favicon", icon)
	return s, nil
}

// add keeps a file of the brand under a hashed name and returns that name.
func (s *Studio) add(name string, f *config.BrandFile) string {
	if f == nil {
		return ""
	}
	file := static.NewFile(f.Type, f.Data)
	hashed := name + "." + file.Hash() + "." + f.Ext
	s.Files[hashed] = file
	return hashed
}

// List returns the studios in the order of the configuration.
func (r *Registry) List() []*Studio { return r.list }

// BySlug finds a studio; nil when there is none.
func (r *Registry) BySlug(slug string) *Studio { return r.bySlug[slug] }

// ByHost finds the studio that owns a hostname (without port); nil when none does.
func (r *Registry) ByHost(host string) *Studio { return r.byHost[strings.ToLower(host)] }
