package static

import (
	"bytes"
	"slices"
	"strings"
)

const (
	// between stands between the scripts in the name of a bundle: "portal-sign.js".
	// A bundle is found by its name alone, so that an instance can serve one no page
	// of its own has asked for yet. No script has the sign in its own name.
	between = "-"
	// mostScripts bounds what can be made up of the same few scripts by asking.
	mostScripts = 4
)

// Script returns the one address of scripts of the portal, such as "portal" and
// "sign", that run in this order: a page costs one request for all of its scripts.
// It is "" when one of them does not exist, or is named twice.
func (a *Assets) Script(names ...string) string {
	return a.URL(strings.Join(names, between) + ".js")
}

// bundle returns the scripts of a bundle as one file, made at the first call.
func (a *Assets) bundle(name string) *File {
	stem, isScript := strings.CutSuffix(name, ".js")
	scripts := strings.Split(stem, between)
	if !isScript || len(scripts) < 2 || len(scripts) > mostScripts {
		return nil
	}
	if known, ok := a.bundles.Load(name); ok {
		return known.(*File)
	}
	var joined bytes.Buffer
	for i, script := range scripts {
		file := a.files[script+".js"]
		if a.live {
			file = a.fresh(script + ".js")
		}
		if file == nil || slices.Contains(scripts[:i], script) {
			return nil
		}
		// In a block each, the scripts do not see each other's names.
		joined.WriteByte('{')
		joined.Write(file.data)
		joined.WriteString("\n}\n")
	}
	file := NewFile(contentType(name), joined.Bytes())
	if a.live {
		return file
	}
	known, had := a.bundles.LoadOrStore(name, file)
	if !had {
		go file.compress() // the browser that is told the address asks in a moment
	}
	return known.(*File)
}
