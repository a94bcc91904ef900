package mail

import (
	"strings"

	"memberportal/i18n"
)

// kept is the part of a mail that holds a receipt: its number, what it says, the way to
// its page, and the files that came with the mail.
type kept struct {
	Text       *i18n.Printer
	Look       look
	Number     string
	Content    string // heading of the lines
	Lines      []Line
	LinkLead   string
	LinkButton string
	Link       string
	File       string // name of the signed text
}

// paragraphs are those of the text part, with others between the lines and the link.
func (k kept) paragraphs(between ...string) []string {
	list := []string{k.Text.T("declarationmail.receipt_number") + ": " + k.Number, k.Content + "\n\n" + plainLines(k.Lines)}
	return append(append(list, between...), k.LinkLead+"\n"+k.Link, k.file())
}

func (k kept) file() string { return k.Text.T("declarationmail.receipt_file", "file", k.File) }

// plainLines are the parts of a declaration for the text part; every line of a value is
// set in, so that none passes for a label.
func plainLines(lines []Line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.Label + ":\n    " + strings.ReplaceAll(l.Value, "\n", "\n    ") + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}
