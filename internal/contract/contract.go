// Package contract holds HTTP traffic to the published contract of the studio
// API, pgclient/openapi.yaml.
//
// It is imported by tests alone. [Handler] stands in front of a server and
// [Transport] behind a client; both let everything pass unchanged and fail the
// test on what the contract does not allow:
//
//   - requests: unknown path or method, missing key, missing or malformed
//     parameter, and, stricter than OpenAPI itself, query parameters and JSON
//     fields that the contract does not name. The API ignores those silently,
//     so a misspelt field would otherwise never be noticed;
//   - answers with a documented status: content type, schema, string formats.
//     Unknown fields pass, unknown enum values do not. A status that is not
//     documented fails below 500; above it may come from a gateway in between.
//
// HEAD is exempt: the API answers it on any path as a test of the key.
//
// A test that sends wrong requests on purpose uses [Answers], which looks at the
// answers only.
package contract

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// Contract is the parsed contract. It is safe for concurrent use.
type Contract struct {
	// Doc is the document as kin-openapi sees it. Do not change it: all tests
	// of a package share it.
	Doc *openapi3.T

	routes []route
}

// Load returns the contract. The file is read once for all tests of a package.
func Load(t testing.TB) *Contract {
	t.Helper()
	c, err := load()
	if err != nil {
		t.Fatalf("contract: %v", err)
	}
	return c
}

var load = sync.OnceValues(func() (*Contract, error) {
	path, err := find()
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromFile(path)
	if err != nil {
		return nil, err
	}
	if err := doc.Validate(context.Background()); err != nil {
		return nil, err
	}
	return &Contract{Doc: doc, routes: routesOf(doc)}, nil
})

// find looks for the contract from the folder of the test upwards.
func find() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "pgclient", "openapi.yaml"), nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.mod above the folder of the test")
		}
		dir = parent
	}
}

// Operation returns the id of the operation that a request with this method and
// path performs, or an error that says what is wrong with it.
func (c *Contract) Operation(method, path string) (string, error) {
	r, _, err := c.find(method, path)
	if err != nil {
		return "", err
	}
	return r.op.OperationID, nil
}

// Operations returns the ids of all operations and, for each, method and path
// template separated by a blank.
func (c *Contract) Operations() map[string]string {
	ops := make(map[string]string, len(c.routes))
	for _, r := range c.routes {
		ops[r.op.OperationID] = fmt.Sprintf("%s %s", r.method, r.path)
	}
	return ops
}
