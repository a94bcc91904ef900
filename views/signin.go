package views

import (
	"strconv"
	"strings"

	"memberportal/views/components"
)

func seconds(n int) string { return strconv.Itoa(n) }

func profileChoices(profiles []Profile) []components.Choice {
	choices := make([]components.Choice, 0, len(profiles))
	for _, p := range profiles {
		choices = append(choices, components.Choice{Value: p.Value, Text: p.Name, Detail: p.Detail})
	}
	return choices
}

// lead is the sentence around the masked address, which stands in bold.
func (p SignInCodePage) lead() (before, after string) {
	const mark = "\x00"
	before, after, _ = strings.Cut(p.Text.T("signin.code_lead", "address", mark), mark)
	return before, after
}
