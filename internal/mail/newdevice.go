package mail

import (
	"context"
	"encoding/json"
	"time"

	"memberportal/internal/store"
	views "memberportal/views/mail"
)

// NewDevice is the payload of the mail about a sign-in on a device that was not seen
// before. The address is read when the mail is sent, so that none is kept meanwhile.
type NewDevice struct {
	CustomerID int64     `json:"customer_id"`
	Device     string    `json:"device"`
	At         time.Time `json:"at"`
}

// NewDevices handles the rows of kind store.MailKindNewDevice. link makes the absolute
// address of a studio's list of devices.
func (r *Renderer) NewDevices(onRecord OnRecord, link func(studio string) string) Prepare {
	return func(ctx context.Context, row store.Mail) (*Message, error) {
		var p NewDevice
		if err := json.Unmarshal(row.Payload, &p); err != nil {
			return nil, &Failure{Reason: "payload unreadable", Permanent: true, Quiet: true, Err: err}
		}
		studio, known := r.studio(row.Studio)
		if !known {
			return nil, &Failure{Reason: "studio unknown", Permanent: true, Quiet: true}
		}
		to, err := onRecord(ctx, row.Studio, p.CustomerID)
		if err != nil || to == "" {
			return nil, err
		}
		printer := studio.Printer(row.Language)
		subject, text, html := views.NewDevice(views.NewDeviceMail{
			Text: printer, StudioName: studio.Name, Device: p.Device, When: printer.Date(p.At) + ", " + printer.Time(p.At),
			Link: link(row.Studio), BrandColor: studio.BrandColor, OnBrand: studio.OnBrand, ContactEmail: studio.ContactEmail,
		})
		return r.message(ctx, studio, printer, Message{ID: MessageID(row.Cause), To: to, Subject: subject, Text: text}, html)
	}
}
