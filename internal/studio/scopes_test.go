package studio

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
)

func TestDenialsAreLearntAndForgotten(t *testing.T) {
	var d denials
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	const op = "getCustomersAccountBalanceData"
	require.False(t, d.denied(op, now))
	d.learn(pgclient.Observation{Op: op}, now)
	require.False(t, d.denied(op, now))
	d.learn(pgclient.Observation{Op: op, Kind: pgclient.Forbidden}, now)
	require.True(t, d.denied(op, now))
	require.False(t, d.denied("getClassById", now), "another operation")

	d.learn(pgclient.Observation{Op: op, Kind: pgclient.Unavailable}, now)
	d.learn(pgclient.Observation{Op: op, Kind: pgclient.Canceled}, now)
	require.True(t, d.denied(op, now), "an outage says nothing of scopes")
	require.True(t, d.denied(op, now.Add(forgetAfter-time.Second)))
	require.False(t, d.denied(op, now.Add(forgetAfter)), "tried again in time")
	d.learn(pgclient.Observation{Op: op, Kind: pgclient.NotFound}, now)
	require.False(t, d.denied(op, now), "the scope is there")
}

func TestMay(t *testing.T) {
	s := Studio{up: &upstream{}}
	require.True(t, s.May())
	require.True(t, s.May("a", "b"))
	s.up.denials.learn(pgclient.Observation{Op: "a", Kind: pgclient.Forbidden}, time.Now())
	require.False(t, s.May("a"))
	require.True(t, s.May("a", "b"), "one of them is enough")
}
