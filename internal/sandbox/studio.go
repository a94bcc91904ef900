package sandbox

import (
	"slices"
	"time"
)

const (
	nordlicht = "nordlicht" // Germany, Europe/Berlin, EUR
	forge     = "forge"     // Great Britain, Europe/London, GBP
)

// studio is one tenant's world. Exported fields go into dumps.
type studio struct {
	Slug         string               `json:"slug"`
	Seed         uint64               `json:"seed,string"`
	TimeZone     string               `json:"time_zone"`
	Language     string               `json:"language"`
	Currency     string               `json:"currency"`
	NextID       int64                `json:"next_id"`
	Scopes       []string             `json:"scopes"`
	Information  studioInformation    `json:"information"`
	Closings     []period             `json:"closings"`
	Capacity     *int                 `json:"capacity"`
	Instructors  map[int64]instructor `json:"instructors"`
	Locations    map[int64]location   `json:"locations"`
	Classes      []*class             `json:"classes"` // by id
	Slots        []*slot              `json:"slots"`   // by start, then id
	Days         map[string]bool      `json:"days"`    // whose timetable exists
	Plan         []planned            `json:"plan"`
	Crowd        []int64              `json:"crowd"` // customers who fill classes
	Customers    []*customer          `json:"customers"`
	Bookings     []*booking           `json:"class_bookings"`
	Appointments []*appointment       `json:"appointment_bookings"`
	Files        map[int64]*file      `json:"files"`
	Events       []event              `json:"events"` // not yet sent
	EventCount   uint64               `json:"event_count"`
	domains

	loc            *time.Location
	scopes         map[string]bool
	today          date // for which schedule last made sure that there is a timetable
	classes        map[int64]*class
	slots          map[int64]*slot
	slotsOf        map[int64][]*slot // by class, by start
	customers      map[int64]*customer
	ordered        []*customer // by id
	byNumber       map[string]*customer
	byEmail        map[string][]*customer // lower case
	byIdentifier   map[identifier][]*customer
	examined       int // customers that look-ups had to look at
	contracts      map[int64]*contract
	bookings       map[int64]*booking
	bookingsOf     map[int64][]*booking // by customer, by id
	appointments   map[int64]*appointment
	appointmentsOf map[int64][]*appointment
}

type period struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Reason string    `json:"reason"`
}

func (p period) overlaps(start, end time.Time) bool { return p.From.Before(end) && start.Before(p.To) }

type class struct {
	ID                int64     `json:"id"`
	Key               string    `json:"key"` // stable name in the plan
	Title             string    `json:"title"`
	Type              string    `json:"type"`
	Category          string    `json:"category"`
	Description       string    `json:"description"`
	Minutes           int       `json:"minutes"`
	Bookable          bool      `json:"bookable"`
	CancelTerm        *termJSON `json:"cancel_term"`
	LateCancel        *bool     `json:"late_cancel"`
	NeedsConfirmation bool      `json:"needs_confirmation"`
	Max               *int      `json:"max"`
	MaxWaiting        *int      `json:"max_waiting"`
	Opens             *opening  `json:"opens"`
	ClosesMinutes     *int      `json:"closes_minutes"` // before the start
	Instructors       []int64   `json:"instructors"`
	Location          int64     `json:"location"` // 0: none
}

// opening is when booking opens: days before the slot's day, at a local time.
type opening struct {
	Days   int `json:"days"`
	Hour   int `json:"hour"`
	Minute int `json:"minute"`
}

type slot struct {
	ID          int64      `json:"id"`
	ClassID     int64      `json:"class_id"`
	Start       time.Time  `json:"start"`
	End         time.Time  `json:"end"`
	Instructors []int64    `json:"instructors"`
	Location    int64      `json:"location"` // 0: none
	Opens       *time.Time `json:"opens"`
	Closes      *time.Time `json:"closes"`
	Max         *int       `json:"max"`
	MaxWaiting  *int       `json:"max_waiting"`
	Additional  int        `json:"additional"`
	Canceled    bool       `json:"canceled"`

	bookings []*booking // in the order they were made
	texts    *slotTexts // nil until somebody asks
}

// slotTexts are a slot's times as they are written. They are kept, since every
// timetable asks for them and a slot does not move.
type slotTexts struct{ start, end, opens, closes string }

func (st *studio) textsOf(s *slot) *slotTexts {
	if s.texts == nil {
		s.texts = &slotTexts{st.zoned(s.Start), st.zoned(s.End), st.zonedOr(s.Opens), st.zonedOr(s.Closes)}
	}
	return s.texts
}

// counts returns how many take part, unconfirmed ones included, and how many wait.
func (s *slot) counts() (booked, waiting int) {
	for _, b := range s.bookings {
		switch b.Status {
		case statusBooked, statusBookedToConfirm:
			booked++
		case statusWaitingList:
			waiting++
		}
	}
	return booked, waiting
}

func (s *slot) status(now time.Time) string { return eventStatus(s.Canceled, s.End, now) }

func eventStatus(canceled bool, end, now time.Time) string {
	switch {
	case canceled:
		return "CANCELED"
	case now.Before(end):
		return "PLANNED"
	}
	return "COMPLETED"
}

type booking struct {
	ID          int64  `json:"id"`
	SlotID      int64  `json:"slot_id"`
	CustomerID  int64  `json:"customer_id"`
	Status      string `json:"status"`
	Participant string `json:"participant"`
}

type appointment struct {
	ID          int64     `json:"id"`
	CustomerID  int64     `json:"customer_id"`
	Status      string    `json:"status"`
	Start       time.Time `json:"start"`
	End         time.Time `json:"end"`
	Title       string    `json:"title"`
	Category    string    `json:"category"`
	Description string    `json:"description"`
	Instructors []int64   `json:"instructors"`
	Participant string    `json:"participant"`
	ServiceID   int64     `json:"service_id"` // 0: made by the studio by hand
	Room        int64     `json:"room"`       // 0: none
	Equipment   int64     `json:"equipment"`  // 0: none
}

type customer struct {
	Record    customerJSON `json:"record"`
	Contracts []*contract  `json:"contracts"`

	filed filing
}

func (st *studio) resetIndexes() {
	if st.Files == nil {
		st.Files = map[int64]*file{}
	}
	st.scopes = map[string]bool{}
	st.today = date{}
	st.classes = map[int64]*class{}
	st.slots = map[int64]*slot{}
	st.slotsOf = map[int64][]*slot{}
	st.customers = map[int64]*customer{}
	st.ordered = nil
	st.byNumber = map[string]*customer{}
	st.byEmail = map[string][]*customer{}
	st.byIdentifier = map[identifier][]*customer{}
	st.contracts = map[int64]*contract{}
	st.bookings = map[int64]*booking{}
	st.bookingsOf = map[int64][]*booking{}
	st.appointments = map[int64]*appointment{}
	st.appointmentsOf = map[int64][]*appointment{}
}

// newID returns an id that nothing else in any studio has.
func (st *studio) newID() int64 {
	st.NextID++
	return st.NextID
}

func (st *studio) grant(scopes []string) {
	st.Scopes = slices.Clone(scopes)
	st.scopes = make(map[string]bool, len(scopes))
	for _, scope := range scopes {
		st.scopes[scope] = true
	}
}

func (st *studio) addCustomer(c *customer) {
	st.customers[c.Record.ID] = c
	st.enlist(c)
	st.file(c)
	for _, contract := range c.Contracts {
		st.contracts[contract.ID] = contract
	}
}

func (st *studio) addSlot(s *slot) {
	st.slots[s.ID] = s
	st.Slots = append(st.Slots, s)
}

// sortSlots brings the slots into order after some were added.
func (st *studio) sortSlots() {
	slices.SortFunc(st.Slots, func(a, b *slot) int {
		if c := a.Start.Compare(b.Start); c != 0 {
			return c
		}
		return int(a.ID - b.ID)
	})
	clear(st.slotsOf)
	for _, s := range st.Slots {
		st.slotsOf[s.ClassID] = append(st.slotsOf[s.ClassID], s)
	}
}

// slotsBetween returns the slots that start in [from, to) and take place.
func slotsBetween(all []*slot, from, to time.Time) []*slot {
	var out []*slot
	for _, s := range all {
		if !s.Start.Before(from) && s.Start.Before(to) && !s.Canceled {
			out = append(out, s)
		}
	}
	return out
}

func (st *studio) addBooking(b *booking) {
	st.bookings[b.ID] = b
	st.bookingsOf[b.CustomerID] = append(st.bookingsOf[b.CustomerID], b)
	slot := st.slots[b.SlotID]
	slot.bookings = append(slot.bookings, b)
}

func (st *studio) addAppointment(a *appointment) {
	st.appointments[a.ID] = a
	st.appointmentsOf[a.CustomerID] = append(st.appointmentsOf[a.CustomerID], a)
}

func (st *studio) instructorsOf(ids []int64) []instructor {
	if ids == nil {
		return nil
	}
	out := make([]instructor, len(ids))
	for i, id := range ids {
		out[i] = st.Instructors[id]
	}
	return out
}
