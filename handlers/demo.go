package handlers

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"memberportal/i18n"
	"memberportal/internal/config"
	"memberportal/static"
	"memberportal/views"
	"memberportal/views/paths"
)

// DemoMember is somebody one can sign in as.
type DemoMember struct {
	Studio         string `json:"studio"`
	Name           string `json:"name"`
	Email          string `json:"email"`
	CustomerNumber string `json:"customer_number"`
	Story          string `json:"story"`
}

// DemoMail is a mail that was sent.
type DemoMail struct {
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	HTML    string    `json:"html"`
	SentAt  time.Time `json:"sent_at"`
}

// DemoOptions are what the demo's own pages show.
type DemoOptions struct {
	Config  *config.Config
	Members []DemoMember
	Mails   func() []DemoMail // newest first
	Texts   *i18n.Bundle
	Assets  *static.Assets
}

// demoPages serves /demo/. It exists in the demo alone.
type demoPages struct {
	DemoOptions
	look neutralLook
}

// mailPolicy lets a mail's own inline styles work, in a page that can do
// nothing else: mails have no other way to be styled.
const mailPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"

// NewDemo returns the pages below /demo/.
func NewDemo(o DemoOptions) http.Handler {
	look, err := newNeutralLook(o.Assets)
	if err != nil {
		panic(err) // the neutral colour is a constant
	}
	d := demoPages{o, look}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /demo/{$}", d.index)
	mux.HandleFunc("GET /demo/host", d.host)
	mux.HandleFunc("GET /demo/host/{kind}", d.host)
	mux.HandleFunc("GET /demo/mailbox", d.mailbox)
	mux.HandleFunc("GET /demo/mailbox/{number}", d.mail)
	mux.HandleFunc("GET /demo/mailbox.json", func(w http.ResponseWriter, _ *http.Request) {
		list := d.Mails()
		if list == nil {
			list = []DemoMail{}
		}
		writeJSON(w, list)
	})
	mux.HandleFunc("GET /demo/members.json", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, d.Members) })
	return mux
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the browser may have left
}

func (d demoPages) page(r *http.Request, title string) views.Page {
	language := "en"
	if fit := d.Texts.Match(r.Header.Get("Accept-Language"), d.Texts.Languages()); fit != "" {
		language = fit
	}
	text := d.Texts.Printer(i18n.PrinterOptions{Language: language, Location: time.Local}) //nolint:gosmopolitan // the demo runs where it is looked at
	return views.Page{Text: text, Title: text.T(title), Studio: d.look.studio(), Script: d.Assets.Script("portal")}
}

func (d demoPages) index(w http.ResponseWriter, r *http.Request) {
	page := views.DemoPage{Page: d.page(r, "demo.title")}
	for _, s := range d.Config.Studios {
		group := views.DemoStudio{Name: s.Name, To: paths.For(s.Slug, false).Home(), SignIn: paths.For(s.Slug, false).SignIn("")}
		for _, m := range d.Members {
			if m.Studio == s.Slug {
				group.Members = append(group.Members, views.DemoMember{Name: m.Name, Email: m.Email, Number: m.CustomerNumber, Story: m.Story})
			}
		}
		page.Studios = append(page.Studios, group)
	}
	_ = render(w, r, http.StatusOK, views.Demo(page)) // the browser may have left
}

func (d demoPages) mailbox(w http.ResponseWriter, r *http.Request) {
	page := views.DemoMailboxPage{Page: d.page(r, "demo.mailbox")}
	list := d.Mails()
	for i, m := range list {
		page.Mails = append(page.Mails, views.DemoMail{
			To: m.To, Subject: m.Subject, Text: m.Text, At: page.Text.Time(m.SentAt),
			HTML: "/demo/mailbox/" + strconv.Itoa(len(list)-i),
		})
	}
	_ = render(w, r, http.StatusOK, views.DemoMailbox(page)) // the browser may have left
}

// mail shows the HTML part of one mail, counted from the oldest.
func (d demoPages) mail(w http.ResponseWriter, r *http.Request) {
	list := d.Mails()
	n, err := strconv.Atoi(r.PathValue("number"))
	if err != nil || n < 1 || n > len(list) {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Security-Policy", mailPolicy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(list[len(list)-n].HTML)) // the browser may have left
}
