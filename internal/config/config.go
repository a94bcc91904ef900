// Package config reads portal.yaml into checked values.
//
// Nothing half-right gets past [Load]: every fault of the file is found in
// one go and named with its line, so that an operator mends them together,
// before anything starts. What comes out needs no further checks.
package config

import (
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"time"
)

// Config is a whole portal.yaml. It holds secrets: print it with its String
// method, which leaves them out.
type Config struct {
	Listen         string         `yaml:"listen"`            // host:port of the portal; default ":8080"
	AdminListen    string         `yaml:"admin_listen"`      // host:port of /metrics and /readyz; default "127.0.0.1:9090"
	PublicURL      *url.URL       `yaml:"public_url"`        // scheme and host members see, no path
	Database       string         `yaml:"database" json:"-"` // "file:portal.db" (the default) or "postgres://…"
	Spool          string         `yaml:"spool"`             // folder that takes declarations while the database is down; default "spool"
	Mail           Mail           `yaml:"mail"`
	Keys           [][]byte       `yaml:"keys" json:"-"` // 32 bytes each, newest first; the first signs, all verify
	TrustedProxies []netip.Prefix `yaml:"trusted_proxies"`
	Studios        []Studio       `yaml:"studios"` // at least one
	Sessions       Sessions       `yaml:"sessions"`
	Retention      Retention      `yaml:"retention"`
}

// Mail is how mail leaves the portal.
type Mail struct {
	SMTP string `yaml:"smtp" json:"-"` // smtp:// (STARTTLS) or smtps:// (TLS from the start), with the password
	From string `yaml:"from"`          // RFC 5322, such as `Members <no-reply@example.com>`
}

// Studio is one gym with one API key.
type Studio struct {
	Slug         string                       `yaml:"slug"` // first part of every address, [a-z0-9-]+
	Name         string                       `yaml:"name"`
	API          API                          `yaml:"api"`
	TimeZone     *time.Location               `yaml:"time_zone"`
	Country      string                       `yaml:"country"`   // ISO 3166-1, two letters; chooses the statutory wording
	Currency     string                       `yaml:"currency"`  // ISO 4217
	Hosts        []string                     `yaml:"hosts"`     // own hostnames, lower case, without port
	Languages    []string                     `yaml:"languages"` // of "de", "en", "pl"; the first is the default
	ContactEmail string                       `yaml:"contact_email"`
	Brand        Brand                        `yaml:"brand"`
	Embed        Embed                        `yaml:"embed"`
	Links        Links                        `yaml:"links"`
	Features     Features                     `yaml:"features"`
	SEPA         SEPA                         `yaml:"sepa"`
	Cancel       Cancel                       `yaml:"cancel"`
	Payment      Payment                      `yaml:"payment"`
	Benefits     []string                     `yaml:"benefits"` // names of benefits the check-in page asks for
	Texts        map[string]map[string]string `yaml:"texts"`    // language, then key of the catalogue, to the studio's own text
}

// API is a studio's management system.
type API struct {
	BaseURL    string `yaml:"base_url"` // without a slash at the end
	Key        string `yaml:"key" json:"-"`
	Release    string `yaml:"release"`              // of the API, such as "1.8.3", which is the default
	WebhookKey string `yaml:"webhook_key" json:"-"` // "" when the studio sends no webhooks
	// PerMinute is how many calls of one operation the API takes from the key in a minute,
	// 1000 unless the studio agreed on something else with the vendor.
	PerMinute int `yaml:"calls_per_minute"`
}

// Brand is how a studio's pages look.
type Brand struct {
	Color     string     `yaml:"color"`      // "#rrggbb"
	DarkColor string     `yaml:"dark_color"` // "#rrggbb" or ""
	Logo      *BrandFile `yaml:"logo"`
	LogoDark  *BrandFile `yaml:"logo_dark"`
	Favicon   *BrandFile `yaml:"favicon"`
	Font      *BrandFile `yaml:"font_file"`
	Fonts     string     `yaml:"fonts"`    // CSS font-family list of the device's fonts, or ""; after the file's, where there is one
	Radius    int        `yaml:"radius"`   // of a card's corners in pixels, 0 to 32; default 14
	Variants  []Variant  `yaml:"variants"` // other colours and logos, that a website can ask for with brand=NAME
}

// Variant is another look of the same studio. What it leaves out is the studio's.
type Variant struct {
	Name      string     `yaml:"name"`
	Color     string     `yaml:"color"`
	DarkColor string     `yaml:"dark_color"` // "" for the variant's own colour
	Logo      *BrandFile `yaml:"logo"`
	LogoDark  *BrandFile `yaml:"logo_dark"`
}

// BrandFile is a file of the studio, read and checked when the configuration
// is loaded.
type BrandFile struct {
	Type string // media type found in the content, such as "image/svg+xml"
	Ext  string // the extension that goes with it, without a dot: "svg"
	Data []byte
}

// Embed is where the portal may be shown in a frame.
type Embed struct {
	Origins []string `yaml:"origins"` // scheme://host[:port], exact
	COEP    bool     `yaml:"coep"`    // the studio's pages send Cross-Origin-Embedder-Policy: require-corp
}

// Links lead to the studio's own website; "" where there is none.
type Links struct {
	Imprint string `yaml:"imprint"`
	Privacy string `yaml:"privacy"`
	Terms   string `yaml:"terms"`
}

// Features switches whole areas on.
type Features struct {
	Offers          bool `yaml:"offers"`           // sell memberships; default false
	Trial           bool `yaml:"trial"`            // trial classes and appointments; default false
	PublicTimetable bool `yaml:"public_timetable"` // timetable without signing in; default true
	Messages        bool `yaml:"messages"`         // write to the studio; default true
}

// SEPA names the creditor on a direct debit mandate; both or neither are set.
type SEPA struct {
	Creditor   string `yaml:"creditor"`
	CreditorID string `yaml:"creditor_id"`
}

// Cancel holds what a cancelation needs and the member need not say.
type Cancel struct {
	DefaultReason int64 `yaml:"default_reason"` // id of a reason of the API; 0 for none
}

// Payment is the vendor's browser widget.
type Payment struct {
	WidgetURL string `yaml:"widget_url"` // https, or "" for none
}

// Sessions are the lifetimes of a signed-in session; Remembered ones are of
// members who asked to stay signed in.
type Sessions struct {
	Absolute           time.Duration `yaml:"absolute"`            // default 12 h
	Idle               time.Duration `yaml:"idle"`                // default 60 min
	RememberedAbsolute time.Duration `yaml:"remembered_absolute"` // default 720 h, 30 days
	RememberedIdle     time.Duration `yaml:"remembered_idle"`     // default 336 h, 14 days
}

// Retention is how long the portal keeps what it wrote down itself.
type Retention struct {
	Activity     time.Duration `yaml:"activity"`     // what was done through the portal, messages and the devices of sign-ins; default 4320 h, 180 days
	Declarations time.Duration `yaml:"declarations"` // cancelations and withdrawals; default 26280 h, 3 years
}

// maxFile is the most bytes of a portal.yaml: a thousand studios fit.
const maxFile = 8 << 20

// Load reads the file at path; files it names are relative to its folder. env
// looks up an environment variable (os.LookupEnv). What is wrong inside the
// file comes as [Faults]; a file that cannot be read as the wrapped error of
// the file system.
func Load(path string, env func(string) (string, bool)) (*Config, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("configuration: %s has %s, at most %s", path, size(info.Size()), size(maxFile))
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	return Parse(data, filepath.Dir(path), env)
}

// Parse reads the text of a portal.yaml. Files it names are relative to dir.
// The error is [Faults].
func Parse(data []byte, dir string, env func(string) (string, bool)) (*Config, error) {
	r := &reader{dir: dir, env: env}
	config := r.config(data)
	if len(r.faults) > 0 {
		return nil, r.faults.sorted()
	}
	return config, nil
}
