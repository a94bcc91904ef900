package main

import (
	"context"

	"memberportal/internal/declaration"
	"memberportal/internal/mail"
	"memberportal/internal/store"
	"memberportal/views/paths"
)

// presentMails are the kinds of mail that a generation makes; each row is made by the
// present one.
func (s *server) presentMails() map[string]mail.Prepare {
	kinds := map[string]mail.Prepare{}
	for _, kind := range []string{
		mail.KindReceipt, mail.KindDeclarationState, mail.KindHanded, mail.KindDigest,
		mail.KindWriteReceipt, mail.KindCoolingOff, store.MailKindDataChange, store.MailKindNewDevice,
	} {
		kinds[kind] = func(ctx context.Context, row store.Mail) (*mail.Message, error) {
			return s.current.Load().mails[kind](ctx, row)
		}
	}
	return kinds
}

// writeMails are the kinds of mail about what members do who are signed in.
func (g *generation) writeMails(rows *store.Store, renderer *mail.Renderer) map[string]mail.Prepare {
	links := mail.Links{
		Receipt:  g.receiptLink,
		Withdraw: func(slug string) string { return g.origin(slug) + paths.For(slug, false).WithdrawHere() },
		Cancel:   func(slug string) string { return g.origin(slug) + paths.For(slug, false).CancelHere() },
	}
	return map[string]mail.Prepare{
		mail.KindWriteReceipt:    renderer.WriteReceipts(rows, g.onRecord(), links),
		mail.KindCoolingOff:      renderer.CoolingOff(rows, g.onRecord(), links),
		store.MailKindDataChange: renderer.DataChanges(rows, g.receiptLink),
		store.MailKindNewDevice: renderer.NewDevices(g.onRecord(), func(slug string) string {
			return g.origin(slug) + paths.For(slug, false).Privacy()
		}),
	}
}

// onRecord looks up addresses by the studios' own clients.
func (g *generation) onRecord() mail.OnRecord {
	return declaration.OnRecord(func(slug string) (declaration.People, bool) {
		st := g.list.BySlug(slug)
		if st == nil {
			return nil, false
		}
		return st.Client, true
	})
}

// receiptLink is the absolute address of a receipt.
func (g *generation) receiptLink(slug, number, key string) string {
	return g.origin(slug) + paths.For(slug, false).Receipt(number, key)
}

// origin is the studio's own hostname where it has one.
func (g *generation) origin(slug string) string {
	host := g.config.PublicURL.Host
	if st := g.list.BySlug(slug); st != nil && len(st.Hosts) > 0 {
		host = st.Hosts[0]
	}
	return g.config.PublicURL.Scheme + "://" + host
}
