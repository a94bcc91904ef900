package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"memberportal/internal/config"
	"memberportal/internal/store"
	"memberportal/internal/studio"
)

// A member who closes the tab while the form is being spent must not leave a form
// that is spent and never sent.
func TestAWriteOutlivesItsVisitor(t *testing.T) {
	st, err := store.Open(t.Context(), "file:"+filepath.Join(t.TempDir(), "portal.db"), store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = st.Close() })
	a := &App{
		Options: Options{Store: st, Writes: &sync.WaitGroup{}, Clock: time.Now},
		once:    onceSigner{keys: [][]byte{make([]byte, 32)}, clock: time.Now}, timing: defaultTiming(),
	}
	sessions := scs.New()
	ctx, err := sessions.Load(t.Context(), "")
	require.NoError(t, err)
	require.NoError(t, sessions.RenewToken(ctx))
	ctx, leave := context.WithCancel(ctx)
	request := httptest.NewRequest(http.MethodPost, "/forge/x", nil)
	c := &Context{
		app: a, Ctx: ctx, sessions: sessions, Studio: &studio.Studio{Studio: config.Studio{Slug: "forge"}}, Who: &store.Identity{Studio: "forge", CustomerID: 7},
		echo: echo.New().NewContext(request, httptest.NewRecorder()),
	}
	c.came = c.binding()
	request.PostForm = url.Values{"once": {a.once.New("forge", c.came)}}

	leave()
	sent := 0
	intent, err := c.writeOnce(attempt{action: "x", target: "1", send: func(ctx context.Context) (outcome, error) {
		sent++
		return outcome{ID: 9}, ctx.Err()
	}})
	if err != nil {
		require.ErrorIs(t, err, context.Canceled, "nobody waits for the answer")
	}
	a.Writes.Wait()
	require.Equal(t, 1, sent)
	kept, err := st.GetIntent(t.Context(), "forge", 7, intent.ID)
	require.NoError(t, err)
	require.Equal(t, store.IntentDone, kept.State)
	require.Equal(t, int64(9), outcomeOf(kept).ID)
}
