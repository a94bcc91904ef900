package pgclient_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"memberportal/pgclient"
)

func ExampleClient_AllEmployees() {
	studio := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("offset") == "" {
			_, _ = io.WriteString(w, `{"result":[{"id":1,"firstName":"Katrin","lastName":"Lindner","publicName":"Kati"}],"hasNext":true,"offset":"50"}`)
			return
		}
		_, _ = io.WriteString(w, `{"result":[{"id":2,"firstName":"Jörg","lastName":"Weiß","publicName":null}],"hasNext":false,"offset":"100"}`)
	}))
	defer studio.Close()
	client, err := pgclient.New(studio.URL, "key-of-the-studio")
	if err != nil {
		fmt.Println(err)
		return
	}
	for employee, err := range client.AllEmployees(context.Background()) {
		if err != nil {
			fmt.Println(err)
			return
		}
		name := employee.PublicName
		if name == "" {
			name = employee.FirstName
		}
		fmt.Println(name)
	}
	// Output:
	// Kati
	// Jörg
}
