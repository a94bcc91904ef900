package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/config"
	"memberportal/internal/mail"
	"memberportal/internal/sandbox"
	"memberportal/internal/store"
)

// A booking whose member has gone is seen through before the portal stops,
// even when the configuration was reloaded in between.
func TestStopWaitsForWritesOfAnEarlierConfiguration(t *testing.T) {
	sim := sandbox.New(sandbox.Options{})
	world := httptest.NewServer(sim)
	defer world.Close()
	path := configFile(t, world.URL)
	cfg, err := config.Load(path, os.LookupEnv)
	require.NoError(t, err)
	box := mail.NewMailbox(time.Now)
	s, err := newServer(t.Context(), serverOptions{config: cfg, sender: box, logger: slog.New(slog.DiscardHandler), now: sim.Now})
	require.NoError(t, err)
	public, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	stopped := make(chan error, 1)
	go func() { stopped <- s.run(ctx, public, nil) }()
	m := member{t: t, portal: "http://" + public.Addr().String()}
	m.signIn(sim, box)

	form := m.bookable(sim)
	require.NoError(t, sim.SetFault(sandbox.Fault{Operation: "bookClassSlot", Kind: sandbox.FaultHang, DelayMS: 1500, Times: 1}))
	leave, closeTab := context.WithCancel(t.Context())
	defer closeTab()
	go func() {
		for sim.Calls("bookClassSlot").Calls == 0 && leave.Err() == nil {
			time.Sleep(5 * time.Millisecond)
		}
		closeTab()
	}()
	_, err = m.post(leave, form[1], url.Values{"once": {form[2]}})
	require.ErrorIs(t, err, context.Canceled)
	require.NoError(t, s.use(cfg))
	stop()
	require.NoError(t, <-stopped)

	st, err := store.Open(t.Context(), cfg.Database, store.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, st.Close()) }()
	open, err := st.OpenIntents(t.Context(), 0)
	require.NoError(t, err)
	require.Empty(t, open, "the outcome is known")
}

// member is a browser of the regular member of the forge.
type member struct {
	t      *testing.T
	portal string
	client http.Client
}

func (m *member) post(ctx context.Context, path string, form url.Values) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, m.portal+path, strings.NewReader(form.Encode()))
	require.NoError(m.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := m.client.Do(r)
	if err == nil {
		require.NoError(m.t, answer.Body.Close())
	}
	return answer, err
}

func (m *member) signIn(sim *sandbox.Sandbox, box *mail.Mailbox) {
	jar, err := cookiejar.New(nil)
	require.NoError(m.t, err)
	m.client.Jar = jar
	for _, who := range sim.Members() {
		if who.Studio != "forge" || who.Story != "regular" {
			continue
		}
		_, err := m.post(m.t.Context(), "/forge/signin", url.Values{"email": {who.Email}})
		require.NoError(m.t, err)
		require.Eventually(m.t, func() bool { return len(box.List()) > 0 }, 10*time.Second, 20*time.Millisecond)
		code := regexp.MustCompile(`(?m)^\d{4} \d{4}$`).FindString(box.List()[0].Text)
		answer, err := m.post(m.t.Context(), "/forge/signin/code", url.Values{"code": {code}})
		require.NoError(m.t, err)
		require.Equal(m.t, "/forge/", answer.Request.URL.Path)
	}
}

// bookable finds the first form on the timetable: its address and its token.
func (m *member) bookable(sim *sandbox.Sandbox) []string {
	for day := range 7 {
		at := m.portal + "/forge/classes?day=" + sim.Now().AddDate(0, 0, day).Format(time.DateOnly)
		r, err := http.NewRequestWithContext(m.t.Context(), http.MethodGet, at, nil)
		require.NoError(m.t, err)
		answer, err := m.client.Do(r)
		require.NoError(m.t, err)
		page, err := io.ReadAll(answer.Body)
		require.NoError(m.t, err)
		require.NoError(m.t, answer.Body.Close())
		if form := regexp.MustCompile(`action="([^"]+/book)".*?name="once" value="([^"]+)"`).FindStringSubmatch(string(page)); form != nil {
			return form
		}
	}
	require.FailNow(m.t, "nothing to book in a week")
	return nil
}
