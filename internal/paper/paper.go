// Package paper draws receipts as PDF files: what the page shows, to be printed or put
// into a folder, with the signed text at its end.
package paper

import (
	"bytes"
	"time"

	"memberportal/i18n"
	"memberportal/internal/pdf"
	"memberportal/internal/receipt"
)

// Receipt draws a signed receipt. The printer speaks the receipt's
// language. The same receipt gives the same file. receipt.ErrFormat for a text that is none.
func Receipt(text *i18n.Printer, signed string) ([]byte, error) {
	r, err := receipt.Parse(signed)
	if err != nil {
		return nil, err
	}
	text = text.In(r.Arrived.Location())
	t := text.T
	arrived := t("endings.moment", "date", text.Date(r.Arrived), "time", text.Time(r.Arrived), "zone", r.Arrived.Format("MST")+", "+text.Location().String())
	facts := pdf.Rows{{Term: t("rights.arrived"), Value: arrived}}
	if r.Ends != "" {
		facts = append(facts, pdf.Row{Term: t("rights.ends"), Value: ends(text, r.Ends)})
	}
	declared := pdf.Rows{}
	for _, l := range r.Lines {
		declared = append(declared, pdf.Row{Term: l.Label, Value: l.Value})
	}
	d := pdf.Document{
		Title: title(text, r.Kind) + ", " + r.Number, Language: text.Language(), Author: r.StudioName, Created: r.Arrived,
		Blocks: []pdf.Block{
			pdf.Heading{Level: 1, Text: title(text, r.Kind)},
			pdf.Paragraph{Text: t("rights.number") + " " + r.Number, Style: pdf.Large},
			facts,
			pdf.Heading{Level: 2, Text: t("rights.what")},
			declared,
			pdf.Heading{Level: 2, Text: t("rights.check")},
			pdf.Paragraph{Text: t("rights.check_how"), Style: pdf.Small},
			pdf.Preformatted{Text: signed},
		},
		Footer: func(page, pages int) string {
			return t("rights.page", "page", text.Number(page), "pages", text.Number(pages))
		},
	}
	var out bytes.Buffer
	if err := pdf.Write(&out, d); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func title(text *i18n.Printer, kind receipt.Kind) string {
	switch kind {
	case receipt.Cancellation:
		return text.T("rights.paper_cancellation")
	case receipt.Withdrawal:
		return text.T("rights.paper_withdrawal")
	}
	return text.T("rights.receipt_title")
}

func ends(text *i18n.Printer, day string) string {
	at, err := time.ParseInLocation(time.DateOnly+" 15", day+" 12", text.Location()) // a clock may skip midnight
	if err != nil {
		return text.T("rights.ends_earliest")
	}
	return text.Date(at)
}
