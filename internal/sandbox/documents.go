package sandbox

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

func documentOperations() []*operation {
	read, write := []string{"CUSTOMER_DOCUMENT_READ"}, []string{"CUSTOMER_DOCUMENT_WRITE"}
	return slices.Concat(
		[]*operation{
			{id: "getDocuments", method: "GET", pattern: "/v1/customers/{customerId}/documents", scopes: read, handle: getDocuments},
			{id: "getDocumentById", method: "GET", pattern: "/v1/customers/{customerId}/documents/{id}", scopes: read, handle: getDocumentByID},
			{id: "uploadDocument", method: "POST", pattern: "/v1/customers/{customerId}/documents", scopes: write, form: true, handle: uploadDocument},
		},
		imageOperations(), additionalInformationOperations(),
	)
}

func documentTexts() map[string]text {
	all := map[string]text{
		"error.upload.name":  {"Der Dateiname braucht seine Endung.", "The file name needs its extension.", "Nazwa pliku musi mieć rozszerzenie."},
		"error.upload.empty": {"Die Datei ist leer.", "The file is empty.", "Plik jest pusty."},
	}
	maps.Copy(all, imageTexts())
	maps.Copy(all, additionalInformationTexts())
	return all
}

// documentsState is documents, pictures and further fields of customers.
type documentsState struct {
	Documents map[int64][]document         `json:"documents"` // by customer, in the order they came
	Pictures  map[int64]int64              `json:"pictures"`  // file by customer
	Fields    []additionalInformationField `json:"fields"`
}

// document is a file in a customer's folder.
type document struct {
	ID          int64  `json:"id"` // also of its file
	Description string `json:"description"`
}

type customerDocument struct {
	URL         string `json:"url,omitempty"`
	ID          int64  `json:"id,omitempty"`
	FileName    string `json:"fileName,omitempty"`
	Description string `json:"description,omitempty"`
}

type customerDocumentID struct {
	ID int64 `json:"id,omitempty"`
}

func (s *documentsState) settle(st *studio, members []Member, today date) {
	s.Documents = map[int64][]document{}
	s.Pictures = map[int64]int64{}
	s.Fields = st.fields()
	for _, m := range members {
		k := st.customers[m.CustomerID]
		st.folder(k, m.Story, today)
		st.fillFields(k, m.Story, today)
		if m.Story == storyRegular {
			s.Pictures[m.CustomerID] = st.keep("silhouette.jpg", "image/jpeg", []byte(silhouette))
		}
	}
}

func (s *documentsState) index(st *studio) error {
	if s.Documents == nil {
		s.Documents = map[int64][]document{}
	}
	if s.Pictures == nil {
		s.Pictures = map[int64]int64{}
	}
	for customerID, documents := range s.Documents {
		for _, d := range documents {
			if st.Files[d.ID] == nil {
				return fmt.Errorf("document %d of customer %d has no file", d.ID, customerID)
			}
		}
	}
	for customerID, id := range s.Pictures {
		if st.Files[id] == nil {
			return fmt.Errorf("the picture of customer %d has no file", customerID)
		}
	}
	return nil
}

// move takes along a customer's folder and picture with their files. The fields are
// the studio's own, so their values mean nothing in another.
func (s *documentsState) move(customerID int64, from, to *studio) {
	for _, d := range s.Documents[customerID] {
		carry(d.ID, from.Files, to.Files)
	}
	carry(s.Pictures[customerID], from.Files, to.Files)
	carry(customerID, s.Documents, to.Documents.Documents)
	carry(customerID, s.Pictures, to.Documents.Pictures)
	if k := to.customers[customerID]; k != nil {
		k.Record.AdditionalInformationFieldAssignments = nil
	}
}

// documentJSON is a document as it is answered, with a fresh link if that is wanted.
func (c *call) documentJSON(d document, linked bool) customerDocument {
	out := customerDocument{ID: d.ID, FileName: c.studio.Files[d.ID].Name, Description: d.Description}
	if linked {
		out.URL = c.link(d.ID, shortLink)
	}
	return out
}

func getDocuments(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	var all []customerDocument
	for _, d := range c.studio.Documents.Documents[k.Record.ID] {
		all = append(all, c.documentJSON(d, c.switches.DocumentListLinks))
	}
	return pageOf(c, all, 10, 1, 50)
}

func getDocumentByID(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	id, refused := c.id("id")
	if refused != nil {
		return nil, refused
	}
	folder := c.studio.Documents.Documents[k.Record.ID]
	at := slices.IndexFunc(folder, func(d document) bool { return d.ID == id })
	if at < 0 {
		return nil, c.foreign("id")
	}
	return c.documentJSON(folder[at], true), nil
}

func uploadDocument(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	file, refused := c.readForm(nil, "file")
	if refused != nil {
		return nil, refused
	}
	if refused := file.check("file"); refused != nil {
		return nil, refused
	}
	mediaType := file.contentType
	if mediaType == "" {
		mediaType = "application/octet-stream"
	}
	id := c.studio.putIntoFolder(k.Record.ID, file.name, mediaType, file.content, c.query.Get("description"))
	return customerDocumentID{id}, nil
}

// check is the rule for any file: there, with its extension, and not empty.
func (u *upload) check(part string) *refusal {
	switch {
	case u == nil:
		return badRequest("error.validation.missing", part)
	case !hasExtension(u.name):
		return badRequest("error.upload.name", part)
	case len(u.content) == 0:
		return badRequest("error.upload.empty", part)
	}
	return nil
}

func hasExtension(name string) bool {
	extension := path.Ext(name)
	return len(extension) > 1 && strings.TrimSuffix(name, extension) != ""
}

// putIntoFolder adds a document to a customer's folder.
func (st *studio) putIntoFolder(customerID int64, name, mediaType string, content []byte, description string) int64 {
	id := st.keep(name, mediaType, content)
	st.Documents.Documents[customerID] = append(st.Documents.Documents[customerID], document{id, description})
	return id
}
