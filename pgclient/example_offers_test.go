package pgclient_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"memberportal/pgclient"
)

// A preview comes before every sale: it alone tells what is due on signing, and
// whether a voucher is worth something.
func ExampleClient_PostSignupPreview() {
	studio := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"basePrice":{"amount":39.90,"currency":"EUR"},"voucherErrorCode":"INVALID_CODE",
			"paymentPreview":{"dueOnSigningAmount":{"amount":29.90,"currency":"EUR"}}}`)
	}))
	defer studio.Close()
	client, err := pgclient.New(studio.URL, "key-of-the-studio")
	if err != nil {
		fmt.Println(err)
		return
	}
	preview, err := client.PostSignupPreview(context.Background(), pgclient.MembershipSignupRequest{
		Contract: pgclient.NewContract{ContractOfferTermID: 21, StartDate: pgclient.Date{Year: 2026, Month: time.December, Day: 1}, VoucherCode: "WELCOM50"},
		Customer: pgclient.NewCustomer{FirstName: "Edgar", LastName: "Bullock", Email: "edgar@example.com"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	if preview.VoucherErrorCode != "" {
		fmt.Println("this voucher is not valid")
	}
	if due := preview.PaymentPreview.DueOnSigningAmount; due.Amount.Sign() > 0 {
		fmt.Println("to pay before signing:", due.Amount, due.Currency)
	}
	// Output:
	// this voucher is not valid
	// to pay before signing: 29.90 EUR
}

// No way to switch is an empty list, not an error.
func ExampleClient_GetMembershipSwitchConfigurationsForCustomer() {
	studio := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `[]`)
	}))
	defer studio.Close()
	client, err := pgclient.New(studio.URL, "key-of-the-studio")
	if err != nil {
		fmt.Println(err)
		return
	}
	ways, err := client.GetMembershipSwitchConfigurationsForCustomer(context.Background(), 1001, 0)
	fmt.Println(len(ways), err)
	// Output: 0 <nil>
}
