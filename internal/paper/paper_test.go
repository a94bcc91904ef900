package paper_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/i18n"
	"memberportal/internal/paper"
	"memberportal/internal/receipt"
)

func TestReceiptOnPaper(t *testing.T) {
	texts, err := i18n.Load()
	require.NoError(t, err)
	zone, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	signer, err := receipt.NewSigner([][]byte{[]byte(strings.Repeat("k", 32))})
	require.NoError(t, err)
	r := receipt.Receipt{
		Number: receipt.NumberOf([]byte("x")), Kind: receipt.Cancellation, Studio: "nordlicht", StudioName: "Nordlicht Fitness", Language: "de",
		Arrived: time.Date(2026, 11, 25, 21, 32, 52, 0, zone), Ends: "2027-01-31",
		Lines: []receipt.Line{{Label: "Name", Value: strings.Repeat("Łucja Müller ", 800)}},
	}
	files := map[string]bool{}
	for _, language := range texts.Languages() {
		printer := texts.Printer(i18n.PrinterOptions{Language: language, Location: time.UTC})
		file, err := paper.Receipt(printer, signer.Sign(r))
		require.NoError(t, err)
		require.True(t, bytes.HasPrefix(file, []byte("%PDF-")))
		files[string(file)] = true
		again, err := paper.Receipt(printer, signer.Sign(r))
		require.NoError(t, err)
		require.True(t, bytes.Equal(file, again), "the same receipt is the same file")
	}
	require.Len(t, files, len(texts.Languages()), "each language has its words")
	_, err = paper.Receipt(texts.Printer(i18n.PrinterOptions{Language: "de", Location: time.UTC}), "Dear Sir")
	require.ErrorIs(t, err, receipt.ErrFormat)
}
