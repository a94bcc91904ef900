package config_test

import (
	"bytes"
	"encoding/base64"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the portal carries the time zones in itself, and so must its tests

	"github.com/stretchr/testify/require"

	"memberportal/internal/config"
)

const examplePath = "../../docs/portal.example.yaml"

func goodKey() string { return base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)) }

// environment looks up made-up variables.
func environment(pairs ...string) func(string) (string, bool) {
	variables := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		variables[pairs[i]] = pairs[i+1]
	}
	return func(name string) (string, bool) {
		value, ok := variables[name]
		return value, ok
	}
}

func exampleEnvironment() func(string) (string, bool) {
	return environment("SMTP_PASSWORD", "p%40ss", "PORTAL_KEY", goodKey(), "NORDLICHT_API_KEY", "api-key-1", "NORDLICHT_HOOK_KEY", "hook-key-1")
}

const (
	smallSVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>`
	smallPNG = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
	smallICO = "\x00\x00\x01\x00\x01\x00"
	woff2    = "wOF2\x00\x01\x00\x00"
	jpeg     = "\xff\xd8\xff\xe0\x00\x10JFIF"
	webp     = "RIFF\x00\x00\x00\x00WEBPVP8 "
)

// folder makes a folder with these files (name, content, name, content …).
func folder(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i+1 < len(files); i += 2 {
		path := filepath.Join(dir, files[i])
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
		require.NoError(t, os.WriteFile(path, []byte(files[i+1]), 0o600))
	}
	return dir
}

func brandFolder(t *testing.T, more ...string) string {
	t.Helper()
	return folder(t, append([]string{"brand/nordlicht.svg", smallSVG, "brand/nordlicht-dark.svg", smallSVG, "brand/n.png", smallPNG, "brand/inter.woff2", woff2}, more...)...)
}

func TestTheShippedExampleLoads(t *testing.T) {
	example, err := os.ReadFile(examplePath)
	require.NoError(t, err)
	dir := brandFolder(t, "portal.yaml", string(example))

	c, err := config.Load(filepath.Join(dir, "portal.yaml"), exampleEnvironment())
	require.NoError(t, err)

	require.Equal(t, ":8080", c.Listen)
	require.Equal(t, "127.0.0.1:9090", c.AdminListen)
	require.Equal(t, "https://members.example.com", c.PublicURL.String())
	require.Equal(t, "file:portal.db", c.Database)
	require.Equal(t, config.Mail{SMTP: "smtp://portal:p%40ss@mail.example.com:587", From: "Members <no-reply@example.com>"}, c.Mail)
	require.Equal(t, [][]byte{bytes.Repeat([]byte{7}, 32)}, c.Keys)
	require.Equal(t, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, c.TrustedProxies)
	require.Equal(t, config.Sessions{Absolute: 12 * time.Hour, Idle: time.Hour, RememberedAbsolute: 720 * time.Hour, RememberedIdle: 336 * time.Hour}, c.Sessions)
	require.Equal(t, config.Retention{Activity: 4320 * time.Hour, Declarations: 26280 * time.Hour}, c.Retention)

	require.Len(t, c.Studios, 1)
	s := c.Studios[0]
	require.Equal(t, "Europe/Berlin", s.TimeZone.String())
	s.TimeZone = nil
	require.Equal(t, config.Studio{
		Slug: "nordlicht", Name: "Nordlicht Fitness",
		API:     config.API{BaseURL: "https://nordlicht.open-api.perfectgym.com", Key: "api-key-1", Release: "1.8.3", WebhookKey: "hook-key-1", PerMinute: 1000},
		Country: "DE", Currency: "EUR",
		Hosts: []string{"mitglieder.nordlicht.example"}, Languages: []string{"de", "en", "pl"},
		ContactEmail: "team@nordlicht.example",
		Brand: config.Brand{
			Color: "#0b6e4f", DarkColor: "#4fd1a5",
			Logo:     &config.BrandFile{Type: "image/svg+xml", Ext: "svg", Data: []byte(smallSVG)},
			LogoDark: &config.BrandFile{Type: "image/svg+xml", Ext: "svg", Data: []byte(smallSVG)},
			Favicon:  &config.BrandFile{Type: "image/png", Ext: "png", Data: []byte(smallPNG)},
			Font:     &config.BrandFile{Type: "font/woff2", Ext: "woff2", Data: []byte(woff2)},
			Fonts:    "Avenir Next, Segoe UI, sans-serif", Radius: 14,
			Variants: []config.Variant{{Name: "summer", Color: "#b3541e", DarkColor: "#f2a65a"}},
		},
		Embed:    config.Embed{Origins: []string{"https://www.nordlicht.example"}},
		Links:    config.Links{Imprint: "https://www.nordlicht.example/impressum", Privacy: "https://www.nordlicht.example/datenschutz", Terms: "https://www.nordlicht.example/agb"},
		Features: config.Features{Offers: true, Trial: true, PublicTimetable: true, Messages: true},
		SEPA:     config.SEPA{Creditor: "Nordlicht Fitness GmbH", CreditorID: "DE98ZZZ09999999999"},
		Cancel:   config.Cancel{DefaultReason: 1000},
		Payment:  config.Payment{WidgetURL: "https://widget.payments.example/v1.js"},
		Benefits: []string{"SAUNA", "DRINKS"},
		Texts:    map[string]map[string]string{"de": {"home.welcome": "Moin!", "withdrawal.trader": "{{.studio}} GmbH, Hafenstraße 1, 20457 Hamburg, Telefon 040 123456, {{.email}}"}},
	}, s)
}

// minimal is the least a portal.yaml may hold; edit replaces parts of it (old,
// new, old, new …), each of which must be there.
func minimal(t *testing.T, edit ...string) string {
	t.Helper()
	yaml := `public_url: https://members.example.com
mail: {smtp: smtp://mail.example.com, from: no-reply@example.com}
keys: [` + goodKey() + `]
studios:
  - slug: forge
    name: Forge
    api:
      base_url: https://forge.open-api.perfectgym.com
      key: secret-api-key
    time_zone: Europe/London
    country: GB
    currency: GBP
    languages: [en]
    contact_email: team@forge.example
    brand:
      color: "#C41"
`
	for i := 0; i+1 < len(edit); i += 2 {
		require.Equal(t, 1, strings.Count(yaml, edit[i]), edit[i])
		yaml = strings.Replace(yaml, edit[i], edit[i+1], 1)
	}
	return yaml
}

func TestDefaults(t *testing.T) {
	c, err := config.Parse([]byte(minimal(t)), t.TempDir(), environment())
	require.NoError(t, err)
	require.Equal(t, ":8080", c.Listen)
	require.Equal(t, "127.0.0.1:9090", c.AdminListen)
	require.Equal(t, "file:portal.db", c.Database)
	require.Empty(t, c.TrustedProxies)
	require.Equal(t, config.Sessions{Absolute: 12 * time.Hour, Idle: time.Hour, RememberedAbsolute: 720 * time.Hour, RememberedIdle: 336 * time.Hour}, c.Sessions)
	require.Equal(t, config.Retention{Activity: 4320 * time.Hour, Declarations: 26280 * time.Hour}, c.Retention)
	s := c.Studios[0]
	require.Equal(t, "#cc4411", s.Brand.Color)
	require.Empty(t, s.Brand.DarkColor)
	require.Equal(t, 14, s.Brand.Radius)
	require.Equal(t, "1.8.3", s.API.Release)
	require.Equal(t, config.Features{PublicTimetable: true, Messages: true}, s.Features)
	require.Nil(t, s.Brand.Logo)
	require.Zero(t, s.Cancel.DefaultReason)
}

func TestWhatIsTurnedOffStaysOff(t *testing.T) {
	c, err := config.Parse([]byte(minimal(t)+"      radius: 0\n    features: {public_timetable: false, messages: false}\n"), t.TempDir(), environment())
	require.NoError(t, err)
	require.Zero(t, c.Studios[0].Brand.Radius)
	require.Equal(t, config.Features{}, c.Studios[0].Features)
}

func TestAnUnreadableFileSaysWhy(t *testing.T) {
	_, err := config.Load(filepath.Join(t.TempDir(), "none.yaml"), environment())
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, err, "none.yaml")
}

func TestPlaceholders(t *testing.T) {
	dir := folder(t, "secret", "from-a-file\n")
	env := environment("WHO", "Forge", "RADIUS", "3", "YES", "true", "TRICK", "x\"\nlisten: evil: ${WHO}")

	c, err := config.Parse([]byte(minimal(t, "name: Forge", `name: "The ${WHO} of ${WHO} $${WHO}"`, "key: secret-api-key", `key: "${file:secret}"`)+
		"      radius: \"${RADIUS}\"\n    features: {offers: \"${YES}\"}\n    texts: {en: {home.welcome: \"${TRICK}\"}}\n"), dir, env)
	require.NoError(t, err)
	s := c.Studios[0]
	require.Equal(t, "The Forge of Forge ${WHO}", s.Name)
	require.Equal(t, "from-a-file", s.API.Key)
	require.Equal(t, 3, s.Brand.Radius)
	require.True(t, s.Features.Offers)
	require.Equal(t, "x\"\nlisten: evil: ${WHO}", s.Texts["en"]["home.welcome"], "what is filled in is text, never YAML or a placeholder again")

	c, err = config.Parse([]byte(minimal(t, "key: secret-api-key", "key: ${file:"+filepath.Join(dir, "secret")+"}")), t.TempDir(), env)
	require.NoError(t, err)
	require.Equal(t, "from-a-file", c.Studios[0].API.Key)
}

func TestAnchorsStandForWhatTheyName(t *testing.T) {
	c, err := config.Parse([]byte(minimal(t, "languages: [en]", "languages: &all [en, pl]")+`  - slug: other
    name: Other
    api: {base_url: https://other.example, key: k}
    time_zone: Europe/Warsaw
    country: PL
    currency: PLN
    languages: *all
    contact_email: team@other.example
    brand: {color: "#000000"}
`), t.TempDir(), environment())
	require.NoError(t, err)
	require.Equal(t, []string{"en", "pl"}, c.Studios[1].Languages)
}

func TestLoopbackMayDoWithoutTLS(t *testing.T) {
	for _, host := range []string{"127.0.0.1:8080", "localhost:8080", "[::1]:8080", "forge.localhost"} {
		c, err := config.Parse([]byte(minimal(t, "https://members.example.com", "http://"+host+"/", "https://forge.open-api.perfectgym.com", "http://"+host+"/api/")), t.TempDir(), environment())
		require.NoError(t, err, host)
		require.Equal(t, "http://"+host, c.PublicURL.String())
		require.Equal(t, "http://"+host+"/api", c.Studios[0].API.BaseURL)
	}
}
