// Package i18n holds the texts of the portal and the printer that shows
// texts, plurals, dates, numbers and money in a member's language.
//
// # Catalogues
//
// The texts stand in locales/{language}/{area}.yaml, one flat map a file,
// keys "area.snake_case". A text that depends on a count is a map of the
// CLDR plural forms the language has (German and English one and other,
// Polish one, few, many and other). Placeholders are written {{.name}}; {{.n}}
// is the formatted count. English is the source: every other language has the
// same keys with the same placeholders. A text may carry a description for
// translators: {description: "…", other: "…"}.
//
// # Keys
//
// Every key is written out as a string literal somewhere in views, handlers,
// internal or cmd, outside tests. Whoever chooses between keys at run time
// chooses between literals (a switch, a map, a slice) and never glues a key
// together from parts. Thus a search for a key finds its use, and the tests
// find keys without a use and uses without a key. A literal that looks like a
// key (one of the areas, a dot, snake_case) is taken for one. Samples in
// views/gallery do not count as a use.
//
// # Studios
//
// A studio may replace texts in its configuration. A replacement is held to
// the placeholders of the text it replaces, see CheckOverrides. The forms of a
// plural are replaced one by one, by the key with the form: "classes.waiting.few".
//
// The package is a leaf: it imports nothing of the portal.
package i18n
