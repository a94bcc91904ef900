package pgclient_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"memberportal/pgclient"
)

// exampleAnswer stands for the API in an example that makes one kind of call.
func exampleAnswer(pattern, answer string) (*pgclient.Client, func()) {
	mux := http.NewServeMux()
	mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) })
	studio := httptest.NewServer(mux)
	client, err := pgclient.New(studio.URL, "key-of-the-studio")
	if err != nil {
		panic(err) // the address is one that New takes
	}
	return client, studio.Close
}

// The API tells keys, so names and pictures are the caller's to know.
func ExampleClient_GetBenefits() {
	client, done := exampleAnswer("GET /v1/customers/1001/benefits", `[{"key":"SAUNA","valid":true},{"key":"DRINKS","valid":false}]`)
	defer done()
	names := map[string]string{"SAUNA": "Sauna", "DRINKS": "Drinks flat rate"}
	benefits, err := client.GetBenefits(context.Background(), 1001, "SAUNA", "DRINKS")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, b := range benefits {
		fmt.Println(names[b.Key], b.Valid)
	}
	// Output:
	// Sauna true
	// Drinks flat rate false
}
