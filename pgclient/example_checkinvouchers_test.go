package pgclient_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"memberportal/pgclient"
)

// A voucher works once. Nobody may send it a second time to find out whether the
// first time worked.
func ExampleClient_RedeemCheckinVoucher() {
	studio := httptest.NewServer(answers(http.StatusOK, "application/json", `{"studioAccessCode":"PTKXPMUO"}`))
	defer studio.Close()
	client, err := pgclient.New(studio.URL, "key-of-the-studio")
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := client.RedeemCheckinVoucher(context.Background(), pgclient.CheckinVoucherRedeemRequest{
		VoucherCode: "CHVB1-YL29-MYVA", Firstname: "Max", Lastname: "Mustermann", Email: "max@example.com",
	})
	switch {
	case err == nil:
		fmt.Println("at the door:", result.StudioAccessCode)
	case pgclient.Unclear(err):
		fmt.Println("ask the studio")
	case pgclient.KindOf(err) == pgclient.NotFound, pgclient.KindOf(err) == pgclient.Invalid:
		fmt.Println("this voucher does not work (any more)")
	default:
		fmt.Println("later")
	}
	// Output: at the door: PTKXPMUO
}
