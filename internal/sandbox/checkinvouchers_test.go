package sandbox_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

const redeem = "/v1/checkin-vouchers/redeem"

func TestAVoucherWorksOnce(t *testing.T) {
	s := start(t, monday)
	code := ask[object](s, http.MethodPost, redeem, visitor(openVoucher))["studioAccessCode"]
	require.Regexp(t, `^[A-Z]{8}$`, code)
	hits := ask[[]record](s, http.MethodPost, "/v1/customers/search", object{"email": "max@example.com"})
	require.Len(t, hits, 1, "the visitor has become a prospect")
	require.Equal(t, "PROSPECT", hits[0].Status)
	require.Equal(t, []string{"CUSTOMER_CREATED"}, s.emitted("nordlicht", hits[0].ID))
	require.Equal(t, sandbox.CheckinVoucher{Code: openVoucher, Redeemed: true, CustomerID: hits[0].ID}, s.box.CheckinVouchers("nordlicht")[0])

	dump, err := s.box.Dump()
	require.NoError(t, err)
	require.NoError(t, s.box.Restore(dump))
	require.Equal(t, "voucherCode", s.refused(http.StatusBadRequest, http.MethodPost, redeem, visitor(openVoucher))["reference"])
	s.setSwitches(func(sw *sandbox.Switches) { sw.UsedVoucherStatus = http.StatusConflict })
	s.refused(http.StatusConflict, http.MethodPost, redeem, visitor(openVoucher))
	require.Len(t, ask[[]record](s, http.MethodPost, "/v1/customers/search", object{"email": "max@example.com"}), 1)
}

// TestAVoucherIsRedeemedOnItsLastDay of the studio's calendar, and not after.
func TestAVoucherIsRedeemedOnItsLastDay(t *testing.T) {
	s := start(t, monday)
	const today = "CHVB1-K7QT-0XRB"
	s.box.SetNow(monday.Add(13*time.Hour + 55*time.Minute)) // 23:55 in Hamburg
	ask[object](s, http.MethodPost, redeem, visitor(today))

	late := start(t, monday)
	late.box.SetNow(monday.Add(14*time.Hour + 5*time.Minute))
	late.refused(http.StatusBadRequest, http.MethodPost, redeem, visitor(today))
	require.False(t, late.box.CheckinVouchers("nordlicht")[1].Open)
	require.Empty(t, late.box.CheckinVouchers("nowhere"))
}

func TestWhoIsKnownIsNotMadeAgain(t *testing.T) {
	s := start(t, monday)
	m := s.member("nordlicht", "former")
	ask[object](s, http.MethodPost, redeem, object{"voucherCode": openVoucher, "firstname": "holger", "lastname": "DIETRICH", "email": m.Email})
	require.Equal(t, m.CustomerID, s.box.CheckinVouchers("nordlicht")[0].CustomerID)
	require.Len(t, ask[[]record](s, http.MethodPost, "/v1/customers/search", object{"email": m.Email}), 1)

	s.setSwitches(func(sw *sandbox.Switches) { sw.VoucherMakesProspect = false })
	ask[object](s, http.MethodPost, redeem, visitor("CHVB1-K7QT-0XRB"))
	require.Zero(t, s.box.CheckinVouchers("nordlicht")[1].CustomerID)
	require.Empty(t, ask[[]record](s, http.MethodPost, "/v1/customers/search", object{"email": "max@example.com"}))
}

func TestVouchersAreRefused(t *testing.T) {
	s := startLoose(t, monday)
	for _, field := range []string{"voucherCode", "firstname", "lastname", "email"} {
		body := visitor(openVoucher)
		body[field] = " "
		require.Equal(t, field, s.refused(http.StatusBadRequest, http.MethodPost, redeem, body)["reference"])
	}
	body := visitor(openVoucher)
	body["email"] = "max"
	require.Equal(t, "email", s.refused(http.StatusBadRequest, http.MethodPost, redeem, body)["reference"])
	// A code is a code: neither another studio's nor one in small letters.
	s.refused(http.StatusNotFound, http.MethodPost, redeem, visitor("chvb1-yl29-myva"))
	s.as("sandbox-forge").refused(http.StatusNotFound, http.MethodPost, redeem, visitor(openVoucher))
	s.setSwitches(func(sw *sandbox.Switches) { sw.ForeignEntityStatus = http.StatusBadRequest })
	s.refused(http.StatusBadRequest, http.MethodPost, redeem, visitor("CHVB1-0000-0000"))
	require.True(t, s.box.CheckinVouchers("nordlicht")[0].Open, fmt.Sprint("a refusal changes nothing: ", s.box.CheckinVouchers("nordlicht")))
}
