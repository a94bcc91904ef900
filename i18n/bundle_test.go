package i18n

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// loadTexts loads catalogues made up for a test, by file name below locales.
func loadTexts(t testing.TB, files map[string]string) *Bundle {
	t.Helper()
	b, err := load(mapFS(files))
	require.NoError(t, err)
	return b
}

func mapFS(files map[string]string) fstest.MapFS {
	fs := fstest.MapFS{}
	for name, content := range files {
		fs["locales/"+name] = &fstest.MapFile{Data: []byte(content)}
	}
	return fs
}

func TestLoadReadsTheEmbeddedCatalogues(t *testing.T) {
	b, err := Load()
	require.NoError(t, err)
	require.Equal(t, []string{"de", "en", "pl"}, b.Languages())
	for code, name := range map[string]string{"de": "Deutsch", "en": "English", "pl": "Polski", "xx": "xx"} {
		require.Equal(t, name, b.Name(code))
	}
	for _, lang := range b.Languages() {
		p := b.Printer(PrinterOptions{Language: lang})
		require.Equal(t, lang, p.Language())
		require.Equal(t, "ltr", p.Dir())
	}
	require.Equal(t, "en", b.Printer(PrinterOptions{Language: "xx"}).Language())
}

func TestLoadNamesEveryFault(t *testing.T) {
	_, err := load(mapFS(map[string]string{
		"en/home.yaml":    "home.title: \"Hi {{.Name}}\"\nother.title: \"Stray\"\nhome.count:\n  one: \"One\"\n",
		"en/classes.yaml": "classes.a: \"A\"\nclasses.a: \"B\"\n",
		"en/errors.yaml":  "errors.open: \"{{.a\"\n",
		"en/mail.yaml":    "mail.close: \"a}} {{.a}}\"\n",
		"en/demo.yaml":    "demo.number: 24\n",
		"de/home.yaml":    "home.count:\n  one: \"Eins\"\n  few: \"Wenige\"\n  other: \"Viele\"\n",
		"pl/home.yaml":    "home.count:\n  one: \"Jeden\"\n  few: \"Dwa\"\n  other: \"Inne\"\n",
	}))
	require.Error(t, err)
	for _, part := range []string{
		"{{.Name}} is no placeholder",
		`key "other.title" is not home.snake_case`,
		`en/home.yaml: home.count: the text "other" is missing`,
		"en/classes.yaml",
		"{{ without }}",
		"}} without {{",
		"en/demo.yaml",
		`de/home.yaml: home.count: the language has no form "few"`,
		`pl/home.yaml: home.count: the text "many" is missing`,
	} {
		require.ErrorContains(t, err, part)
	}
}

func TestMatchChoosesAmongTheOffered(t *testing.T) {
	b, err := Load()
	require.NoError(t, err)
	all := []string{"de", "en", "pl"}
	for _, test := range []struct {
		accept  string
		offered []string
		want    string
	}{
		{"de", all, "de"},
		{"de-AT,de;q=0.9,en;q=0.8", all, "de"},
		{"en-GB,en;q=0.9,de;q=0.8", []string{"de", "pl"}, "de"},
		{"pl-PL", all, "pl"},
		{"pl_PL", all, "pl"},
		{"fr,pl;q=0.5", all, "pl"},
		{"fr;q=0.9,de;q=0.3,pl;q=0.7", all, "pl"},
		{"gsw", all, "de"}, // Swiss German reads German
		{"en;q=0,de", []string{"en", "de"}, "de"},
		{"pl", []string{"de", "en"}, ""},
		{"ja", all, ""},
		{"zh-CN,zh;q=0.9", all, ""},
		{"*", all, ""},
		{"", all, ""},
		{"de", nil, ""},
		{"de", []string{"xx"}, ""},
		{"fr", []string{"fr", "de"}, ""}, // offered by mistake, no catalogue
		{"de;q=x", all, ""},
		{";;;,,,", all, ""},
		{"de" + string(make([]byte, 5000)), all, ""},
	} {
		require.Equal(t, test.want, b.Match(test.accept, test.offered), "%q of %v", test.accept, test.offered)
	}
}
