package sandbox

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
)

// booked is a line of the books: a fee that was due.
type booked struct {
	Date        string `json:"date"`
	Customer    string `json:"customerNumber,omitempty"`
	Description string `json:"description"`
	Amount      string `json:"amount"`
	Currency    string `json:"currency"`
}

// exportFile is the file of an export, with its name and content type.
func (st *studio) exportFile(want taxAdvisorExportRequest, from, to date) (name, contentType string, content []byte) {
	lines := st.books(from, to, want.ExportFormat == "AGGREGATED")
	name = fmt.Sprintf("export-%s-%s.%s", want.FromDate, want.ToDate, strings.ToLower(want.ExportFileFormat))
	german := want.ExportLocale == "GERMAN" || want.ExportLocale == "" && st.Language == "de"
	switch want.ExportFileFormat {
	case "JSON":
		content, _ = json.Marshal(lines) // texts cannot fail
		return name, "application/json", content
	case "CSV":
		return name, "text/csv; charset=utf-8", writeCSV(table(lines, german), german)
	}
	return name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", writeXLSX(table(lines, german))
}

// books are the fees that were due from a day to a day, one line each or summed up by
// day: every contract is paid on the day of the month on which it began.
func (st *studio) books(from, to date, aggregated bool) []booked {
	text := "Membership fees"
	if st.Language == "de" {
		text = "Mitgliedsbeiträge"
	}
	customers := sorted(st.customers, func(c *customer) int64 { return c.Record.ID })
	out := []booked{}
	for day := from; !to.before(day); day = day.add(1) {
		var sum int64
		for _, c := range customers {
			for _, k := range c.Contracts {
				start, err := parseDate(k.Start)
				amount, ok := k.Price.BasePrice.Amount.hundredths()
				if err != nil || !ok || amount == 0 || !k.covers(day) || min(start.day, 28) != day.day {
					continue
				}
				sum += amount
				if !aggregated {
					out = append(out, booked{day.String(), c.Record.CustomerNumber, k.RateName, string(amountOf(amount)), st.Currency})
				}
			}
		}
		if aggregated && sum > 0 {
			out = append(out, booked{Date: day.String(), Description: text, Amount: string(amountOf(sum)), Currency: st.Currency})
		}
	}
	return out
}

func table(lines []booked, german bool) [][]string {
	rows := [][]string{{"Date", "Customer number", "Description", "Amount", "Currency"}}
	if german {
		rows[0] = []string{"Datum", "Kundennummer", "Beschreibung", "Betrag", "Währung"}
	}
	for _, l := range lines {
		amount := l.Amount
		if german {
			amount = strings.Replace(amount, ".", ",", 1)
		}
		rows = append(rows, []string{l.Date, l.Customer, l.Description, amount, l.Currency})
	}
	return rows
}

func writeCSV(rows [][]string, german bool) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if german {
		w.Comma = ';'
	}
	_ = w.WriteAll(rows) // a buffer cannot fail
	return b.Bytes()
}

// writeXLSX is the smallest workbook that spreadsheet programs open.
func writeXLSX(rows [][]string) []byte {
	var sheet strings.Builder
	sheet.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for _, row := range rows {
		sheet.WriteString("<row>")
		for _, cell := range row {
			sheet.WriteString(`<c t="inlineStr"><is><t>`)
			_ = xml.EscapeText(&sheet, []byte(cell)) // a builder cannot fail
			sheet.WriteString("</t></is></c>")
		}
		sheet.WriteString("</row>")
	}
	sheet.WriteString("</sheetData></worksheet>")
	const (
		packages  = "http://schemas.openxmlformats.org/package/2006/"
		documents = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
		media     = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	)
	relation := func(kind, target string) string {
		return fmt.Sprintf(`<Relationships xmlns="%srelationships"><Relationship Id="rId1" Type="%s/%s" Target="%s"/></Relationships>`, packages, documents, kind, target)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="` + packages + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + media + `sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + media + `worksheet+xml"/></Types>`},
		{"_rels/.rels", relation("officeDocument", "xl/workbook.xml")},
		{"xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + documents + `"><sheets><sheet name="Export" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/worksheets/sheet1.xml", sheet.String()},
	} {
		w, err := z.Create(part[0])
		if err == nil {
			_, err = w.Write([]byte(xml.Header + part[1]))
		}
		if err != nil {
			panic("sandbox: " + err.Error()) // a buffer cannot fail
		}
	}
	_ = z.Close() // neither can this
	return b.Bytes()
}
