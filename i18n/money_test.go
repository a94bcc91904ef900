package i18n

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMoney(t *testing.T) {
	b := loadTexts(t, nil)
	for _, test := range []struct{ amount, currency, de, en, pl string }{
		// "_" stands for a non-breaking space, "-" for the minus sign.
		{"39.9", "EUR", "39,90_€", "€39.90", "39,90_€"},
		{"39.9", "GBP", "39,90_£", "£39.90", "39,90_£"},
		{"39.9", "PLN", "39,90_PLN", "PLN_39.90", "39,90_zł"},
		{"39.9", "USD", "39,90_$", "US$39.90", "39,90_USD"},
		{"39.9", "CHF", "39,90_CHF", "CHF_39.90", "39,90_CHF"},
		{"39", "EUR", "39,00_€", "€39.00", "39,00_€"},
		{"0", "EUR", "0,00_€", "€0.00", "0,00_€"},
		{"-0.00", "EUR", "0,00_€", "€0.00", "0,00_€"},
		{"-19.90", "EUR", "-19,90_€", "-€19.90", "-19,90_€"},
		{"-19.90", "CHF", "-19,90_CHF", "-CHF_19.90", "-19,90_CHF"},
		{"-0.05", "GBP", "-0,05_£", "-£0.05", "-0,05_£"},
		{"999.99", "EUR", "999,99_€", "€999.99", "999,99_€"},
		{"1234.5", "EUR", "1.234,50_€", "€1,234.50", "1234,50_€"},
		{"12345.678", "EUR", "12.345,678_€", "€12,345.678", "12_345,678_€"},
		{"1234567", "PLN", "1.234.567,00_PLN", "PLN_1,234,567.00", "1_234_567,00_zł"},
		{"0.125", "EUR", "0,125_€", "€0.125", "0,125_€"},
		{"9.9000", "EUR", "9,90_€", "€9.90", "9,90_€"},
		{"007.10", "EUR", "7,10_€", "€7.10", "7,10_€"},
		{"1234", "JPY", "1.234_¥", "JP¥1,234", "1234_JPY"},
		{"1234.5", "JPY", "1.234,5_¥", "JP¥1,234.5", "1234,5_JPY"},
		{"1.5", "BHD", "1,500_BHD", "BHD_1.500", "1,500_BHD"},
		{"3.99e1", "EUR", "39,90_€", "€39.90", "39,90_€"},
		{"399E-1", "EUR", "39,90_€", "€39.90", "39,90_€"},
		{"5e-3", "EUR", "0,005_€", "€0.005", "0,005_€"},
		{"1e3", "EUR", "1.000,00_€", "€1,000.00", "1000,00_€"},
		{"39.9", "", "39,90_€", "€39.90", "39,90_€"}, // the studio's currency
		{"39.9", "???", "39,90_???", "???39.90", "39,90_???"},
	} {
		for lang, want := range map[string]string{"de": test.de, "en": test.en, "pl": test.pl} {
			p := b.Printer(PrinterOptions{Language: lang, Currency: "EUR"})
			want = strings.NewReplacer("_", "\u00a0", "-", "\u2212").Replace(want)
			require.Equal(t, want, p.Money(test.amount, test.currency), "%s %s %s", lang, test.amount, test.currency)
		}
	}
}

func TestMoneyShowsWhatIsNoNumber(t *testing.T) {
	p := loadTexts(t, nil).Printer(PrinterOptions{Language: "de"})
	for _, amount := range []string{"free", "1,5", "1.", ".5", "--1", "+1", "1e99", "1e", "NaN", "0x10", strings.Repeat("9", 60), "1.2.3", " 1", "1 ", "1\n"} {
		require.Equal(t, amount+"\u00a0EUR", p.Money(amount, "EUR"))
	}
	require.Equal(t, "", p.Money("", ""))
	require.Equal(t, "39,90", p.Money("39.9", ""), "no currency known at all")
}

func TestDollarsAtHome(t *testing.T) {
	b := loadTexts(t, nil)
	require.Equal(t, "$5.00", b.Printer(PrinterOptions{Language: "en", Currency: "USD"}).Money("5", "USD"))
	require.Equal(t, "US$5.00", b.Printer(PrinterOptions{Language: "en", Currency: "CAD"}).Money("5", "USD"))
}

func TestNumber(t *testing.T) {
	b := loadTexts(t, nil)
	for n, want := range map[int][3]string{
		0:             {"0", "0", "0"},
		999:           {"999", "999", "999"},
		1000:          {"1.000", "1,000", "1000"},
		12345:         {"12.345", "12,345", "12\u00a0345"},
		-1234567:      {"−1.234.567", "−1,234,567", "−1\u00a0234\u00a0567"},
		math.MinInt64: {"−9.223.372.036.854.775.808", "−9,223,372,036,854,775,808", "−9\u00a0223\u00a0372\u00a0036\u00a0854\u00a0775\u00a0808"},
	} {
		for i, lang := range []string{"de", "en", "pl"} {
			require.Equal(t, want[i], b.Printer(PrinterOptions{Language: lang}).Number(n))
		}
	}
}
