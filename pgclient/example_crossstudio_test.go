package pgclient_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"memberportal/pgclient"
)

// Who is found in any studio is to be served with the key of their own.
func ExampleClient_SearchCrossStudioCustomers() {
	studio := httptest.NewServer(answers(http.StatusOK, "application/json", `[
		{"id":1001,"status":"MEMBER","accessRefusal":false,"studioId":7},
		{"id":2001,"status":"FORMER_MEMBER","accessRefusal":false,"studioId":8}
	]`))
	defer studio.Close()
	client, err := pgclient.New(studio.URL, "key-of-one-studio")
	if err != nil {
		fmt.Println(err)
		return
	}
	found, err := client.SearchCrossStudioCustomers(context.Background(), pgclient.CustomerSearchRequest{Email: "edgar@example.com"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, customer := range found {
		if customer.StudioID == nil {
			continue // read them by id to learn it
		}
		fmt.Println(customer.ID, customer.Status, "use the key of studio", *customer.StudioID)
	}
	// Output:
	// 1001 MEMBER use the key of studio 7
	// 2001 FORMER_MEMBER use the key of studio 8
}
