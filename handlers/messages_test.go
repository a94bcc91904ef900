package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
	"memberportal/internal/store"
)

const (
	newThread = "createCommunicationInNewCommunicationThread"
	oldThread = "createCommunicationInExistingCommunicationThread"
)

// send posts the form of a page with these words in it.
func (b *browser) sendMessage(path, subject, message string) page {
	b.p.t.Helper()
	action, values := b.get(path).form("/messages")
	if subject != "" {
		values.Set("subject", subject)
	}
	values.Set("message", message)
	return b.post(action, values)
}

// kept is what the portal's record holds of a member.
func (p *portal) kept(studio, story string) []store.Message {
	p.t.Helper()
	list, _, err := p.store.ListMessages(p.t.Context(), studio, p.member(studio, story).CustomerID, 0, 1000)
	require.NoError(p.t, err)
	return list
}

func TestWriteToTheStudioAndAdd(t *testing.T) {
	p := newPortal(t)
	for _, studio := range []string{"nordlicht", "forge"} {
		p.world.ResetCalls()
		b := p.signIn(studio, "regular")
		first := b.get("/" + studio + "/messages")
		require.Contains(t, first.text(".empty"), "Nothing sent yet")
		require.Contains(t, first.text("form"), "Its answers do not appear here.")
		pg := b.sendMessage("/"+studio+"/messages", " Lost  gloves ", "Line one\r\n\r\n<b>Line two</b>")
		require.Equal(t, "/"+studio+"/messages", pg.path, "nothing of the member in the address")
		require.Contains(t, pg.text("[role=status]"), "Sent. Your message “Lost gloves” has reached the studio’s system.")
		require.True(t, strings.HasPrefix(pg.Find("title").Text(), "Sent."))
		require.Equal(t, "Line one\n\n<b>Line two</b>", pg.Find("article .text").Text())
		require.Equal(t, "Sent", pg.text("article .chip"))

		more := pg.Find("article a").AttrOr("href", "")
		form := b.get(more)
		require.Contains(t, form.text("main form"), "About: Lost gloves")
		require.Zero(t, form.Find("#subject").Length())
		pg = b.sendMessage(more, "", "They are green.")
		require.Equal(t, 2, pg.Find("article").Length())
		require.Equal(t, 1, p.calls(newThread))
		require.Equal(t, 1, p.calls(oldThread))
		list := p.kept(studio, "regular")
		require.Equal(t, list[0].ThreadID, list[1].ThreadID, "one conversation")
		require.NotZero(t, list[0].ThreadID)
		dump, err := p.world.Dump()
		require.NoError(t, err)
		require.Contains(t, string(dump), "They are green.")
	}
	require.NotContains(t, p.logs.String(), "gloves")
	require.NotContains(t, p.logs.String(), "green")
}

func TestMessagesOfOthersAreNotFound(t *testing.T) {
	p := newPortal(t)
	p.signIn("forge", "extras").sendMessage("/forge/messages", "Secret", "Mine alone")
	own := p.kept("forge", "extras")[0].ID
	b := p.signIn("forge", "debtor")
	_, values := b.get("/forge/messages").form("/messages")
	require.NotContains(t, b.get("/forge/messages").html, "Secret")
	p.world.ResetCalls()
	for _, id := range []string{own, "unknown", "\x00", id(p.kept("forge", "extras")[0].ThreadID)} {
		for _, name := range []string{"thread", "again"} {
			require.Equal(t, http.StatusNotFound, b.get("/forge/messages?"+url.Values{name: {id}}.Encode()).status)
		}
		values.Set("thread", id)
		values.Set("subject", "x")
		values.Set("message", "x")
		require.Equal(t, http.StatusNotFound, b.post("/forge/messages", values).status)
	}
	require.Zero(t, p.writes())
	require.Empty(t, p.kept("forge", "debtor"))
}

func TestWhatCannotBeSentStaysInTheForm(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	for _, c := range []struct{ subject, message, field string }{
		{"", "Text", "subject"},
		{strings.Repeat("ä", 121), "Text", "subject"},
		{"Subject", " \r\n ", "message"},
		{"Subject", strings.Repeat("ä", 4001), "message"},
	} {
		pg := b.sendMessage("/forge/messages", c.subject, c.message)
		require.Equal(t, http.StatusUnprocessableEntity, pg.status)
		require.NotEmpty(t, pg.text("#"+c.field+"-error"))
		require.Equal(t, c.subject, pg.Find("#subject").AttrOr("value", ""))
		require.Equal(t, strings.TrimSpace(c.message), pg.Find("textarea").Text())
	}
	require.Zero(t, p.calls(newThread))

	// The token of another session: nothing is sent, nothing is lost.
	pg := b.post("/forge/messages", url.Values{"once": {"stale"}, "subject": {"Subject"}, "message": {"Text"}})
	require.Equal(t, http.StatusUnprocessableEntity, pg.status)
	require.Equal(t, "Text", pg.Find("textarea").Text())
	require.Zero(t, p.calls(newThread))

	for _, status := range []int{400, 403, 404, 409} {
		p.world.ResetCalls()
		require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: newThread, Kind: sandbox.FaultStatus, Status: status, Times: 1}))
		pg = b.sendMessage("/forge/messages", "Subject", "Text")
		require.Equal(t, http.StatusUnprocessableEntity, pg.status, status)
		require.Equal(t, 1, pg.Find("[role=alert]").Length(), status)
		require.Equal(t, "Subject", pg.Find("#subject").AttrOr("value", ""), status)
		require.Equal(t, "Text", pg.Find("textarea").Text(), status)
		require.Equal(t, 1, p.calls(newThread))
		require.Empty(t, p.kept("forge", "regular"), "what was refused was not sent")
	}
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: newThread, Kind: sandbox.FaultStatus, Status: 429, Times: 1}))
	pg = b.sendMessage("/forge/messages", "Subject", "Text")
	require.Equal(t, http.StatusServiceUnavailable, pg.status)
	require.NotEmpty(t, pg.header.Get("Retry-After"))
	require.Contains(t, pg.text("[role=alert]"), "what you entered is still here")
	require.Equal(t, "Text", pg.Find("textarea").Text())
	require.Empty(t, p.kept("forge", "regular"))
	action, values := pg.form("/messages")
	values.Set("message", "Text")
	require.Equal(t, "/forge/messages", b.post(action, values).path, "the form that came back can be sent")
	require.Len(t, p.kept("forge", "regular"), 1)
}

// Whatever happens to the connection: one message at most, and the truth.
func TestUnclearMessageIsKeptAndNeverSentAgain(t *testing.T) {
	for _, operation := range []string{newThread, oldThread} {
		for _, kind := range []string{sandbox.FaultDropAfter, sandbox.FaultDropBefore, sandbox.FaultTruncate, sandbox.FaultWrongType, sandbox.FaultHang, sandbox.FaultStatus} {
			t.Run(operation+" "+kind, func(t *testing.T) {
				p := newPortal(t, func(s *setup) { s.faulty = true })
				p.app.Hurry()
				b := p.signIn("forge", "regular")
				path := "/forge/messages"
				if operation == oldThread {
					path = b.sendMessage(path, "Gloves", "The first").Find("article a").AttrOr("href", "")
				}
				p.world.ResetCalls()
				require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: operation, Kind: kind, DelayMS: 2000 * b2i(kind == sandbox.FaultHang), Times: 1}))
				pg := b.settled(b.sendMessage(path, "Gloves", "Unclear words"))
				require.Equal(t, http.StatusOK, pg.status)
				require.Contains(t, pg.text("main"), "ould not confirm it")
				require.NotContains(t, pg.text("main"), "Look again", "there is nothing to look at")
				pg = b.get("/forge/messages")
				require.Equal(t, "Not confirmed", pg.text("article:first-of-type .chip"))
				require.Contains(t, pg.text("article:first-of-type"), "will not be sent again by itself")
				require.Equal(t, 1, p.writes(), "never sent a second time: %v", p.world.AllCalls())

				// A fresh form with the same words, sent by the member alone.
				again := pg.Find("article:first-of-type a").AttrOr("href", "")
				form := b.get(again)
				require.Equal(t, "Unclear words", form.Find("textarea").Text())
				require.Equal(t, 1, p.writes())
				sent := b.sendMessage(again, "", "Unclear words")
				require.Contains(t, sent.text("[role=status]"), "Sent.")
				require.Equal(t, 2, p.calls(operation))
			})
		}
	}
}

func TestAMessageIsSentOnceForAForm(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	action, values := b.get("/forge/messages").form("/messages")
	values.Set("subject", "Gloves")
	values.Set("message", "Once")
	done := make(chan page)
	for range 3 {
		go func() { done <- b.post(action, values) }()
	}
	for range 3 {
		require.Equal(t, "/forge/messages", (<-done).path)
	}
	require.Equal(t, 1, p.calls(newThread))
	require.Len(t, p.kept("forge", "regular"), 1)
	// Back, other words, sent: that is another message, not the first one's outcome.
	values.Set("message", "Twice")
	require.Contains(t, b.post(action, values).text("article:first-of-type"), "Twice")
	require.Equal(t, 2, p.calls(newThread))
}

func TestMessagesAreAFeature(t *testing.T) {
	p := newPortal(t, func(s *setup) {
		s.yaml = func(y string) string {
			return strings.ReplaceAll(y, "    brand:", "    features: { messages: false }\n    brand:")
		}
	})
	b := p.signIn("forge", "restricted")
	require.Equal(t, http.StatusNotFound, b.get("/forge/messages").status)
	_, once := b.get("/forge/").form("/signout")
	require.Equal(t, http.StatusNotFound, b.post("/forge/messages", once).status)
	require.Zero(t, b.get("/forge/checkin").Find(`a[href="/forge/messages"]`).Length())
	require.Zero(t, p.writes())
}

func TestMessagesWithoutScope(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	b.sendMessage("/forge/messages", "Gloves", "Kept")
	more := b.get("/forge/messages").Find("article a").AttrOr("href", "")
	require.NoError(t, p.world.SetScopes("forge", "CUSTOMER_READ"))
	pg := b.sendMessage("/forge/messages", "Gloves", "Not lost")
	require.Equal(t, http.StatusUnprocessableEntity, pg.status)
	require.Equal(t, "Not lost", pg.Find("textarea").Text())
	require.Equal(t, http.StatusUnprocessableEntity, b.sendMessage(more, "", "Nor this").status)
	pg = b.get("/forge/messages")
	require.Zero(t, pg.Find("main form").Length(), "what is refused is not offered")
	require.Contains(t, pg.text("main"), "cannot be sent from here at present")
	require.Contains(t, pg.text("article"), "Kept")
}

func TestFiveHundredMessages(t *testing.T) {
	p := newPortal(t)
	m := p.member("forge", "regular")
	b := p.signInAs(m)
	for i := range 500 {
		msg := store.Message{ID: fmt.Sprint("m", i), Studio: "forge", CustomerID: m.CustomerID, Subject: fmt.Sprint("Number ", i), Body: "Text"}
		require.NoError(t, p.store.KeepMessage(t.Context(), msg))
		require.NoError(t, p.store.FinishMessage(t.Context(), msg.ID, store.MessageSent, 5))
	}
	seen := map[string]bool{}
	pg := b.get("/forge/messages")
	require.Zero(t, pg.Find("a[rel=prev]").Length())
	for range 25 {
		pg.Find("article a").Each(func(_ int, a *goquery.Selection) { seen[a.AttrOr("href", "")] = true })
		require.Equal(t, 20, pg.Find("article").Length())
		if next, ok := pg.Find("a[rel=next]").Attr("href"); ok {
			pg = b.get(next)
		}
	}
	require.Len(t, seen, 500, "each on one page")
	require.Contains(t, pg.text("main"), "481 to 500 of 500")
	for _, page := range []string{"0", "-1", "x", "99999999999999999999"} {
		require.Contains(t, b.get("/forge/messages?page="+page).text("main"), "1 to 20 of 500")
	}
	require.Equal(t, http.StatusOK, b.get("/forge/messages?page=26").status)
}

// A process that dies while it sends leaves a message that nobody can vouch for.
func TestMessageOfADeadProcessIsNotConfirmed(t *testing.T) {
	p := newPortal(t)
	p.app.Hurry()
	m := p.member("forge", "regular")
	b := p.signInAs(m)
	require.NoError(t, p.store.KeepMessage(t.Context(), store.Message{ID: "dead", Studio: "forge", CustomerID: m.CustomerID, Subject: "Gloves", Body: "Half sent"}))
	intent, _, err := p.store.SpendOnce(t.Context(), store.NewIntent{
		OnceMAC: []byte("x"), Action: "message.send", Target: "new x", Studio: "forge", CustomerID: m.CustomerID, Details: []byte(`{"message":"dead"}`),
	})
	require.NoError(t, err)
	require.Equal(t, "Being sent", b.get("/forge/messages").text("article .chip"))
	require.Eventually(t, func() bool { return b.get("/forge/messages").text("article .chip") == "Not confirmed" }, 10*time.Second, time.Second/4)
	require.NoError(t, p.app.SweepIntents(t.Context()))
	pg := b.get("/forge/done/" + intent.ID)
	require.Contains(t, pg.text("h1"), "could not confirm")
	require.Equal(t, 1, pg.Find(`main a[href="/forge/messages"]`).Length())
	require.Zero(t, p.writes())
}
