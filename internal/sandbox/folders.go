package sandbox

import (
	"fmt"
	"strings"
)

// folder fills a member's folder: the contract of whoever has one, several papers
// for some, and so many for the debtor that the list has more than one slice. Of
// these one is not meant for the member's eyes, which the API does not tell.
func (st *studio) folder(k *customer, story string, today date) {
	say := func(de, en string) string {
		if st.Language == "de" {
			return de
		}
		return en
	}
	paper := func(name, description string, lines ...string) { st.paper(k, name, description, lines...) }
	for _, contract := range k.Contracts {
		st.contractPaper(k, contract)
	}
	switch story {
	case storyRegular:
		paper(say("Trainingsplan Frühjahr.pdf", "Training plan (spring).pdf"), say("Trainingsplan", "Training plan"), say("Dreimal die Woche.", "Three times a week."))
	case storyFamily:
		paper(say("Einverständnis der Eltern.pdf", "parental-consent.pdf"), say("Einverständnis der Eltern", "Parental consent"), say("Die Kinder trainieren mit.", "The children may train, too."))
	case storyExtras:
		for _, m := range k.Contracts[0].Modules {
			paper(say("Zusatzmodul ", "Add-on ")+m.RateName+".pdf", "", m.RateName+" "+m.StartDate)
		}
	case storyDebtor:
		for week := 26; week > 0; week-- {
			day := today.add(-7 * week).String()
			paper(say("Rechnung-", "invoice-")+day+".pdf", say("Rechnung vom ", "Invoice of ")+day, "9.90 "+st.Currency)
			if week%9 == 0 {
				paper(say("Mahnung-", "reminder-")+day+".pdf", say("Mahnung", "Reminder"), say("Bitte zahlen.", "Please pay."))
			}
		}
		note := say("Verspricht Zahlung zum Monatsende. Nicht weitergeben.", "Promises to pay at the end of the month. Do not pass on.")
		st.putIntoFolder(k.Record.ID, say("Gesprächsnotiz.txt", "note.txt"), "text/plain; charset=utf-8", []byte(note), say("Gesprächsnotiz (intern)", "Note (internal)"))
	}
}

// paper puts a document that names its reader into a folder.
func (st *studio) paper(k *customer, name, description string, lines ...string) int64 {
	head := []string{
		st.Information.Name, st.word("Mitglied: ", "Member: ") + k.Record.FirstName + " " + k.Record.LastName,
		st.word("Mitgliedsnummer: ", "Member number: ") + k.Record.CustomerNumber, "",
	}
	return st.putIntoFolder(k.Record.ID, name, "application/pdf", pdf(append(head, lines...)...), description)
}

// contractPaper is the signed contract.
func (st *studio) contractPaper(k *customer, signed *contract) {
	what := st.word("Mitgliedsvertrag", "Membership contract")
	signed.Document = st.paper(k, fmt.Sprintf(st.word("Vertrag-%d.pdf", "contract-%d.pdf"), signed.ID), what,
		what+" "+signed.RateName, st.word("Beginn: ", "Start: ")+signed.Start)
}

// pdf is a document of one page with some lines, in a font that every reader has
// and that knows the letters of western Europe only.
func pdf(lines ...string) []byte {
	var page strings.Builder
	page.WriteString("BT /F1 14 Tf 72 770 Td 22 TL\n")
	for _, line := range lines {
		page.WriteString("(" + winAnsi(line) + ") Tj T*\n")
	}
	page.WriteString("ET")
	var out strings.Builder
	out.WriteString("%PDF-1.4\n")
	var offsets []int
	for i, object := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", page.Len(), page.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	} {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, table)
	return []byte(out.String())
}

// winAnsi writes a text as the inside of a PDF string.
func winAnsi(s string) string {
	var out strings.Builder
	for _, r := range s {
		switch {
		case r == '(' || r == ')' || r == '\\':
			out.WriteString(`\` + string(r))
		case r >= ' ' && r < 0x7f:
			out.WriteRune(r)
		case r >= 0xa0 && r <= 0xff:
			fmt.Fprintf(&out, `\%03o`, r)
		default:
			out.WriteByte('?')
		}
	}
	return out.String()
}
