package main

import (
	"time"

	"memberportal/internal/declaration"
	"memberportal/internal/mail"
	"memberportal/internal/store"
)

// newFiling makes the worker that brings declarations to where they belong. It asks the
// present configuration each time, so that a reload holds at once.
func (s *server) newFiling() *declaration.Worker {
	return declaration.New(declaration.Options{
		Store: s.store, MailWake: s.worker.Wake, Clock: time.Now, Now: s.now, Logger: s.logger,
		Secret: func() []byte { return s.current.Load().config.Keys[0] },
		Studio: func(slug string) (declaration.Studio, bool) {
			st := s.current.Load().list.BySlug(slug)
			if st == nil {
				return declaration.Studio{}, false
			}
			language := st.Languages[0]
			return declaration.Studio{
				API: st.Client, Zone: st.TimeZone, Language: language, Printer: st.Printer(s.texts, language), DefaultReason: st.Cancel.DefaultReason,
			}, true
		},
		Studios: func() []string {
			var slugs []string
			for _, st := range s.current.Load().list.List() {
				slugs = append(slugs, st.Slug)
			}
			return slugs
		},
	})
}

// declarationMails are the kinds of mail about declarations.
func (g *generation) declarationMails(rows *store.Store, renderer *mail.Renderer) map[string]mail.Prepare {
	return map[string]mail.Prepare{
		mail.KindReceipt:          renderer.Receipts(rows, g.receiptLink),
		mail.KindDeclarationState: renderer.DeclarationStates(rows, g.onRecord(), g.receiptLink),
		mail.KindHanded:           renderer.Handed(rows),
		mail.KindDigest:           renderer.Digest(rows),
	}
}
