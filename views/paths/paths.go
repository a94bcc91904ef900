// Package paths builds every address of the portal, so that no address is
// written by hand anywhere else. Addresses are absolute paths; what a studio's website
// asks of a page it frames (see [Frame]) stays on through every link.
package paths

import (
	"net/url"
	"strconv"
)

// Studio builds the addresses below one studio's slug.
type Studio struct {
	slug  string
	frame Frame
}

// For returns the addresses of the studio with this slug; with embed every
// address carries embed=1.
func For(slug string, embed bool) Studio { return Studio{slug: slug, frame: Frame{Embed: embed}} }

// Keeping returns the addresses with what f asks for.
func (s Studio) Keeping(f Frame) Studio {
	s.frame = f
	return s
}

// Frame is what the studio's website asks of a page, in its address, since a frame
// may have no cookie.
type Frame struct {
	Embed    bool   // embed=1: neither header nor bottom bar
	Language string // lang: goes before every other choice; "" for none
	Theme    string // theme: "light" or "dark"; "" for what the device prefers
	Brand    string // brand: a variant of the studio's look; "" for its own
	NoBook   bool   // nobook=1: strangers read, nothing invites them to book
}

// The names of what is asked for, as queries have them.
const (
	markEmbed    = "embed"
	markLanguage = "lang"
	markTheme    = "theme"
	markBrand    = "brand"
	markNoBook   = "nobook"
)

// FrameOf reads what the query asks for; what it does not know counts as not asked.
func FrameOf(query url.Values) Frame {
	f := Frame{Embed: query.Get(markEmbed) == "1", Language: query.Get(markLanguage), Brand: query.Get(markBrand), NoBook: query.Get(markNoBook) == "1"}
	if theme := query.Get(markTheme); theme == "light" || theme == "dark" {
		f.Theme = theme
	}
	return f
}

// Outside takes out of a query what only a frame asks for; the language stays.
func Outside(query url.Values) {
	for _, name := range []string{markEmbed, markTheme, markBrand, markNoBook} {
		query.Del(name)
	}
}

// Mark is one thing asked for, as a query names it.
type Mark struct{ Name, Value string }

// Marks are the things asked for. GET forms need them as hidden fields: browsers drop
// the query of a GET form's address.
func (f Frame) Marks() []Mark {
	var marks []Mark
	add := func(name, value string) {
		if value != "" {
			marks = append(marks, Mark{name, value})
		}
	}
	add(markEmbed, one(f.Embed))
	add(markLanguage, f.Language)
	add(markTheme, f.Theme)
	add(markBrand, f.Brand)
	add(markNoBook, one(f.NoBook))
	return marks
}

// Query is the things asked for as a query.
func (f Frame) Query() url.Values {
	values := url.Values{}
	for _, mark := range f.Marks() {
		values.Set(mark.Name, mark.Value)
	}
	return values
}

func one(on bool) string {
	if on {
		return "1"
	}
	return ""
}

// Frame is what the addresses keep.
func (s Studio) Frame() Frame { return s.frame }

func (s Studio) at(path string, query ...string) string {
	if len(query) == 0 && s.frame == (Frame{}) { // most addresses, and a timetable has hundreds
		return "/" + s.slug + path
	}
	values := s.frame.Query()
	for i := 0; i+1 < len(query); i += 2 {
		if query[i+1] != "" {
			values.Set(query[i], query[i+1])
		}
	}
	address := "/" + s.slug + path
	if encoded := values.Encode(); encoded != "" {
		address += "?" + encoded
	}
	return address
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

// Home is the studio's first page.
func (s Studio) Home() string { return s.at("/") }

// SignIn asks for the address; next is where to go afterwards, a path of this studio or "".
func (s Studio) SignIn(next string) string { return s.at("/signin", "next", next) }

// SignInByNumber asks for the customer number instead of the address.
func (s Studio) SignInByNumber(next string) string {
	return s.at("/signin", "by", "number", "next", next)
}

// SignInCode is where the mailed code is typed.
func (s Studio) SignInCode() string { return s.at("/signin/code") }

// SignInResend asks for a fresh code for the pending sign-in (POST).
func (s Studio) SignInResend() string { return s.at("/signin/code/resend") }

// SignInLink is the mailed link; it never carries embed, since mails open top-level.
func (s Studio) SignInLink(token string) string { return "/" + s.slug + "/signin/link/" + token }

// SignInProfile is where one of several customers on an address is chosen.
func (s Studio) SignInProfile() string { return s.at("/signin/profile") }

// SignOut ends this session (POST).
func (s Studio) SignOut() string { return s.at("/signout") }

// SignOutEverywhere ends every session of the member (POST).
func (s Studio) SignOutEverywhere() string { return s.at("/privacy/sessions/end") }

// Language changes the language (POST).
func (s Studio) Language() string { return s.at("/language") }

// Classes is the timetable of a day (YYYY-MM-DD) with its filters; empty ones are left out.
func (s Studio) Classes(day, class, instructor, part string) string {
	return s.at("/classes", "day", day, "class", class, "instructor", instructor, "part", part)
}

// ClassSlot is one slot of a class.
func (s Studio) ClassSlot(classID, slotID int64) string {
	return s.at("/classes/" + id(classID) + "/slots/" + id(slotID))
}

// BookClassSlot books a slot or joins its waiting list (POST).
func (s Studio) BookClassSlot(classID, slotID int64) string {
	return s.at("/classes/" + id(classID) + "/slots/" + id(slotID) + "/book")
}

// ClassImage is the picture of a class, fetched through the portal.
func (s Studio) ClassImage(classID int64) string { return s.at("/classes/" + id(classID) + "/image") }

// Bookings lists the member's bookings.
func (s Studio) Bookings() string { return s.at("/bookings") }

// ClassBooking is one class booking of the member.
func (s Studio) ClassBooking(bookingID int64) string { return s.at("/bookings/class/" + id(bookingID)) }

// CancelClassBooking asks before it cancels (GET), and cancels (POST).
func (s Studio) CancelClassBooking(bookingID int64) string {
	return s.at("/bookings/class/" + id(bookingID) + "/cancel")
}

// AppointmentBooking is one appointment booking of the member.
func (s Studio) AppointmentBooking(bookingID int64) string {
	return s.at("/bookings/appointment/" + id(bookingID))
}

// CancelAppointmentBooking asks before it cancels (GET), and cancels (POST).
func (s Studio) CancelAppointmentBooking(bookingID int64) string {
	return s.at("/bookings/appointment/" + id(bookingID) + "/cancel")
}

// Embed shows the lines by which a website embeds the portal; it is never framed itself.
func (s Studio) Embed() string { return "/" + s.slug + "/embed" }

// Done shows the outcome of a write that took long.
func (s Studio) Done(intentID string) string { return s.at("/done/" + intentID) }

// Style is the studio's stylesheet, hashed.
func (s Studio) Style(hash string) string { return "/" + s.slug + "/style." + hash + ".css" }

// OwnStyle is the stylesheet of the member's own affairs, hashed.
func (s Studio) OwnStyle(hash string) string { return "/" + s.slug + "/own." + hash + ".css" }

// Brand is a file of the studio's brand under its hashed name.
func (s Studio) Brand(name string) string { return "/" + s.slug + "/brand/" + name }

// Account

// Account is what is owed, what comes and what was; past and upcoming are the
// offsets of slices, as the API gave them, and "" for the first.
func (s Studio) Account(past, upcoming string) string {
	return s.at("/account", "past", past, "upcoming", upcoming)
}

// TransactionsCSV is every past transaction in one file.
func (s Studio) TransactionsCSV() string { return s.at("/account/transactions.csv") }

// Pay is where open amounts are chosen (GET), and paid (POST).
func (s Studio) Pay() string { return s.at("/account/pay") }

// Documents, photo, further details and communication preferences.

// Documents lists the member's documents from an offset of the API, "" for the
// first, and sends one to the studio (POST).
func (s Studio) Documents(offset string) string {
	return s.at("/profile/documents", "offset", offset)
}

// Document is one file of the member, fetched through the portal.
func (s Studio) Document(documentID int64) string {
	return s.at("/profile/documents/" + id(documentID))
}

// Photo shows the member's picture and replaces it (POST).
func (s Studio) Photo() string { return s.at("/profile/photo") }

// PhotoFile is the picture itself.
func (s Studio) PhotoFile() string { return s.at("/profile/photo.jpg") }

// Additional shows and changes the studio's own fields.
func (s Studio) Additional() string { return s.at("/profile/additional") }

// Preferences shows and changes what the member hears over which channel.
func (s Studio) Preferences() string { return s.at("/profile/preferences") }

// Check-in and messages

// Checkin shows what opens the door.
func (s Studio) Checkin() string { return s.at("/checkin") }

// Visits are the member's stays between two days (YYYY-MM-DD), of the last year without.
func (s Studio) Visits(from, to string) string {
	return s.at("/checkin/visits", "from", from, "to", to)
}

// Messages lists what was sent to the studio (page 1 is the newest) and takes the
// next one (POST).
func (s Studio) Messages(page int) string {
	if page <= 1 {
		return s.at("/messages")
	}
	return s.at("/messages", "page", strconv.Itoa(page))
}

// AnswerMessage writes more to the conversation of a message of the portal's record.
func (s Studio) AnswerMessage(messageID string) string { return s.at("/messages", "thread", messageID) }

// RepeatMessage fills the form with a message of the portal's record.
func (s Studio) RepeatMessage(messageID string) string { return s.at("/messages", "again", messageID) }

// Contracts, extras and the switch of a membership.

// Contracts lists the member's contracts.
func (s Studio) Contracts() string { return s.at("/contracts") }

// Contract is one contract of the member.
func (s Studio) Contract(id int64) string { return s.at(contract(id)) }

func contract(contractID int64) string { return "/contracts/" + id(contractID) }

// CancelContract asks before it cancels a contract (GET), and cancels (POST).
func (s Studio) CancelContract(contractID int64) string {
	return s.at(contract(contractID) + "/cancel")
}

// CancelReceipt tells what became of a cancellation, and when it arrived.
func (s Studio) CancelReceipt(contractID int64, intentID string) string {
	return s.at(contract(contractID)+"/cancel", "receipt", intentID)
}

// WithdrawCancel asks before it takes a cancellation back (GET), and does so (POST).
func (s Studio) WithdrawCancel(contractID int64) string {
	return s.at(contract(contractID) + "/cancel/withdraw")
}

// Extras lists what a contract has beside the membership, and what it may add.
func (s Studio) Extras(contractID int64) string { return s.at(contract(contractID) + "/extras") }

// OrderExtra shows one extra on sale, and with its choices in the query what it
// will cost (GET); it orders (POST).
func (s Studio) OrderExtra(contractID, moduleID int64) string {
	return s.at(contract(contractID) + "/extras/" + id(moduleID))
}

// OrderExtraAs is the last page before the order, with the only way to pay.
func (s Studio) OrderExtraAs(contractID, moduleID, frequencyID int64) string {
	return s.at(contract(contractID)+"/extras/"+id(moduleID), "frequency", id(frequencyID))
}

// CancelExtra asks before it cancels an extra (GET), and cancels (POST).
func (s Studio) CancelExtra(contractID, extraID int64) string {
	return s.at(contract(contractID) + "/extras/" + id(extraID) + "/cancel")
}

// WithdrawCancelExtra asks before it takes that back (GET), and does so (POST).
func (s Studio) WithdrawCancelExtra(contractID, extraID int64) string {
	return s.at(contract(contractID) + "/extras/" + id(extraID) + "/cancel/withdraw")
}

// SwitchContract shows what a contract may be switched to (GET), and switches (POST).
func (s Studio) SwitchContract(contractID int64) string {
	return s.at(contract(contractID) + "/switch")
}

// SwitchTo shows what a switch to one term of an offer changes.
func (s Studio) SwitchTo(contractID, configID, termID int64) string {
	return s.at(contract(contractID)+"/switch", "config", id(configID), "term", id(termID))
}

// SwitchReceipt tells what became of a switch.
func (s Studio) SwitchReceipt(contractID int64, intentID string) string {
	return s.at(contract(contractID)+"/switch", "receipt", intentID)
}

// Contracts and pauses.

// Pause asks for when and how long a contract pauses (GET), and pauses it (POST).
func (s Studio) Pause(contractID int64) string {
	return s.at("/contracts/" + id(contractID) + "/pause")
}

// PauseAgain is the same form filled in, to change what was chosen.
func (s Studio) PauseAgain(contractID int64, start, terms, unlimited, reason string) string {
	return s.at("/contracts/"+id(contractID)+"/pause", "start", start, "terms", terms, "unlimited", unlimited, "reason", reason)
}

// ChangePause asks what a pause is to become (GET), and changes it (POST).
func (s Studio) ChangePause(contractID, idlePeriodID int64) string {
	return s.at("/contracts/" + id(contractID) + "/pause/" + id(idlePeriodID))
}

// ChangePauseAgain is the same form filled in, to choose again.
func (s Studio) ChangePauseAgain(contractID, idlePeriodID int64, start, terms, unlimited, end string) string {
	return s.at("/contracts/"+id(contractID)+"/pause/"+id(idlePeriodID), "start", start, "terms", terms, "unlimited", unlimited, "end", end)
}

// WithdrawPause asks before it takes a pause or the request for one back (GET), and does so (POST).
func (s Studio) WithdrawPause(contractID, idlePeriodID int64) string {
	return s.at("/contracts/" + id(contractID) + "/pause/" + id(idlePeriodID) + "/withdraw")
}

// Appointments and calendar

// Appointments lists the services that can be booked online.
func (s Studio) Appointments() string { return s.at("/appointments") }

// Appointment shows the times of a service in the seven days from a day
// (YYYY-MM-DD) on; "" begins today.
func (s Studio) Appointment(serviceID int64, from string) string {
	return s.at("/appointments/"+id(serviceID), "from", from)
}

// ConfirmAppointment asks before it books a time of a service: start and end
// exactly as the API wrote them, instructor the ids of the time's instructors.
func (s Studio) ConfirmAppointment(serviceID int64, start, end, instructor string) string {
	return s.at("/appointments/"+id(serviceID)+"/book", "start", start, "end", end, "instructor", instructor)
}

// BookAppointment books a time of a service (POST).
func (s Studio) BookAppointment(serviceID int64) string {
	return s.at("/appointments/" + id(serviceID) + "/book")
}

// ClassBookingFile is a class booking as an iCalendar file.
func (s Studio) ClassBookingFile(bookingID int64) string {
	return s.at("/bookings/class/" + id(bookingID) + ".ics")
}

// AppointmentBookingFile is an appointment booking as an iCalendar file.
func (s Studio) AppointmentBookingFile(bookingID int64) string {
	return s.at("/bookings/appointment/" + id(bookingID) + ".ics")
}

// Calendar is where the private feed is made, renewed and revoked.
func (s Studio) Calendar() string { return s.at("/calendar") }

// CalendarFeed is the private feed; it never carries embed, since calendars read it.
func (s Studio) CalendarFeed(token string) string {
	return "/" + s.slug + "/calendar/" + token + ".ics"
}

// Own data.

// Profile is the overview of own data.
func (s Studio) Profile() string { return s.at("/profile") }

// ProfileData is one kind of own data: "contact", "address", "master" or "payment".
func (s Studio) ProfileData(kind string) string { return s.at("/profile/" + kind) }

// WithdrawAmendment takes back a change that waits for the studio (POST).
func (s Studio) WithdrawAmendment(amendmentID int64) string {
	return s.at("/profile/amendments/" + id(amendmentID) + "/withdraw")
}

// SignInAgain asks for a fresh code; next is where to go afterwards.
func (s Studio) SignInAgain(next string) string { return s.at("/signin/again", "next", next) }

// Privacy, and what can be said of accessibility.

// Privacy shows what is kept of the member.
func (s Studio) Privacy() string { return s.at("/privacy") }

// Activity is what was done through the portal (page 1 is the newest).
func (s Studio) Activity(page int) string {
	if page <= 1 {
		return s.at("/privacy/activity")
	}
	return s.at("/privacy/activity", "page", strconv.Itoa(page))
}

// ExportJSON is everything about the member for programs.
func (s Studio) ExportJSON() string { return s.at("/privacy/export.json") }

// ExportHTML is everything about the member to read.
func (s Studio) ExportHTML() string { return s.at("/privacy/export.html") }

// ExportZIP is both, with the member's documents and photo.
func (s Studio) ExportZIP() string { return s.at("/privacy/export.zip") }

// EndSession signs one device of the member out (POST).
func (s Studio) EndSession(sessionID string) string {
	return s.at("/privacy/sessions/" + sessionID + "/end")
}

// Accessibility is the studio's statement.
func (s Studio) Accessibility() string { return s.at("/accessibility") }

// CancelHere is where a contract is canceled without signing in.
func (s Studio) CancelHere() string { return s.at("/cancel-contract") }

// WithdrawHere is where somebody withdraws from a contract without signing in.
func (s Studio) WithdrawHere() string { return s.at("/withdraw-from-contract") }

// Receipt is a receipt, which key opens.
func (s Studio) Receipt(number, key string) string { return s.at("/receipts/"+number, "k", key) }

// Unmailed marks the address of a receipt that no mail is sent of.
const Unmailed = "unmailed"

// ReceiptUnmailed is Receipt, for who has to be told that no mail comes.
func (s Studio) ReceiptUnmailed(number, key string) string {
	return s.at("/receipts/"+number, "k", key, Unmailed, "1")
}

// ReceiptText is its signed text as a file.
func (s Studio) ReceiptText(number, key string) string {
	return s.at("/receipts/"+number+".txt", "k", key)
}

// ReceiptPDF is it as a file to print.
func (s Studio) ReceiptPDF(number, key string) string {
	return s.at("/receipts/"+number+".pdf", "k", key)
}

// ReceiptKeys are the keys that all receipts can be checked with, of all studios.
func ReceiptKeys() string { return "/receipts/keys.json" }
