package store

import (
	"strconv"
	"strings"
)

// dialect is what SQLite and PostgreSQL do not agree on. Everything else is written once, in SQL
// that both understand, with ? for a value.
type dialect struct {
	name     string
	numbered bool // values are $1, $2, … instead of ?
	// forUpdate ends a SELECT whose row the transaction is going to change. SQLite has no such
	// clause: its write transactions exclude each other from the start.
	forUpdate string
	// skipLocked ends a SELECT that should pass over rows which another transaction is taking.
	skipLocked string
	// types fills in the {…} of the migrations.
	types *strings.Replacer
}

func sqliteDialect() dialect {
	return dialect{
		name: "sqlite",
		types: strings.NewReplacer("{blob}", "BLOB", "{serial}", "INTEGER PRIMARY KEY AUTOINCREMENT",
			"{keyed}", "WITHOUT ROWID"),
	}
}

func postgresDialect() dialect {
	return dialect{
		name: "postgres", numbered: true, forUpdate: " FOR UPDATE", skipLocked: " FOR UPDATE SKIP LOCKED",
		types: strings.NewReplacer("{blob}", "BYTEA", "{serial}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
			"{keyed}", ""),
	}
}

// rewrite puts a statement into the dialect's placeholders. No statement of this package has a
// question mark in a literal.
func (d dialect) rewrite(query string) string {
	if !d.numbered {
		return query
	}
	var b strings.Builder
	b.Grow(len(query) + 32)
	for n := 1; ; n++ {
		before, after, found := strings.Cut(query, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(n))
		query = after
	}
}
