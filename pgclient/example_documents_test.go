package pgclient_test

import (
	"context"
	"fmt"
	"strings"

	"memberportal/pgclient"
)

func ExampleClient_UploadDocument() {
	client, done := exampleAnswer("POST /v1/customers/1001/documents", `{"id":1241246661}`)
	defer done()
	note := "%PDF-1.4 ..."
	made, err := client.UploadDocument(context.Background(), 1001, "Doctor's note", pgclient.Upload{
		Name: "note.pdf", ContentType: "application/pdf", Content: strings.NewReader(note), Size: int64(len(note)),
	})
	switch {
	case err == nil:
		fmt.Println("stored as", *made.ID)
	case pgclient.Unclear(err):
		fmt.Println("unknown: look through the documents, do not send again")
	default:
		fmt.Println("refused:", pgclient.KindOf(err))
	}
	// Output: stored as 1241246661
}
