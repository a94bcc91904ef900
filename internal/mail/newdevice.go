package mail

import (
	"context"
	"encoding/json"
	"time"

	"memberportal/internal/store"
	"memberportal/pgclient"
	views "memberportal/views/mail"
)

// NewDevice is the payload of the mail about a sign-in on a device that was not seen
// before. The address is read when the mail is sent, so that none is kept meanwhile.
type NewDevice struct {
	CustomerID int64     `json:"customer_id"`
	Device     string    `json:"device"`
	At         time.Time `json:"at"`
}

// Customers reads the customers of a studio; *pgclient.Client does.
type Customers interface {
	GetCustomerById(ctx context.Context, customerID int64) (pgclient.Customer, error)
}

// NewDevices handles the rows of kind store.MailKindNewDevice. api finds a studio's
// customers by its slug, link makes the absolute address of its list of devices.
func (r *Renderer) NewDevices(api func(studio string) (Customers, bool), link func(studio string) string) Prepare {
	return func(ctx context.Context, row store.Mail) (*Message, error) {
		var p NewDevice
		if err := json.Unmarshal(row.Payload, &p); err != nil {
			return nil, &Failure{Reason: "payload unreadable", Permanent: true, Quiet: true, Err: err}
		}
		customers, ok := api(row.Studio)
		studio, known := r.studio(row.Studio)
		if !ok || !known {
			return nil, &Failure{Reason: "studio unknown", Permanent: true, Quiet: true}
		}
		customer, err := customers.GetCustomerById(ctx, p.CustomerID)
		switch {
		case pgclient.KindOf(err) == pgclient.NotFound || pgclient.KindOf(err) == pgclient.Forbidden:
			return nil, &Failure{Reason: "customer unknown", Permanent: true, Quiet: true, Err: err}
		case err != nil:
			return nil, &Failure{Reason: "customer not read", Quiet: true, Err: err}
		case customer.Email == "":
			return nil, nil
		}
		printer := studio.Printer(row.Language)
		subject, text, html := views.NewDevice(views.NewDeviceMail{
			Text: printer, StudioName: studio.Name, Device: p.Device, When: printer.Date(p.At) + ", " + printer.Time(p.At),
			Link: link(row.Studio), BrandColor: studio.BrandColor, OnBrand: studio.OnBrand, ContactEmail: studio.ContactEmail,
		})
		return r.message(ctx, studio, printer, Message{ID: MessageID(row.Cause), To: customer.Email, Subject: subject, Text: text}, html)
	}
}
