package handlers

import (
	"context"
	"encoding/json"
	"time"

	"memberportal/internal/mail"
	"memberportal/internal/store"
)

// newDeviceMail is how long a notice of a sign-in is worth sending.
const newDeviceMail = 24 * time.Hour

// noteDevice tells the member by mail of a sign-in on a kind of device that was not seen
// before. It goes on without the visitor: a sign-in waits for nothing of it.
func (c *Context) noteDevice(who store.Identity) {
	app, ctx, language, slug := c.app, context.WithoutCancel(c.Ctx), c.Text.Language(), c.Studio.Slug
	app.Writes.Go(func() {
		ctx, cancel := context.WithTimeout(ctx, app.timing.spend)
		defer cancel()
		now := app.Clock()
		payload, err := json.Marshal(mail.NewDevice{CustomerID: who.CustomerID, Device: who.Device, At: now})
		var told bool
		if err == nil {
			told, err = app.Store.NoteDevice(ctx, slug, who.CustomerID, who.Device, store.NewMail{Language: language, Payload: payload, Deadline: now.Add(newDeviceMail)})
		}
		switch {
		case err != nil:
			app.Logger.Warn("device of a sign-in not noted", "studio", slug, "failure", describe(err))
		case told:
			app.Mail.Wake()
		}
	})
}
