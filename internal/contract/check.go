package contract

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// CheckRequest returns what is wrong with a request, nil if nothing is. The body
// is given apart and r.Body is left alone, so that the caller decides who reads it.
func (c *Contract) CheckRequest(r *http.Request, body []byte) error {
	if r.Method == http.MethodHead {
		return wantKey(r)
	}
	input, err := c.input(r, body)
	if err != nil {
		return err
	}
	if err := openapi3filter.ValidateRequest(context.Background(), input); err != nil {
		return fmt.Errorf("%s: request: %w", input.Route.Operation.OperationID, err)
	}
	if err := onlyKnown(input, body); err != nil {
		return fmt.Errorf("%s: request: %w", input.Route.Operation.OperationID, err)
	}
	return nil
}

// CheckAnswer returns what is wrong with an answer to r, nil if nothing is.
func (c *Contract) CheckAnswer(r *http.Request, status int, header http.Header, body []byte) error {
	if r.Method == http.MethodHead {
		if status != http.StatusOK && status != http.StatusUnauthorized {
			return fmt.Errorf("HEAD tests the key: 200 or 401, not %d", status)
		}
		return nil
	}
	input, err := c.input(r, nil)
	if err != nil {
		return err
	}
	id := input.Route.Operation.OperationID
	if input.Route.Operation.Responses.Status(status) == nil {
		if status >= http.StatusInternalServerError {
			return nil // a gateway in between has its own
		}
		return fmt.Errorf("%s: status %d is not documented", id, status)
	}
	if header.Get("Content-Encoding") == "gzip" {
		if body, err = unzip(body); err != nil {
			return fmt.Errorf("%s: answer: %w", id, err)
		}
	}
	answer := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input,
		Status:                 status,
		Header:                 header,
		Options:                input.Options,
	}
	answer.SetBodyBytes(body)
	if err := openapi3filter.ValidateResponse(context.Background(), answer); err != nil {
		return fmt.Errorf("%s: answer %d: %w", id, status, err)
	}
	return nil
}

func (c *Contract) input(r *http.Request, body []byte) (*openapi3filter.RequestValidationInput, error) {
	found, params, err := c.find(r.Method, r.URL.Path)
	if err != nil {
		return nil, err
	}
	copied := r.Clone(r.Context())
	copied.Body = io.NopCloser(bytes.NewReader(body))
	copied.ContentLength = int64(len(body))
	return &openapi3filter.RequestValidationInput{
		Request:    copied,
		PathParams: params,
		Route: &routers.Route{
			Spec: c.Doc, Path: found.path, PathItem: found.item, Method: found.method, Operation: found.op,
		},
		Options: &openapi3filter.Options{
			IncludeResponseStatus:             true,
			RejectWhenRequestBodyNotSpecified: true,
			SkipSettingDefaults:               true,
			AuthenticationFunc: func(context.Context, *openapi3filter.AuthenticationInput) error {
				return wantKey(r)
			},
			SchemaValidationOptions: []openapi3.SchemaValidationOption{
				openapi3.EnableFormatValidation(),
				openapi3.DisableSchemaErrorDetails(),
				openapi3.WithStringFormatValidators(formats()),
			},
		},
	}, nil
}

func wantKey(r *http.Request) error {
	if r.Header.Get("X-API-KEY") == "" {
		return errors.New("no X-API-KEY header")
	}
	return nil
}

// onlyKnown refuses query parameters and JSON fields that the contract does not name.
func onlyKnown(input *openapi3filter.RequestValidationInput, body []byte) error {
	op := input.Route.Operation
	for name, values := range input.Request.URL.Query() {
		p := op.Parameters.GetByInAndName(openapi3.ParameterInQuery, name)
		switch {
		case p == nil:
			return fmt.Errorf("query parameter %q is not in the contract", name)
		case len(values) > 1 && !p.Schema.Value.Type.Is(openapi3.TypeArray):
			return fmt.Errorf("query parameter %q is sent %d times", name, len(values))
		}
	}
	if op.RequestBody == nil {
		return nil
	}
	media := op.RequestBody.Value.Content.Get("application/json")
	if media == nil || len(body) == 0 {
		return nil
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return err
	}
	return knownFields(media.Schema.Value, value, "")
}

func knownFields(s *openapi3.Schema, value any, path string) error {
	switch value := value.(type) {
	case map[string]any:
		known := openapi3.Schemas{}
		properties(s, known)
		for _, name := range slices.Sorted(maps.Keys(value)) {
			if known[name] == nil {
				return fmt.Errorf("field %q is not in the contract", strings.TrimPrefix(path+"."+name, "."))
			}
			if err := knownFields(known[name].Value, value[name], path+"."+name); err != nil {
				return err
			}
		}
	case []any:
		for _, v := range value {
			if s.Items == nil {
				return nil
			}
			if err := knownFields(s.Items.Value, v, path); err != nil {
				return err
			}
		}
	}
	return nil
}

// properties gathers the properties of a schema and of what it is composed of.
func properties(s *openapi3.Schema, into openapi3.Schemas) {
	maps.Copy(into, s.Properties)
	for _, part := range slices.Concat(s.AllOf, s.AnyOf, s.OneOf) {
		properties(part.Value, into)
	}
}

func unzip(body []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
