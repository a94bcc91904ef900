package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// mostEach is how many pages of one kind are looked at for each member.
const mostEach = 2

// reached is a page that a link or a form of another one leads to.
type reached struct {
	kind, address string
	status        int
}

// crawl follows the links and the forms that only ask, from the member's start page on.
func crawl(ctx context.Context, v *visitor, slug string) ([]reached, error) {
	var pages []reached
	seen, count := map[string]bool{}, map[string]int{}
	queue := []string{"/" + slug + "/"}
	for n := 0; n < len(queue); n++ {
		u, err := v.base.Parse(queue[n])
		if err != nil {
			return nil, err
		}
		u.Fragment = ""
		kind := kindAt(u, slug)
		if seen[u.String()] || u.Host != v.base.Host || !strings.HasPrefix(u.Path, "/"+slug+"/") || count[kind] == mostEach {
			continue
		}
		seen[u.String()] = true
		a, err := v.get(ctx, u.String(), "document")
		if err != nil {
			return nil, err
		}
		if a.status >= 300 && a.status < 400 {
			queue = append(queue, a.header.Get("Location"))
			continue
		}
		if a.status == http.StatusUnprocessableEntity { // a form that nobody has filled in
			kind += ", refused"
		} else if a.status != http.StatusOK {
			return nil, fmt.Errorf("a link leads to %s, which answers %d", u.Path, a.status)
		}
		if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment") {
			continue // a file
		}
		count[kind]++
		pages = append(pages, reached{kind, u.RequestURI(), a.status})
		doc, err := a.document()
		if err != nil {
			return nil, err
		}
		queue = append(queue, leadsTo(doc, u)...)
	}
	return pages, nil
}

// leadsTo lists where a page's links lead, and its forms that only ask.
func leadsTo(doc *goquery.Document, at *url.URL) []string {
	var list []string
	add := func(address string, values url.Values) {
		to, err := at.Parse(address)
		if err != nil {
			return
		}
		if values != nil {
			to.RawQuery = values.Encode()
		}
		list = append(list, to.String())
	}
	for _, link := range doc.Find("a[href]").EachIter() {
		add(link.AttrOr("href", ""), nil)
	}
	for _, form := range doc.Find("main form[action]").EachIter() {
		if !strings.EqualFold(form.AttrOr("method", "get"), "post") {
			add(form.AttrOr("action", ""), formValues(form))
		}
	}
	return list
}

// formValues are what a form sends that nobody has changed; where nothing is chosen,
// the first that can be.
func formValues(form *goquery.Selection) url.Values {
	values := url.Values{}
	for _, input := range form.Find("input[name]").EachIter() {
		name, value := input.AttrOr("name", ""), input.AttrOr("value", "")
		_, checked := input.Attr("checked")
		switch input.AttrOr("type", "text") {
		case "checkbox":
			if checked {
				values.Add(name, value)
			}
		case "radio":
			if checked || !values.Has(name) {
				values.Set(name, value)
			}
		default:
			values.Add(name, value)
		}
	}
	for _, box := range form.Find("select[name]").EachIter() {
		option := box.Find("option[selected]")
		if option.Length() == 0 || option.AttrOr("value", "?") == "" {
			option = box.Find("option:not([value=''])")
		}
		option = option.First()
		values.Set(box.AttrOr("name", ""), option.AttrOr("value", option.Text()))
	}
	return values
}

// everybody weighs what each member of the studio's stories can reach, in every
// language: one story has an open bill, another a pause, a third one a contract that ends.
func (s *scale) everybody(ctx context.Context, st demoStudio) error {
	var stories []string
	for _, m := range s.demo.people {
		if m.Studio == st.slug && !slices.Contains(stories, m.Story) {
			stories = append(stories, m.Story)
		}
	}
	for _, story := range stories {
		if err := s.member(ctx, st, s.demo.email(st.slug, story)); err != nil {
			return fmt.Errorf("%s: %w", story, err)
		}
	}
	return nil
}

func (s *scale) member(ctx context.Context, st demoStudio, email string) error {
	root := "/" + st.slug
	v, err := newVisitor(s.demo.portal)
	if err != nil {
		return err
	}
	if err := v.signIn(ctx, s.demo.mails, st.slug, email); err != nil {
		return err
	}
	if err := v.chooseProfile(ctx, st.slug); err != nil {
		return err
	}
	pages, err := crawl(ctx, v, st.slug)
	if err != nil {
		return err
	}
	for _, language := range st.languages {
		if _, err := v.post(ctx, root+"/language", url.Values{"language": {language}, "next": {root + "/"}}); err != nil {
			return err
		}
		for _, p := range pages {
			if _, err := s.page(ctx, v, p.kind, p.address, st.slug, language, p.status); err != nil {
				return err
			}
			if p.kind != "pay" {
				continue
			}
			a, err := s.paying(ctx, v, p.address)
			if err != nil {
				return err
			}
			if _, err := s.weigh(ctx, v, payNow, a, st.slug, language); err != nil {
				return err
			}
		}
	}
	return nil
}

// payNow is the page with the vendor's widget, the answer to a form.
const payNow = "pay, widget (vendor's not counted)"

func (s *scale) paying(ctx context.Context, v *visitor, address string) (*answer, error) {
	doc, err := v.document(ctx, address)
	if err != nil {
		return nil, err
	}
	a, err := v.post(ctx, address, formValues(doc.Find("main form[method=post]")))
	if err == nil && a.status != http.StatusOK {
		err = fmt.Errorf("choosing what to pay is answered with %d", a.status)
	}
	return a, err
}
