package gallery

import (
	"strings"
	"time"

	"memberportal/views"
	"memberportal/views/components"
	"memberportal/views/paths"
)

const (
	receiptNumber = "7QX4-M2PD-9K3T-V0RA"
	receiptKey    = "L6R7FSPVUEHH3FW2ZWLZWUDM3IUZH552"
)

func (g book) cancelHere(o ...option) views.DeclarePage {
	t := g.text.T
	frame := g.page(t("rights.cancel_title"), "", "/cancel-contract", o...)
	return views.DeclarePage{
		Page: frame, Heading: frame.Title, Lead: t("rights.cancel_lead"), Action: frame.Paths.CancelHere(), Token: "6vRqU-AGVQ0XnpEmAAAAAGsHaipaJEA4ZPOxn2s_Vqd8NeU9",
		Button: t("rights.cancel_button"),
		Hint:   &views.Notice{Tone: views.ToneInfo, Text: t("rights.pause_hint"), LinkText: t("rights.pause_link"), LinkTo: frame.Paths.Contracts()},
	}
}

func (g book) withdrawHere(o ...option) views.DeclarePage {
	t := g.text.T
	p := g.cancelHere(o...)
	p.Title, p.Heading, p.Lead, p.Withdrawal, p.Hint = t("rights.withdraw_title"), t("rights.withdraw_title"), t("rights.withdraw_lead"), true, nil
	p.Action, p.Button, p.Self = p.Paths.WithdrawHere(), t("rights.withdraw_button"), p.Paths.WithdrawHere()
	return p
}

func (g book) receipt(o ...option) views.ReceiptPage {
	t := g.text.T
	frame := g.page(t("rights.cancellation_arrived"), "", "/receipts/"+receiptNumber+"?k="+receiptKey, o...)
	arrived := g.moment(time.Date(2026, time.November, 26, 20, 32, 0, 0, g.text.Location()))
	return views.ReceiptPage{
		Page: frame, Heading: frame.Title, Lead: t("rights.arrived_text", "when", arrived), Note: t("rights.mailed", "email", "jonas.weber@example.org"),
		Rows: []views.Row{{Term: t("rights.number"), Value: receiptNumber}, {Term: t("rights.arrived"), Value: arrived}, {Term: t("rights.ends"), Value: t("rights.ends_earliest")}},
		Declared: []views.Row{
			{Term: t("rights.declaration"), Value: t("rights.declare_ordinary")}, {Term: t("rights.line_name"), Value: "Jonas Weber"},
			{Term: t("rights.address"), Value: "Hafenstraße 3\n20457 Hamburg"}, {Term: t("rights.line_contract"), Value: "Premium"},
			{Term: t("rights.line_date"), Value: t("rights.ends_earliest")}, {Term: t("rights.line_email"), Value: "jonas.weber@example.org"},
		},
		Steps:  []views.ReceiptStep{{Name: t("rights.state_received"), When: arrived, Text: t("rights.state_received_text")}},
		PDFTo:  frame.Paths.ReceiptPDF(receiptNumber, receiptKey),
		TextTo: frame.Paths.ReceiptText(receiptNumber, receiptKey), KeysTo: paths.ReceiptKeys(), Key: "7WwHlqrGepweHZRmtpkYVo84MqQ7EIpSD3r7CWuyii8", Genuine: true,
	}
}

// moment is a time with its zone, as receipts have it.
func (g book) moment(at time.Time) string {
	return g.text.T("endings.moment", "date", g.text.Date(at), "time", g.text.Time(at), "zone", at.Format("MST")+", "+g.text.Location().String())
}

func (g book) rightsPages() []State {
	t := g.text.T
	known := g.cancelHere()
	known.Form = views.DeclareForm{Name: "Jonas Weber", MemberNumber: "1-20448", Email: "jonas.weber@example.org"}

	refused := g.cancelHere(stranger, errorsAt(
		views.FieldError{Field: "name", Text: t("rights.name_missing")}, views.FieldError{Field: "email", Text: t("rights.email_invalid")},
		views.FieldError{Field: "reason", Text: t("rights.reason_missing")}))
	refused.Form = views.DeclareForm{Extraordinary: true, Email: "jonas.weber@", Contract: "Premium", BirthDate: "1988-04-12", Date: "2027-01-31"}

	unkept := g.cancelHere(stranger, errorsAt(views.FieldError{Text: t("rights.not_kept")}))
	unkept.Form = views.DeclareForm{Name: longName, Address: strings.Repeat("Hafenstraße ", 20), Email: "jonas.weber@example.org"}

	bought := g.withdrawHere()
	bought.Known = []views.Row{{Term: t("rights.line_name"), Value: "Jonas Weber"}, {Term: t("rights.confirmation_to"), Value: "jonas.weber@example.org"}}
	bought.Form = views.DeclareForm{Name: "Jonas Weber", Email: "jonas.weber@example.org"}
	bought.Bought = []components.Choice{
		{Value: "A1", Text: t("rights.withdraw_bought", "name", "Sauna", "when", g.day(2026, time.November, 20))},
		{Value: "B2", Text: t("rights.withdraw_bought", "name", longName, "when", g.day(2026, time.November, 18))},
		{Text: t("rights.withdraw_other")},
	}
	bought.Chosen = "A1"
	nothing := bought
	nothing.Errors = []views.FieldError{{Field: "contract", Text: t("rights.contract_missing")}}
	nothing.Chosen = ""

	whole := g.receipt(stranger)
	arrived := whole.Steps[0].When
	whole.Note = ""
	whole.Steps = []views.ReceiptStep{
		{Name: t("rights.state_received"), When: arrived}, {Name: t("rights.state_checking"), When: arrived, Text: t("rights.state_checking_text")},
		{Name: t("rights.state_accepted"), When: g.moment(time.Date(2026, time.November, 27, 9, 5, 0, 0, g.text.Location())), Text: t("rights.state_accepted_text")},
	}
	whole.Rows = append(whole.Rows, views.Row{Term: t("rights.last_day"), Value: g.day(2027, time.February, 28)})
	handed := g.receipt(framed, stranger)
	handed.Steps = []views.ReceiptStep{{Name: t("rights.state_received"), When: arrived}, {Name: t("rights.state_handed"), When: arrived, Text: t("rights.state_handed_text")}}
	odd := g.receipt(stranger, longStudio)
	odd.Genuine, odd.Language, odd.Note = false, "pl", t("rights.not_mailed", "email", "jonas.weber@example.org")
	odd.Heading, odd.Title = t("rights.withdrawal_arrived"), t("rights.withdrawal_arrived")
	odd.Declared = []views.Row{{Term: "Imię i nazwisko", Value: strings.Repeat("Wolfeschlegelsteinhausenbergerdorff", 6)}, {Term: "Umowa", Value: strings.Repeat("ą ę\n", 12)}, {Term: "Adres e-mail", Value: "jonas.weber@example.org"}}

	return []State{
		{"rights-cancel", views.Declare(g.cancelHere(stranger))},
		{"rights-cancel-framed", views.Declare(g.cancelHere(stranger, framed))},
		{"rights-cancel-known", views.Declare(known)},
		{"rights-cancel-errors", views.Declare(refused)},
		{"rights-cancel-unkept", views.Declare(unkept)},
		{"rights-withdraw", views.Declare(g.withdrawHere(stranger))},
		{"rights-withdraw-bought", views.Declare(bought)},
		{"rights-withdraw-nothing", views.Declare(nothing)},
		{"rights-receipt", views.Receipt(g.receipt(stranger))},
		{"rights-receipt-states", views.Receipt(whole)},
		{"rights-receipt-handed", views.Receipt(handed)},
		{"rights-receipt-odd", views.Receipt(odd)},
	}
}
