package pgclient_test

import (
	"context"
	"fmt"
	"time"

	"memberportal/pgclient"
)

// A door code is text to draw, and has to be read again before it ends.
func ExampleClient_GetCustomerAccessCode() {
	client, done := exampleAnswer("GET /v1/customers/1001/access-code", `{"format":"QR_CODE","content":"0049267681211943991","expiresAt":"2026-11-26T10:33:00Z"}`)
	defer done()
	code, err := client.GetCustomerAccessCode(context.Background(), 1001)
	if err != nil {
		fmt.Println(err)
		return
	}
	now := time.Date(2026, time.November, 26, 10, 31, 0, 0, time.UTC)
	again := now.Add(time.Minute) // where the API does not say
	if !code.ExpiresAt.IsZero() {
		again = code.ExpiresAt.Time().Add(-5 * time.Second)
	}
	if code.Format == pgclient.AccessCodeFormatQRCode {
		fmt.Println("draw", code.Content)
		fmt.Println("read again in", again.Sub(now))
	}
	// Output:
	// draw 0049267681211943991
	// read again in 1m55s
}
