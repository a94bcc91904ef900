package views

import "memberportal/views/components"

// picked turns options into a select with its label.
func picked(name, label string, options []EmbedOption) components.Choices {
	c := components.Choices{Name: name, Label: label}
	for _, o := range options {
		c.Options = append(c.Options, components.Choice{Value: o.Value, Text: o.Text})
		if o.Selected {
			c.Selected = o.Value
		}
	}
	return c
}

// embedRecipe is how one kind of website takes the lines.
type embedRecipe struct{ name, text string }

// recipes are those of the site builders studios use.
func (p EmbedPage) recipes() []embedRecipe {
	t := p.Text.T
	return []embedRecipe{
		{"WordPress", t("embed.in_wordpress")},
		{"Wix", t("embed.in_wix")},
		{"Squarespace", t("embed.in_squarespace")},
		{"Jimdo", t("embed.in_jimdo")},
		{"TYPO3", t("embed.in_typo3")},
		{"HTML", t("embed.in_html")},
	}
}
