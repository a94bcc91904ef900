package pgclient

import (
	"context"
	"iter"
	"log/slog"
	"net/http"
	"net/url"
)

// CustomerDocument is a file in a customer's folder. Papers for the member and notes
// of the studio's own look alike: agree with the studio before all are shown.
type CustomerDocument struct {
	URL         string `json:"url"` // dies after 15 minutes; needs no key
	ID          *int64 `json:"id"`
	FileName    string `json:"fileName"`
	Description string `json:"description"`
}

// LogValue keeps a document's name and link out of logs.
func (d CustomerDocument) LogValue() slog.Value {
	if d.ID == nil {
		return slog.StringValue("document")
	}
	return slog.GroupValue(slog.Int64("id", *d.ID))
}

// CustomerDocumentId is the answer to an upload.
type CustomerDocumentId struct {
	ID *int64 `json:"id"`
}

func (d *CustomerDocumentId) incomplete() bool { return d.ID == nil || *d.ID == 0 }

// GetDocuments returns one slice of a customer's documents, 10 unless SliceSize asks
// for 1 to 50. Their order is not documented. To download one, read it with
// GetDocumentById first: a link of the list may be missing or dead.
func (c *Client) GetDocuments(ctx context.Context, customerID int64, p SliceParams) (Slice[CustomerDocument], error) {
	return get[Slice[CustomerDocument]](ctx, c, "getDocuments", "/v1/customers/"+id(customerID)+"/documents", p.query())
}

// AllDocuments goes through all documents of a customer.
func (c *Client) AllDocuments(ctx context.Context, customerID int64) iter.Seq2[CustomerDocument, error] {
	return all(ctx, func(ctx context.Context, p SliceParams) (Slice[CustomerDocument], error) {
		return c.GetDocuments(ctx, customerID, p)
	})
}

// GetDocumentById returns one document with a fresh link, to be followed at once.
//
// NotFound if it is not this customer's.
func (c *Client) GetDocumentById(ctx context.Context, customerID, documentID int64) (CustomerDocument, error) {
	return get[CustomerDocument](ctx, c, "getDocumentById", "/v1/customers/"+id(customerID)+"/documents/"+id(documentID), nil)
}

// UploadDocument puts a file into a customer's folder, with a description or "" for
// none, which the API wants in the URL: it may show up in the logs of a proxy in
// between. No size limit is documented; more than 10 MiB is asking for a refusal.
func (c *Client) UploadDocument(ctx context.Context, customerID int64, description string, file Upload) (CustomerDocumentId, error) {
	q := url.Values{}
	if description != "" {
		q.Set("description", description)
	}
	var out CustomerDocumentId
	err := c.do(ctx, call{
		op: "uploadDocument", method: http.MethodPost, path: "/v1/customers/" + id(customerID) + "/documents", query: q,
		form: &form{file: &file, name: "file"}, out: &out, write: true,
	})
	return result(out, err)
}
