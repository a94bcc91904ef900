package config_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/config"
)

// Each line that is wrong says so behind "#!": part of the path, "=" and part
// of the message; several are parted by "|".
const manyFaults = `lisen: ":8080" #! lisen=did you mean “listen”?
admin_listen: 9090 #! admin_listen=put it in quotes
public_url: http://members.example.com #! public_url=must begin with https://
database: mysql://root:hunter2@db/portal #! database=must begin with file: (SQLite) or postgres://
mail:
  smtp: smtp://user:hunter2@mail.example.com:notaport #! mail.smtp=is not an address
  from: nobody #! mail.from=“nobody” is not a sender
  form: x #! mail.form=did you mean “from”?
keys:
  - "c2hvcnQ=" #! keys[0]=too short: it has 5 bytes and needs 32
  - "hunter2 not base64" #! keys[1]=not base64
  - "${NOT_THERE}" #! keys[2]=NOT_THERE is not set
trusted_proxies: [10.0.0.1/8, nowhere, 0.0.0.0/0] #! trusted_proxies[0]=did you mean “10.0.0.0/8”? | trusted_proxies[1]=“nowhere” is not a network | trusted_proxies[2]=believe everybody
sessions: { absolute: 1h, idle: 2h, remembered_idle: soon } #! sessions.idle=must not be longer than absolute | sessions.remembered_idle=“soon” is not a duration
retention:
  activity: 1m #! retention.activity=between 24h and 175200h
  activity: 48h #! retention.activity=second time, first in line 16
studios:
  - slug: receipts #! slug=kept for the portal itself
    name:  #! name=has no value
    api: { base_url: "ftp://x", key: "two words", release: 1.8, webhook_kye: x } #! api.base_url=is not an address | api.key=blanks | api.release=put it in quotes | api.webhook_kye=did you mean “webhook_key”?
    time_zone: Europe/Berln #! time_zone=no time zone “Europe/Berln”
    country: UK #! country=is GB
    currency: EURO #! currency=ISO 4217
    hosts: ["https://x.example", members.example.com, "m.example:8080"] #! hosts[0]=without scheme | hosts[2]=without scheme
    languages: [de, fr, de] #! languages[1]=does not speak “fr” | languages[2]=twice
    contact_email: "Team <team@x.example>" #! contact_email=not an e-mail address
    brand: { color: green, dark_color: "#12345", logo: none.svg, radius: 99 } #! brand.color=“green” is not a colour | brand.dark_color=not a colour | brand.logo=cannot read “none.svg” | brand.radius=from 0 to 32
    embed:
      origins:
        - https://www.x.example/ #! embed.origins[0]=did you mean “https://www.x.example”?
        - https://*.x.example #! embed.origins[1]=is a pattern
        - http://www.x.example #! embed.origins[2]=must begin with https://
        - https://www.x.example:443 #! embed.origins[3]=did you mean “https://www.x.example”?
        - null #! embed.origins[4]=no value
        - www.x.example #! embed.origins[5]=is not an address
      coep: yes #! embed.coep=must be true or false
    links: { imprint: "javascript:alert(1)" } #! links.imprint=is not an address
    features: [offers] #! features=must hold keys
    sepa: { creditor: X, creditor_id: DE97ZZZ09999999999 } #! sepa.creditor_id=check digits are wrong
    cancel: { default_reason: -1 } #! cancel.default_reason=above 0
    payment: { widget_url: "http://pay.example" } #! payment.widget_url=must begin with https://
    benefits: SAUNA #! benefits=must be a list
    texts: #!
      pl: { home.welcome: Hej } #! texts.pl=is not a language of this studio
      de: { Welcome: Hallo } #! texts.de.Welcome=not the key of a text
  - slug: Forge! #! studios[1]=name is missing | studios[1]=api is missing | studios[1]=time_zone is missing | studios[1]=country is missing | studios[1]=currency is missing | studios[1]=languages is missing | studios[1]=contact_email is missing | studios[1]=brand is missing | studios[1].slug=must be 1 to 40
  - forge #! studios[2]=must hold keys
`

func TestEveryFaultAtOnceWithItsLine(t *testing.T) {
	var expected []string
	_, err := config.Parse([]byte(manyFaults), t.TempDir(), environment())
	var faults config.Faults
	require.ErrorAs(t, err, &faults)

	left := append(config.Faults{}, faults...)
	for i, text := range strings.Split(manyFaults, "\n") {
		_, marks, marked := strings.Cut(text, "#!")
		if !marked || strings.TrimSpace(marks) == "" {
			continue
		}
		for mark := range strings.SplitSeq(marks, " | ") {
			path, message, ok := strings.Cut(strings.TrimSpace(mark), "=")
			require.True(t, ok, mark)
			expected = append(expected, mark)
			found := false
			for j, fault := range left {
				if fault.Line == i+1 && strings.HasSuffix(fault.Path, path) && strings.Contains(fault.Message, message) {
					left = append(left[:j], left[j+1:]...)
					found = true
					break
				}
			}
			require.True(t, found, "line %d: %s: %s\nin\n%s", i+1, path, message, faults)
		}
	}
	require.Empty(t, left, "faults nobody expected")
	require.Greater(t, len(expected), 50)

	for i, fault := range faults {
		require.NotContains(t, fault.Message, "hunter2")
		require.NotContains(t, fault.Message, "{}")
		if i > 0 {
			require.LessOrEqual(t, faults[i-1].Line, fault.Line, "in the order of the lines")
		}
	}
	require.Len(t, strings.Split(err.Error(), "\n"), len(faults))
}

func TestFaultsOnTheirOwn(t *testing.T) {
	for name, test := range map[string]struct {
		yaml, want string
		env        []string
	}{
		"empty":               {yaml: "", want: "is empty"},
		"only a comment":      {yaml: "# nothing\n", want: "is empty"},
		"no mapping":          {yaml: "- a\n", want: "line 1: must hold keys"},
		"not YAML":            {yaml: "listen: \":8080\nkeys: [x\n", want: "is not YAML"},
		"not YAML, its line":  {yaml: "listen: \":8080\"\nmail: {smtp: hunter2\nkeys: []\n", want: "line 3: is not YAML"},
		"two documents":       {yaml: minimal(t) + "---\nlisten: \":80\"\n", want: "line 18: a second document"},
		"missing sections":    {yaml: "listen: \":8080\"\n", want: "studios is missing"},
		"no studios":          {yaml: "studios: []\n", want: "line 1: studios: needs at least one studio"},
		"no keys":             {yaml: "keys: []\n", want: "line 1: keys: needs at least one key"},
		"tag":                 {yaml: "listen: !!str 8080\n", want: "line 1: listen: tags such as !!str"},
		"merge key":           {yaml: "mail: &m {from: a@b.c}\nsessions:\n  <<: *m\n", want: "line 3: sessions.<<: merge keys"},
		"alias to nothing":    {yaml: "listen: *nowhere\n", want: "line 1: listen: there is no anchor &nowhere"},
		"open placeholder":    {yaml: "listen: \"${OPEN\"\n", want: "is not closed"},
		"odd placeholder":     {yaml: "listen: \"${A B}\"\n", want: "must hold the name of an environment variable"},
		"empty variable":      {yaml: "listen: \"${EMPTY}\"\n", env: []string{"EMPTY", ""}, want: "EMPTY is set but empty"},
		"missing secret file": {yaml: "listen: \"${file:nowhere}\"\n", want: "nowhere: no such file"},
		"folder as secret":    {yaml: "listen: \"${file:.}\"\n", want: "is not a file"},
		"blank value":         {yaml: "listen: \" \"\n", want: "line 1: listen: is empty"},
		"list for text":       {yaml: "listen: [a]\n", want: "line 1: listen: must be text"},
		"fonts with rules":    {yaml: minimal(t) + "      fonts: 'x;}body{'\n", want: "is not a list of fonts"},
		"half a quote":        {yaml: minimal(t) + "      fonts: 'Georgia, \"Times'\n", want: "is not a list of fonts"},
		"two of one name":     {yaml: minimal(t) + "      variants: [{name: a, color: '#fff'}, {name: a, color: '#000'}]\n", want: "“a” is the name of another variant"},
		"nameless variant":    {yaml: minimal(t) + "      variants: [{color: '#fff'}]\n", want: "name is missing"},
		"text for number":     {yaml: minimal(t) + "      radius: wide\n", want: "radius: must be a whole number"},
		"port":                {yaml: minimal(t) + "listen: \":80800\"\n", want: "is not an address to listen on"},
		"one address twice":   {yaml: minimal(t) + "listen: \":80\"\nadmin_listen: \":80\"\n", want: "line 18: admin_listen: must differ from listen"},
		"public path":         {yaml: minimal(t, "members.example.com", "members.example.com/portal"), want: "line 1: public_url: “https://members.example.com/portal” must be scheme and host alone"},
		"public user":         {yaml: minimal(t, "members.example.com", "me:hunter2@members.example.com"), want: "must hold no user"},
		"smtp without secret": {yaml: minimal(t, "smtp://mail", "smtp://me@mail"), want: "user and password, or neither"},
		"long key":            {yaml: minimal(t, goodKey(), `"`+strings.Repeat("00", 32)+`"`), want: "too long: it has 48 bytes and needs 32"},
		"same key twice":      {yaml: minimal(t, goodKey(), goodKey()+", "+goodKey()), want: "line 3: keys[1]: stands in the list twice"},
		"same slug twice":     {yaml: minimal(t) + "  - slug: forge\n    name: B\n    api: {base_url: https://b.example, key: k}\n    time_zone: UTC\n    country: GB\n    currency: GBP\n    languages: [en]\n    contact_email: a@b.example\n    brand: {color: \"#000\"}\n", want: "line 17: studios[1].slug: is the slug of studios[0] already"},
		"same host twice":     {yaml: minimal(t, "slug: forge", "slug: forge\n    hosts: [m.example]") + "  - slug: b\n    hosts: [m.example]\n    name: B\n    api: {base_url: https://b.example, key: k}\n    time_zone: UTC\n    country: GB\n    currency: GBP\n    languages: [en]\n    contact_email: a@b.example\n    brand: {color: \"#000\"}\n", want: "line 19: studios[1].hosts: “m.example” is a host of studios[0] already"},
		"host of everybody":   {yaml: minimal(t, "slug: forge", "slug: forge\n    hosts: [members.example.com]"), want: "“members.example.com” is the host of public_url"},
		"capital host":        {yaml: minimal(t, "slug: forge", "slug: forge\n    hosts: [M.example]"), want: "must be in lower case"},
		"address as host":     {yaml: minimal(t, "slug: forge", "slug: forge\n    hosts: [10.0.0.1]"), want: "is not a hostname"},
		"half a creditor":     {yaml: minimal(t) + "    sepa: {creditor: X}\n", want: "line 17: studios[0].sepa: creditor_id is missing"},
		"local zone":          {yaml: minimal(t, "Europe/London", "Local"), want: "no time zone"},
		"zone's capitals":     {yaml: minimal(t, "Europe/London", "../London"), want: "no time zone"},
		"control character":   {yaml: minimal(t, "name: Forge", `name: "For\nge"`), want: "one line"},
		"header injection":    {yaml: minimal(t, "secret-api-key", `"a\r\nX-Evil: 1"`), want: "cannot stand in an HTTP header"},
		"remembered shorter":  {yaml: minimal(t) + "sessions: {remembered_absolute: 6h, remembered_idle: 5h}\n", want: "sessions: absolute (12h) must not be longer than remembered_absolute (6h)"},
		"too short a life":    {yaml: minimal(t) + "sessions: {idle: 30s}\n", want: "line 17: sessions.idle: “30s” must lie between 5m and 9600h"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := config.Parse([]byte(test.yaml), t.TempDir(), environment(test.env...))
			var faults config.Faults
			require.ErrorAs(t, err, &faults)
			require.Contains(t, err.Error(), test.want)
			require.NotContains(t, err.Error(), "hunter2")
		})
	}
}

func TestReservedWordsAreNoSlugs(t *testing.T) {
	for _, word := range []string{"static", "embed", "hooks", "receipts", "healthz", "readyz", "metrics", "demo", "debug"} {
		_, err := config.Parse([]byte(minimal(t, "slug: forge", "slug: "+word)), t.TempDir(), environment())
		require.ErrorContains(t, err, "“"+word+"” is kept for the portal itself", word)
	}
	for _, slug := range []string{"embed.js", "Forge", "for ge", "a/b", "żubr", strings.Repeat("a", 41)} {
		_, err := config.Parse([]byte(minimal(t, "slug: forge", fmt.Sprintf("slug: %q", slug))), t.TempDir(), environment())
		require.ErrorContains(t, err, "must be 1 to 40", slug)
	}
	for _, slug := range []string{"forge-2", "x", "embed-js", "0"} {
		_, err := config.Parse([]byte(minimal(t, "slug: forge", fmt.Sprintf("slug: %q", slug))), t.TempDir(), environment())
		require.NoError(t, err, slug)
	}
}

// What came from the environment or a file may be a secret wherever it
// stands, and is never shown.
func TestFilledValuesAreNeverShown(t *testing.T) {
	const secret = "hunter2"
	fields := []string{"members.example.com", "mail.example.com", "no-reply@example.com", goodKey(), "slug: forge", "Europe/London", "GB\n", "GBP\n", "[en]", "team@forge.example", `"#C41"`, "forge.open-api.perfectgym.com"}
	for _, field := range fields {
		replacement := `"${S}"`
		switch {
		case strings.HasPrefix(field, "slug"):
			replacement = `slug: "${S}"`
		case strings.HasSuffix(field, "\n"):
			replacement += "\n"
		case field == "[en]":
			replacement = `["${S}"]`
		case !strings.HasPrefix(field, `"`) && strings.Contains(field, ".com"):
			replacement = "${S}"
		}
		yaml := minimal(t)
		yaml = strings.Replace(yaml, field, replacement, 1)
		_, err := config.Parse([]byte(yaml), t.TempDir(), environment("S", secret+" !/"))
		if err != nil {
			require.NotContains(t, err.Error(), secret, field)
		}
	}
	_, err := config.Parse([]byte(minimal(t)+"    embed: {origins: [\"https://${S}/\"]}\n"), t.TempDir(), environment("S", secret))
	require.ErrorContains(t, err, "what was filled in is not an origin")
	require.NotContains(t, err.Error(), secret)
	_, err = config.Parse([]byte(minimal(t, "keys: ["+goodKey()+"]", "keys: [\""+secret+"\"]")), t.TempDir(), environment())
	require.Error(t, err)
	require.NotContains(t, err.Error(), secret)
}

func TestFaultString(t *testing.T) {
	require.Equal(t, "line 3: a.b: is wrong", config.Fault{Line: 3, Path: "a.b", Message: "is wrong"}.String())
	require.Equal(t, "is empty", config.Fault{Message: "is empty"}.String())
}

// Whatever the file holds, there is a configuration or there are faults.
func FuzzParse(f *testing.F) {
	f.Add(manyFaults)
	f.Add("a: &a [*a]\nkeys: *a\n")
	f.Add("? [a, b]\n: c\n")
	f.Add("{}")
	f.Add("studios: [{}, [], null, ~, 1.5, .inf]")
	f.Add("mail: |\n  text\n")
	f.Fuzz(func(t *testing.T, yaml string) {
		c, err := config.Parse([]byte(yaml), ".", environment())
		require.True(t, (c == nil) != (err == nil))
	})
}
