package views_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"memberportal/i18n"
	"memberportal/views/gallery"
)

// printer prints for the made-up studio of the gallery.
func printer(t *testing.T) func(lang string) *i18n.Printer {
	t.Helper()
	bundle, err := i18n.Load()
	require.NoError(t, err)
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	return func(lang string) *i18n.Printer {
		return bundle.Printer(i18n.PrinterOptions{Language: lang, Currency: "EUR", Country: "DE", Location: berlin})
	}
}

func states(t *testing.T) []gallery.State {
	t.Helper()
	all := gallery.All(printer(t))
	require.NotEmpty(t, all)
	return all
}

func render(t *testing.T, c templ.Component) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, c.Render(context.Background(), &b))
	return b.Bytes()
}
