package handlers

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"memberportal/internal/studio"
	"memberportal/pgclient"
	"memberportal/views"
)

func TestFileName(t *testing.T) {
	for from, want := range map[string]string{
		"card.pdf": "card", `C:\Users\me\card.PDF`: "card", "../../etc/passwd": "passwd", "": "Document", ".pdf": "Document", "...": "Document",
		"a\r\nX-Evil: 1.pdf": "a X-Evil 1", "\u202egnp.exe": "gnp", "Größe  2.tar.gz": "Größe 2.tar", `"q".pdf`: "q", "a\xffb.pdf": "a b",
		strings.Repeat("ü", 100) + ".pdf": strings.Repeat("ü", 80),
	} {
		require.Equal(t, want, fileName(from, "Document"), "%q", from)
	}
}

func TestDisposition(t *testing.T) {
	for _, c := range []struct {
		kind, name string
		framed     bool
		want       string
	}{
		{typePDF, "a.pdf", false, "attachment; filename=a.pdf"},
		{typePDF, "a.exe", false, "attachment; filename=a.pdf"},
		{typePDF, "", false, "attachment; filename=document.pdf"},
		{typeJPEG, "a.JPEG", false, "inline; filename=a.jpeg"},
		{typeJPEG, "a.png", false, "inline; filename=a.jpg"},
		{typePNG, "a.png", true, "attachment; filename=a.png"},
		{typeHEIC, "a.heic", false, "attachment; filename=a.heic"},
		{"", "letter.docx", false, "attachment; filename=letter.docx"},
		{"", "letter.p%hp\"", false, "attachment; filename=letter"},
		{"", "letter", false, "attachment; filename=letter"},
		{typePDF, "zażółć gęślą.pdf", false, "attachment; filename*=utf-8''za%C5%BC%C3%B3%C5%82%C4%87%20g%C4%99%C5%9Bl%C4%85.pdf"},
	} {
		require.Equal(t, c.want, disposition(c.kind, c.name, c.framed), "%q", c.name)
	}
}

func TestDocumentsPage(t *testing.T) {
	base := berlinPage(t)
	slice := pgclient.Slice[pgclient.CustomerDocument]{Result: []pgclient.CustomerDocument{
		{ID: new(int64(7)), FileName: "contract-1.pdf", Description: " Membership contract "}, {FileName: "x"}, {ID: new(int64(8))},
		{ID: new(int64(9)), FileName: "a.pdf", Description: "a.pdf"}, {ID: new(int64(10)), FileName: "a.endlessextension"},
	}, HasNext: true, Offset: "20"}
	l := documentsLoad{list: part[pgclient.Slice[pgclient.CustomerDocument]]{value: slice}, upload: true}
	p := newDocumentsPage(base, l, "typed")
	require.Equal(t, []views.Document{
		{To: base.Paths.Document(7), Name: "Membership contract", Detail: "contract-1.pdf", Kind: "PDF"}, {Name: "x"},
		{To: base.Paths.Document(8), Name: "Document"}, {To: base.Paths.Document(9), Name: "a.pdf", Kind: "PDF"}, {To: base.Paths.Document(10), Name: "a.endlessextension"},
	}, p.Documents)
	require.Equal(t, base.Paths.Documents("20"), p.MoreTo)
	require.Empty(t, p.FirstTo)
	require.Equal(t, "typed", p.Description)
	require.True(t, p.Upload)
	for name, c := range map[string]struct {
		change func(*documentsLoad)
		more   bool
	}{
		"the last slice":         {func(l *documentsLoad) { l.list.value.HasNext = false }, false},
		"the same again":         {func(l *documentsLoad) { l.offset = "20" }, false},
		"an offset of no use":    {func(l *documentsLoad) { l.list.value.Offset = "a b" }, false},
		"no offset":              {func(l *documentsLoad) { l.list.value.Offset = "" }, false},
		"an id, further along":   {func(l *documentsLoad) { l.offset, l.list.value.Offset = "20", "1241246660" }, true},
		"one in letters, opaque": {func(l *documentsLoad) { l.list.value.Offset = "ZXk9Cg==" }, true},
	} {
		l := l
		c.change(&l)
		require.Equal(t, c.more, newDocumentsPage(base, l, "").MoreTo != "", name)
	}
	hidden := newDocumentsPage(base, documentsLoad{list: failed[pgclient.Slice[pgclient.CustomerDocument]](pgclient.Forbidden)}, "")
	require.True(t, hidden.ListHidden && !hidden.Missing)
	down := newDocumentsPage(base, documentsLoad{list: failed[pgclient.Slice[pgclient.CustomerDocument]](pgclient.Timeout)}, "")
	require.True(t, down.Missing && !down.ListHidden)
}

func TestReadValue(t *testing.T) {
	type field = pgclient.AdditionalInformationField
	list := field{Type: pgclient.AdditionalInformationFieldTypeList, ListItems: []pgclient.AdditionalInformationListItem{{ID: 31}, {ID: 32}}}
	of := func(kind pgclient.AdditionalInformationFieldType) field { return field{Type: kind} }
	const boolean, date, numeric, text = pgclient.AdditionalInformationFieldTypeBoolean, pgclient.AdditionalInformationFieldTypeDate, pgclient.AdditionalInformationFieldTypeNumeric, pgclient.AdditionalInformationFieldTypeText
	for _, c := range []struct {
		field                        field
		before, typed, want, problem string
	}{
		{of(boolean), "", "true", "true", ""}, {of(boolean), "true", "", "", ""}, {of(boolean), "", "1", "", "documents.fields_bad_choice"},
		{of(boolean), "YES", "YES", "YES", ""},
		{of(date), "", "2026-02-28", "2026-02-28", ""}, {of(date), "", " 5.3.2026 ", "2026-03-05", ""}, {of(date), "", "05/03/2026", "2026-03-05", ""},
		{of(date), "", "2026-02-29", "", "documents.fields_bad_date"}, {of(date), "", "0026-01-01", "", "documents.fields_bad_date"}, {of(date), "", "soon", "", "documents.fields_bad_date"},
		{list, "", "32", "32", ""}, {list, "", "33", "", "documents.fields_bad_choice"}, {list, "33", "33", "33", ""},
		{of(numeric), "", " 1 234 ", "1234", ""}, {of(numeric), "", "-5", "-5", ""}, {of(numeric), "", "+5", "5", ""}, {of(numeric), "007", "007", "007", ""},
		{of(numeric), "", "1.5", "", "documents.fields_bad_number"}, {of(numeric), "1.5", "1.5", "1.5", ""}, {of(numeric), "", "-", "", "documents.fields_bad_number"}, {of(numeric), "", "--5", "", "documents.fields_bad_number"},
		{of(text), "", " a\r\nb ", "a\nb", ""}, {of(text), "a\r\nb", "a\r\nb", "a\r\nb", ""}, {of(text), "x", "  ", "", ""}, {of(text), "", strings.Repeat("ö", 1001), "", "documents.fields_long"},
		{of(text), strings.Repeat("ö", 1001), strings.Repeat("ö", 1001), strings.Repeat("ö", 1001), ""},
	} {
		value, problem := readValue(c.field, c.before, c.typed)
		require.Equal(t, [2]string{c.want, c.problem}, [2]string{value, problem}, "%s %q", c.field.Type, c.typed)
	}
}

// assigned makes values of pairs: field and value.
func assigned(pairs ...any) []assignment {
	var list []assignment
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, assignment{AdditionalInformationFieldID: int64(pairs[i].(int)), Value: pairs[i+1].(string)})
	}
	return list
}

// What the page does not show is sent back as it was, in the place it had.
func TestNewValues(t *testing.T) {
	fields := []pgclient.AdditionalInformationField{
		{ID: 1, Type: pgclient.AdditionalInformationFieldTypeText}, {ID: 2, Type: pgclient.AdditionalInformationFieldTypeNumeric},
		{ID: 3, Type: "RATING"}, {ID: 4, Type: pgclient.AdditionalInformationFieldTypeText},
	}
	l := additionalLoad{fields: fields, change: true, values: assigned(99, "of a field that is gone", 2, "5", 3, "*****", 1, "old", 2, "twice")}
	wanted, inputs, errs := newValues(berlinPage(t).Text, l, map[string]string{"field-1": "", "field-2": "6", "field-3": "forged", "field-4": "new"})
	require.Empty(t, errs)
	require.Equal(t, assigned(99, "of a field that is gone", 2, "6", 3, "*****", 4, "new"), wanted)
	require.Equal(t, map[string]string{"[1].value": "field-2", "1.value": "field-2", "[3].value": "field-4", "3.value": "field-4"}, inputs)
	_, _, errs = newValues(berlinPage(t).Text, l, map[string]string{"field-2": "six"})
	require.Equal(t, []views.FieldError{{Field: "field-2", Text: "Please enter a whole number, digits only."}}, errs)
	none, _, _ := newValues(berlinPage(t).Text, additionalLoad{fields: fields}, nil)
	require.Empty(t, none)
}

func TestAdditionalPage(t *testing.T) {
	text := strings.Repeat("long ", 20)
	l := additionalLoad{change: true, fields: []pgclient.AdditionalInformationField{
		{ID: 1, Name: "Photos", Type: pgclient.AdditionalInformationFieldTypeBoolean}, {ID: 2, Name: "Size", Type: pgclient.AdditionalInformationFieldTypeList, ListItems: []pgclient.AdditionalInformationListItem{{ID: 31, Name: "S"}}},
		{ID: 3, Name: "Rating", Type: "RATING"}, {ID: 4, Name: "Story", Type: pgclient.AdditionalInformationFieldTypeText}, {ID: 5, Name: "Check", Type: pgclient.AdditionalInformationFieldTypeDate},
		{ID: 6, Name: "Unanswered", Type: "RATING"},
	}, values: assigned(1, "false", 2, "77", 3, "*****", 4, text, 5, "2026-06-15")}
	p := newAdditionalPage(berlinPage(t), l, nil)
	require.Len(t, p.Fields, 4)
	require.Equal(t, []views.Row{{Term: "Rating", Value: "*****"}}, p.Fixed, "a type of a later release is shown, not asked for")
	require.Equal(t, views.AdditionalYesNo, p.Fields[0].Kind)
	require.Equal(t, "false", p.Fields[0].Value, "no is not the same as no answer")
	require.Equal(t, views.Option{Value: "77", Text: "No longer offered"}, p.Fields[1].Options[2], "what was chosen once is kept")
	require.Equal(t, views.AdditionalLong, p.Fields[2].Kind)
	l.change = false
	p = newAdditionalPage(berlinPage(t), l, nil)
	require.Empty(t, p.Fields)
	require.Equal(t, []views.Row{{Term: "Photos", Value: "No"}, {Term: "Size", Value: "No longer offered"}, {Term: "Rating", Value: "*****"}, {Term: "Story", Value: text}, {Term: "Check", Value: "15 June 2026"}}, p.Fixed)
}

func aMatrix() preferences {
	type channel = pgclient.CommunicationChannelPreference
	return preferences{
		{MessageCategory: "CONTRACT", Channels: []channel{{CommunicationChannel: "EMAIL", CustomerOverridable: new(false), Active: new(true)}, {CommunicationChannel: "FAX"}}},
		{MessageCategory: "WELLNESS_TIPS", Channels: []channel{{CommunicationChannel: "PUSH", CustomerOverridable: new(true)}, {CommunicationChannel: "e mail", CustomerOverridable: new(true), Active: new(true)}}},
		{MessageCategory: "NEWSLETTER"},
	}
}

func TestPreferencesPage(t *testing.T) {
	p := newPreferencesPage(berlinPage(t), aMatrix(), true, nil)
	require.True(t, p.Change)
	require.Equal(t, []views.PreferenceCategory{
		{
			Heading: "Contract", Text: "About your membership, such as confirmations and new terms.",
			Fixed: []views.Row{{Term: "E-mail", Value: "On"}, {Term: "Fax", Value: "Off"}}, FixedNote: "E-mail and Fax: only the studio can change this.",
		},
		{
			Heading: "Wellness tips", Channels: []views.PreferenceChannel{{Name: "WELLNESS_TIPS-PUSH", Label: "Push"}},
			Fixed: []views.Row{{Term: "E mail", Value: "On"}}, FixedNote: "E mail: only the studio can change this.",
		},
	}, p.Categories, "what is unknown is shown as far as it can be")
	require.False(t, newPreferencesPage(berlinPage(t), aMatrix(), false, nil).Change)
	require.False(t, newPreferencesPage(berlinPage(t), aMatrix()[:1], true, nil).Change)
}

func TestNewMatrix(t *testing.T) {
	before := aMatrix()
	wanted, inputs := newMatrix(before, func(name string) bool { return name == "WELLNESS_TIPS-PUSH" || name == "CONTRACT-FAX" })
	require.Equal(t, aMatrix(), before, "what was read stays as it is")
	want := aMatrix()
	want[1].Channels[0].Active = new(true)
	require.Equal(t, want, wanted, "the whole matrix, and only what may be changed is")
	require.Equal(t, map[string]string{"1.channels.0.active": "WELLNESS_TIPS-PUSH", "[1].channels[0].active": "WELLNESS_TIPS-PUSH"}, inputs)
	same, _ := newMatrix(before, func(string) bool { return false })
	require.Equal(t, before, same, "what was not said is not made a no")
	require.Equal(t, matrixMark(before), matrixMark(same))
	require.NotEqual(t, matrixMark(before), matrixMark(wanted))
}

func TestDocumentsLinks(t *testing.T) {
	p := &studio.Studio{}
	links := documentsLinks(berlinPage(t), p)
	require.Len(t, links, 4)
	for _, l := range links {
		require.NotEmpty(t, l.Text)
		require.NotEmpty(t, l.Heading)
		require.Contains(t, l.To, "/profile/")
	}
}

// exifOf is a TIFF structure that says how the camera was held.
func exifOf(order string, orientation byte) string {
	if order == "II" {
		return "II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00" + string([]byte{orientation}) + "\x00\x00\x00\x00\x00\x00\x00"
	}
	return "MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string([]byte{orientation}) + "\x00\x00\x00\x00\x00\x00"
}

func withExif(jpeg, tiff string) string {
	n := len(tiff) + 8
	return jpeg[:2] + "\xff\xe1" + string([]byte{byte(n >> 8), byte(n)}) + "Exif\x00\x00" + tiff + jpeg[2:]
}

// quarters is a picture whose quarters are red, green / blue, white.
func quarters(width, height int) image.Image {
	img := image.NewRGBA(image.Rect(10, 20, 10+width, 20+height))
	for y := range height {
		for x := range width {
			img.Set(10+x, 20+y, []color.Color{color.RGBA{255, 0, 0, 255}, color.RGBA{0, 255, 0, 255}, color.RGBA{0, 0, 255, 255}, color.White}[2*(2*y/height)+2*x/width])
		}
	}
	return img
}

func asJPEG(t *testing.T, img image.Image) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}))
	return b.String()
}

func asPNG(t *testing.T, img image.Image) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, img))
	return b.String()
}

// corners names the colours of a picture's quarters, left to right, top to bottom.
func corners(t *testing.T, content string) string {
	t.Helper()
	img, err := jpeg.Decode(strings.NewReader(content))
	require.NoError(t, err)
	size := img.Bounds().Dx()
	require.Equal(t, size, img.Bounds().Dy(), "square")
	seen := ""
	for _, at := range [][2]int{{size / 4, size / 4}, {3 * size / 4, size / 4}, {size / 4, 3 * size / 4}, {3 * size / 4, 3 * size / 4}} {
		r, g, b, _ := img.At(at[0], at[1]).RGBA()
		switch {
		case r > 0xb000 && g > 0xb000 && b > 0xb000:
			seen += "w"
		case r > g && r > b:
			seen += "r"
		case g > b:
			seen += "g"
		default:
			seen += "b"
		}
	}
	return seen
}

func TestPicturesAreTurnedUpright(t *testing.T) {
	plain := asJPEG(t, quarters(480, 360))
	for orientation, want := range []string{1: "rgbw", 2: "grwb", 3: "wbgr", 4: "bwrg", 5: "rbgw", 6: "brwg", 7: "wgbr", 8: "gwrb"} {
		for _, order := range []string{"II", "MM"} {
			if orientation == 0 {
				continue
			}
			content := withExif(plain, exifOf(order, byte(orientation)))
			require.Equal(t, orientation, orientationOf(content))
			for _, whole := range []bool{false, true} {
				picture, err := profilePicture(t.Context(), content, whole)
				require.NoError(t, err)
				if whole && orientation >= 1 {
					continue // white at the sides: the corners are looked at below
				}
				require.Equal(t, want, corners(t, picture), "%s %d", order, orientation)
				require.NotContains(t, picture, "Exif")
			}
		}
	}
}

func TestOrientationThatMakesNoSense(t *testing.T) {
	plain := asJPEG(t, quarters(300, 300))
	for name, content := range map[string]string{
		"none": plain, "nothing": "", "two bytes": plain[:2], "cut off": plain[:20], "zero": withExif(plain, exifOf("II", 0)), "nine": withExif(plain, exifOf("MM", 9)),
		"short": withExif(plain, "MM\x00*"), "far away": withExif(plain, "MM\x00*\xff\xff\xff\xff\x00\x01"), "many entries": withExif(plain, "MM\x00*\x00\x00\x00\x08\xff\xff\x00\x00"),
	} {
		require.Equal(t, 1, orientationOf(content), name)
	}
}

func TestPicturesAreSquareAndSmall(t *testing.T) {
	for name, c := range map[string]struct {
		width, height int
		whole         bool
		side          int
	}{
		"wide": {1600, 400, false, 400}, "tall": {400, 1600, false, 400}, "whole": {400, 1600, true, 1200}, "large": {2000, 1800, false, 1200}, "small": {200, 240, true, 240},
	} {
		for _, content := range []string{asJPEG(t, quarters(c.width, c.height)), asPNG(t, quarters(c.width, c.height))} {
			picture, err := profilePicture(t.Context(), content, c.whole)
			require.NoError(t, err)
			config, err := jpeg.DecodeConfig(strings.NewReader(picture))
			require.NoError(t, err)
			require.Equal(t, [2]int{c.side, c.side}, [2]int{config.Width, config.Height}, name)
		}
	}
	whole, err := profilePicture(t.Context(), asPNG(t, quarters(300, 600)), true)
	require.NoError(t, err)
	img, err := jpeg.Decode(strings.NewReader(whole))
	require.NoError(t, err)
	for x, red := range map[int]bool{20: false, 200: true, 580: false} {
		r, g, _, _ := img.At(x, 100).RGBA()
		require.Equal(t, red, r > 0xc000 && g < 0x8000, strconv.Itoa(x))
	}
	clear, err := profilePicture(t.Context(), asPNG(t, image.NewNRGBA(image.Rect(0, 0, 300, 300))), false)
	require.NoError(t, err)
	require.Equal(t, "wwww", corners(t, clear), "what is transparent is white")
}

func TestPicturesTakeTimeAndMemoryWithinBounds(t *testing.T) {
	over, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := profilePicture(over, asJPEG(t, quarters(400, 400)), false)
	require.Error(t, err)
	_, err = profilePicture(t.Context(), asPNG(t, image.NewGray(image.Rect(0, 0, 50_000, 900))), false)
	require.ErrorIs(t, err, errTooManyPixels)
	_, err = profilePicture(t.Context(), asPNG(t, image.NewGray(image.Rect(0, 0, 199, 900))), false)
	require.ErrorIs(t, err, errTooFewPixels)
}

// Half a file must not look like a whole one.
func TestAFileThatBreaksOffBreaksTheConnection(t *testing.T) {
	broken := &pgclient.Error{Op: "download", Kind: pgclient.Unavailable}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &Context{echo: echo.New().NewContext(r, w), info: &requestInfo{}}
		_ = c.stream(io.MultiReader(strings.NewReader(strings.Repeat("x", 1<<20)), iotest.ErrReader(broken)), typePDF, -1)
	}))
	defer server.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
	require.NoError(t, err)
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	_, err = io.Copy(io.Discard, answer.Body)
	require.Error(t, err)
}

func TestFingerprint(t *testing.T) {
	require.Equal(t, fingerprint("a", "b"), fingerprint("a", "b"))
	require.NotEqual(t, fingerprint("a", "b"), fingerprint("ab"))
	require.NotEqual(t, fingerprint("a", "b"), fingerprint("b", "a"))
	require.NotContains(t, fingerprint("secret"), "secret")
}
