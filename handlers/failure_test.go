package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"memberportal/internal/store"
	"memberportal/pgclient"
)

func TestFailureOf(t *testing.T) {
	kind := func(k pgclient.Kind, after ...time.Duration) error {
		e := &pgclient.Error{Op: "getClassById", Kind: k}
		for _, a := range after {
			e.RetryAfter = a
		}
		return fmt.Errorf("classes: %w", e)
	}
	busy := func(after time.Duration) failure {
		f := failBusy
		f.after = after
		return f
	}
	often := failTooOften
	often.after = 42 * time.Second
	for name, c := range map[string]struct {
		err  error
		want failure
	}{
		"no studio":              {errNoStudio, failStudio},
		"not found":              {errNotFound, failNotFound},
		"not in the store":       {fmt.Errorf("intent: %w", store.ErrNotFound), failNotFound},
		"not sent":               {notSentError{}, failNotSent},
		"not sent for load":      {fmt.Errorf("%w", notSentError{busy: true}), failNotSentBusy},
		"from another site":      {errCrossSite, failCrossSite},
		"too large":              {errors.Join(errBadForm, &http.MaxBytesError{Limit: maxForm}), failTooLarge},
		"unreadable form":        {errors.Join(errBadForm, errors.New("invalid URL escape")), failForm},
		"the store is down":      {errors.Join(errStoreDown, context.DeadlineExceeded), failStore},
		"too often":              {errTooOften{42 * time.Second}, often},
		"no such route":          {echo.ErrNotFound, failNotFound},
		"no such method":         {echo.ErrMethodNotAllowed, failMethod},
		"too large, says echo":   {echo.ErrStatusRequestEntityTooLarge, failTooLarge},
		"another one of echo":    {echo.ErrTeapot, failInternal},
		"a panic":                {panicError{"x"}, failInternal},
		"anything":               {errors.New("x"), failInternal},
		"nothing":                {nil, failInternal},
		"API: not found":         {kind(pgclient.NotFound), failNotFound},
		"API: no scope":          {kind(pgclient.Forbidden), failNotFound},
		"API: busy":              {kind(pgclient.RateLimited), busy(30 * time.Second)},
		"API: busy for long":     {kind(pgclient.RateLimited, 45*time.Second), busy(45 * time.Second)},
		"API: busy for ages":     {kind(pgclient.RateLimited, time.Hour), busy(time.Minute)},
		"API: busy for a moment": {kind(pgclient.RateLimited, time.Second), busy(30 * time.Second)},
		"API: down":              {kind(pgclient.Unavailable), failUpstream},
		"API: silent":            {kind(pgclient.Timeout), failUpstream},
		"API: garbage":           {kind(pgclient.Unexpected), failUpstream},
		"API: wrong key":         {kind(pgclient.Unauthorized), failUpstream},
		"API: our mistake":       {kind(pgclient.Invalid), failInternal},
		"API: conflict":          {kind(pgclient.Conflict), failInternal},
		"API: a kind to come":    {kind("tired"), failInternal},
	} {
		require.Equal(t, c.want, failureOf(c.err), name)
	}
}

// Every page of the table has its words in every language, a status that fits
// and a way on where another try can help.
func TestEveryFailureHasItsWords(t *testing.T) {
	for name, f := range map[string]failure{
		"not found": failNotFound, "studio": failStudio, "method": failMethod, "cross-site": failCrossSite, "form": failForm, "too large": failTooLarge, "too often": failTooOften,
		"upstream": failUpstream, "busy": failBusy, "not sent": failNotSent, "not sent, busy": failNotSentBusy, "store": failStore, "internal": failInternal,
	} {
		for _, language := range pageTexts(t).Languages() {
			text := speaking(t, language).Text
			require.NotEqual(t, f.heading, text.T(f.heading), "%s in %s", name, language)
			require.NotEqual(t, f.text, text.T(f.text), "%s in %s", name, language)
		}
		require.Equal(t, f.status >= 500, f.retry, name)
		require.Equal(t, f.status == http.StatusServiceUnavailable, f.after > 0, name)
		require.Equal(t, f.status == http.StatusInternalServerError, f.quote, name)
	}
}

func TestErrorsAreDescribedWithoutData(t *testing.T) {
	err := fmt.Errorf("booking: %w", &pgclient.Error{Op: "bookClassSlot", Kind: pgclient.Invalid, Status: 400, Message: "Olivia Bennett owes 39.90"})
	require.Equal(t, "api bookClassSlot: invalid 400", describe(err))
	require.Equal(t, "panic", describe(panicError{"Olivia Bennett"}))
}

func TestParseID(t *testing.T) {
	for text, want := range map[string]int64{"1": 1, "9223372036854775807": 1<<63 - 1, "007": 7} {
		n, ok := parseID(text)
		require.True(t, ok, text)
		require.Equal(t, want, n)
	}
	for _, text := range []string{"", "0", "-1", "9223372036854775808", "1.0", "1e3", " 1", "1 ", "0x1", "１", "1/2", "abc"} {
		_, ok := parseID(text)
		require.False(t, ok, "%q", text)
	}
}
