package handlers

import (
	"encoding/csv"
	"net/http"
	"strings"

	"memberportal/pgclient"
)

// csvSlices bounds the file: 10 000 entries are more than a lifetime of fees.
const csvSlices = 200

// showTransactionsCSV sends all past transactions, slice by slice as they come. When
// the rest cannot be read the last line says so: the head of the answer is gone by then.
func showTransactionsCSV(c *Context) error {
	call, p := c.API.GetCustomersAccountTransactionData, pgclient.SliceParams{SliceSize: entrySlice}
	slice, err := call(c.Ctx, c.Who.CustomerID, p)
	if err != nil {
		return err
	}
	text, response := c.Text, c.echo.Response()
	h := response.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="transactions-`+c.today().String()+`.csv"`)
	h.Set("Cache-Control", "no-store")
	response.WriteHeader(http.StatusOK)
	if c.echo.Request().Method == http.MethodHead {
		return nil
	}
	if _, err := response.Write([]byte("\ufeff")); err != nil { // spreadsheets take it as UTF-8 then
		return errClientGone{err}
	}
	w := csv.NewWriter(response)
	w.UseCRLF = true // RFC 4180
	_ = w.Write([]string{
		text.T("account.csv_due"), text.T("account.csv_description"), text.T("account.csv_amount"),
		text.T("account.csv_open"), text.T("account.csv_currency"), text.T("account.csv_instalments"),
	}) // an error of any line comes back from Error below
	sent := map[string]bool{"": true, "0": true}
	for n := 1; ; n++ {
		list := byDue(slice.Result)
		for i := len(list) - 1; i >= 0; i-- {
			_ = w.Write(csvLine(list[i], text.T("account.csv_yes"), text.T("account.csv_no"), c.Studio.Currency))
		}
		end := !slice.HasNext
		cut := !end && (sent[slice.Offset] || n >= csvSlices)
		if !end && !cut {
			sent[slice.Offset] = true
			p.Offset = slice.Offset
			if slice, err = call(c.Ctx, c.Who.CustomerID, p); err != nil {
				c.note(err)
				cut = true
			}
		}
		if cut {
			_ = w.Write([]string{"", text.T("account.csv_incomplete"), "", "", "", ""})
		}
		w.Flush()
		if err := w.Error(); err != nil {
			return errClientGone{err}
		}
		if end || cut {
			return nil
		}
	}
}

// csvLine is one entry: ISO days and plain decimal numbers, which every spreadsheet
// and every program reads alike.
func csvLine(e pgclient.BookingEntry, yes, no, currency string) []string {
	amount := func(m *pgclient.Money) string {
		if m == nil {
			return ""
		}
		if m.Currency != "" {
			currency = m.Currency
		}
		return m.Amount.String()
	}
	line := []string{e.DueDate.String(), defused(e.Description), amount(e.Amount), amount(e.OpenAmount), "", no}
	line[4] = defused(currency)
	if e.InstallmentPlan {
		line[5] = yes
	}
	return line
}

// defused keeps a spreadsheet from taking a text for a formula.
func defused(s string) string {
	if trimmed := strings.TrimLeft(s, " \u00a0\ufeff"); trimmed != "" && strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", []rune(trimmed)[0]) {
		return "'" + s
	}
	return s
}
