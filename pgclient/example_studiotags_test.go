package pgclient_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"memberportal/pgclient"
)

func ExampleClient_UpdateStudioTags() {
	studio := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(w, r.Body)
	}))
	defer studio.Close()
	client, err := pgclient.New(studio.URL, "key-of-the-studio")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(client.UpdateStudioTags(context.Background(), []pgclient.StudioTag{{Name: "sauna"}, {Name: "pool"}}))
	// Output: [{sauna} {pool}] <nil>
}
