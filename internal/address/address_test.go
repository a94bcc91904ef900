package address_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/address"
)

func TestSame(t *testing.T) {
	require.True(t, address.Same("Jane@Example.com", "jane@example.COM"))
	require.False(t, address.Same("mike@example.com", "mi\u212ae@example.com"), "the Kelvin sign is no k")
	require.False(t, address.Same("jane@example.com", "jan@example.com"))
}
