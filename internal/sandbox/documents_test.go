package sandbox_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

type document struct {
	ID                         int64
	URL, FileName, Description string
}

type documentSlice struct {
	Result  []document
	HasNext bool
	Offset  string
}

type field struct {
	ID                       int64
	Name, Type, Abbreviation string
	ListItems                []struct {
		ID   int64
		Name string
	}
}

func (s *server) fields() []field {
	s.t.Helper()
	return get[[]field](s, "/v1/customers/additional-information-fields")
}

// fetch follows a link, past the contract: files are not part of the API.
func (s *server) fetch(link string) (int, string, []byte) {
	s.t.Helper()
	files := startLooseOver(s.t, s)
	at := strings.Index(link, "/_files/")
	require.Positive(s.t, at, link)
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, files.base+link[at:], nil)
	require.NoError(s.t, err)
	resp, err := http.DefaultClient.Do(req) // without a key
	require.NoError(s.t, err)
	defer func() { _ = resp.Body.Close() }()
	content, err := io.ReadAll(resp.Body)
	require.NoError(s.t, err)
	return resp.StatusCode, resp.Header.Get("Content-Type"), content
}

func (s *server) documents(story, query string) documentSlice {
	s.t.Helper()
	return get[documentSlice](s, of(story, "/v1/customers/%d/documents")(s).path+query)
}

func TestEveryContractIsInItsFolder(t *testing.T) {
	s := start(t, monday)
	for _, m := range s.box.Members() {
		studio := s.as("sandbox-" + m.Studio)
		list := get[documentSlice](studio, fmt.Sprintf("/v1/customers/%d/documents", m.CustomerID)).Result
		contracts := get[[]object](studio, fmt.Sprintf("/v1/customers/%d/contracts", m.CustomerID))
		if len(contracts) == 0 {
			require.Empty(t, list, m.Story)
			continue
		}
		id := strconv.FormatInt(int64(contracts[0]["id"].(float64)), 10)
		require.Contains(t, list[0].FileName, id)
		require.Equal(t, map[string]string{"nordlicht": "Mitgliedsvertrag", "forge": "Membership contract"}[m.Studio], list[0].Description)
		status, mediaType, content := s.fetch(list[0].URL)
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, "application/pdf", mediaType)
		readable(t, content)
	}
	require.Greater(t, len(s.documents("extras", "").Result), 2)
	require.Empty(t, s.documents("extras", "").Result[1].Description, "some have none")
}

// readable checks of a PDF what readers depend on: its table of objects, and the
// length of the page.
func readable(t *testing.T, content []byte) {
	t.Helper()
	require.True(t, bytes.HasPrefix(content, []byte("%PDF-1.")))
	require.True(t, bytes.HasSuffix(content, []byte("%%EOF\n")))
	start, err := strconv.Atoi(string(regexp.MustCompile(`startxref\n(\d+)\n`).FindSubmatch(content)[1]))
	require.NoError(t, err)
	table := string(content[start:])
	require.True(t, strings.HasPrefix(table, "xref\n0 6\n"))
	entries := regexp.MustCompile(`(\d{10}) 00000 n \n`).FindAllStringSubmatch(table, -1)
	require.Len(t, entries, 5)
	for i, entry := range entries {
		offset, err := strconv.Atoi(entry[1])
		require.NoError(t, err)
		require.True(t, bytes.HasPrefix(content[offset:], fmt.Appendf(nil, "%d 0 obj\n", i+1)))
	}
	page := regexp.MustCompile(`(?s)/Length (\d+) >>\nstream\n(.*)\nendstream`).FindSubmatch(content)
	require.Equal(t, string(page[1]), strconv.Itoa(len(page[2])))
	for _, b := range page[2] {
		require.Less(t, b, byte(0x7f), "letters beyond ASCII are escaped")
	}
}

func TestDocumentsInSlices(t *testing.T) {
	s := start(t, monday)
	all := s.documents("debtor", "?sliceSize=50")
	require.Greater(t, len(all.Result), 24, "dozens")
	require.False(t, all.HasNext)
	var seen []document
	path := "?sliceSize=10"
	for {
		part := s.documents("debtor", path)
		require.LessOrEqual(t, len(part.Result), 10)
		seen = append(seen, part.Result...)
		if !part.HasNext {
			break
		}
		require.Equal(t, strconv.Itoa(len(seen)), part.Offset, "a count")
		path = "?sliceSize=10&offset=" + part.Offset
	}
	names := func(list []document) (out []string) {
		for _, d := range list {
			out = append(out, d.FileName)
		}
		return out
	}
	require.Equal(t, names(all.Result), names(seen))
	require.Len(t, s.documents("debtor", "").Result, 10, "the default")
}

func TestDocumentLinkWorksAndDies(t *testing.T) {
	s := start(t, monday)
	path := of("regular", "/v1/customers/%d/documents")(s).path
	listed := get[documentSlice](s, path).Result[0]
	one := get[document](s, fmt.Sprintf("%s/%d", path, listed.ID))
	status, _, _ := s.fetch(one.URL)
	require.Equal(t, http.StatusOK, status)
	s.box.Advance(15*time.Minute - 30*time.Second)
	status, _, _ = s.fetch(one.URL)
	require.Equal(t, http.StatusOK, status)
	s.box.Advance(time.Minute)
	status, _, _ = s.fetch(one.URL)
	require.Equal(t, http.StatusForbidden, status)
	status, _, _ = s.fetch(get[document](s, fmt.Sprintf("%s/%d", path, listed.ID)).URL)
	require.Equal(t, http.StatusOK, status, "a new read has a new link")

	s.setSwitch(func(sw *sandbox.Switches) { sw.DocumentListLinks = false })
	require.Empty(t, get[documentSlice](s, path).Result[0].URL)
	require.NotEmpty(t, get[document](s, fmt.Sprintf("%s/%d", path, listed.ID)).URL)
}

func TestUploadedDocumentCanBeRead(t *testing.T) {
	s := start(t, monday)
	path := of("newcomer", "/v1/customers/%d/documents")(s).path
	before := len(get[documentSlice](s, path).Result)
	content := "\x89PNG\r\n\x1a\n--not a boundary"
	status, answer := s.send(http.MethodPost, sent{path: path + "?description=K%C3%BCndigung+%26+mehr", form: []formPart{{"file", "Über mich.png", "image/png", content}}})
	require.Equal(t, http.StatusOK, status, "%s", answer)
	s.again()
	list := get[documentSlice](s, path).Result
	require.Len(t, list, before+1)
	d := list[before]
	require.Equal(t, "Über mich.png", d.FileName)
	require.Equal(t, "Kündigung & mehr", d.Description)
	got, mediaType, back := s.fetch(d.URL)
	require.Equal(t, http.StatusOK, got)
	require.Equal(t, "image/png", mediaType)
	require.Equal(t, content, string(back))
}

func TestUploadsThatAreRefused(t *testing.T) {
	s := startLoose(t, monday)
	path := of("newcomer", "/v1/customers/%d/documents")(s).path
	for name, part := range map[string]formPart{
		"no file":       {"other", "a.pdf", "application/pdf", "x"},
		"no name":       {"file", "", "application/pdf", "x"},
		"no extension":  {"file", "a", "application/pdf", "x"},
		"only a dot":    {"file", "a.", "application/pdf", "x"},
		"only its end":  {"file", ".pdf", "application/pdf", "x"},
		"empty":         {"file", "a.pdf", "application/pdf", ""},
		"beyond 10 MiB": {"file", "a.pdf", "application/pdf", strings.Repeat("x", 10<<20+1)},
	} {
		status, content := s.send(http.MethodPost, sent{path: path, form: []formPart{part}})
		require.Equal(t, http.StatusBadRequest, status, name)
		require.Contains(t, string(content), `"reference":"file"`, name)
	}
	status, _ := s.send(http.MethodPost, sent{path: path, form: []formPart{{"file", "a.pdf", "application/pdf", strings.Repeat("x", 10<<20)}}})
	require.Equal(t, http.StatusOK, status)
}

// halves is a picture whose left half is red and whose right half is blue.
func halves(width, height int) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			m.Set(x, y, color.NRGBA{R: 255, A: 255})
			if x >= width/2 {
				m.Set(x, y, color.NRGBA{B: 255, A: 255})
			}
		}
	}
	return m
}

func pngOf(t *testing.T, width, height int) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, halves(width, height)))
	return out.String()
}

func TestProfileImageBecomesASquareJPEG(t *testing.T) {
	s := start(t, monday)
	path := of("newcomer", "/v1/customers/%d/images")(s).path
	require.Empty(t, s.record("newcomer").ImageURL)
	var photo bytes.Buffer
	require.NoError(t, jpeg.Encode(&photo, halves(1300, 1301), nil))
	var last string
	for name, part := range map[string]formPart{
		"wide and small": {"image", "me.png", "image/png", pngOf(t, 300, 40)},
		"a pixel":        {"image", "me.png", "image/png", pngOf(t, 1, 1)},
		"large":          {"image", "me.JPG", "image/jpeg", photo.String()},
	} {
		status, content := s.send(http.MethodPut, sent{path: path, form: []formPart{part}})
		require.Equal(t, http.StatusOK, status, "%s: %s", name, content)
		link := s.record("newcomer").ImageURL
		file := regexp.MustCompile(`/_files/nordlicht/\d+/`)
		require.Equal(t, file.FindString(link), file.FindString(string(content)), "the record and the answer agree")
		status, mediaType, picture := s.fetch(link)
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, "image/jpeg", mediaType)
		got, err := jpeg.Decode(bytes.NewReader(picture))
		require.NoError(t, err)
		require.Equal(t, image.Rect(0, 0, 1200, 1200), got.Bounds())
		if name != "a pixel" {
			r, _, b, _ := got.At(100, 600).RGBA()
			require.Greater(t, r, 2*b, "%s: the left is red", name)
			r, _, b, _ = got.At(1100, 600).RGBA()
			require.Greater(t, b, 2*r, "%s: the right is blue", name)
		}
		if last != "" {
			status, _, _ = s.fetch(last)
			require.Equal(t, http.StatusNotFound, status, "the picture before is gone")
		}
		last = link
	}
	require.Equal(t, []string{"CUSTOMER_UPDATED", "CUSTOMER_UPDATED", "CUSTOMER_UPDATED"}, s.types(s.record("newcomer").ID))
	s.again()
	s.box.Advance(16 * time.Minute)
	status, _, _ := s.fetch(last)
	require.Equal(t, http.StatusForbidden, status)
	status, _, _ = s.fetch(s.record("newcomer").ImageURL)
	require.Equal(t, http.StatusOK, status, "each read signs anew")
}

func TestSomebodyHasAPictureFromTheStart(t *testing.T) {
	s := start(t, monday)
	status, _, content := s.fetch(s.record("regular").ImageURL)
	require.Equal(t, http.StatusOK, status)
	config, err := jpeg.DecodeConfig(bytes.NewReader(content))
	require.NoError(t, err)
	require.Equal(t, 1200, config.Width)
	require.Equal(t, 1200, config.Height)
}

func TestPicturesThatAreRefused(t *testing.T) {
	s := startLoose(t, monday)
	path := of("regular", "/v1/customers/%d/images")(s).path
	before := s.record("regular").ImageURL
	fine := pngOf(t, 2, 2)
	var huge bytes.Buffer // a few kilobytes that take 50 megabytes to look at
	require.NoError(t, (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&huge, image.NewGray(image.Rect(0, 0, 8000, 6300))))
	for name, part := range map[string]formPart{
		"no picture":     {"file", "me.png", "image/png", fine},
		"no extension":   {"image", "me", "image/png", fine},
		"another format": {"image", "me.gif", "image/gif", "GIF89a"},
		"no format":      {"image", "me.png", "", fine},
		"a wrong claim":  {"image", "me.jpg", "image/jpeg", fine},
		"cut off":        {"image", "me.png", "image/png", fine[:len(fine)-20]},
		"only the head":  {"image", "me.png", "image/png", fine[:40]},
		"a bomb":         {"image", "me.png", "image/png", huge.String()},
	} {
		status, content := s.send(http.MethodPut, sent{path: path, form: []formPart{part}})
		require.Equal(t, http.StatusBadRequest, status, name)
		require.Contains(t, string(content), `"reference":"image"`, name)
	}
	status, _, _ := s.fetch(before)
	require.Equal(t, http.StatusOK, status, "the picture stays")
}

func TestAdditionalInformationFields(t *testing.T) {
	s := startLoose(t, monday)
	fields := map[string]field{}
	for _, f := range s.fields() {
		fields[f.Type] = f
	}
	require.Len(t, fields, 5, "one of each type")
	path := of("newcomer", "/v1/customers/%d/additional-information-field-assignments")(s).path
	item := strconv.FormatInt(fields["LIST"].ListItems[2].ID, 10)
	fine := map[string][]string{
		"BOOLEAN": {"true", "false"}, "DATE": {"2024-02-29"}, "LIST": {item}, "NUMERIC": {"0", "-12"}, "TEXT": {"Mum", "نور 🌻", "true"},
	}
	wrong := map[string][]string{
		"BOOLEAN": {"yes", "TRUE", "1"}, "DATE": {"2023-02-29", "29.02.2024", "2024-2-9"}, "LIST": {"M", "7", "0" + item}, "NUMERIC": {"1.5", "many"}, "TEXT": {},
	}
	for kind, f := range fields {
		for _, value := range fine[kind] {
			want := []assignment{{f.ID, value}}
			require.Equal(t, want, ask[[]assignment](s, http.MethodPut, path, want))
			require.Equal(t, want, s.record("newcomer").AdditionalInformationFieldAssignments, "replaced as a whole")
		}
		for _, value := range append(wrong[kind], "") {
			before := s.record("newcomer").AdditionalInformationFieldAssignments
			body := []assignment{{fields["TEXT"].ID, "x"}, {f.ID, value}}
			if kind == "TEXT" {
				body = []assignment{{fields["BOOLEAN"].ID, "true"}, {f.ID, value}}
			}
			require.Equal(t, "[1].value", s.refused(http.StatusBadRequest, http.MethodPut, path, body)["reference"], "%s %q", kind, value)
			require.Equal(t, before, s.record("newcomer").AdditionalInformationFieldAssignments)
		}
	}
	twice := []assignment{{fields["TEXT"].ID, "a"}, {fields["TEXT"].ID, "b"}}
	require.Equal(t, "[1].additionalInformationFieldId", s.refused(http.StatusBadRequest, http.MethodPut, path, twice)["reference"])
	require.Equal(t, "[0].additionalInformationFieldId", s.refused(http.StatusBadRequest, http.MethodPut, path, []object{{"value": "a"}})["reference"])
	others := s.as("sandbox-forge").fields()[4].ID
	s.refused(http.StatusNotFound, http.MethodPut, path, []assignment{{others, "a"}})
	status, _ := s.do(http.MethodPut, path, (*object)(nil))
	require.Equal(t, http.StatusBadRequest, status, "null is no empty list")

	require.Len(t, s.record("extras").AdditionalInformationFieldAssignments, 5)
	s.again()
	require.Empty(t, ask[[]assignment](s, http.MethodPut, path, []assignment{}))
	require.Empty(t, s.record("newcomer").AdditionalInformationFieldAssignments)
	s.again()
}

func TestWhoMovesToAnotherStudioTakesTheirThingsAlong(t *testing.T) {
	s := start(t, monday)
	id := s.member("nordlicht", "regular").CustomerID
	path := fmt.Sprintf("/v1/customers/%d", id)
	made := ask[object](s, http.MethodPost, path+"/access-mediums", object{"type": "PIN", "value": "4711"})
	ask[object](s, http.MethodPut, path+"/access-restrictions", object{"reason": "Moving", "startDate": "2026-07-01", "endDate": "2026-07-02"})
	status, _ := s.do(http.MethodPost, path+"/benefits/TOWEL/use", nil)
	require.Equal(t, http.StatusOK, status)
	before := s.documents("regular", "").Result

	s.box.MoveForTest(id, "nordlicht", "forge")
	there := s.as("sandbox-forge")
	after := get[documentSlice](there, path+"/documents").Result
	require.Len(t, after, len(before))
	for i := range after {
		require.Equal(t, before[i].FileName, after[i].FileName)
		got, _, _ := s.fetch(after[i].URL)
		require.Equal(t, http.StatusOK, got)
	}
	record := get[memberRecord](there, path)
	got, _, _ := s.fetch(record.ImageURL)
	require.Equal(t, http.StatusOK, got)
	require.Len(t, record.AccessRestrictions, 1)
	require.Empty(t, record.AdditionalInformationFieldAssignments, "the old studio's fields")
	require.Len(t, s.box.BenefitUses("forge"), 1)
	require.Empty(t, s.box.BenefitUses("nordlicht"))
	ask[object](there, http.MethodPut, fmt.Sprintf("%s/access-mediums/%d", path, int64(made["id"].(float64))), object{"value": "4712"})
	status, _ = there.do(http.MethodPost, path+"/benefits/TOWEL/use", nil)
	require.Equal(t, http.StatusOK, status)
	there.refused(http.StatusBadRequest, http.MethodPost, path+"/benefits/TOWEL/use", nil)
}
