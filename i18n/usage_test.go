package i18n

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// programDirs are the folders whose code shows texts, and leaves those below
// them that may not import this package: what looks like a key there is none.
func programDirs() (dirs, leaves []string) {
	return []string{"views", "handlers", "internal", "cmd"},
		[]string{"internal/brand", "internal/config", "internal/sandbox", "internal/store"}
}

// use is one place where a key stands.
type use struct {
	key   string
	call  *ast.CallExpr // of T or N with the key as first argument, else nil
	where string
}

// uses finds every string literal that looks like a key, in Go code and in
// templ sources; the code templ generates is read for its calls alone.
func uses(t *testing.T, areas map[string]bool) (literals []use, calls []use) {
	t.Helper()
	root := ".."
	dirs, leaves := programDirs()
	for _, dir := range dirs {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			name, _ := filepath.Rel(root, path)
			if entry.IsDir() {
				if slices.Contains(leaves, filepath.ToSlash(name)) || entry.Name() == "testdata" {
					return filepath.SkipDir
				}
				return nil
			}
			switch {
			case strings.HasSuffix(name, "_test.go"):
			case strings.HasSuffix(name, "_templ.go"):
				_, c := usesInGo(t, path, name, areas)
				calls = append(calls, c...)
			case strings.HasSuffix(name, ".go"):
				l, c := usesInGo(t, path, name, areas)
				literals, calls = append(literals, l...), append(calls, c...)
			case strings.HasSuffix(name, ".templ"):
				data, err := os.ReadFile(path)
				if err != nil {
					return err
				}
				for _, m := range templLiteral.FindAllStringSubmatch(string(data), -1) {
					if isKey(m[1], areas) {
						literals = append(literals, use{key: m[1], where: name})
					}
				}
			}
			return nil
		})
		require.NoError(t, err)
	}
	return literals, calls
}

var templLiteral = regexp.MustCompile("[\"`]([a-z0-9]+\\.[a-z0-9_]+)[\"`]")

func isKey(s string, areas map[string]bool) bool {
	area, ok := areaOf(s)
	return ok && areas[area] && !strings.HasSuffix(s, ".js") // a script may be named as an area is
}

func usesInGo(t *testing.T, path, name string, areas map[string]bool) (literals, calls []use) {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	at := func(pos token.Pos) string { return name + ":" + strconv.Itoa(set.Position(pos).Line) }
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if text, ok := literal(n); ok && isKey(text, areas) {
				literals = append(literals, use{key: text, where: at(n.Pos())})
			}
		case *ast.CallExpr:
			fun, ok := n.Fun.(*ast.SelectorExpr)
			if !ok || len(n.Args) == 0 || fun.Sel.Name != "T" && fun.Sel.Name != "N" {
				return true
			}
			if text, ok := literal(n.Args[0]); ok && isKey(text, areas) {
				calls = append(calls, use{key: text, call: n, where: at(n.Pos())})
			}
		}
		return true
	})
	return literals, calls
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// areasOf the English catalogue.
func areasOf(t *testing.T) map[string]bool {
	areas := make(map[string]bool)
	for area := range sources(t, sourceLanguage) {
		areas[area] = true
	}
	return areas
}

func TestEveryKeyUsedExists(t *testing.T) {
	literals, _ := uses(t, areasOf(t))
	require.NotEmpty(t, literals)
	keys := keysOf(allSources(t, sourceLanguage))
	var missing []string
	for _, u := range literals {
		if !slices.Contains(keys, u.key) {
			missing = append(missing, u.where+" "+u.key)
		}
	}
	slices.Sort(missing)
	require.Empty(t, slices.Compact(missing), "used, but in no catalogue")
}

func TestEveryKeyIsUsed(t *testing.T) {
	literals, _ := uses(t, areasOf(t))
	used := make(map[string]bool)
	for _, u := range literals {
		// The gallery shows pages with samples; a text that it alone uses is shown to nobody.
		used[u.key] = used[u.key] || !strings.HasPrefix(filepath.ToSlash(u.where), "views/gallery/")
	}
	var unused []string
	for _, key := range keysOf(allSources(t, sourceLanguage)) {
		if !used[key] {
			unused = append(unused, key)
		}
	}
	require.Empty(t, unused, "in the catalogues, but used nowhere")
}

// Where a call names its key, it gives the key what the text asks for: a count
// where the text has plurals, and every placeholder.
func TestCallsGiveWhatTheTextAsksFor(t *testing.T) {
	_, calls := uses(t, areasOf(t))
	require.NotEmpty(t, calls)
	all := allSources(t, sourceLanguage)
	names, _ := placeholders(t, all)
	plurals := make(map[string]bool)
	for _, s := range all {
		plurals[s.key] = plurals[s.key] || s.form != "other"
	}
	var faults []string
	for _, u := range calls {
		want, known := names[u.key]
		if !known {
			continue // TestEveryKeyUsedExists says so
		}
		fault := func(what string) { faults = append(faults, u.where+" "+u.key+" "+what) }
		args := u.call.Args[1:]
		given := make(map[string]bool)
		if u.call.Fun.(*ast.SelectorExpr).Sel.Name == "N" {
			require.NotEmpty(t, args, u.where)
			given["n"], args = true, args[1:]
		} else if plurals[u.key] {
			fault("has plural forms, call N")
		}
		if u.call.Ellipsis.IsValid() {
			continue // pairs put together elsewhere
		}
		if len(args)%2 != 0 {
			fault("is given half a pair")
		}
		for i := 0; i+1 < len(args); i += 2 {
			name, ok := literal(args[i])
			if !ok {
				fault("has a placeholder's name that is no literal")
			} else if !slices.Contains(want, name) {
				fault("has no placeholder " + name)
			}
			given[name] = true
		}
		for _, name := range want {
			if !given[name] {
				fault("is not given " + name)
			}
		}
	}
	require.Empty(t, faults)
}

func TestKeysAreRecognised(t *testing.T) {
	areas := map[string]bool{"home": true, "mail": true}
	for _, s := range []string{"home.title", "home.next_2", "mail.a"} {
		require.True(t, isKey(s, areas), s)
	}
	for _, s := range []string{"home", "home.", "home.Title", "shop.title", "mail.example.com", "home.a b", ".home", "home.a_", "home.html.x"} {
		require.False(t, isKey(s, areas), s)
	}
	require.Equal(t, "home.title", templLiteral.FindStringSubmatch(`{ p.Text.T("home.title") }`)[1])
}
