package contract

import (
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// route is one operation with its path cut into segments.
type route struct {
	method, path string
	segments     []string
	item         *openapi3.PathItem
	op           *openapi3.Operation
}

func routesOf(doc *openapi3.T) []route {
	var routes []route
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			routes = append(routes, route{method, path, cut(path), item, op})
		}
	}
	return routes
}

// find returns the operation for a request line and the values of its path
// parameters. Where a literal segment and a parameter both fit, the literal one
// wins: /v1/customers/by is no customer.
func (c *Contract) find(method, path string) (route, map[string]string, error) {
	segments := cut(path)
	var best *route
	known := false
	for i := range c.routes {
		r := &c.routes[i]
		if !r.fits(segments) {
			continue
		}
		known = true
		if r.method == method && (best == nil || r.moreLiteral(*best)) {
			best = r
		}
	}
	switch {
	case !known:
		return route{}, nil, fmt.Errorf("no such path: %s", path)
	case best == nil:
		return route{}, nil, fmt.Errorf("no such method on %s: %s", path, method)
	}
	params := map[string]string{}
	for i, s := range best.segments {
		if name, ok := parameter(s); ok {
			params[name] = segments[i]
		}
	}
	return *best, params, nil
}

func (r route) fits(segments []string) bool {
	if len(segments) != len(r.segments) {
		return false
	}
	for i, s := range r.segments {
		if _, ok := parameter(s); ok && segments[i] != "" {
			continue
		}
		if s != segments[i] {
			return false
		}
	}
	return true
}

func (r route) moreLiteral(than route) bool {
	for i := range r.segments {
		_, a := parameter(r.segments[i])
		_, b := parameter(than.segments[i])
		if a != b {
			return b
		}
	}
	return false
}

func parameter(segment string) (name string, ok bool) {
	name, ok = strings.CutPrefix(segment, "{")
	return strings.TrimSuffix(name, "}"), ok
}

func cut(path string) []string {
	return strings.Split(strings.TrimPrefix(path, "/"), "/")
}
