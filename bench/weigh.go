package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"text/tabwriter"
	"time"
)

// The goals of G4, in bytes of answers' bodies as they go over the wire, and requests.
const (
	mostBytes    = 8192
	mostRequests = 4
	mostSchedule = 3277 // 3.2 KB
)

// weighTime is when the demo's world is weighed: a Monday morning, so that the
// numbers are the same on every day and machine.
const weighTime = "2026-06-15T06:00:00+02:00"

// weigh measures the first visit of every page, in every language of both
// studios of the demo, and the timetable of a busy day.
func weigh(ctx context.Context, args []string) error {
	set, jsonFile := flags("weigh")
	if err := parse(set, args); err != nil {
		return err
	}
	folder, remove, err := workFolder()
	if err != nil {
		return err
	}
	defer remove()
	binary, err := buildPortal(ctx, folder)
	if err != nil {
		return err
	}
	d, err := startDemo(ctx, binary)
	if err != nil {
		return err
	}
	defer d.process.stop()
	s := &scale{demo: d, files: map[string]weight{}, pages: map[string]weighed{}}
	r := newReport("weigh")
	if err := s.guestPage(ctx, "studio choice", "/", "", "en", http.StatusOK); err != nil {
		return err
	}
	for _, studio := range d.studios {
		if err := s.strangers(ctx, studio); err != nil {
			return fmt.Errorf("%s: %w", studio.slug, err)
		}
		if err := s.members(ctx, studio); err != nil {
			return fmt.Errorf("%s: %w", studio.slug, err)
		}
		if err := s.everybody(ctx, studio); err != nil {
			return fmt.Errorf("%s: %w", studio.slug, err)
		}
	}
	for _, k := range append(kinds(), kind{name: payNow}) {
		if s.pages[k.name].requests == 0 {
			return fmt.Errorf("no page of the kind %q was reached", k.name)
		}
	}
	schedule, err := s.schedule(ctx)
	if err != nil {
		return err
	}
	s.print(r.out)
	heaviest, most := weighed{}, 0
	for _, name := range s.order {
		if p := s.pages[name]; p.total() > heaviest.total() {
			heaviest = p
		}
		most = max(most, s.pages[name].requests)
	}
	for _, name := range s.order {
		p := s.pages[name]
		r.Results = append(r.Results, result{Goal: "G4", What: name, Value: float64(p.total()), Unit: "B", AtMost: mostBytes, Verdict: verdictOf(p.total() <= mostBytes),
			Note: fmt.Sprintf("%s, %s: html %d, css %d, js %d, icon %d, other %d; headers %d; %d requests", p.studio, p.language, p.html, p.css, p.js, p.icon, p.other, p.heads, p.requests)})
	}
	r.atMost("G4", "heaviest first visit: "+heaviest.name, float64(heaviest.total()), "B", mostBytes, "bodies of HTML, CSS, JS, icon")
	r.atMost("G4", "most requests of a first visit", float64(most), "requests", mostRequests, "")
	r.atMost("G4", "requests to third parties", float64(s.thirdParty), "requests", 0, "")
	r.atMost("G4", fmt.Sprintf("timetable of %d slots, HTML", busySlots), float64(schedule.html), "B", mostSchedule,
		fmt.Sprintf("%s; %d booking forms, %d B before compression", schedule.language, schedule.forms, schedule.raw))
	return r.finish(*jsonFile)
}

func verdictOf(ok bool) verdict {
	if ok {
		return pass
	}
	return fail
}

// demo is a running `portal demo`.
type demo struct {
	process         *child
	portal, control string
	studios         []demoStudio
	people          []demoMember
}

type demoStudio struct {
	slug      string
	languages []string
}

type demoMember struct {
	Studio, Email, Story string
}

var (
	demoPortal  = regexp.MustCompile(`(http://[0-9.:]+)/nordlicht/`)
	demoControl = regexp.MustCompile(`control: (http://[0-9.:]+)/_control/`)
)

func startDemo(ctx context.Context, binary string) (*demo, error) {
	cmd := exec.CommandContext(ctx, binary, "demo", "--listen", "127.0.0.1:0", "--sandbox-listen", "127.0.0.1:0", "--now", weighTime)
	process, err := start(nil, cmd)
	if err != nil {
		return nil, err
	}
	d := &demo{process: process, studios: []demoStudio{{"nordlicht", []string{"de", "en", "pl"}}, {"forge", []string{"en", "pl"}}}}
	for d.portal == "" || d.control == "" {
		line, err := process.out.ReadString('\n')
		if err != nil {
			process.stop()
			return nil, fmt.Errorf("portal demo did not tell its addresses: %w", err)
		}
		if m := demoPortal.FindStringSubmatch(line); m != nil {
			d.portal = m[1]
		}
		if m := demoControl.FindStringSubmatch(line); m != nil {
			d.control = m[1]
		}
	}
	go func(out *bufio.Reader) { _, _ = io.Copy(io.Discard, out) }(process.out)
	if err := d.json(ctx, d.portal+"/demo/members.json", &d.people); err != nil {
		process.stop()
		return nil, err
	}
	// The sandbox counts calls a minute; this program is faster than members. With a
	// signature the page of the bank account is heavier.
	if _, err := d.tell(ctx, http.MethodPut, "switches", []byte(`{"rate_limit":0,"payment_data_require_signature":true}`)); err != nil {
		process.stop()
		return nil, err
	}
	return d, nil
}

func (d *demo) json(ctx context.Context, address string, into any) error {
	text, err := fetch(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// tell uses the sandbox's control API.
func (d *demo) tell(ctx context.Context, method, what string, body []byte) ([]byte, error) {
	return fetch(ctx, method, d.control+"/_control/"+what, body)
}

func fetch(ctx context.Context, method, address string, body []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s: %s", method, address, res.Status, bytes.TrimSpace(text))
	}
	return text, err
}

func (d *demo) mails(ctx context.Context, to string) ([]string, error) {
	var all []struct{ To, Text string }
	if err := d.json(ctx, d.portal+"/demo/mailbox.json", &all); err != nil {
		return nil, err
	}
	var list []string
	for i := len(all) - 1; i >= 0; i-- { // newest first
		if all[i].To == to {
			list = append(list, all[i].Text)
		}
	}
	return list, nil
}

func (d *demo) email(studio, story string) string {
	for _, m := range d.people {
		if m.Studio == studio && m.Story == story {
			return m.Email
		}
	}
	return ""
}

// weight is what one file weighs.
type weight struct {
	body, heads int
	more        []*url.URL // what it makes the browser fetch
}

// weighed is the first visit of a page.
type weighed struct {
	name, studio, language            string
	html, css, js, icon, other, heads int
	requests, forms, raw              int
}

func (w weighed) total() int { return w.html + w.css + w.js + w.icon + w.other }

// scale weighs pages and keeps the heaviest of each kind.
type scale struct {
	demo       *demo
	files      map[string]weight // by address: they are the same for every page
	pages      map[string]weighed
	order      []string
	thirdParty int
}

// page weighs a page that this visitor sees at an address, with everything a
// browser that was never here would fetch for it.
func (s *scale) page(ctx context.Context, v *visitor, name, address, studio, language string, status int) (weighed, error) {
	a, err := v.getPatiently(ctx, address)
	if err != nil {
		return weighed{}, err
	}
	if a.status != status {
		return weighed{}, fmt.Errorf("%s: %s answers %d, want %d", name, a.url.Path, a.status, status)
	}
	return s.weigh(ctx, v, name, a, studio, language)
}

// weigh weighs a page that has come.
func (s *scale) weigh(ctx context.Context, v *visitor, name string, a *answer, studio, language string) (weighed, error) {
	doc, err := a.document()
	if err != nil {
		return weighed{}, err
	}
	if got := doc.Find("html").AttrOr("lang", ""); language != "" && got != language {
		return weighed{}, fmt.Errorf("%s is in %q, want %q", name, got, language)
	}
	w := weighed{name: name, studio: studio, language: language, html: a.wire, heads: a.heads, requests: 1, raw: len(a.body)}
	todo := subresources(doc, a.url)
	// Browsers show, and fetch, no icon of what is in a frame.
	inFrame := a.url.Query().Has("embed")
	for n := 0; n < len(todo); n++ {
		file := todo[n]
		if !s.counts(name, file) || inFrame && file.url.Path == "/favicon.ico" {
			continue
		}
		if file.url.Host != a.url.Host {
			s.thirdParty++
			w.requests++
			continue
		}
		f, err := s.file(ctx, v, file)
		if err != nil {
			return weighed{}, fmt.Errorf("%s: %w", name, err)
		}
		w.requests++
		w.heads += f.heads
		switch file.dest {
		case "style":
			w.css += f.body
		case "script":
			w.js += f.body
		case "image":
			w.icon += f.body
		default:
			w.other += f.body
		}
	next:
		for _, u := range f.more {
			for _, known := range todo {
				if known.url.String() == u.String() {
					continue next
				}
			}
			todo = append(todo, subresource{u, "other"})
		}
	}
	if _, known := s.pages[name]; !known {
		s.order = append(s.order, name)
	}
	if w.total() > s.pages[name].total() {
		s.pages[name] = w
		return w, s.framed(ctx, v, w, a, language)
	}
	return w, nil
}

// framed weighs a heavy page once more as a studio's website shows it: without header,
// with the script that talks to the website.
func (s *scale) framed(ctx context.Context, v *visitor, w weighed, a *answer, language string) error {
	if w.total() < nearLimit || w.studio == "" || a.status != http.StatusOK || a.url.Query().Has("embed") {
		return nil
	}
	u := *a.url
	query := u.Query()
	query.Set("embed", "1")
	u.RawQuery = query.Encode()
	framed, err := v.get(ctx, u.RequestURI(), "document")
	if err != nil {
		return err
	}
	if framed.status != http.StatusOK {
		return fmt.Errorf("%s, framed: answers %d", w.name, framed.status)
	}
	_, err = s.weigh(ctx, v, w.name+", framed", framed, w.studio, language)
	return err
}

// nearLimit is what a page weighs, in bytes, that could be too heavy in a frame.
const nearLimit = mostBytes - 1200

// counts: pictures that come from the API, and the vendor's payment widget on the one
// page that has it, are no part of the goal.
func (s *scale) counts(page string, file subresource) bool {
	picture := file.dest == "image" && (strings.HasSuffix(file.url.Path, "/image") || strings.HasSuffix(file.url.Path, "/photo.jpg"))
	return !picture && (page != payNow || file.url.Path != "/_widget.js")
}

func (s *scale) file(ctx context.Context, v *visitor, f subresource) (weight, error) {
	address := f.url.String()
	if w, known := s.files[address]; known {
		return w, nil
	}
	a, err := v.get(ctx, address, f.dest)
	if err != nil {
		return weight{}, err
	}
	if a.status != http.StatusOK {
		return weight{}, fmt.Errorf("%s answers %d", f.url.Path, a.status)
	}
	w := weight{body: a.wire, heads: a.heads}
	var addresses []string
	switch f.dest {
	case "style":
		addresses = cssAddresses(string(a.body))
	case "script":
		addresses = jsAddresses(string(a.body))
	}
	for _, text := range addresses {
		if u, err := f.url.Parse(text); err == nil {
			w.more = append(w.more, u)
		}
	}
	s.files[address] = w
	return w, nil
}

func (s *scale) guestPage(ctx context.Context, name, address, studio, language string, status int) error {
	v, err := newVisitor(s.demo.portal)
	if err != nil {
		return err
	}
	v.language = language
	_, err = s.page(ctx, v, name, address, studio, language, status)
	return err
}

// strangers weighs what people see before they are signed in.
func (s *scale) strangers(ctx context.Context, st demoStudio) error {
	root := "/" + st.slug
	for _, language := range st.languages {
		for _, p := range []struct {
			name, path string
			status     int
		}{
			{"welcome", "/", http.StatusOK},
			{"sign-in", "/signin", http.StatusOK},
			{"sign-in by number", "/signin?by=number", http.StatusOK},
			{"classes, stranger", "/classes", http.StatusOK},
			{"error 404", "/nowhere", http.StatusNotFound},
		} {
			if err := s.guestPage(ctx, p.name, root+p.path, st.slug, language, p.status); err != nil {
				return err
			}
		}
	}
	v, err := newVisitor(s.demo.portal)
	if err != nil {
		return err
	}
	mail, err := v.signInStart(ctx, s.demo.mails, st.slug, s.demo.email(st.slug, "family"))
	if err != nil {
		return err
	}
	link := regexp.MustCompile(regexp.QuoteMeta(s.demo.portal) + `(/\S+/signin/link/\S+)`).FindStringSubmatch(mail)
	if link == nil {
		return fmt.Errorf("the mail has no link")
	}
	inEach := func(name, address string) error {
		for _, v.language = range st.languages {
			if _, err := s.page(ctx, v, name, address, st.slug, v.language, http.StatusOK); err != nil {
				return err
			}
		}
		return nil
	}
	if err := inEach("sign-in code", root+"/signin/code"); err != nil {
		return err
	}
	if err := inEach("sign-in link", link[1]); err != nil {
		return err
	}
	if err := v.enterCode(ctx, st.slug, mail); err != nil {
		return err
	}
	return inEach("profile choice", root+"/signin/profile")
}

// members weighs what a signed-in member sees.
func (s *scale) members(ctx context.Context, st demoStudio) error {
	root := "/" + st.slug
	v, err := newVisitor(s.demo.portal)
	if err != nil {
		return err
	}
	if err := v.signIn(ctx, s.demo.mails, st.slug, s.demo.email(st.slug, busyStory)); err != nil {
		return err
	}
	days, err := s.links(ctx, v, root+"/classes", "nav.days a")
	if err != nil {
		return err
	}
	if len(days) < 14 {
		return fmt.Errorf("the timetable has %d days", len(days))
	}
	slots, err := s.links(ctx, v, days[1], "ul.slots li a[href*='/slots/']")
	if err != nil {
		return err
	}
	bookings, err := s.links(ctx, v, root+"/bookings", "a[href*='/bookings/class/'], a[href*='/bookings/appointment/']")
	if err != nil {
		return err
	}
	done, err := s.slowBooking(ctx, v, st, days)
	if err != nil {
		return err
	}
	for _, language := range st.languages {
		if _, err := v.post(ctx, root+"/language", url.Values{"language": {language}, "next": {root + "/"}}); err != nil {
			return err
		}
		type entry struct{ name, address string }
		list := []entry{{"home", root + "/"}, {"bookings", root + "/bookings"}}
		if done != "" {
			list = append(list, entry{"done", done})
		}
		for _, address := range days {
			list = append(list, entry{"classes", address})
		}
		for _, address := range slots[:min(len(slots), 12)] {
			list = append(list, entry{"class slot", address})
		}
		for _, address := range bookings {
			name := "booking"
			if strings.HasSuffix(address, "/cancel") {
				name = "cancel"
			}
			list = append(list, entry{name, address})
		}
		for _, p := range list {
			if _, err := s.page(ctx, v, p.name, p.address, st.slug, language, http.StatusOK); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *scale) links(ctx context.Context, v *visitor, address, selector string) ([]string, error) {
	doc, err := v.document(ctx, address)
	if err != nil {
		return nil, err
	}
	var list []string
	seen := map[string]bool{}
	for _, link := range doc.Find(selector).EachIter() {
		if href := link.AttrOr("href", ""); !seen[href] {
			seen[href] = true
			list = append(list, href)
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s has no link %s", address, selector)
	}
	return list, nil
}

// slowBooking books a class while the API is slower than the page waits: that
// leads to the page that says it takes longer. Once is enough.
func (s *scale) slowBooking(ctx context.Context, v *visitor, st demoStudio, days []string) (string, error) {
	if st.slug != busyStudio {
		return "", nil
	}
	fault := `{"operation":"bookClassSlot","kind":"hang","delay_ms":14000,"times":1,"studio":"` + st.slug + `"}`
	if _, err := s.demo.tell(ctx, http.MethodPost, "faults", []byte(fault)); err != nil {
		return "", err
	}
	for _, day := range days[2:] {
		doc, err := v.document(ctx, day)
		if err != nil {
			return "", err
		}
		form := doc.Find("form[action$='/book']").First()
		action, ok := form.Attr("action")
		if !ok {
			continue
		}
		once := form.Find("input[name=once]").AttrOr("value", "")
		a, err := v.post(ctx, action, url.Values{"once": {once}})
		if err != nil {
			return "", err
		}
		if !strings.Contains(a.url.Path, "/done/") {
			return "", fmt.Errorf("a slow booking ended at %s with %d", a.url.Path, a.status)
		}
		return a.url.Path, nil
	}
	return "", fmt.Errorf("nothing can be booked")
}

// schedule weighs the timetable of a day with exactly busySlots slots.
func (s *scale) schedule(ctx context.Context) (weighed, error) {
	dump, err := s.demo.tell(ctx, http.MethodGet, "state", nil)
	if err != nil {
		return weighed{}, err
	}
	changed, day, err := busyDay(dump, busyStudio)
	if err != nil {
		return weighed{}, err
	}
	if _, err := s.demo.tell(ctx, http.MethodPut, "state", changed); err != nil {
		return weighed{}, err
	}
	v, err := newVisitor(s.demo.portal)
	if err != nil {
		return weighed{}, err
	}
	if err := v.signIn(ctx, s.demo.mails, busyStudio, s.demo.email(busyStudio, "newcomer")); err != nil {
		return weighed{}, err
	}
	var heaviest weighed
	address := "/" + busyStudio + "/classes?day=" + day
	for _, language := range []string{"de", "en", "pl"} {
		if _, err := v.post(ctx, "/"+busyStudio+"/language", url.Values{"language": {language}, "next": {"/" + busyStudio + "/"}}); err != nil {
			return weighed{}, err
		}
		a, err := v.visit(ctx, address)
		if err != nil {
			return weighed{}, err
		}
		rows, forms, err := rowsOf(a)
		if err != nil {
			return weighed{}, err
		}
		if rows != busySlots {
			return weighed{}, fmt.Errorf("the busy day has %d rows, want %d", rows, busySlots)
		}
		w, err := s.page(ctx, v, fmt.Sprintf("classes, %d slots", busySlots), address, busyStudio, language, http.StatusOK)
		if err != nil {
			return weighed{}, err
		}
		if w.forms = forms; w.html > heaviest.html {
			heaviest = w
		}
	}
	return heaviest, nil
}

// rowsOf counts the slots of a timetable and those that can be booked there.
func rowsOf(a *answer) (rows, forms int, err error) {
	if a.status != http.StatusOK {
		return 0, 0, fmt.Errorf("the timetable answers %d", a.status)
	}
	doc, err := a.document()
	if err != nil {
		return 0, 0, err
	}
	return doc.Find("ul.slots > li").Length(), doc.Find("ul.slots form[action$='/book']").Length(), nil
}

func (s *scale) print(out io.Writer) {
	fmt.Fprintf(out, "the heaviest of each page over studios, languages and days; bytes of bodies on the wire, at %s\n", weighTime[:len(time.DateOnly)])
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "page\thtml\tcss\tjs\ticon\tother\ttotal\trequests\theaders\tin\tgoal\t")
	for _, name := range s.order {
		p := s.pages[name]
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%s %s\t%s\t\n", name, p.html, p.css, p.js, p.icon, p.other, p.total(), p.requests, p.heads, p.studio, p.language, verdictOf(p.total() <= mostBytes && p.requests <= mostRequests))
	}
	_ = table.Flush() // standard output
}
