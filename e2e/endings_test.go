package e2e

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// ask asks the made-up API as the studio does.
func (d *demo) ask(studio, method, path, body string, into any) {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), method, d.sandbox+path, strings.NewReader(body))
	require.NoError(d.t, err)
	r.Header.Set("X-API-KEY", "sandbox-"+studio)
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	require.NoError(d.t, err)
	defer answer.Body.Close()
	require.Equal(d.t, http.StatusOK, answer.StatusCode, path)
	require.NoError(d.t, json.NewDecoder(answer.Body).Decode(into))
}

// contractPath is the address of the member's first contract.
func (d *demo) contractPath(m member) string {
	d.t.Helper()
	var found []struct {
		ID int64 `json:"id"`
	}
	d.ask(m.Studio, http.MethodPost, "/v1/customers/search", `{"email":`+quote(m.Email)+`}`, &found)
	require.NotEmpty(d.t, found)
	customer := strconv.FormatInt(found[0].ID, 10)
	d.ask(m.Studio, http.MethodGet, "/v1/memberships/"+customer+"/self-service/contract-data", "", &found)
	require.NotEmpty(d.t, found)
	return "/contracts/" + strconv.FormatInt(found[0].ID, 10)
}

// pick chooses the second entry of a select.
func (b *tab) pick(name string) {
	b.t.Helper()
	eval[bool](b, `(s => { s.selectedIndex = 1; return true; })(document.querySelector("select[name=`+name+`]"))`)
}

func TestExtrasAndEndings(t *testing.T) {
	t.Parallel()
	crosswise(t, func(t *testing.T, d *demo, studio string, s setup) {
		m := d.member(studio, "extras")
		contract := d.contractPath(m)
		b := newTab(t, d.portal, s)
		signIn(b, d, m, contract+"/extras")
		at := "/" + studio + contract

		// One of the extras is canceled, and that is taken back.
		require.Equal(t, 200, b.press(`main a[href$="/cancel"]`))
		b.pick("reason")
		require.Equal(t, 200, b.press(`main form button.stop`))
		require.Equal(t, at+"/extras", b.path())
		require.Equal(t, 1, d.calls("createModuleContractCancelationAmendment"))
		require.Equal(t, 200, b.press(`main a[href$="/cancel/withdraw"]`))
		require.Equal(t, 200, b.press(`main form button`))
		require.Equal(t, at+"/extras", b.path())
		require.Equal(t, 1, d.calls("withdrawAdditionalModuleContractCancelation"))

		// Another one is ordered.
		require.Equal(t, 200, b.press(`main a[href*="?frequency="]`))
		require.Equal(t, "order with obligation to pay", b.text("main form .act button"))
		require.Equal(t, 200, b.press(`main form .act button`))
		require.Contains(t, b.text("[role=status]"), "Ordered.")
		require.Equal(t, 1, d.calls("purchaseAdditionalModuleContract"))

		// The contract is canceled, by a second day.
		require.Equal(t, 200, b.open(at+"/cancel"))
		require.Equal(t, "cancel now", b.text("main form button"))
		require.Equal(t, 422, b.press(`main form button`), "the reason is still to be chosen")
		b.do(chromedp.Click(chromedp.CSS(`input[name=date][id="date-2"]`)))
		b.pick("reason")
		require.Equal(t, 200, b.press(`main form button`))
		require.Contains(t, b.text("h1"), "Your cancellation has arrived")
		require.Equal(t, 1, d.calls("createContractCancelationAmendment"))
		require.Equal(t, 200, b.press(`main a[href$="/cancel/withdraw"]`))
		require.Equal(t, 200, b.press(`main form button`))
		require.Contains(t, b.text("[role=status]"), "goes on")
		require.Equal(t, 1, d.calls("withdrawContractCancelation"))
	})
}

func TestSwitchTheMembership(t *testing.T) {
	t.Parallel()
	crosswise(t, func(t *testing.T, d *demo, studio string, s setup) {
		m := d.member(studio, "newcomer")
		b := newTab(t, d.portal, s)
		signIn(b, d, m, d.contractPath(m)+"/switch")
		require.Equal(t, 200, b.press(`main .slots li:nth-child(2) a`))
		b.do(chromedp.Click(chromedp.CSS("#agree")))
		require.Equal(t, 200, b.press(`main form .act button`))
		require.Contains(t, b.text("h1"), "Your membership is switched")
		require.Equal(t, 1, d.calls("switchMembership"))
	})
}
