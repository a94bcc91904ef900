package pgclient_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/pgclient"
)

// The operations of the contract are the methods of the client, one by one, and each
// of them stands in the table of requests and answers.
func TestEveryOperationIsAMethod(t *testing.T) {
	var want, sliced []string
	for _, item := range contract.Load(t).Doc.Paths.Map() {
		for _, op := range item.Operations() {
			name := strings.ToUpper(op.OperationID[:1]) + op.OperationID[1:]
			want = append(want, name)
			if op.Parameters.GetByInAndName("query", "offset") != nil {
				sliced = append(sliced, "All"+strings.TrimPrefix(name, "Get"))
			}
		}
	}
	require.Len(t, want, 134, "the contract as a whole")

	notOperations := []string{"CheckKey", "Download", "Format"}
	var have, iterators []string
	for m := range reflect.TypeFor[*pgclient.Client]().Methods() {
		switch {
		case slices.Contains(notOperations, m.Name):
		case strings.HasPrefix(m.Name, "All"):
			iterators = append(iterators, m.Name)
		default:
			have = append(have, m.Name)
		}
	}
	require.ElementsMatch(t, want, have)
	require.ElementsMatch(t, sliced, iterators, "an iterator for each sliced list")

	var tried []string
	for _, op := range operations() {
		if op.id != "checkKey" {
			tried = append(tried, strings.ToUpper(op.id[:1])+op.id[1:])
		}
	}
	require.ElementsMatch(t, want, tried, "a case for each operation")
}
