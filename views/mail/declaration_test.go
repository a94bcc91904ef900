package mail

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"memberportal/i18n"
)

// parts of a mail as it goes out.
type parts struct{ subject, text, html string }

// samples are the mails about declarations, by name.
func samples(t *testing.T, language string) map[string]parts {
	t.Helper()
	bundle, err := i18n.Load()
	require.NoError(t, err)
	p := bundle.Printer(i18n.PrinterOptions{Language: language})
	const studio, number, brand, on, email = "Bob & <Söhne> Fitness", "7QX4-M2PD-9K3T-V0RA", "#0b6e4f", "#ffffff", "team@studio.example"
	arrived := Arrival{"25 November 2026", "20:32", "CET, Europe/Berlin"}
	all := map[string]parts{}
	add := func(name string) func(subject, text string, html templ.Component) {
		return func(subject, text string, html templ.Component) {
			var b strings.Builder
			require.NoError(t, html.Render(t.Context(), &b))
			all[name] = parts{subject, text, b.String()}
		}
	}
	for _, about := range []About{AboutCancellation, AboutWithdrawal, AboutOther} {
		m := ReceiptMail{Text: p, StudioName: studio, About: about, Number: number, Arrived: arrived, File: number + ".txt",
			Lines: []Line{{"Name", "Jonas <i>Weber"}, {"Anschrift", "Hafenstraße 3\n20457 Hamburg"}, {"Grund", ""}},
			Link:  "https://portal.example/forge/receipts/" + number + "?k=VIEW", BrandColor: brand, OnBrand: on, ContactEmail: email}
		switch about {
		case AboutCancellation:
			m.Earliest = true
		case AboutOther:
			m.Ends = "31 January 2027"
		}
		add("receipt-" + string(about))(Receipt(m))
	}
	for _, standing := range []Standing{StandingAccepted, StandingChecking, StandingHanded} {
		for _, ends := range []string{"", "31 January 2027"} {
			about := AboutCancellation
			if standing == StandingHanded && ends != "" {
				about = AboutWithdrawal
			}
			add("state-" + string(standing) + map[bool]string{true: "-dated"}[ends != ""])(Declaration(DeclarationMail{Text: p, StudioName: studio, About: about, Number: number,
				Arrived: arrived, Standing: standing, Ends: ends, Link: "https://portal.example/forge/receipts/" + number + "?k=STATE", BrandColor: brand, OnBrand: on, ContactEmail: email}))
		}
	}
	signed := "MEMBER PORTAL RECEIPT 1\nnumber: " + number + "\n\nName:\n  Jonas <i>Weber\n\nSIGNATURE\nkey: abc\ned25519: def\n"
	add("handed")(Handed(HandedMail{Text: p, StudioName: studio, About: AboutCancellation, Number: number, Arrived: arrived, Signed: signed, ReplyTo: "jonas@example.org",
		Remarks: allRemarks(), BrandColor: brand, OnBrand: on}))
	add("handed-bare")(Handed(HandedMail{Text: p, StudioName: studio, About: AboutWithdrawal, Number: number, Arrived: arrived, Signed: signed}))
	waiting := []Waiting{{number, AboutCancellation, "Jonas <i>Weber", "25 Nov, 20:32", "26 Nov, 08:00"}, {number, AboutWithdrawal, "", "25 Nov, 20:32", "26 Nov, 08:00"}}
	add("digest")(Digest(DigestMail{Text: p, StudioName: studio, Handed: waiting, Checking: waiting[:1], MoreHanded: 20, MoreChecks: 1, BrandColor: brand, OnBrand: on}))
	add("digest-one")(Digest(DigestMail{Text: p, StudioName: studio, Checking: waiting[:1], BrandColor: brand, OnBrand: on}))
	return all
}

// allRemarks is every remark there is.
func allRemarks() []Remark {
	list := []Remark{
		{RemarkPersonFound, "Jonas Weber, 1-20017"}, {RemarkContractFound, "Premium (1000201)"}, {RemarkContractCanceled, "Premium (1000201)"},
		{RemarkContractAsked, "Premium (1000201)"}, {RemarkContractOver, "Premium (1000201)"}, {RemarkRefused, ""}, {RemarkRefused, "Not to <this> day."},
	}
	for _, code := range []RemarkCode{
		RemarkPersonNone, RemarkPersonNear, RemarkPersonSeveral, RemarkBirthUnreadable, RemarkAddressOnRecord, RemarkAddressDiffers, RemarkContractFixed, RemarkContractNone,
		RemarkContractSeveral, RemarkContractUnknown, RemarkExtraordinary, RemarkWithdrawal, RemarkDateUnreadable, RemarkDatePast, RemarkDateBeyond, RemarkDayPassed,
		RemarkReasonMissing, RemarkUnclear, RemarkOtherDay, RemarkNoAccess, RemarkUnreachable, RemarkUnreadable, RemarkThread,
	} {
		list = append(list, Remark{Code: code})
	}
	return list
}

var update = flag.Bool("update", false, "accept how the mails read now")

// The words are those that were read and agreed to; a change shows in the diff.
func TestMailsAboutDeclarationsReadAsAgreed(t *testing.T) {
	for _, language := range []string{"de", "en", "pl"} {
		for name, m := range samples(t, language) {
			path := filepath.Join("testdata", language, name+".txt")
			got := "Subject: " + m.subject + "\n\n" + m.text
			if *update {
				require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
				require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, string(want), got, "%s %s (go test ./views/mail -update accepts it)", language, name)
		}
	}
}

// Both parts say the same, nothing of what was typed is taken for markup, nothing is
// loaded, and no text is missing.
func TestMailsAboutDeclarationsAreSound(t *testing.T) {
	blank := regexp.MustCompile(`\s+`)
	squeeze := func(s string) string { return blank.ReplaceAllString(strings.ReplaceAll(s, "•", ""), "") }
	for _, language := range []string{"de", "en", "pl"} {
		for name, m := range samples(t, language) {
			t.Run(language+" "+name, func(t *testing.T) {
				require.NotContains(t, m.subject, "\n")
				require.NotContains(t, m.subject, "Weber", "a subject shows on locked screens")
				require.NotContains(t, m.text+m.html, "{{")
				require.NotContains(t, m.text+m.html, "declarationmail.")
				require.NotContains(t, m.html, "zTempl")
				page, err := goquery.NewDocumentFromReader(strings.NewReader(m.html))
				require.NoError(t, err)
				require.Equal(t, language, page.Find("html").AttrOr("lang", ""))
				require.Equal(t, 1, page.Find("h1").Length())
				require.Zero(t, page.Find("i, img, link, script, iframe, object, [src], [background], [srcset]").Length())
				html := squeeze(page.Find("body").Text())
				for _, line := range strings.Split(m.text, "\n") {
					line = strings.TrimPrefix(strings.TrimSpace(line), "- ")
					if line == "--" || strings.HasPrefix(line, "https://") {
						continue
					}
					require.Contains(t, html, strings.TrimSuffix(squeeze(line), ":"), "both parts say the same")
				}
				for _, link := range page.Find("a").EachIter() {
					require.Contains(t, m.text, "\n"+link.AttrOr("href", "")+"\n", "the link stands alone on its line")
				}
			})
		}
	}
}

// The receipt is the same for everybody: whoever reads it learns nothing about who is a member.
func TestReceiptMailSaysNothingOfMembers(t *testing.T) {
	for language, words := range map[string]string{"de": "Sie sagt nicht, ob es einen Vertrag gibt", "en": "It does not say whether there is a contract", "pl": "Nie mówi, czy istnieje umowa"} {
		require.Contains(t, samples(t, language)["receipt-cancellation"].text, words)
	}
}
