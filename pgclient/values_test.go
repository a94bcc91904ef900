package pgclient_test

import (
	"encoding/json"
	"testing"
	"time"
	_ "time/tzdata" // the zones of the tests, on whatever machine

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
)

func TestParseDate(t *testing.T) {
	d, err := pgclient.ParseDate("2028-02-29")
	require.NoError(t, err)
	require.Equal(t, pgclient.Date{Year: 2028, Month: time.February, Day: 29}, d)
	require.Equal(t, "2028-02-29", d.String())
	for _, bad := range []string{"", "2027-02-29", "27-02-01", "2027-2-1", "2027-02-01T00:00:00", "01.02.2027", " 2027-02-01", "٢٠٢٧-02-01"} {
		_, err := pgclient.ParseDate(bad)
		require.Error(t, err, bad)
		if bad != "" {
			require.NotContains(t, err.Error(), bad, "it may be a date of birth")
		}
	}
}

func TestDateArithmetic(t *testing.T) {
	d := pgclient.Date{Year: 2026, Month: time.December, Day: 31}
	require.Equal(t, "2027-01-01", d.AddDays(1).String())
	require.Equal(t, "2026-10-25", pgclient.Date{Year: 2026, Month: time.October, Day: 24}.AddDays(1).String())
	require.Equal(t, "2025-12-31", d.AddDays(-365).String())
	require.True(t, d.Before(d.AddDays(1)))
	require.False(t, d.Before(d))
	require.False(t, d.AddDays(1).Before(d))
	require.True(t, pgclient.Date{Year: 2026, Month: 1, Day: 31}.Before(pgclient.Date{Year: 2026, Month: 2, Day: 1}))
	require.True(t, pgclient.Date{}.IsZero())
	require.Empty(t, pgclient.Date{}.String())
	require.Equal(t, d, pgclient.DateOf(time.Date(2026, 12, 31, 23, 59, 0, 0, time.FixedZone("", 3600))))
}

// A day begins when its first moment comes, whatever the clocks do at midnight.
func TestDateIn(t *testing.T) {
	for _, tt := range []struct{ day, zone, want string }{
		{"2026-11-26", "Europe/Berlin", "2026-11-26T00:00:00+01:00"},
		{"2026-03-29", "Europe/Berlin", "2026-03-29T00:00:00+01:00"},
		{"2018-11-04", "America/Sao_Paulo", "2018-11-04T01:00:00-02:00"}, // midnight skipped
		{"2018-02-17", "America/Sao_Paulo", "2018-02-17T00:00:00-02:00"}, // its last hour comes twice
		{"2024-11-03", "America/Havana", "2024-11-03T00:00:00-04:00"},    // midnight comes twice
		{"2021-10-29", "Asia/Amman", "2021-10-29T00:00:00+03:00"},
		{"2024-04-26", "Africa/Cairo", "2024-04-26T01:00:00+03:00"},
		{"2011-12-30", "Pacific/Apia", "2011-12-31T00:00:00+14:00"}, // there was no such day
		{"2026-11-26", "UTC", "2026-11-26T00:00:00Z"},
	} {
		loc, err := time.LoadLocation(tt.zone)
		require.NoError(t, err)
		d, err := pgclient.ParseDate(tt.day)
		require.NoError(t, err)
		require.Equal(t, tt.want, d.In(loc).Format(time.RFC3339), "%s %s", tt.day, tt.zone)
	}
	require.Equal(t, "2026-07-01T00:00:00Z", pgclient.Date{Year: 2026, Month: 6, Day: 31}.In(time.UTC).Format(time.RFC3339))
}

func TestParseZonedTime(t *testing.T) {
	for _, tt := range []struct{ text, moment, zone string }{
		{"2022-06-22T08:00:00.000+02:00[Europe/Berlin]", "2022-06-22T06:00:00Z", "Europe/Berlin"},
		{"2022-06-15T23:59:59.999+02:00[Europe/Berlin]", "2022-06-15T21:59:59.999Z", "Europe/Berlin"},
		{"2023-12-03T10:15:30+01:00", "2023-12-03T09:15:30Z", ""},
		{"2023-12-03T10:15:30.416924Z", "2023-12-03T10:15:30.416924Z", ""},
		{"2023-12-03T10:15Z", "2023-12-03T10:15:00Z", ""},
		{"2023-12-03T10:15+01:00[Europe/London]", "2023-12-03T09:15:00Z", "Europe/London"}, // the offset decides
		{"2023-12-03T10:15:30Z[UTC]", "2023-12-03T10:15:30Z", "UTC"},
		{"2026-10-25T02:30:00.000+02:00[Europe/Berlin]", "2026-10-25T00:30:00Z", "Europe/Berlin"}, // the hour that
		{"2026-10-25T02:30:00.000+01:00[Europe/Berlin]", "2026-10-25T01:30:00Z", "Europe/Berlin"}, // comes twice
		{"2023-12-03T10:15:30+01:00[Mars/Olympus]", "2023-12-03T09:15:30Z", ""},
		{"2023-12-03T10:15:30+01:00[+01:00]", "2023-12-03T09:15:30Z", ""},
		{"2023-12-03T10:15:30+01:00[Local]", "2023-12-03T09:15:30Z", ""},
	} {
		z, err := pgclient.ParseZonedTime(tt.text)
		require.NoError(t, err, tt.text)
		require.Equal(t, tt.moment, z.Time().UTC().Format(time.RFC3339Nano), tt.text)
		require.Equal(t, tt.zone, z.Zone(), tt.text)
		require.Equal(t, tt.text, z.String())
		require.NotEqual(t, time.Local.String(), z.Time().Location().String(), "never the zone of this machine")
	}
	z, err := pgclient.ParseZonedTime("2022-06-22T08:00:00.000+02:00[Europe/Berlin]")
	require.NoError(t, err)
	require.Equal(t, 8, z.Time().Hour(), "in its own zone")
	require.True(t, pgclient.ZonedTime{}.IsZero())
	require.Empty(t, pgclient.ZonedTime{}.Zone())

	for _, bad := range []string{
		"", "2022-06-22", "2022-06-22T08:00:00", "2022-06-22T08:00:00+02:00[", "2022-06-22T08:00:00+02:00[]", "2022-06-22T08:00:00+02:00[Europe/Berlin",
		"2022-06-22T08:00:00+02:00[Europe/Berlin]x", "2022-06-22T08:00:00+02:00[../etc/passwd]", "2022-06-22T08:00:00+02:00[Euro\"pe]",
		"2022-02-30T08:00:00Z", "2022-06-22T25:00:00Z", "[Europe/Berlin]",
	} {
		_, err := pgclient.ParseZonedTime(bad)
		require.Error(t, err, bad)
	}
}

func TestValuesInJSON(t *testing.T) {
	type all struct {
		Date  pgclient.Date          `json:"date"`
		Zoned pgclient.ZonedTime     `json:"zoned"`
		Local pgclient.LocalTime     `json:"local"`
		Both  pgclient.LocalDateTime `json:"both"`
		Price pgclient.Decimal       `json:"price"`
	}
	for in, out := range map[string]string{ // "" where they are the same
		`{"date":"2027-03-31","zoned":"2022-06-22T08:00:00.000+02:00[Europe/Berlin]","local":"06:00:00","both":"2025-09-21T00:00:00","price":-19.90}`:        "",
		`{"date":"2027-03-31","zoned":"2023-12-03T10:15:30.416924Z","local":"23:59:59","both":"2025-09-21T12:30:00","price":0}`:                              "",
		`{"date":null,"zoned":null,"local":"00:00:00","both":null,"price":0}`:                                                                                "",
		`{"date":null,"zoned":null,"local":null,"both":null,"price":null}`:                                                                                   `{"date":null,"zoned":null,"local":"00:00:00","both":null,"price":0}`,
		`{"date":"","zoned":"","local":"","both":"","price":"39.9"}`:                                                                                         `{"date":null,"zoned":null,"local":"00:00:00","both":null,"price":39.9}`,
		`{"date":"2027-03-31","zoned":"2023-12-03T10:15:30\u005a","local":{"hour":6,"minute":5,"second":0,"nano":1},"both":"2025-09-21T12:30","price":2E+1}`: `{"date":"2027-03-31","zoned":"2023-12-03T10:15:30Z","local":"06:05:00","both":"2025-09-21T12:30:00","price":20}`,
	} {
		var v all
		require.NoError(t, json.Unmarshal([]byte(in), &v), in)
		if out == "" {
			out = in
		}
		got, err := json.Marshal(v)
		require.NoError(t, err)
		require.Equal(t, out, string(got))
	}
	for _, field := range []string{"date", "zoned", "local", "both", "price"} {
		for _, bad := range []string{`"x"`, `true`, `[]`, `{"hour":24}`, `{"hour":"6"}`, `"\ud800"`} {
			var v all
			require.Error(t, json.Unmarshal([]byte(`{"`+field+`":`+bad+`}`), &v), "%s: %s", field, bad)
		}
	}
}

func TestLocalDateTimeIn(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	l, err := pgclient.ParseLocalDateTime("2025-09-21T18:30:15.5")
	require.NoError(t, err)
	require.Equal(t, "2025-09-21T18:30:15+02:00", l.In(berlin).Format(time.RFC3339))
	require.False(t, l.IsZero())
	_, err = pgclient.ParseLocalDateTime("2025-09-21T18:30:15Z")
	require.Error(t, err)
	_, err = pgclient.ParseLocalTime("24:00")
	require.Error(t, err)
	short, err := pgclient.ParseLocalTime("06:30")
	require.NoError(t, err)
	require.Equal(t, pgclient.LocalTime{Hour: 6, Minute: 30}, short)
}

func TestParseDecimal(t *testing.T) {
	for in, want := range map[string]string{
		"0": "0", "-0": "0", "-0.00": "0.00", "39.9": "39.9", "39.90": "39.90", "-19.90": "-19.90", "007.50": "7.50", "0.10": "0.10",
		"2E+1": "20", "2e1": "20", "1.5e1": "15", "1.25e1": "12.5", "125e-2": "1.25", "5e-3": "0.005", "-5E-1": "-0.5", "0e5": "0", "1e-0": "1",
		"123456789012345678901234567890.12": "123456789012345678901234567890.12",
	} {
		d, err := pgclient.ParseDecimal(in)
		require.NoError(t, err, in)
		require.Equal(t, want, d.String(), in)
	}
	for _, bad := range []string{"", "-", "+1", ".5", "5.", "1,5", "1.2.3", "1e", "1e1.5", "e1", "0x10", "NaN", "1 ", "--1", "1e999999999", "1e61", "1e-61", "١"} {
		_, err := pgclient.ParseDecimal(bad)
		require.Error(t, err, bad)
	}
}

func decimal(t testing.TB, s string) pgclient.Decimal {
	t.Helper()
	d, err := pgclient.ParseDecimal(s)
	require.NoError(t, err)
	return d
}

func TestDecimalArithmetic(t *testing.T) {
	for _, tt := range []struct {
		a, b, sum string
		cmp       int
	}{
		{"0.1", "0.2", "0.3", -1},
		{"19.90", "-19.9", "0.00", 1},
		{"-19.90", "-0.1", "-20.00", -1},
		{"39.9", "39.90", "79.80", 0},
		{"-0.05", "0.04", "-0.01", -1},
		{"0", "-7", "-7", 1},
		{"99999999999999999999", "1", "100000000000000000000", 1},
	} {
		a, b := decimal(t, tt.a), decimal(t, tt.b)
		require.Equal(t, tt.sum, a.Add(b).String())
		require.Equal(t, tt.sum, b.Add(a).String())
		require.Equal(t, tt.cmp, a.Cmp(b))
		require.Equal(t, -tt.cmp, b.Cmp(a))
	}
	var zero pgclient.Decimal
	require.Equal(t, "0", zero.String())
	require.True(t, zero.IsZero())
	require.True(t, decimal(t, "0.00").IsZero())
	require.False(t, decimal(t, "-0.01").IsZero())
	require.Zero(t, zero.Cmp(decimal(t, "0.00")))
	require.Equal(t, "5.5", zero.Add(decimal(t, "5.5")).String())
	require.Equal(t, []int{-1, 0, 0, 1}, []int{decimal(t, "-0.1").Sign(), zero.Sign(), decimal(t, "0.0").Sign(), decimal(t, "3").Sign()})
}

func TestMoney(t *testing.T) {
	for in, want := range map[string]pgclient.Money{
		`{"amount":39.90,"currency":"EUR"}`:           {Amount: decimal(t, "39.90"), Currency: "EUR"},
		`{"amount":"-5","currency":"GBP","other":[]}`: {Amount: decimal(t, "-5"), Currency: "GBP"},
		`{"amount":null,"currency":null}`:             {},
		`19.9`:                                        {Amount: decimal(t, "19.9")},
		`null`:                                        {},
	} {
		var m pgclient.Money
		require.NoError(t, json.Unmarshal([]byte(in), &m), in)
		require.Equal(t, want, m, in)
	}
	var m pgclient.Money
	require.Error(t, json.Unmarshal([]byte(`{"amount":{}}`), &m))
	out, err := json.Marshal(pgclient.Money{Amount: decimal(t, "39.90"), Currency: "EUR"})
	require.NoError(t, err)
	require.Equal(t, `{"amount":39.90,"currency":"EUR"}`, string(out))
}
