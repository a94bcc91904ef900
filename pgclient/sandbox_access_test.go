package pgclient_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

// accessWorld is a sandbox and a client of the German studio.
func accessWorld(t *testing.T) (*sandbox.Sandbox, *pgclient.Client, http.Handler) {
	t.Helper()
	world := sandbox.New(sandbox.Options{Seed: 1, Now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)})
	server := httptest.NewServer(contract.Handler(t, world))
	t.Cleanup(server.Close)
	c, err := pgclient.New(server.URL, "sandbox-nordlicht")
	require.NoError(t, err)
	return world, c, world
}

func playerOf(t *testing.T, world *sandbox.Sandbox, story string) sandbox.Member {
	t.Helper()
	for _, m := range world.Members() {
		if m.Studio == "nordlicht" && m.Story == story {
			return m
		}
	}
	t.Fatalf("no %s", story)
	return sandbox.Member{}
}

// download follows a link to a file, which is no part of the contract.
func download(t *testing.T, files http.Handler, link string) (int, []byte) {
	t.Helper()
	server := httptest.NewServer(files)
	defer server.Close()
	at := strings.Index(link, "/_files/")
	require.Positive(t, at, link)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+link[at:], nil)
	require.NoError(t, err)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	content, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, content
}

func TestDoorAgainstTheSandbox(t *testing.T) {
	world, c, _ := accessWorld(t)
	ctx := t.Context()
	member := playerOf(t, world, "newcomer").CustomerID

	first, err := c.GetCustomerAccessCode(ctx, member)
	require.NoError(t, err)
	require.Equal(t, pgclient.AccessCodeFormatQRCode, first.Format)
	require.Equal(t, "00", first.Content[:2])
	require.True(t, first.ExpiresAt.Time().After(world.Now()))
	world.Advance(time.Minute)
	second, err := c.GetCustomerAccessCode(ctx, member)
	require.NoError(t, err)
	require.NotEqual(t, first.Content, second.Content)
	information, err := c.GetStudioInformation(ctx)
	require.NoError(t, err)
	require.NoError(t, world.Staff("access_codes", information.StudioID, false))
	_, err = c.GetCustomerAccessCode(ctx, member)
	require.Equal(t, pgclient.NotFound, pgclient.KindOf(err))

	made, err := c.AddAccessMediums(ctx, member, pgclient.AccessMedium{Type: pgclient.AccessMediumTypeBarcode, Value: "0049"})
	require.NoError(t, err)
	found, err := c.GetCustomerBy(ctx, pgclient.CustomerBy{Barcode: "0049"})
	require.NoError(t, err)
	require.Equal(t, member, found.ID)
	require.Contains(t, found.AccessMediums, made)
	_, err = c.AddAccessMedium(ctx, member, pgclient.AccessMedium{Type: pgclient.AccessMediumTypeBarcode, Value: "0049"})
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
	other, err := c.AddAccessMedium(ctx, member, pgclient.AccessMedium{Type: pgclient.AccessMediumTypePIN, Value: "0049"})
	require.NoError(t, err)
	changed, err := c.UpdateAccessMediums(ctx, member, *other.ID, pgclient.AccessMediumUpdate{Value: "0050"})
	require.NoError(t, err)
	require.Equal(t, "0050", changed.Value)
	require.NoError(t, c.DeleteAccessMediums(ctx, member, *made.ID))
	_, err = c.GetCustomerBy(ctx, pgclient.CustomerBy{Barcode: "0049"})
	require.Equal(t, pgclient.NotFound, pgclient.KindOf(err))
	err = c.DeleteAccessMediums(ctx, member, *found.AccessMediums[0].ID)
	require.Equal(t, pgclient.Forbidden, pgclient.KindOf(err), "the studio's own")

	today := pgclient.DateOf(world.Now())
	want := pgclient.AccessRestriction{Reason: "Card shared", StartDate: today, EndDate: today}
	got, err := c.SetAccessRestriction(ctx, member, want)
	require.NoError(t, err)
	require.Equal(t, want, got)
	customer, err := c.GetCustomerById(ctx, member)
	require.NoError(t, err)
	require.True(t, customer.AccessRefusal)
	require.Equal(t, []pgclient.AccessRestriction{want}, customer.AccessRestrictions)
	_, err = c.SetAccessRestriction(ctx, member, pgclient.AccessRestriction{Reason: "Half", StartDate: today})
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
	require.NoError(t, c.DeleteAccessRestriction(ctx, member))
	customer, err = c.GetCustomerById(ctx, member)
	require.NoError(t, err)
	require.False(t, customer.AccessRefusal)
}

func TestBenefitsAgainstTheSandbox(t *testing.T) {
	world, c, _ := accessWorld(t)
	ctx := t.Context()
	member := playerOf(t, world, "extras").CustomerID
	benefits, err := c.GetBenefits(ctx, member, "SAUNA", "DRINKS")
	require.NoError(t, err)
	require.Equal(t, []pgclient.BenefitValidation{{Key: "SAUNA", Valid: true}, {Key: "DRINKS", Valid: true}}, benefits)
	for range 3 {
		require.NoError(t, c.UseBenefit(ctx, member, "DRINKS"))
	}
	err = c.UseBenefit(ctx, member, "DRINKS")
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
	require.False(t, pgclient.Unclear(err))
	customer, err := c.GetCustomerById(ctx, member)
	require.NoError(t, err)
	benefits, err = c.GetBenefitsByCardNumber(ctx, customer.AccessMediums[0].Value, pgclient.CardNumberFormatDecimal, "DRINKS")
	require.NoError(t, err)
	require.Equal(t, []pgclient.BenefitValidation{{Key: "DRINKS"}}, benefits)
	err = c.UseBenefit(ctx, member, "HELI COPTER?")
	require.Equal(t, pgclient.NotFound, pgclient.KindOf(err))
}

func TestDocumentsAgainstTheSandbox(t *testing.T) {
	world, c, files := accessWorld(t)
	ctx := t.Context()
	debtor, member := playerOf(t, world, "debtor").CustomerID, playerOf(t, world, "newcomer").CustomerID
	page, err := c.GetDocuments(ctx, debtor, pgclient.SliceParams{})
	require.NoError(t, err)
	require.Len(t, page.Result, 10)
	require.True(t, page.HasNext)
	every, err := collect(c.AllDocuments(ctx, debtor), 0)
	require.NoError(t, err)
	require.Greater(t, len(every), 24)

	note := "%PDF-1.4 note"
	made, err := c.UploadDocument(ctx, member, "Attest", fileToSend("Attest für Januar.pdf", "application/pdf", note))
	require.NoError(t, err)
	one, err := c.GetDocumentById(ctx, member, *made.ID)
	require.NoError(t, err)
	require.Equal(t, "Attest für Januar.pdf", one.FileName)
	require.Equal(t, "Attest", one.Description)
	status, content := download(t, files, one.URL)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, note, string(content))
	world.Advance(16 * time.Minute)
	status, _ = download(t, files, one.URL)
	require.Equal(t, http.StatusForbidden, status)
	_, err = c.GetDocumentById(ctx, debtor, *made.ID)
	require.Equal(t, pgclient.NotFound, pgclient.KindOf(err), "somebody else's")
	_, err = c.UploadDocument(ctx, member, "", fileToSend("noextension", "application/pdf", note))
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
}

func TestPictureAgainstTheSandbox(t *testing.T) {
	world, c, files := accessWorld(t)
	ctx := t.Context()
	member := playerOf(t, world, "newcomer").CustomerID
	var photo bytes.Buffer
	require.NoError(t, png.Encode(&photo, image.NewGray(image.Rect(0, 0, 40, 30))))
	made, err := c.UpdateImage(ctx, member, fileToSend("me.png", "image/png", photo.String()))
	require.NoError(t, err)
	_, content := download(t, files, made.ImageURL)
	config, err := jpeg.DecodeConfig(bytes.NewReader(content))
	require.NoError(t, err)
	require.Equal(t, [2]int{1200, 1200}, [2]int{config.Width, config.Height})
	customer, err := c.GetCustomerById(ctx, member)
	require.NoError(t, err)
	_, same := download(t, files, customer.ImageURL)
	require.Equal(t, content, same)
	_, err = c.UpdateImage(ctx, member, fileToSend("me.png", "image/png", "no picture"))
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
}

func TestAdditionalInformationAgainstTheSandbox(t *testing.T) {
	world, c, _ := accessWorld(t)
	ctx := t.Context()
	member := playerOf(t, world, "newcomer").CustomerID
	fields, err := c.GetAdditionalInformationFields(ctx)
	require.NoError(t, err)
	require.Len(t, fields, 5)
	var want []pgclient.AdditionalInformationFieldAssignment
	for _, f := range fields {
		value := map[pgclient.AdditionalInformationFieldType]string{
			pgclient.AdditionalInformationFieldTypeBoolean: "false", pgclient.AdditionalInformationFieldTypeDate: "2026-01-31",
			pgclient.AdditionalInformationFieldTypeNumeric: "7", pgclient.AdditionalInformationFieldTypeText: "Mum",
		}[f.Type]
		if f.Type == pgclient.AdditionalInformationFieldTypeList {
			value = strconv.FormatInt(f.ListItems[0].ID, 10)
		}
		want = append(want, pgclient.AdditionalInformationFieldAssignment{AdditionalInformationFieldID: f.ID, Value: value})
	}
	got, err := c.SetAdditionalInformationFieldAssignments(ctx, member, want)
	require.NoError(t, err)
	require.Equal(t, want, got)
	customer, err := c.GetCustomerById(ctx, member)
	require.NoError(t, err)
	require.Equal(t, want, customer.AdditionalInformationFieldAssignments)
	want[0].Value = "perhaps"
	_, err = c.SetAdditionalInformationFieldAssignments(ctx, member, want)
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
	got, err = c.SetAdditionalInformationFieldAssignments(ctx, member, nil)
	require.NoError(t, err)
	require.Empty(t, got)
}
