package sandbox_test

import (
	"fmt"
	"image/png"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestOffersOfBothStudios(t *testing.T) {
	s := start(t, monday)
	for key, want := range map[string]struct{ currency, annual string }{
		"sandbox-nordlicht": {"EUR", "Jahreskarte"}, "sandbox-forge": {"GBP", "Annual Pass"},
	} {
		s := s.as(key)
		kinds, extensions, preUses, attachments := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
		for _, o := range get[[]offerJSON](s, "/v1/memberships/membership-offers") {
			whole := get[offerJSON](s, fmt.Sprintf("/v1/memberships/membership-offers/%d", o.ID))
			preUses[o.PreUseType] = true
			require.Len(t, whole.Terms, len(o.Terms))
			for i, term := range whole.Terms {
				require.Equal(t, term.ID, o.Terms[i].ID)
				kinds[term.PaymentFrequency["type"].(string)], extensions[term.ExtensionType] = true, true
				require.Equal(t, want.currency, term.ContractVolumeInformation.TotalContractVolume.Currency)
			}
			for _, b := range whole.ContractTextBlocks {
				attachments[b.AttachmentType] = true
			}
		}
		require.Len(t, kinds, 5, "each way to pay")
		require.Len(t, extensions, 3)
		require.Len(t, preUses, 3)
		require.Len(t, attachments, 4)
		require.NotZero(t, s.offer(want.annual).ID)
	}
	studios := get[[]object](s, "/v1/cross-studio/membership-offers/studios")
	require.Len(t, studios, 2)
	require.Equal(t, "Nordlicht Fitness", studios[0]["name"])
	for _, o := range get[[]offerJSON](s, "/v1/memberships/membership-offers") {
		require.NoError(t, s.box.Staff("membership_offer", o.ID, false))
	}
	studios = get[[]object](s, "/v1/cross-studio/membership-offers/studios")
	require.Len(t, studios, 1)
	require.Equal(t, "The Forge", studios[0]["name"])
}

// TestOffersComeAndGo: an offer is on sale in its days, and while the studio wants.
func TestOffersComeAndGo(t *testing.T) {
	s := startLoose(t, monday)
	names := func() (out []string) {
		for _, o := range get[[]offerJSON](s, "/v1/memberships/membership-offers") {
			out = append(out, o.Name)
		}
		return out
	}
	require.NotContains(t, names(), "Jubiläumstarif")
	require.NotContains(t, names(), "Sommeraktion")
	s.box.SetNow(monday.AddDate(0, 0, 25))
	jubilee := s.offer("Jubiläumstarif")
	body := signupBody(s, "Jubiläumstarif")
	s.preview(signupPath, body)
	s.box.SetNow(monday.AddDate(0, 0, 60))
	require.NotContains(t, names(), "Jubiläumstarif")
	s.refused(http.StatusNotFound, http.MethodGet, fmt.Sprintf("/v1/memberships/membership-offers/%d", jubilee.ID), nil)
	body["contract"].(object)["startDate"] = s.day(1)
	require.Equal(t, "error.sale.notOnSale", s.refused(http.StatusBadRequest, http.MethodPost, signupPath+"/preview", body)["errorCode"])

	basic := s.offer("Basic")
	require.NoError(t, s.box.Staff("membership_offer", basic.ID, false))
	require.NotContains(t, names(), "Basic")
	require.NoError(t, s.box.Staff("membership_offer", basic.ID, true))
	require.Contains(t, names(), "Basic")
	require.Error(t, s.box.Staff("membership_offer", 7, true))
}

func TestLinksOfOffersLiveAsLongAsDocumented(t *testing.T) {
	s := start(t, monday)
	offer := s.offer("Premium")
	fetch := func(url string) *http.Response {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		require.NoError(t, err)
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		t.Cleanup(func() { _ = resp.Body.Close() })
		return resp
	}
	image, err := png.Decode(fetch(offer.ImageURL).Body)
	require.NoError(t, err)
	require.False(t, image.Bounds().Empty())
	document := offer.ContractTextBlocks[0].AttachedDocument
	require.Equal(t, "agb.pdf", document.FileName)
	banner := get[[]struct{ Presentation struct{ ImageURL string } }](s, switchPath(s, "newcomer")+"/configs")[0].Presentation.ImageURL
	modules := []string{offer.IncludedModules[0].ImageURL, offer.Terms[0].OptionalModules[0].ImageURL, document.URL}
	for _, step := range []struct {
		after  time.Duration
		living []string
		dead   []string
	}{
		{14 * time.Minute, slices.Concat(modules, []string{offer.ImageURL, banner}), nil},
		{119 * time.Minute, slices.Concat(modules, []string{offer.ImageURL}), []string{banner}},
		{299 * time.Minute, modules, []string{offer.ImageURL}},
		{301 * time.Minute, nil, modules},
	} {
		s.box.SetNow(monday.Add(step.after))
		for _, url := range step.living {
			require.Equal(t, http.StatusOK, fetch(url).StatusCode, "%s %s", step.after, url)
		}
		for _, url := range step.dead {
			require.Equal(t, http.StatusForbidden, fetch(url).StatusCode, "%s %s", step.after, url)
		}
	}
}

// TestOffersSurviveARestore: what is read after a restore is what was read before.
func TestOffersSurviveARestore(t *testing.T) {
	s := start(t, monday)
	read := func() []any {
		var out []any
		for _, o := range get[[]offerJSON](s, "/v1/memberships/membership-offers") {
			whole := get[object](s, fmt.Sprintf("/v1/memberships/membership-offers/%d", o.ID))
			out = append(out, unlinked(whole))
		}
		return append(out, get[object](s, "/v1/leads/config"), unlinked(get[[]any](s, switchPath(s, "newcomer")+"/configs")))
	}
	before := read()
	body := signupBody(s, "Basic")
	s.preview(signupPath, body)
	dump, err := s.box.Dump()
	require.NoError(t, err)
	require.NoError(t, s.box.Restore(dump))
	require.Equal(t, before, read())
	customer := ask[struct{ CustomerID int64 }](s, http.MethodPost, signupPath, body).CustomerID // the preview is still known
	made := s.contracts(customer)
	dump, err = s.box.Dump()
	require.NoError(t, err)
	require.NoError(t, s.box.Restore(dump))
	require.Equal(t, made, s.contracts(customer))
}

// unlinked is an answer without its links, which change with every reading.
func unlinked(v any) any {
	switch v := v.(type) {
	case object:
		for name, value := range v {
			if name == "imageUrl" || name == "url" {
				delete(v, name)
				continue
			}
			v[name] = unlinked(value)
		}
	case []any:
		for i := range v {
			v[i] = unlinked(v[i])
		}
	}
	return v
}
