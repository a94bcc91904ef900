package handlers_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
)

func parsedDay(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	require.NoError(t, err)
	return at
}

func day3(t *testing.T, text string) pgclient.Date {
	t.Helper()
	return pgclient.DateOf(parsedDay(t, text))
}
