package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// stage is what a timing is taken on: fake upstream, limit and portal, each a
// process of its own, and a member who is signed in.
type stage struct {
	upstream, limit string // addresses
	day             string
	portal          *portal
	visitor         *visitor
	forgetful       *portal // keeps nothing of what the upstream says; nil unless apart
	forgetfulCookie string
	limitProcess    *child
	processes       []*child
	remove          func()
}

// newStage starts everything. With apart the portal and the limit have one CPU
// and all the rest another, which is kept busy throughout.
func newStage(ctx context.Context, apart bool) (*stage, error) {
	folder, remove, err := workFolder()
	if err != nil {
		return nil, err
	}
	s := &stage{remove: remove}
	if err := s.start(ctx, folder, apart); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *stage) start(ctx context.Context, folder string, apart bool) error {
	var subject, rest []int
	if apart {
		subject, rest = twoCPUs()
	}
	process, said, err := startRole(ctx, rest, roleUpstream)
	if err != nil {
		return err
	}
	s.processes = append(s.processes, process)
	words := strings.Fields(said)
	if len(words) != 4 {
		return fmt.Errorf("the fake upstream says %q", said)
	}
	var email, customer string
	s.upstream, s.day, email, customer = words[0], words[1], words[2], words[3]
	if s.limitProcess, said, err = startRole(ctx, subject, roleLimit, "-upstream", s.upstream, "-day", s.day, "-customer", customer); err != nil {
		return err
	}
	s.processes = append(s.processes, s.limitProcess)
	s.limit = strings.TrimSpace(said)
	if len(rest) > 0 {
		if process, _, err = startRole(ctx, rest, roleSpin); err != nil {
			return err
		}
		s.processes = append(s.processes, process)
	}
	flags := ""
	if apart {
		flags = loaded
		old := filepath.Join(folder, "forgetful")
		if err := os.Mkdir(old, 0o700); err != nil {
			return err
		}
		if s.forgetful, err = startPortal(ctx, old, s.upstream, forgetful, subject); err != nil {
			return err
		}
		v, err := s.forgetful.signIn(ctx, email)
		if err != nil {
			return err
		}
		s.forgetfulCookie = v.cookies()
	}
	if s.portal, err = startPortal(ctx, folder, s.upstream, flags, subject); err != nil {
		return err
	}
	if s.visitor, err = s.portal.signIn(ctx, email); err != nil {
		return err
	}
	return s.check(ctx)
}

func startPortal(ctx context.Context, folder, upstream, flags string, cpus []int) (*portal, error) {
	p, err := newPortal(ctx, folder, upstream, flags, cpus)
	if err != nil {
		return nil, err
	}
	_, err = p.start(ctx, "/healthz")
	return p, err
}

// check looks at what is about to be timed.
func (s *stage) check(ctx context.Context) error {
	a, err := s.visitor.get(ctx, s.timetable(), "document")
	if err != nil {
		return err
	}
	rows, forms, err := rowsOf(a)
	if err != nil {
		return err
	}
	if rows != busySlots || forms == 0 || a.header.Get("Content-Encoding") == "" {
		return fmt.Errorf("the timetable has %d rows, %d booking forms, encoding %q", rows, forms, a.header.Get("Content-Encoding"))
	}
	for _, path := range []string{"/limit", "/same"} {
		text, err := fetch(ctx, http.MethodGet, s.limit+path, nil)
		if err != nil {
			return err
		}
		if len(text) < pageBytes*9/10 {
			return fmt.Errorf("%s answers %d bytes", path, len(text))
		}
	}
	return nil
}

// timetable is the address of the page that is measured.
func (s *stage) timetable() string { return "/" + busyStudio + "/classes?day=" + s.day }

func (s *stage) close() {
	for _, p := range []*portal{s.portal, s.forgetful} {
		if p != nil && p.child != nil {
			p.stop()
		}
	}
	for _, p := range s.processes {
		p.stop()
	}
	s.remove()
}
