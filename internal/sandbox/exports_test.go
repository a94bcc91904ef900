package sandbox_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// fetched asks for an export, waits for it and fetches the file.
func (s *server) fetched(format, file, locale string) (contentType, content string) {
	s.t.Helper()
	want := object{"fromDate": "2026-04-01", "toDate": "2026-04-30", "exportFormat": format, "exportFileFormat": file}
	if locale != "" {
		want["exportLocale"] = locale
	}
	id := ask[struct{ ExportID int64 }](s, http.MethodPost, "/v1/taxadvisor/exports/create", want).ExportID
	path := fmt.Sprintf("/v1/taxadvisor/exports/%d", id)
	s.refused(http.StatusNotFound, http.MethodGet, path, nil)
	s.box.Advance(2 * time.Minute)
	answer := get[object](s, path)
	require.Equal(s.t, format, answer["exportFormat"])
	require.Equal(s.t, "2026-04-30", answer["toDate"])
	resp, err := http.Get(answer["downloadUrl"].(string)) //nolint:noctx // the link needs no key
	require.NoError(s.t, err)
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	require.NoError(s.t, err)
	require.Equal(s.t, http.StatusOK, resp.StatusCode, "%s", body)
	return resp.Header.Get("Content-Type"), string(body)
}

func TestExportFiles(t *testing.T) {
	s := startLoose(t, monday) // file links are no part of the contract
	s = startLooseOver(t, s)
	contentType, text := s.fetched("SINGLE", "CSV", "")
	require.Contains(t, contentType, "text/csv")
	lines := strings.Split(strings.TrimSpace(text), "\n")
	require.Equal(t, "Datum;Kundennummer;Beschreibung;Betrag;Währung", lines[0], "in the studio's language")
	require.Greater(t, len(lines), 100)
	require.Contains(t, text, ";Premium;39,90;EUR")

	_, text = s.fetched("AGGREGATED", "CSV", "ENGLISH")
	lines = strings.Split(strings.TrimSpace(text), "\n")
	require.Equal(t, "Date,Customer number,Description,Amount,Currency", lines[0])
	require.LessOrEqual(t, len(lines), 31, "a line a day")

	_, text = s.fetched("AGGREGATED", "JSON", "")
	var days []struct{ Date, Amount, Currency string }
	require.NoError(t, json.Unmarshal([]byte(text), &days))
	require.Len(t, days, len(lines)-1)

	contentType, text = s.fetched("SINGLE", "XLSX", "GERMAN")
	require.Contains(t, contentType, "spreadsheetml")
	book, err := zip.NewReader(bytes.NewReader([]byte(text)), int64(len(text)))
	require.NoError(t, err)
	sheet, err := book.Open("xl/worksheets/sheet1.xml")
	require.NoError(t, err)
	content, err := io.ReadAll(sheet)
	require.NoError(t, err)
	require.Contains(t, string(content), "<t>Kundennummer</t>")

	_, text = s.as("sandbox-forge").fetched("SINGLE", "CSV", "")
	require.Contains(t, text, ",GBP")
	require.True(t, strings.HasPrefix(text, "Date,"))
}

func TestExportRequests(t *testing.T) {
	s := startLoose(t, monday)
	for reference, changes := range map[string][]object{
		"fromDate": {{"fromDate": nil}, {"fromDate": "1 April"}},
		// 18 May is today; a booking day is over when the day is.
		"toDate":           {{"toDate": nil}, {"toDate": "2026-05-18"}, {"toDate": "2026-03-31"}, {"fromDate": "2026-01-01", "toDate": "2026-04-01"}},
		"exportFormat":     {{"exportFormat": nil}, {"exportFormat": "DOUBLE"}},
		"exportFileFormat": {{"exportFileFormat": nil}, {"exportFileFormat": "PDF"}},
		"exportLocale":     {{"exportLocale": "POLISH"}},
	} {
		for _, change := range changes {
			body := object{"fromDate": "2026-04-01", "toDate": "2026-04-30", "exportFormat": "SINGLE", "exportFileFormat": "CSV"}
			for k, v := range change {
				body[k] = v
			}
			require.Equal(t, reference, text(s.refused(http.StatusBadRequest, http.MethodPost, "/v1/taxadvisor/exports/create", body)["reference"]), "%v", change)
		}
	}
	for _, fine := range []object{{"fromDate": "2026-05-17", "toDate": "2026-05-17"}, {"fromDate": "2026-01-01", "toDate": "2026-03-31"}} {
		fine["exportFormat"], fine["exportFileFormat"] = "SINGLE", "CSV"
		ask[object](s, http.MethodPost, "/v1/taxadvisor/exports/create", fine)
	}
}

// TestExportTakesTime: the event comes when it is ready, once, and a dump knows it all.
func TestExportTakesTime(t *testing.T) {
	s := start(t, monday)
	id := ask[struct{ ExportID int64 }](s, http.MethodPost, "/v1/taxadvisor/exports/create", lastMonth).ExportID
	path := fmt.Sprintf("/v1/taxadvisor/exports/%d", id)
	ready := told{"TAX_ADVISOR_EXPORT_CREATED", id, ""}
	s.refused(http.StatusNotFound, http.MethodGet, path, nil)
	require.NotContains(t, eventsOf(s, "nordlicht"), ready)
	dump, err := s.box.Dump()
	require.NoError(t, err)

	s.box.Advance(2 * time.Minute)
	get[object](s, path)
	require.Equal(t, []told{ready}, eventsOf(s, "nordlicht"))
	s.box.Advance(2 * time.Minute)
	require.Len(t, eventsOf(s, "nordlicht"), 1, "it is told once")
	s.as("sandbox-forge").refused(http.StatusNotFound, http.MethodGet, path, nil)

	other := start(t, monday)
	require.NoError(t, other.box.Restore(dump))
	sw := other.box.Switches()
	sw.UnreadyExportStatus = http.StatusConflict
	other.box.SetSwitches(sw)
	other.refused(http.StatusConflict, http.MethodGet, path, nil)
	other.box.Advance(2 * time.Minute)
	get[object](other, path)
	require.Equal(t, []told{ready}, eventsOf(other, "nordlicht"))
}
