package main

import (
	"context"
	"time"

	"memberportal/internal/declaration"
	"memberportal/internal/mail"
	"memberportal/internal/store"
	"memberportal/views/paths"
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

// declarationMails are the kinds of mail about declarations, each made by the present
// generation.
func (s *server) declarationMails() map[string]mail.Prepare {
	kinds := map[string]mail.Prepare{}
	for _, kind := range []string{mail.KindReceipt, mail.KindDeclarationState, mail.KindHanded, mail.KindDigest} {
		kinds[kind] = func(ctx context.Context, row store.Mail) (*mail.Message, error) {
			return s.current.Load().declared[kind](ctx, row)
		}
	}
	return kinds
}

// declarationMails are those of this generation.
func (g *generation) declarationMails(rows *store.Store, renderer *mail.Renderer) map[string]mail.Prepare {
	return map[string]mail.Prepare{
		mail.KindReceipt: renderer.Receipts(rows, g.receiptLink),
		mail.KindDeclarationState: renderer.DeclarationStates(rows, declaration.OnRecord(func(slug string) (declaration.People, bool) {
			st := g.list.BySlug(slug)
			if st == nil {
				return nil, false
			}
			return st.Client, true
		}), g.receiptLink),
		mail.KindHanded: renderer.Handed(rows),
		mail.KindDigest: renderer.Digest(rows),
	}
}

// receiptLink is the absolute address of a receipt, at the studio's own hostname where
// it has one.
func (g *generation) receiptLink(slug, number, key string) string {
	host := g.config.PublicURL.Host
	if st := g.list.BySlug(slug); st != nil && len(st.Hosts) > 0 {
		host = st.Hosts[0]
	}
	return g.config.PublicURL.Scheme + "://" + host + paths.For(slug, false).Receipt(number, key)
}
