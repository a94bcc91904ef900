package gallery

import (
	"strings"

	"memberportal/views"
)

func (g book) messagesPages() []State {
	t := g.text.T
	page := func(o ...option) views.MessagesPage {
		return views.MessagesPage{Page: g.page(t("messages.title"), "messages", "/messages", o...), Form: &views.MessageForm{}}
	}
	sent := func(subject, text, id string) views.Message {
		return views.Message{
			Subject: subject, Text: text, When: g.text.Date(g.at(9, 12)) + ", " + g.text.Time(g.at(9, 12)), DateTime: "2026-11-26T09:12:00+01:00",
			State: views.Chip{Tone: views.ToneGood, Text: t("messages.state_sent")}, AnswerTo: "/nordlicht/messages?thread=" + id,
		}
	}
	unclear := sent("Lost gloves", "I left my gloves in the cycle room.\n\nThey are green.", "B")
	unclear.State, unclear.AnswerTo = views.Chip{Tone: views.ToneWarn, Text: t("messages.state_unclear")}, ""
	unclear.Note, unclear.AgainTo = t("messages.unclear_note"), "/nordlicht/messages?again=B"
	sending := sent("شكرا", "شكرا جزيلا", "C")
	sending.State, sending.AnswerTo = views.Chip{Tone: views.ToneInfo, Text: t("messages.state_sending")}, ""
	full := page()
	full.Messages = []views.Message{sending, unclear, sent(longName, strings.Repeat("Donaudampfschifffahrtsgesellschaftskapitän ", 12), "A")}

	after := page(flash(views.Notice{Tone: views.ToneGood, Title: t("messages.done_title"), Text: t("messages.done_text", "title", "Lost gloves")}))
	after.Messages = full.Messages[1:2]

	refused := page(errorsAt(
		views.FieldError{Field: "subject", Text: t("messages.subject_missing")},
		views.FieldError{Field: "message", Text: g.text.N("messages.message_long", 4000)},
	))
	refused.Form.Text = "One\nTwo"

	unsent := page(flash(views.Notice{Tone: views.ToneBad, Title: t("errors.unsent_title"), Text: t("errors.unsent_text")}))
	unsent.Form.Subject, unsent.Form.Text = "Lost gloves", "I left my gloves in the cycle room."

	more := page()
	more.Form = &views.MessageForm{Thread: "A", About: longName, NewTo: "/nordlicht/messages"}
	more.Messages = full.Messages[2:]

	many := page()
	many.Position = t("messages.position", "from", "21", "to", "40", "total", "500")
	many.Newer, many.Older = "/nordlicht/messages", "/nordlicht/messages?page=3"
	for range 20 {
		many.Messages = append(many.Messages, sent("Lost gloves", "I left my gloves in the cycle room.", "A"))
	}

	closed := page()
	closed.Form, closed.Closed, closed.Missing = nil, t("messages.closed"), true

	inFrame := page(framed)
	inFrame.Messages = []views.Message{sent("Lost gloves", "I left my gloves in the cycle room.", "A")}
	inFrame.Messages[0].AnswerTo = inFrame.Paths.AnswerMessage("A")

	return []State{
		{"messages", views.Messages(full)},
		{"messages-none", views.Messages(page())},
		{"messages-sent", views.Messages(after)},
		{"messages-refused", views.Messages(refused)},
		{"messages-unsent", views.Messages(unsent)},
		{"messages-more", views.Messages(more)},
		{"messages-many", views.Messages(many)},
		{"messages-closed", views.Messages(closed)},
		{"messages-framed", views.Messages(inFrame)},
	}
}
