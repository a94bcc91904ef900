package pgclient_test

import (
	"context"
	"fmt"
	"strings"

	"memberportal/pgclient"
)

func ExampleClient_UpdateImage() {
	client, done := exampleAnswer("PUT /v1/customers/1001/images", `{"imageUrl":"https://files.example/77"}`)
	defer done()
	photo := "\xff\xd8 ... \xff\xd9"
	image, err := client.UpdateImage(context.Background(), 1001, pgclient.Upload{
		Name: "me.jpg", ContentType: "image/jpeg", Content: strings.NewReader(photo), Size: int64(len(photo)),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("for 15 minutes at", image.ImageURL)
	// Output: for 15 minutes at https://files.example/77
}
