package i18n

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPrinter(b *testing.B) {
	bundle := sampleTexts(b)
	b.ReportAllocs()
	for b.Loop() {
		_ = bundle.Printer(PrinterOptions{Language: "pl"}).T("home.plain")
	}
}

func BenchmarkT(b *testing.B) {
	p := sampleTexts(b).Printer(PrinterOptions{Language: "de"})
	name := time.Now().String()
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = p.T("home.plain")
		}
	})
	b.Run("placeholder", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = p.T("home.greeting", "name", name)
		}
	})
}

func BenchmarkN(b *testing.B) {
	p := sampleTexts(b).Printer(PrinterOptions{Language: "pl"})
	b.ReportAllocs()
	for b.Loop() {
		_ = p.N("home.waiting", 22, "class", "Yoga")
	}
}

func BenchmarkMoney(b *testing.B) {
	p := sampleTexts(b).Printer(PrinterOptions{Language: "pl"})
	b.ReportAllocs()
	for b.Loop() {
		_ = p.Money("-12345.9", "PLN")
	}
}

func BenchmarkDateTime(b *testing.B) {
	p := sampleTexts(b).Printer(PrinterOptions{Language: "pl"})
	at := time.Date(2026, 11, 26, 17, 0, 0, 0, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		_ = p.DateTime(at)
	}
}

func BenchmarkMatch(b *testing.B) {
	bundle := sampleTexts(b)
	offered := []string{"de", "en", "pl"}
	b.ReportAllocs()
	for b.Loop() {
		_ = bundle.Match("pl-PL,pl;q=0.9,en;q=0.8", offered)
	}
}

// A page shows a hundred texts; what each costs is held here, on every machine alike.
func TestShowingATextIsCheap(t *testing.T) {
	p := sampleTexts(t).Printer(PrinterOptions{Language: "pl", Overrides: map[string]string{"home.none": "x"}})
	name, at := "Jana "+time.UTC.String(), time.Date(2026, 11, 26, 17, 0, 0, 0, time.UTC)
	for what, test := range map[string]struct {
		limit float64
		run   func()
	}{
		"T":                {0, func() { _ = p.T("home.plain") }},
		"T with arguments": {3, func() { _ = p.T("home.greeting", "name", name) }},
		"N":                {2, func() { _ = p.N("home.waiting", 2000, "class", "Yoga") }},
		"Money":            {1, func() { _ = p.Money("-12345.9", "PLN") }},
		"DateTime":         {1, func() { _ = p.DateTime(at) }},
		"Number":           {1, func() { _ = p.Number(12345) }},
	} {
		require.LessOrEqual(t, testing.AllocsPerRun(100, test.run), test.limit, what)
	}
}
