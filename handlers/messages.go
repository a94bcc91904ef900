package handlers

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
)

const (
	actionSendMessage = "message.send"

	longestSubject = 120  // characters
	longestMessage = 4000 // characters
	messagesAPage  = 20
	mostMessages   = 10000 // of a member; a page beyond them is empty
)

// messageRoutes are messages to the studio.
func messageRoutes() []route {
	return []route{
		{http.MethodGet, "/messages", true, showMessages, ""},
		{http.MethodPost, "/messages", true, sendMessage, ""},
	}
}

// messageKinds are the writes of these pages, by action. The API has no way to read
// a message again, so nothing looks for one.
func messageKinds() map[string]kind {
	return map[string]kind{actionSendMessage: {look: nil, tell: tellMessage}}
}

const (
	saidMessageSent    = "message_sent"
	saidMessageUnclear = "message_unclear"
)

// messageSayings are their messages.
func messageSayings() map[string]saying {
	return map[string]saying{
		saidMessageSent:    {views.ToneGood, "messages.done_title", "messages.done_text"},
		saidMessageUnclear: {views.ToneWarn, "messages.unclear_title", "messages.unclear_text"},
	}
}

func tellMessage(base views.Page, intent store.Intent, o outcome) told {
	text := base.Text
	to := told{to: base.Paths.Messages(1), toText: text.T("messages.to_messages")}
	switch intent.State {
	case store.IntentDone:
		to.notice = views.Notice{Tone: views.ToneGood, Title: text.T("messages.done_title"), Text: text.T("messages.answers_elsewhere")}
	case store.IntentRefused:
		to.heading = text.T("messages.refused_heading")
		to.notice = views.Notice{Tone: views.ToneWarn, Text: cmp.Or(o.Message, text.T("errors.refused_text"))}
	default:
		to.notice.Text = text.T("messages.unclear_text")
	}
	return to
}

// mayWrite tells whether there is a page to write to the studio.
func (c *Context) mayWrite() bool {
	return c.Studio.Features.Messages && c.Studio.May("createCommunicationInNewCommunicationThread", "createCommunicationInExistingCommunicationThread")
}

// draft is a message as it was typed.
type draft struct {
	subject, text string
	thread        *store.Message // the message of the record whose conversation goes on; nil: a new one
}

// showMessages shows the form and what was sent from here. The form may go on with a
// conversation (thread) or begin with a message that was sent before (again); both
// are the member's own.
func showMessages(c *Context) error {
	if !c.Studio.Features.Messages {
		return errNotFound
	}
	var d draft
	q := c.echo.QueryParams()
	if id := q.Get("again"); id != "" {
		m, err := c.ownMessage(id)
		if err != nil {
			return err
		}
		d.subject, d.text = m.Subject, m.Body
		if m.ThreadID != 0 {
			d.thread = &m
		}
	}
	if id := q.Get("thread"); id != "" {
		m, err := c.ownThread(id)
		if err != nil {
			return err
		}
		d.thread = &m
	}
	return c.renderMessages(http.StatusOK, d, nil)
}

// ownMessage finds a message in the member's record.
func (c *Context) ownMessage(id string) (store.Message, error) {
	m, err := c.app.Store.GetMessage(c.Ctx, c.Studio.Slug, c.Who.CustomerID, id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return m, errors.Join(errStoreDown, err)
	}
	return m, err
}

// ownThread finds a message in the member's record whose conversation is known.
func (c *Context) ownThread(id string) (store.Message, error) {
	m, err := c.ownMessage(id)
	if err == nil && m.ThreadID == 0 {
		return m, errNotFound
	}
	return m, err
}

// renderMessages shows the page with a draft in its form and what is wrong with it.
func (c *Context) renderMessages(status int, d draft, wrong []views.FieldError) error {
	number, err := strconv.Atoi(c.echo.QueryParam("page"))
	if err != nil || number < 1 || number > mostMessages/messagesAPage {
		number = 1
	}
	list, total, listErr := c.app.Store.ListMessages(c.Ctx, c.Studio.Slug, c.Who.CustomerID, (number-1)*messagesAPage, messagesAPage)
	if listErr != nil {
		c.note(listErr)
	}
	base := c.page(c.Text.T("messages.title"), "messages")
	base.Errors = wrong
	p := newMessagesPage(base, c.app.Clock(), c.app.timing.stale, record{list, total, number, listErr}, d)
	if !c.mayWrite() && len(wrong) == 0 && !c.unsent {
		p.Form, p.Closed = nil, c.Text.T("messages.closed")
	}
	return c.Render(status, views.Messages(p))
}

// record is a page of what was sent.
type record struct {
	list   []store.Message
	total  int
	number int // from 1
	err    error
}

// newMessagesPage is pure; sending is how long a message may take before nothing is
// known of it.
func newMessagesPage(base views.Page, now time.Time, sending time.Duration, r record, d draft) views.MessagesPage {
	text := base.Text
	p := views.MessagesPage{Page: base, Missing: r.err != nil, Form: &views.MessageForm{Subject: d.subject, Text: d.text}}
	if d.thread != nil {
		p.Form.Thread, p.Form.About, p.Form.NewTo = d.thread.ID, d.thread.Subject, base.Paths.Messages(1)
	}
	for _, m := range r.list {
		p.Messages = append(p.Messages, newMessage(base, now, sending, m))
	}
	if r.total > messagesAPage {
		first := (r.number-1)*messagesAPage + 1
		p.Position = text.T("messages.position", "from", text.Number(min(first, r.total)), "to", text.Number(min(first+messagesAPage-1, r.total)), "total", text.Number(r.total))
		if r.number > 1 {
			p.Newer = base.Paths.Messages(r.number - 1)
		}
		if first+messagesAPage <= r.total {
			p.Older = base.Paths.Messages(r.number + 1)
		}
	}
	return p
}

func newMessage(base views.Page, now time.Time, sending time.Duration, m store.Message) views.Message {
	text := base.Text
	v := views.Message{
		Subject: m.Subject, Text: m.Body, When: text.Date(m.Sent) + ", " + text.Time(m.Sent),
		DateTime: m.Sent.In(text.Location()).Format(time.RFC3339),
	}
	switch {
	case m.State == store.MessageSent:
		v.State = views.Chip{Tone: views.ToneGood, Text: text.T("messages.state_sent")}
		if m.ThreadID != 0 {
			v.AnswerTo = base.Paths.AnswerMessage(m.ID)
		}
	case m.State == store.MessageSending && now.Sub(m.Sent) < sending:
		v.State = views.Chip{Tone: views.ToneInfo, Text: text.T("messages.state_sending")}
	default:
		v.State = views.Chip{Tone: views.ToneWarn, Text: text.T("messages.state_unclear")}
		v.Note, v.AgainTo = text.T("messages.unclear_note"), base.Paths.RepeatMessage(m.ID)
	}
	return v
}

// sendMessage keeps the message and sends it, once.
func sendMessage(c *Context) error {
	if !c.Studio.Features.Messages {
		return errNotFound
	}
	d := draft{subject: oneLine(c.form("subject")), text: manyLines(c.form("message"))}
	if id := c.form("thread"); id != "" {
		m, err := c.ownThread(id)
		if err != nil {
			return err
		}
		d.thread, d.subject = &m, m.Subject
	}
	if wrong := checkDraft(c, d); len(wrong) > 0 {
		return c.renderMessages(http.StatusUnprocessableEntity, d, wrong)
	}
	again := func(wrong []views.FieldError) error {
		return c.renderMessages(http.StatusUnprocessableEntity, d, wrong)
	}
	intent, err := c.writeOnce(c.messageAttempt(d))
	if err == nil && intent.State == store.IntentUnclear {
		return c.redirectSaying(c.Paths.Messages(1), flash{Key: saidMessageUnclear, Title: d.shortSubject(), When: c.now().Format(time.DateOnly)})
	}
	fields := map[string]string{"subject": "subject", "content": "message"}
	if d.thread != nil {
		delete(fields, "subject") // which is no field then
	}
	return c.conclude(intent, err, fields, func(outcome) error {
		return c.redirectSaying(c.Paths.Messages(1), flash{Key: saidMessageSent, Title: d.shortSubject(), When: c.now().Format(time.DateOnly)})
	}, again)
}

// shortSubject fits the cookie that carries a message.
func (d draft) shortSubject() string {
	runes := []rune(d.subject)
	if len(runes) > 60 {
		return string(runes[:59]) + "…"
	}
	return d.subject
}

func checkDraft(c *Context, d draft) []views.FieldError {
	var wrong []views.FieldError
	need := func(field, value, missing string, longest int, tooLong string) {
		switch n := utf8.RuneCountInString(value); {
		case n == 0:
			wrong = append(wrong, views.FieldError{Field: field, Text: missing})
		case n > longest:
			wrong = append(wrong, views.FieldError{Field: field, Text: tooLong})
		}
	}
	if d.thread == nil {
		need("subject", d.subject, c.Text.T("messages.subject_missing"), longestSubject, c.Text.N("messages.subject_long", longestSubject))
	}
	need("message", d.text, c.Text.T("messages.message_missing"), longestMessage, c.Text.N("messages.message_long", longestMessage))
	return wrong
}

// oneLine is a line of text without what cannot be seen.
func oneLine(s string) string { return strings.Join(strings.Fields(visible(s)), " ") }

// manyLines keeps the lines of a text, as browsers send them and as they are typed.
func manyLines(s string) string {
	return strings.TrimSpace(visible(strings.ReplaceAll(s, "\r\n", "\n")))
}

// visible leaves out control characters, which no database and no reader of mail
// likes, and what is not text.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r':
			return '\n'
		case unicode.IsControl(r) || r == utf8.RuneError:
			return -1
		}
		return r
	}, s)
}

// messageAttempt keeps the message before it sends it: what was sent must not be
// known to nobody. One that surely did not arrive is forgotten again, since the
// member has it in the form.
//
// The target holds a fingerprint of the text: the same form with another text, after
// going back, is another message.
func (c *Context) messageAttempt(d draft) attempt {
	print := sha256.Sum256([]byte(d.subject + "\x00" + d.text))
	m := store.Message{ID: store.NewMessageID(), Studio: c.Studio.Slug, CustomerID: c.Who.CustomerID, Subject: d.subject, Body: d.text}
	target := "new"
	if d.thread != nil {
		m.ThreadID = d.thread.ThreadID
		target = idText(m.ThreadID)
	}
	return attempt{
		action: actionSendMessage, target: target + " " + hex.EncodeToString(print[:]), details: map[string]string{"message": m.ID},
		send: func(ctx context.Context) (outcome, error) {
			if err := c.app.Store.KeepMessage(ctx, m); err != nil {
				return outcome{}, err
			}
			sent, err := c.postMessage(ctx, m)
			c.settleMessage(ctx, m, sent, err)
			return outcome{ID: sent.CommunicationID}, err
		},
	}
}

func (c *Context) postMessage(ctx context.Context, m store.Message) (pgclient.Communication, error) {
	r := pgclient.CommunicationRequest{
		CommunicationThreadStatus: pgclient.CommunicationThreadStatusCreated, Subject: m.Subject, Content: m.Body,
		CommunicationDirection: pgclient.CommunicationDirectionIncoming, CommunicationChannel: pgclient.CommunicationChannelChat,
	}
	if m.ThreadID == 0 {
		return c.API.CreateCommunicationInNewCommunicationThread(ctx, m.CustomerID, r)
	}
	r.CommunicationThreadStatus = pgclient.CommunicationThreadStatusOngoing
	return c.API.CreateCommunicationInExistingCommunicationThread(ctx, m.CustomerID, m.ThreadID, r)
}

// settleMessage notes what became of a message. Where that fails the record says
// later that nothing is known, which is true.
func (c *Context) settleMessage(ctx context.Context, m store.Message, sent pgclient.Communication, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.app.timing.spend)
	defer cancel()
	var kept error
	switch {
	case err == nil:
		kept = c.app.Store.FinishMessage(ctx, m.ID, store.MessageSent, sent.ThreadID)
	case pgclient.Unclear(err):
		kept = c.app.Store.FinishMessage(ctx, m.ID, store.MessageUnclear, m.ThreadID)
	default:
		kept = c.app.Store.DropMessage(ctx, m.ID)
	}
	if kept != nil {
		c.app.Logger.Error("message not noted", "failure", describe(kept))
	}
}
