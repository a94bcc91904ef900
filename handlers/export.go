package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"memberportal/internal/store"
	"memberportal/pgclient"
)

const (
	// exportTime is how long everything may be read for: longer than a page, shorter than
	// the server's time to write an answer.
	exportTime = 25 * time.Second
	// exportReads bounds the reads of one export in flight: a third of what the studio's
	// system is asked at once.
	exportReads = 5
	// exportYears is how far back visits are read; the API tells a year at a time.
	exportYears = 10
	// exportMost bounds the entries of one list.
	exportMost = 20_000
	// exportsAnHour is how many exports a member gets.
	exportsAnHour = 20
)

// gapReason says why a part is not in an export.
type gapReason string

// The reasons.
const (
	gapUnavailable gapReason = "UNAVAILABLE" // could not be read now, or not to its end
	gapNotShared   gapReason = "NOT_SHARED"  // the studio gave the portal no scope for it
)

// gap is a part that is missing from an export, or not whole.
type gap struct {
	Part   string    `json:"part"` // operationId, or the name of a part of the portal's own
	Reason gapReason `json:"reason"`
}

// exportAbout says whose data they are, and from when.
type exportAbout struct {
	Format     string    `json:"format"`
	Studio     string    `json:"studio"`
	CustomerID int64     `json:"customerId"`
	CreatedAt  time.Time `json:"createdAt"`
	Language   string    `json:"language"`
}

// exportData is everything about a member: what the API answered, by operationId and in
// its own words, and what the portal keeps itself.
type exportData struct {
	About   exportAbout                `json:"about"`
	API     map[string]json.RawMessage `json:"api"`
	Portal  map[string]json.RawMessage `json:"portal"`
	Missing []gap                      `json:"missing"` // never null

	documents []pgclient.CustomerDocument
	photo     bool
	classes   map[string]string // titles by id, for the readable export
}

// exportOrder is how the parts of the API stand in the readable export, with the keys of
// their headings. Operations that tell the same are not asked twice.
func exportOrder() [][2]string {
	return [][2]string{
		{"getCustomerById", "takeout.customer"},
		{"getCustomerMasterData", "profile.master"},
		{"getCustomerContactData", "profile.contact"},
		{"getCustomerAddressData", "profile.address"},
		{"getCustomerPaymentData", "profile.payment"},
		{"getAdditionalInformationFields", "takeout.fields"},
		{"getCommunicationPreferences", "documents.pref_title"},
		{"getContractData", "takeout.contracts"},
		{"getCustomersContracts", "takeout.contracts_full"},
		{"getAdditionalModuleContract", "takeout.extras"},
		{"getIdlePeriods", "takeout.pauses"},
		{"getRemainingIdlePeriods", "takeout.pauses_left"},
		{"getCustomersAccountBalanceData", "takeout.balance"},
		{"getCustomersAccountTransactionData", "takeout.transactions"},
		{"getCustomersAccountUpcomingData", "takeout.upcoming"},
		{"getClassBookingsByCustomerId", "takeout.class_bookings"},
		{"getAppointmentBookings", "takeout.appointment_bookings"},
		{"getCustomersCheckinHistory", "takeout.visits"},
		{"getBenefits", "takeout.benefits"},
		{"getDocuments", "takeout.documents"},
	}
}

// exporter reads the parts of an export side by side.
type exporter struct {
	c     *Context
	ctx   context.Context
	group *errgroup.Group
	mu    sync.Mutex
	data  *exportData
}

// exportEverything reads all there is about the member. A part that fails is said to be
// missing; nothing makes the whole fail but a visitor who left.
func (c *Context) exportEverything() (*exportData, error) {
	ctx, cancel := context.WithTimeout(c.Ctx, exportTime)
	defer cancel()
	e := &exporter{c: c, ctx: ctx, data: &exportData{
		About:   exportAbout{Format: "member-export/1", Studio: c.Studio.Name, CustomerID: c.Who.CustomerID, CreatedAt: c.now(), Language: c.Text.Language()},
		API:     map[string]json.RawMessage{},
		Portal:  map[string]json.RawMessage{},
		Missing: []gap{},
	}}
	contracts := e.first()
	e.second(contracts)
	e.portal()
	if err := c.Ctx.Err(); err != nil {
		return nil, err
	}
	return e.data, nil
}

// exportContracts are the contracts to ask more about, and their extras.
type exportContracts struct {
	mu     sync.Mutex
	ids    []int64
	extras map[[2]int64]bool
}

func (k *exportContracts) add(id int64, extras ...pgclient.SubContract) {
	k.mu.Lock()
	defer k.mu.Unlock()
	known := false
	for _, other := range k.ids {
		known = known || other == id
	}
	if !known && id > 0 {
		k.ids = append(k.ids, id)
	}
	for _, extra := range extras {
		if extra.ID > 0 {
			k.extras[[2]int64{id, extra.ID}] = true
		}
	}
}

// first reads what the member's id alone leads to.
func (e *exporter) first() *exportContracts {
	api, me := e.c.API, e.c.Who.CustomerID
	contracts := &exportContracts{extras: map[[2]int64]bool{}}
	e.begin()
	e.one("getCustomerById", func(ctx context.Context) error {
		customer, err := api.GetCustomerById(ctx, me)
		e.data.photo = customer.ImageURL != "" // read only after the group has ended
		e.visits(customer.CreatedDateTime.Time())
		return err
	})
	e.one("getCustomerMasterData", func(ctx context.Context) error { _, err := api.GetCustomerMasterData(ctx, me); return err })
	e.one("getCustomerContactData", func(ctx context.Context) error { _, err := api.GetCustomerContactData(ctx, me); return err })
	e.one("getCustomerAddressData", func(ctx context.Context) error { _, err := api.GetCustomerAddressData(ctx, me); return err })
	e.one("getCustomerPaymentData", func(ctx context.Context) error { _, err := api.GetCustomerPaymentData(ctx, me); return err })
	e.one("getAdditionalInformationFields", func(ctx context.Context) error { _, err := api.GetAdditionalInformationFields(ctx); return err })
	e.one("getCommunicationPreferences", func(ctx context.Context) error { _, err := api.GetCommunicationPreferences(ctx, me); return err })
	e.one("getContractData", func(ctx context.Context) error {
		list, err := api.GetContractData(ctx, me)
		for _, k := range list {
			contracts.add(k.ID)
		}
		return err
	})
	e.one("getCustomersContracts", func(ctx context.Context) error {
		list, err := api.GetCustomersContracts(ctx, me, "")
		for _, k := range list {
			contracts.add(k.ID, k.ModuleContracts...)
		}
		return err
	})
	e.one("getCustomersAccountBalanceData", func(ctx context.Context) error { _, err := api.GetCustomersAccountBalanceData(ctx, me); return err })
	exportList(e, "getCustomersAccountTransactionData", nil, func(ctx context.Context) iter.Seq2[pgclient.BookingEntry, error] {
		return api.AllCustomersAccountTransactionData(ctx, me)
	})
	exportList(e, "getCustomersAccountUpcomingData", nil, func(ctx context.Context) iter.Seq2[pgclient.BookingEntry, error] {
		return api.AllCustomersAccountUpcomingData(ctx, me)
	})
	e.one("getClassBookingsByCustomerId", func(ctx context.Context) error { _, err := api.GetClassBookingsByCustomerId(ctx, me); return err })
	e.group.Go(func() error { e.classTitles(); return nil })
	e.one("getAppointmentBookings", func(ctx context.Context) error { _, err := api.GetAppointmentBookings(ctx, me); return err })
	if keys := e.c.Studio.Benefits; len(keys) > 0 {
		e.one("getBenefits", func(ctx context.Context) error { _, err := api.GetBenefits(ctx, me, keys...); return err })
	}
	exportList(e, "getDocuments", &e.data.documents, func(ctx context.Context) iter.Seq2[pgclient.CustomerDocument, error] {
		return api.AllDocuments(ctx, me)
	})
	_ = e.group.Wait() // what failed is noted as missing
	return contracts
}

// second reads what the contracts lead to.
func (e *exporter) second(contracts *exportContracts) {
	api := e.c.API
	e.begin()
	for _, id := range contracts.ids {
		e.of("getIdlePeriods", idText(id), func(ctx context.Context) error { _, err := api.GetIdlePeriods(ctx, id); return err })
		e.of("getRemainingIdlePeriods", idText(id), func(ctx context.Context) error { _, err := api.GetRemainingIdlePeriods(ctx, id); return err })
	}
	for key := range contracts.extras {
		e.of("getAdditionalModuleContract", idText(key[1]), func(ctx context.Context) error {
			_, err := api.GetAdditionalModuleContract(ctx, key[0], key[1])
			return err
		})
	}
	_ = e.group.Wait() // what failed is noted as missing
}

// visits reads the years since the member came, or the last ten where that is not known,
// one after the other: it is called within a read of the group.
func (e *exporter) visits(since time.Time) {
	today := e.c.today()
	first := pgclient.Date{Year: today.Year - exportYears, Month: today.Month, Day: 1}
	if came := pgclient.DateOf(since.In(e.c.Studio.TimeZone)); !since.IsZero() && first.Before(came) {
		first = came
	}
	var record pgclient.Record
	ctx := pgclient.WithRecord(e.ctx, &record)
	var err error
	for to := today; !to.Before(first) && err == nil; {
		from := to.AddDays(1 - yearOfVisits)
		if from.Before(first) {
			from = first
		}
		for _, err = range e.c.API.AllCustomersCheckinHistory(ctx, e.c.Who.CustomerID, from, to) {
			if err != nil {
				break
			}
		}
		to = from.AddDays(-1)
	}
	e.keepList("getCustomersCheckinHistory", &record, err)
}

// classTitles reads what classes are called. They are the studio's, not the member's: what
// is not known is no gap.
func (e *exporter) classTitles() {
	titles := map[string]string{}
	classes, _ := e.c.Studio.Classes(e.ctx)
	for _, class := range classes {
		titles[idText(class.ID)] = class.Title
	}
	e.data.classes = titles // read only after the group has ended
}

func (e *exporter) begin() {
	e.group = &errgroup.Group{}
	e.group.SetLimit(exportReads)
}

// one reads a part that is one answer.
func (e *exporter) one(op string, read func(context.Context) error) {
	e.group.Go(func() error {
		var record pgclient.Record
		err := read(pgclient.WithRecord(e.ctx, &record))
		if answers := record.Answers(); err == nil && len(answers) > 0 {
			e.mu.Lock()
			defer e.mu.Unlock()
			e.data.API[op] = compacted(answers[len(answers)-1])
			return nil
		}
		e.miss(op, err)
		return nil
	})
}

// of reads a part of which there is one for each id.
func (e *exporter) of(op, id string, read func(context.Context) error) {
	e.group.Go(func() error {
		var record pgclient.Record
		err := read(pgclient.WithRecord(e.ctx, &record))
		answers := record.Answers()
		if err != nil || len(answers) == 0 {
			e.miss(op, err)
			return nil
		}
		e.mu.Lock()
		defer e.mu.Unlock()
		all := map[string]json.RawMessage{}
		if before := e.data.API[op]; before != nil {
			_ = json.Unmarshal(before, &all) // what this wrote itself
		}
		all[id] = compacted(answers[len(answers)-1])
		e.data.API[op], _ = json.Marshal(all) // valid JSON all of it
		return nil
	})
}

// exportList reads a list to its end, and into where that is not nil.
func exportList[T any](e *exporter, op string, into *[]T, seq func(context.Context) iter.Seq2[T, error]) {
	e.group.Go(func() error {
		var record pgclient.Record
		var failed error
		n := 0
		for v, err := range seq(pgclient.WithRecord(e.ctx, &record)) {
			if err != nil {
				failed = err
				break
			}
			if into != nil {
				*into = append(*into, v)
			}
			if n++; n >= exportMost {
				failed = errTooLong
				break
			}
		}
		e.keepList(op, &record, failed)
		return nil
	})
}

var errTooLong = errors.New("list longer than an export")

// keepList puts the slices of a list together; of one that broke off it keeps what came.
func (e *exporter) keepList(op string, record *pgclient.Record, failed error) {
	list := []json.RawMessage{}
	for _, answer := range record.Answers() {
		var slice struct {
			Result []json.RawMessage `json:"result"`
		}
		if json.Unmarshal(answer, &slice) == nil {
			list = append(list, slice.Result...)
		}
	}
	if failed != nil {
		e.miss(op, failed)
		if len(list) == 0 {
			return
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.data.API[op], _ = json.Marshal(list) // valid JSON all of it
}

// miss notes once why a part is not there.
func (e *exporter) miss(part string, err error) {
	g := gap{Part: part, Reason: gapUnavailable}
	if pgclient.KindOf(err) == pgclient.Forbidden {
		g.Reason = gapNotShared
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, known := range e.data.Missing {
		if known.Part == part {
			return
		}
	}
	e.data.Missing = append(e.data.Missing, g)
	e.c.note(err)
}

func compacted(answer json.RawMessage) json.RawMessage {
	var b bytes.Buffer
	if json.Compact(&b, answer) != nil {
		return json.RawMessage("null")
	}
	return b.Bytes()
}

// portalPart is something that the portal itself keeps of a member.
type portalPart struct {
	name    string // in the JSON
	heading string // text key
	read    func(ctx context.Context, c *Context) (any, error)
}

// portalParts are all of them. Whatever else comes to be kept of members has a line here.
func portalParts() []portalPart {
	return []portalPart{
		{"sessions", "privacy.sessions_title", exportSessions},
		{"devices", "privacy.kept_devices", exportDevices},
		{"activity", "privacy.activity_title", exportActivity},
		{"messages", "messages.sent_title", exportMessages},
		{"calendarFeed", "privacy.kept_calendar", exportCalendar},
		{"receipts", "takeout.receipts", exportReceipts},
	}
}

func (e *exporter) portal() {
	for _, part := range portalParts() {
		value, err := part.read(e.ctx, e.c)
		var text []byte
		if err == nil {
			text, err = json.Marshal(value)
		}
		if err != nil {
			e.miss(part.name, err)
			continue
		}
		e.data.Portal[part.name] = text
	}
}

type exportedSession struct {
	Device     string    `json:"device"`
	SignedIn   time.Time `json:"signedIn"`
	LastUsed   time.Time `json:"lastUsed"`
	Ends       time.Time `json:"ends"`
	Remembered bool      `json:"remembered"`
	Current    bool      `json:"current"`
}

func exportSessions(ctx context.Context, c *Context) (any, error) {
	list, err := c.app.Store.ListSessions(ctx, c.Studio.Slug, c.Who.CustomerID, c.sessions.Token(c.Ctx))
	sessions := []exportedSession{}
	for _, s := range list {
		sessions = append(sessions, exportedSession{s.Device, s.Created, s.LastUse, s.Ends, s.Remembered, s.Current})
	}
	return sessions, err
}

type exportedDevice struct {
	Device       string    `json:"device"`
	LastSignedIn time.Time `json:"lastSignedIn"`
}

func exportDevices(ctx context.Context, c *Context) (any, error) {
	list, err := c.app.Store.ListDevices(ctx, c.Studio.Slug, c.Who.CustomerID)
	devices := []exportedDevice{}
	for _, d := range list {
		devices = append(devices, exportedDevice{d.Label, d.Seen})
	}
	return devices, err
}

type exportedDeed struct {
	ID      string            `json:"id"`
	Action  string            `json:"action"`
	At      time.Time         `json:"at"`
	State   store.IntentState `json:"state"`
	Details json.RawMessage   `json:"details,omitempty"`
	Outcome json.RawMessage   `json:"outcome,omitempty"`
	Changes []store.Change    `json:"changes,omitempty"`
}

func exportActivity(ctx context.Context, c *Context) (any, error) {
	list, _, err := c.app.Store.ListActivity(ctx, c.Studio.Slug, c.Who.CustomerID, 0, exportMost)
	deeds := []exportedDeed{}
	for _, i := range list {
		deeds = append(deeds, exportedDeed{i.ID, i.Action, i.Created, i.State, valid(i.Details), valid(i.Outcome), i.Changes})
	}
	return deeds, err
}

// valid leaves out what is no JSON: one such row must not take the others with it.
func valid(raw json.RawMessage) json.RawMessage {
	if !json.Valid(raw) {
		return nil
	}
	return raw
}

type exportedMessage struct {
	Subject  string             `json:"subject"`
	Text     string             `json:"text"`
	Sent     time.Time          `json:"sent"`
	State    store.MessageState `json:"state"`
	ThreadID int64              `json:"threadId,omitempty"`
}

func exportMessages(ctx context.Context, c *Context) (any, error) {
	list, _, err := c.app.Store.ListMessages(ctx, c.Studio.Slug, c.Who.CustomerID, 0, exportMost)
	messages := []exportedMessage{}
	for _, m := range list {
		messages = append(messages, exportedMessage{m.Subject, m.Body, m.Sent, m.State, m.ThreadID})
	}
	return messages, err
}

type exportedReceipt struct {
	Number  string    `json:"number"`
	Kind    string    `json:"kind"`
	Arrived time.Time `json:"arrived"`
	Text    string    `json:"text"` // the signed text, whole: it can be checked
}

// exportReceipts are those of the member's own writes. What was declared without signing
// in belongs to whoever has the key of its receipt.
func exportReceipts(ctx context.Context, c *Context) (any, error) {
	list, err := c.app.Store.ListReceipts(ctx, c.Studio.Slug, c.Who.CustomerID, exportMost)
	receipts := []exportedReceipt{}
	for _, r := range list {
		receipts = append(receipts, exportedReceipt{r.Number, r.Kind, r.Arrived, r.Text})
	}
	return receipts, err
}

type exportedFeed struct {
	Created  time.Time `json:"created"`
	Language string    `json:"language"`
}

// exportCalendar tells that there is a private calendar, not its address: that is a key.
func exportCalendar(ctx context.Context, c *Context) (any, error) {
	feed, err := c.app.Store.GetCalendarFeed(ctx, c.Studio.Slug, c.Who.CustomerID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return exportedFeed{feed.Created, feed.Language}, err
}

// mayExport counts the exports of a member: each asks the studio's system dozens of
// questions.
func (c *Context) mayExport() error {
	key := "export/" + fingerprint(c.Studio.Slug, strconv.FormatInt(c.Who.CustomerID, 10))
	allowed, after, err := c.app.Store.Hit(c.Ctx, key, time.Hour, exportsAnHour)
	if err != nil {
		return errors.Join(errStoreDown, err)
	}
	if !allowed {
		return errExportsOften{after}
	}
	return nil
}

// errExportsOften: enough exports for this hour.
type errExportsOften struct{ after time.Duration }

func (errExportsOften) Error() string { return "too many exports" }
