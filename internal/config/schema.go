package config

import _ "embed"

//go:embed schema.json
var schema string

// Schema is the JSON Schema (draft 2020-12) of portal.yaml, for editors. It
// knows the keys and the rough form of their values; [Load] knows the rest.
func Schema() []byte { return []byte(schema) }
