package views_test

import (
	"bytes"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/stretchr/testify/require"

	"memberportal/views/gallery"
)

const (
	heaviestTimetable = 3277 // bytes on the wire: 45 slots with their booking forms
	heaviestPage      = 2700 // any other state
	heaviestCountries = 3500 // a form that lets one of 250 countries be chosen
	heaviestMandate   = 3000 // a bank account with the whole words of a SEPA mandate
	heaviestEmbed     = 3200 // lines to paste in three ways, and what six site builders do with them
)

func zipped(t *testing.T, data []byte) int {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, 5)
	require.NoError(t, err)
	_, err = w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Len()
}

func TestABusyDayIsLight(t *testing.T) {
	for _, lang := range []string{"en", "de", "pl"} {
		page := render(t, gallery.BusyDay(printer(t)(lang)))
		require.Equal(t, 45, bytes.Count(page, []byte("</li>")))
		weight := zipped(t, page)
		t.Logf("%s: %d bytes, %d on the wire", lang, len(page), weight)
		require.LessOrEqual(t, weight, heaviestTimetable, lang)
	}
}

func TestPagesAreLight(t *testing.T) {
	for _, s := range states(t) {
		page := render(t, s.Component)
		if bytes.Count(page, []byte("</li>"))+bytes.Count(page, []byte("</tr>")) > 45 {
			continue
		}
		most := heaviestPage
		if bytes.Contains(page, []byte("data-sign")) {
			most = heaviestMandate
		}
		if bytes.Contains(page, []byte("data-portal")) {
			most = heaviestEmbed
		}
		if bytes.Count(page, []byte("</option>")) > 200 {
			most = heaviestCountries
		}
		require.LessOrEqual(t, zipped(t, page), most, s.Name)
	}
}
