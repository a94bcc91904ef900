package pdf

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var keep = flag.String("keep", "", "folder to write the sample documents to, to look at")

// receipt is what the portal hands out, with this declaration.
func receipt(declaration string) Document {
	return Document{
		Title: "Eingangsbestätigung K-7Q4M-2H9X", Language: "de", Author: "Nordlicht Fitness",
		Created: time.Date(2026, 11, 25, 9, 41, 7, 0, time.FixedZone("CET", 3600)),
		Blocks: []Block{
			Heading{1, "Ihre Kündigung ist bei uns eingegangen"},
			Paragraph{"K-7Q4M-2H9X", Large},
			Paragraph{"Eingegangen am Mittwoch, 25. November 2026 um 09:41:07 Uhr (MEZ, UTC+01:00). Bewahren Sie diese Bestätigung auf: Sie beweist, was Sie erklärt haben und wann.", Body},
			Heading{2, "Was Sie erklärt haben"},
			Rows{
				{"Art", "Ordentliche Kündigung"},
				{"Name", "Zoë Ångström-Żółkiewska"},
				{"Name in anderer Schrift", "Дмитро Шевченко · Ελένη Παπαδοπούλου · 李小龍"},
				{"Anschrift", "Große Freiheit 36\n22767 Hamburg"},
				{"Vertrag", "Premium 24 Monate, Vertragsnummer 1-38571-0042"},
				{"Ende des Vertrags", "frühestmöglich"},
				{"Bestätigung an (E-Mail-Adresse)", "zoe.angstroem-zolkiewska.mit.einer.sehr.langen.adresse.ohne.pause.1234567890@mitgliederpost.example"},
				{"Begründung", declaration},
			},
			Heading{2, "Stand"},
			Paragraph{"Die Kündigung liegt dem Studio vor. Sie hören bis zum 2. Dezember 2026 von uns.", Body},
			Heading{2, "Prüfen"},
			Paragraph{"Unter https://portal.example/nordlicht/receipts/K-7Q4M-2H9X können Sie prüfen, dass diese Bestätigung unverändert ist.", Small},
			Preformatted{"member-portal receipt v1\nnumber: K-7Q4M-2H9X\nreceived: 2026-11-25T09:41:07+01:00\nname: Zoë Ångström-Żółkiewska\n\nkey: 2026-1\nsignature: " + strings.Repeat("q7Vn0Zr3+/", 9)},
		},
		Footer: func(page, pages int) string {
			return fmt.Sprintf("Nordlicht Fitness · Hafenstraße 1, 20457 Hamburg · K-7Q4M-2H9X · Seite %d von %d", page, pages)
		},
	}
}

// written is a document as bytes, kept to look at if that was asked for.
func written(t testing.TB, name string, d Document) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, Write(&out, d))
	if *keep != "" {
		require.NoError(t, os.WriteFile(*keep+"/"+name+".pdf", out.Bytes(), 0o600))
	}
	return out.Bytes()
}

func TestSamples(t *testing.T) {
	short := read(t, written(t, "short", receipt("Umzug in eine andere Stadt")))
	require.Len(t, short.pages, 1)
	long := read(t, written(t, "long", receipt(strings.Repeat("Ich kündige, weil ich umziehe. ", 330))))
	require.Greater(t, len(long.pages), 3)
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriteFails(t *testing.T) {
	require.ErrorIs(t, Write(full{}, receipt("")), errFull)
	for _, d := range []Document{
		{Language: "de", Created: time.Now()}, {Title: "x", Created: time.Now()}, {Title: "x", Language: "de"},
	} {
		var out bytes.Buffer
		require.ErrorIs(t, Write(&out, d), ErrIncomplete)
		require.Zero(t, out.Len())
	}
}
