package sandbox

import (
	"encoding/base64"
	"strings"
)

// namedValue is a field of a request by name.
type namedValue struct{ name, value string }

// requireValues refuses the first field that is missing or blank.
func requireValues(fields ...namedValue) *refusal {
	for _, f := range fields {
		if strings.TrimSpace(f.value) == "" {
			return badRequest("error.validation.missing", f.name)
		}
	}
	return nil
}

func isCountry(code string) bool {
	return len(code) == 2 && strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// check refuses what is not an SVG in base64.
func (s *signature) check(reference string) *refusal {
	if s == nil || s.Base64SVGSignature == "" {
		return badRequest("error.amendment.signature", reference)
	}
	picture, err := base64.StdEncoding.DecodeString(s.Base64SVGSignature)
	if err != nil || !strings.Contains(string(picture), "<svg") {
		return badRequest("error.amendment.signature", reference)
	}
	return nil
}
