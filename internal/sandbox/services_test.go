package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/internal/sandbox"
)

// trainingKey is the service that has nothing special but several instructors.
const trainingKey = "training"

type appointmentJSON struct {
	BookingID                         int64
	BookingStatus, AppointmentStatus  string
	StartDateTime, EndDateTime, Title string
	Duration                          int
	Instructors                       []struct{ ID int64 }
	CustomerID                        int64
}

type appointmentSlot struct {
	StartDateTime, EndDateTime string
	Instructors                []struct{ ID int64 }
}

func (a appointmentSlot) instructors() []int64 {
	ids := []int64{}
	for _, i := range a.Instructors {
		ids = append(ids, i.ID)
	}
	return ids
}

func (s *server) service(key string) sandbox.BookableService {
	s.t.Helper()
	all := s.box.BookableServices("nordlicht")
	i := slices.IndexFunc(all, func(b sandbox.BookableService) bool { return b.Key == key })
	require.GreaterOrEqual(s.t, i, 0, key)
	return all[i]
}

// freeSlots are those of a service; the query goes on after daysAhead.
func (s *server) freeSlots(key string, days int, query string, args ...any) []appointmentSlot {
	s.t.Helper()
	return get[[]appointmentSlot](s, fmt.Sprintf("/v1/appointments/bookable/%d/slots?daysAhead=%d%s", s.service(key).ID, days, fmt.Sprintf(query, args...)))
}

// written is a time as the API writes it, in whatever zone it is; in UTC if it has
// an offset and no zone.
func written(t time.Time) string {
	if t.Location().String() == "" {
		t = t.UTC()
	}
	return t.Format("2006-01-02T15:04:05.000Z07:00") + "[" + t.Location().String() + "]"
}

// at makes a request for a time, whether the service has it or not.
func (s *server) at(key string, customer int64, start time.Time) object {
	s.t.Helper()
	service := s.service(key)
	return object{
		"customerId": customer, "bookableAppointmentId": service.ID,
		"startDateTime": written(start), "endDateTime": written(start.Add(service.Length)),
	}
}

// wish makes a request for the first free slot that is two days off.
func (s *server) wish(key, story string) object {
	s.t.Helper()
	id := s.member("nordlicht", story).CustomerID
	for _, slot := range s.freeSlots(key, 6, "&customerId=%d", id) {
		if instant(s.t, slot.StartDateTime).After(s.box.Now().Add(48 * time.Hour)) {
			return slot.request(id, s.service(key).ID)
		}
	}
	s.t.Fatalf("nothing free of %s", key)
	return nil
}

func (a appointmentSlot) request(customer, service int64) object {
	return object{
		"customerId": customer, "bookableAppointmentId": service, "instructorIds": a.instructors(),
		"startDateTime": a.StartDateTime, "endDateTime": a.EndDateTime,
	}
}

// status validates, and makes sure that book says the same if it refuses.
func (s *server) status(body object) string {
	s.t.Helper()
	status := ask[object](s, http.MethodPost, "/v1/appointments/bookable/validate", body)["validationStatus"].(string)
	if status != "AVAILABLE" {
		e := s.refused(http.StatusBadRequest, http.MethodPost, "/v1/appointments/booking/book", body)
		require.Equal(s.t, "error.appointment."+status, e["errorCode"])
	}
	return status
}

func (s *server) appoint(body object) appointmentJSON {
	s.t.Helper()
	return ask[appointmentJSON](s, http.MethodPost, "/v1/appointments/booking/book", body)
}

func (s *server) dismiss(id int64) {
	s.t.Helper()
	ask[object](s, http.MethodDelete, fmt.Sprintf("/v1/appointments/booking/%d", id), nil)
}

// serveBox serves a world that there is already.
func serveBox(t *testing.T, box *sandbox.Sandbox) *server {
	t.Helper()
	web := httptest.NewServer(contract.Handler(t, box))
	t.Cleanup(web.Close)
	return &server{t: t, box: box, base: web.URL, key: "sandbox-nordlicht"}
}

func (s *server) turn(change func(*sandbox.Switches)) {
	sw := s.box.Switches()
	change(&sw)
	s.box.SetSwitches(sw)
}

// berlin is a time in the studio's zone.
func berlin(t *testing.T, year int, month time.Month, day, hour, minute int) time.Time {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	return time.Date(year, month, day, hour, minute, 0, 0, loc)
}

func TestEveryStudioHasServices(t *testing.T) {
	for slug, title := range map[string]string{"nordlicht": "Körperanalyse", "forge": "Body Scan"} {
		s := start(t, monday).as("sandbox-" + slug)
		first := get[struct {
			Result  []object
			HasNext bool
			Offset  string
		}](s, "/v1/appointments/bookable?sliceSize=10")
		require.Len(t, first.Result, 10)
		require.False(t, first.HasNext)
		var titles []string
		long := false
		for _, service := range first.Result {
			titles = append(titles, service["title"].(string))
			long = long || len([]rune(service["title"].(string))) == 80
			require.Equal(t, service["title"], get[object](s, fmt.Sprintf("/v1/appointments/bookable/%.0f", service["id"]))["title"])
		}
		require.Contains(t, titles, title)
		require.True(t, long, "a title of 80 characters")
	}
}

func TestAServiceHasATemporaryPicture(t *testing.T) {
	s := start(t, monday)
	link := get[object](s, fmt.Sprintf("/v1/appointments/bookable/%d", s.service("massage").ID))["imgUrl"].(string)
	fetch := func() *http.Response {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, link, nil)
		require.NoError(t, err)
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		return resp
	}
	require.Equal(t, "image/png", fetch().Header.Get("Content-Type"))
	s.box.Advance(20 * time.Minute)
	require.Equal(t, http.StatusForbidden, fetch().StatusCode)
}

// Each reason of the vendor's table, and each beats all that stand below it.
func TestAppointmentValidationStatuses(t *testing.T) {
	s := start(t, monday)
	newcomer, prospect := s.member("nordlicht", "newcomer").CustomerID, s.member("nordlicht", "prospect").CustomerID
	paused := s.member("nordlicht", "paused").CustomerID
	tuesday := func(hour, minute int) time.Time { return berlin(t, 2026, time.May, 19, hour, minute) }
	body := s.wish(trainingKey, "debtor")
	require.Equal(t, "AVAILABLE", s.status(body))

	// The times alone. A service that is nobody's to have does not hide them.
	past := s.at("physio", prospect, monday.Add(-time.Minute))
	past["endDateTime"] = written(monday.Add(-time.Hour))
	require.Equal(t, "PAST_START_DATE_TIME", s.status(past))
	backwards := s.at("physio", prospect, tuesday(3, 0))
	backwards["endDateTime"] = backwards["startDateTime"]
	require.Equal(t, "END_DATE_TIME_NOT_AFTER_START_DATE_TIME", s.status(backwards))
	long := s.at("physio", prospect, tuesday(3, 0))
	long["endDateTime"] = written(tuesday(3, 41))
	require.Equal(t, "PERIOD_DOES_NOT_MATCH", s.status(long))

	// The customer: paused ones have something else first.
	first := s.appoint(s.wish("jet", "newcomer"))
	same := s.at("sauna", newcomer, instant(t, first.StartDateTime))
	require.Equal(t, "CUSTOMER_IN_OTHER_BOOKING", s.status(same))
	require.Equal(t, "CUSTOMER_IDLE", s.status(s.at("sauna", paused, tuesday(3, 0))))
	require.Equal(t, "NO_CONTINGENT", s.status(s.at("sauna", prospect, tuesday(3, 0))))
	require.Equal(t, "BOOKABLE_APPOINTMENT_RESTRICTIONS_NOT_FULFILLED", s.status(s.at("sauna", newcomer, tuesday(3, 0))))
	require.Equal(t, "BOOKABLE_APPOINTMENT_RESTRICTIONS_NOT_FULFILLED", s.status(s.at("plan", newcomer, tuesday(3, 0))), "Basic is not Premium")
	s.appoint(s.wish("scan", "newcomer"))
	require.Equal(t, "BOOKING_LIMIT_REACHED", s.status(s.at("scan", newcomer, tuesday(3, 0))))

	// The studio.
	require.Equal(t, "DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME", s.status(s.at("long", newcomer, berlin(t, 2026, time.May, 21, 3, 0))))
	require.Equal(t, "DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME", s.status(s.at("long", newcomer, tuesday(3, 0))), "less than a day before")
	require.Equal(t, "STUDIO_CLOSED", s.status(s.at("physio", newcomer, tuesday(3, 0))))
	closing := berlin(t, 2026, time.May, 27, 12, 0) // maintenance, see getStudioInformation
	require.Equal(t, "STUDIO_CLOSED", s.status(s.at("physio", newcomer, closing.Add(-10*time.Minute))), "overlaps the closing")
	require.Equal(t, "RESOURCE_NOT_AVAILABLE", s.status(s.at("physio", newcomer, tuesday(8, 7))), "away, and not on the grid either")
	require.Equal(t, "NOT_AVAILABLE", s.status(s.at("jet", newcomer, tuesday(21, 45))), "not on the grid, and after the hours of the service")
	require.Equal(t, "AVAILABLE", s.status(body), "nothing of this changed anything for others")
}

func TestNotAvailableHasManyReasons(t *testing.T) {
	s := start(t, monday)
	body := s.wish(trainingKey, "newcomer")
	body["customerId"] = s.member("nordlicht", "restricted").CustomerID
	require.Equal(t, "NOT_AVAILABLE", s.status(body), "the door is shut to them")

	body = s.wish(trainingKey, "newcomer")
	stranger := s.service("massage").Instructors[1]
	body["instructorIds"] = append(body["instructorIds"].([]int64), stranger)
	require.Equal(t, "NOT_AVAILABLE", s.status(body), "does not give this service")

	body = s.wish(trainingKey, "newcomer")
	require.NoError(t, s.box.Staff("bookable_appointment", s.service(trainingKey).ID, false))
	require.Equal(t, "NOT_AVAILABLE", s.status(body), "taken out of the online booking")
	require.Empty(t, s.freeSlots(trainingKey, 6, ""))
	require.Len(t, get[struct{ Result []object }](s, "/v1/appointments/bookable").Result, 9)
	require.NoError(t, s.box.Staff("bookable_appointment", s.service(trainingKey).ID, true))
	require.Equal(t, "AVAILABLE", s.status(body))
	require.Error(t, s.box.Staff("bookable_appointment", 7, true))
}

func TestConditionsOfAService(t *testing.T) {
	s := start(t, monday)
	require.Equal(t, "AVAILABLE", s.status(s.wish("sauna", "extras")), "has the add-on and the code")
	require.Equal(t, "AVAILABLE", s.status(s.wish("plan", "regular")), "has the rate")
	body := s.wish("advice", "newcomer")
	body["customerId"] = s.member("nordlicht", "prospect").CustomerID
	require.Equal(t, "AVAILABLE", s.status(body), "needs no contract")
}

func TestTheLimitCountsComingBookings(t *testing.T) {
	s := start(t, monday)
	body := s.wish("scan", "newcomer")
	first := s.appoint(body)
	next := s.wish("scan", "newcomer")
	require.Equal(t, "BOOKING_LIMIT_REACHED", s.status(next))
	s.dismiss(first.BookingID)
	require.Equal(t, "AVAILABLE", s.status(next), "a canceled one does not count")
	s.appoint(next)
	s.box.SetNow(instant(t, next["endDateTime"].(string)))
	require.Equal(t, "AVAILABLE", s.status(s.wish("scan", "newcomer")), "nor does one that is over")
}

func TestBookingWindowOfAService(t *testing.T) {
	s := start(t, monday)
	for _, slot := range s.freeSlots("long", 6, "") {
		start := instant(t, slot.StartDateTime)
		require.True(t, start.After(monday.Add(24*time.Hour)) && start.Before(berlin(t, 2026, time.May, 21, 0, 0)), slot.StartDateTime)
	}
	id := s.member("nordlicht", "newcomer").CustomerID
	thursday := s.at("long", id, berlin(t, 2026, time.May, 21, 13, 0))
	s.box.SetNow(berlin(t, 2026, time.May, 18, 23, 59))
	require.Equal(t, "DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME", s.status(thursday))
	s.box.SetNow(berlin(t, 2026, time.May, 19, 0, 0))
	require.NotEqual(t, "DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME", s.status(thursday), "opens at midnight two days before")
	s.box.SetNow(berlin(t, 2026, time.May, 20, 13, 1))
	require.Equal(t, "DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME", s.status(thursday))
}

func TestNothingFreeForWeeks(t *testing.T) {
	s := start(t, monday)
	for ahead := 0; ahead < 35; ahead += 6 {
		day := monday.AddDate(0, 0, ahead).Format(time.DateOnly)
		status, content := s.do(http.MethodGet, fmt.Sprintf("/v1/appointments/bookable/%d/slots?daysAhead=%d&slotWindowStartDate=%s", s.service("physio").ID, min(6, 35-ahead), day), nil)
		require.Equal(t, http.StatusOK, status)
		require.JSONEq(t, "[]", string(content))
	}
	require.NotEmpty(t, s.freeSlots("physio", 6, "&slotWindowStartDate=%s", monday.AddDate(0, 0, 35).Format(time.DateOnly)))
}

// All that is listed can be booked as it is listed, and no two bookings take the same
// person, room or device.
func TestFreeSlotsAreBookable(t *testing.T) {
	s := start(t, monday)
	crowd := s.box.AppointmentBookings("nordlicht")
	for _, service := range s.box.BookableServices("nordlicht") {
		for i, slot := range s.freeSlots(service.Key, 2, "&slotWindowStartDate=2026-05-20") {
			if i%3 > 0 {
				continue
			}
			body := slot.request(crowd[i%len(crowd)].CustomerID, service.ID)
			status := s.status(body)
			if slices.Contains([]string{"CUSTOMER_IN_OTHER_BOOKING", "BOOKABLE_APPOINTMENT_RESTRICTIONS_NOT_FULFILLED", "BOOKING_LIMIT_REACHED", "RESOURCE_NOT_AVAILABLE"}, status) {
				continue
			}
			require.Equal(t, "AVAILABLE", status, "%s %s", service.Title, slot.StartDateTime)
			s.appoint(body)
			if i%2 == 0 {
				s.status(body) // agrees with book, whatever it says
			}
		}
	}
	all := s.box.AppointmentBookings("nordlicht")
	require.Greater(t, len(all), len(crowd)+30)
	for i, a := range all {
		for _, b := range all[i+1:] {
			if !a.Start.Before(b.End) || !b.Start.Before(a.End) {
				continue
			}
			require.NotEqual(t, a.CustomerID, b.CustomerID)
			require.False(t, a.Room != 0 && a.Room == b.Room, "a room twice at %s", b.Start)
			require.False(t, a.Equipment != 0 && a.Equipment == b.Equipment, "a device twice at %s", b.Start)
			for _, id := range a.Instructors {
				require.NotContains(t, b.Instructors, id, "a person twice at %s", b.Start)
			}
		}
	}
}

func TestSlotsKeepToTheHoursOfTheStudio(t *testing.T) {
	s := start(t, monday)
	for _, slot := range s.freeSlots("jet", 6, "&slotWindowStartDate=2026-05-23") {
		start, end := instant(t, slot.StartDateTime), instant(t, slot.EndDateTime)
		require.Equal(t, 30*time.Minute, end.Sub(start))
		require.Contains(t, slot.StartDateTime, "+02:00[Europe/Berlin]")
		opens, closes := 6, 23
		if d := start.Weekday(); d == time.Saturday || d == time.Sunday {
			opens, closes = 8, 21
		}
		require.GreaterOrEqual(t, start.Hour(), opens)
		require.LessOrEqual(t, end.Hour()*60+end.Minute(), closes*60)
		require.Nil(t, slot.Instructors)
		closing := berlin(t, 2026, time.May, 27, 12, 0)
		require.False(t, start.Before(closing.Add(3*time.Hour)) && end.After(closing), slot.StartDateTime)
	}
}

// An instructor who teaches gives no appointment, and a class has its room to itself.
func TestClassesBlockInstructorsAndRooms(t *testing.T) {
	s := start(t, monday)
	taught, roomed := 0, 0
	for _, slot := range s.freeSlots(trainingKey, 6, "") {
		for _, class := range timetable(s) {
			if overlap(t, slot, class) {
				taught++
				for _, i := range class.Instructors {
					require.NotContains(t, slot.instructors(), int64(i["id"].(float64)), slot.StartDateTime)
				}
			}
		}
	}
	for _, slot := range s.freeSlots("plan", 6, "") {
		for _, class := range timetable(s) {
			if overlap(t, slot, class) {
				roomed++
				require.NotEqual(t, "Kursraum 1", text(class.Location["name"]), slot.StartDateTime)
			}
		}
	}
	require.Positive(t, taught)
	require.Positive(t, roomed)

	// The same the other way round: without the class, its instructor is free.
	var busy sandbox.ClassSlot
	var teacher int64
	for _, class := range timetable(s) {
		i := slices.IndexFunc(class.Instructors, func(o object) bool {
			return slices.Contains(s.service(trainingKey).Instructors, int64(o["id"].(float64)))
		})
		start := instant(t, class.StartDateTime)
		if i >= 0 && start.After(monday.Add(24*time.Hour)) && start.Weekday() != time.Saturday && start.Weekday() != time.Sunday && start.Hour() >= 9 && start.Hour() < 19 {
			teacher = int64(class.Instructors[i]["id"].(float64))
			busy = s.slot(func(c sandbox.ClassSlot) bool { return c.ID == class.ID })
			break
		}
	}
	require.NotZero(t, teacher)
	body := s.at(trainingKey, s.member("nordlicht", "newcomer").CustomerID, busy.Start.Truncate(30*time.Minute))
	body["instructorIds"] = []int64{teacher}
	require.Equal(t, "RESOURCE_NOT_AVAILABLE", s.status(body))
	require.NoError(t, s.box.Staff("class_slot", busy.ID, false))
	for _, a := range s.box.AppointmentBookings("nordlicht") { // and without what others have booked
		if slices.Contains(a.Instructors, teacher) && a.Status == "BOOKED" {
			require.NoError(t, s.box.Staff("appointment_booking", a.ID, false))
		}
	}
	require.Equal(t, "AVAILABLE", s.status(body))
}

func timetable(s *server) []slotJSON {
	return get[slotSlice](s, "/v1/classes/slots?daysAhead=6&sliceSize=100").Result
}

func overlap(t *testing.T, a appointmentSlot, c slotJSON) bool {
	t.Helper()
	return instant(t, a.StartDateTime).Before(instant(t, c.EndDateTime)) && instant(t, c.StartDateTime).Before(instant(t, a.EndDateTime))
}

// Both kinds of bookings of a customer keep out of each other's way.
func TestOwnBookingsHideSlots(t *testing.T) {
	s := start(t, monday)
	id := s.member("nordlicht", "newcomer").CustomerID
	slot := s.slot(func(c sandbox.ClassSlot) bool {
		return c.Start.After(monday.Add(24*time.Hour)) && c.Start.In(berlin(t, 2026, 5, 1, 0, 0).Location()).Hour() == 18 && c.Bookable && s.validate(id, c.ID) == "AVAILABLE"
	})
	covers := func(slots []appointmentSlot) bool {
		return slices.ContainsFunc(slots, func(a appointmentSlot) bool {
			return instant(t, a.StartDateTime).Before(slot.End) && slot.Start.Before(instant(t, a.EndDateTime))
		})
	}
	require.True(t, covers(s.freeSlots("jet", 6, "&customerId=%d", id)))
	s.book(id, slot.ID)
	require.False(t, covers(s.freeSlots("jet", 6, "&customerId=%d", id)))
	require.True(t, covers(s.freeSlots("jet", 6, "")), "for nobody in particular it is free")

	a := s.appoint(s.wish("jet", "newcomer"))
	for _, c := range s.box.ClassSlots("nordlicht") {
		if c.Bookable && c.Start.Before(instant(t, a.EndDateTime)) && instant(t, a.StartDateTime).Before(c.End) {
			require.Contains(t, []string{"CUSTOMER_IN_OTHER_BOOKING", "BOOKING_LIMIT_REACHED"}, s.validate(id, c.ID))
		}
	}
}

func TestSwitchSlotsFollowAllCustomerRules(t *testing.T) {
	s := start(t, monday)
	newcomer, extras := s.member("nordlicht", "newcomer").CustomerID, s.member("nordlicht", "extras").CustomerID
	require.NotEmpty(t, s.freeSlots("sauna", 3, "&customerId=%d", newcomer), "only validate says that they may not")
	s.turn(func(w *sandbox.Switches) { w.SlotsFollowAllCustomerRules = true })
	require.Empty(t, s.freeSlots("sauna", 3, "&customerId=%d", newcomer))
	require.Empty(t, s.freeSlots(trainingKey, 3, "&customerId=%d", s.member("nordlicht", "restricted").CustomerID))
	require.NotEmpty(t, s.freeSlots("sauna", 3, "&customerId=%d", extras))
	require.NotEmpty(t, s.freeSlots("sauna", 3, ""))
}

func TestSwitchesOfTheWindow(t *testing.T) {
	s := start(t, monday)
	days := func(n int) int {
		seen := map[string]bool{}
		for _, slot := range s.freeSlots("jet", n, "&slotWindowStartDate=2026-05-19") {
			seen[slot.StartDateTime[:10]] = true
		}
		return len(seen)
	}
	require.Equal(t, 1, days(1))
	require.Equal(t, 6, days(6))
	s.turn(func(w *sandbox.Switches) { w.WindowIncludesLastDay = true })
	require.Equal(t, 2, days(1))
	s.turn(func(w *sandbox.Switches) { w.AppointmentsThreeDaysAhead = true })
	require.Equal(t, 2, days(1))
	require.Equal(t, 3, days(6), "never more than three days ahead")
	require.Len(t, get[[]object](s, fmt.Sprintf("/v1/appointments/bookable/%d/slots", s.service("jet").ID)), len(s.freeSlots("jet", 1, "")), "one day is the default")
}

func TestInstructorsAreAlternatives(t *testing.T) {
	s := start(t, monday)
	slots := s.freeSlots(trainingKey, 6, "")
	i := slices.IndexFunc(slots, func(a appointmentSlot) bool {
		return len(a.Instructors) > 1 && instant(t, a.StartDateTime).After(monday.Add(24*time.Hour))
	})
	require.GreaterOrEqual(t, i, 0, "some slot has several instructors")
	slot, service := slots[i], s.service(trainingKey).ID
	newcomer, debtor := s.member("nordlicht", "newcomer").CustomerID, s.member("nordlicht", "debtor").CustomerID

	mine := s.appoint(slot.request(newcomer, service))
	require.Len(t, mine.Instructors, 1, "one of those that were sent")
	require.Equal(t, slot.Instructors[0], mine.Instructors[0])
	same := slot.request(debtor, service)
	require.Equal(t, "AVAILABLE", s.status(same), "the other one is still free")
	same["instructorIds"] = []int64{mine.Instructors[0].ID}
	require.Equal(t, "RESOURCE_NOT_AVAILABLE", s.status(same))
	delete(same, "instructorIds")
	require.Equal(t, slot.Instructors[1], s.appoint(same).Instructors[0], "none named: whoever is free")
	s.dismiss(mine.BookingID)
	require.Equal(t, "AVAILABLE", s.status(slot.request(newcomer, service)), "canceled, the time is free again")
}

func TestSwitchInstructorsAreNoAlternatives(t *testing.T) {
	s := start(t, monday)
	together := slices.IndexFunc(s.freeSlots(trainingKey, 6, ""), func(a appointmentSlot) bool { return len(a.Instructors) > 1 })
	slot := s.freeSlots(trainingKey, 6, "")[together]
	s.turn(func(w *sandbox.Switches) { w.InstructorsAreAlternatives = false })
	var each []int64
	for _, a := range s.freeSlots(trainingKey, 6, "") {
		require.Len(t, a.Instructors, 1)
		if a.StartDateTime == slot.StartDateTime {
			each = append(each, a.Instructors[0].ID)
		}
	}
	require.Equal(t, slot.instructors(), each, "each has the slot to themselves")
	body := slot.request(s.member("nordlicht", "newcomer").CustomerID, s.service(trainingKey).ID)
	require.Len(t, s.appoint(body).Instructors, len(slot.Instructors), "all that were sent come")
}

func TestTwoInstructorsAtOnce(t *testing.T) {
	s := start(t, monday)
	couple := s.service("couple")
	slot := s.freeSlots("couple", 6, "&slotWindowStartDate=2026-05-19")[0]
	require.ElementsMatch(t, couple.Instructors, slot.instructors())
	require.Len(t, s.appoint(slot.request(s.member("nordlicht", "newcomer").CustomerID, couple.ID)).Instructors, 2)
	for _, massage := range s.freeSlots("massage", 6, "&slotWindowStartDate=2026-05-19") {
		require.False(t, instant(t, massage.StartDateTime).Before(instant(t, slot.EndDateTime)) && instant(t, slot.StartDateTime).Before(instant(t, massage.EndDateTime)),
			"both are busy: %s", massage.StartDateTime)
	}
}

func TestTwoDevicesServeTwo(t *testing.T) {
	s := start(t, monday)
	jet := s.service("jet").ID
	var slot appointmentSlot
	for _, free := range s.freeSlots("jet", 3, "") { // one that nobody of the crowd has
		start := instant(t, free.StartDateTime)
		if !slices.ContainsFunc(s.box.AppointmentBookings("nordlicht"), func(a sandbox.AppointmentBooking) bool { return a.ServiceID == jet && a.Start.Equal(start) }) {
			slot = free
			break
		}
	}
	for _, story := range []string{"newcomer", "debtor"} {
		require.Equal(t, "BOOKED", s.appoint(slot.request(s.member("nordlicht", story).CustomerID, jet)).BookingStatus)
	}
	require.Equal(t, "RESOURCE_NOT_AVAILABLE", s.status(slot.request(s.member("nordlicht", "canceled").CustomerID, jet)))
	require.NotContains(t, s.freeSlots("jet", 3, ""), slot)
}

func TestTextsOfASlotAreComparedAsInstants(t *testing.T) {
	s := start(t, monday)
	body := s.wish(trainingKey, "newcomer")
	begin, end := instant(t, body["startDateTime"].(string)), instant(t, body["endDateTime"].(string))
	for _, zone := range []string{"America/New_York", "Asia/Kathmandu", "UTC"} {
		loc, err := time.LoadLocation(zone)
		require.NoError(t, err)
		body["startDateTime"], body["endDateTime"] = written(begin.In(loc)), written(end.In(loc))
		require.Equal(t, "AVAILABLE", s.status(body), zone)
	}
	b := s.appoint(body)
	require.Equal(t, written(begin.In(berlin(t, 2026, time.May, 1, 0, 0).Location())), b.StartDateTime, "written in the studio's zone")
	require.Equal(t, "PLANNED", b.AppointmentStatus)
	require.Equal(t, 60, b.Duration)
	listed := get[[]appointmentJSON](s, fmt.Sprintf("/v1/appointments/booking?customerId=%d", body["customerId"]))
	require.Equal(t, b, listed[0])
}

func TestAppointmentsAcrossAClockChange(t *testing.T) {
	s := start(t, berlin(t, 2026, time.October, 23, 10, 0)) // the clocks go back on the 25th
	slots := s.freeSlots("jet", 4, "&slotWindowStartDate=2026-10-24")
	for day, offset := range map[string]string{"2026-10-24": "+02:00", "2026-10-25": "+01:00", "2026-10-26": "+01:00"} {
		i := slices.IndexFunc(slots, func(a appointmentSlot) bool { return a.StartDateTime[:10] == day })
		require.GreaterOrEqual(t, i, 0)
		for _, a := range slots[i : i+5] {
			require.Contains(t, a.StartDateTime, offset+"[Europe/Berlin]")
			require.Contains(t, []string{"00", "30"}, a.StartDateTime[14:16])
			require.GreaterOrEqual(t, a.StartDateTime[11:13], "07")
		}
		require.Equal(t, "AVAILABLE", s.status(slots[i].request(s.member("nordlicht", "newcomer").CustomerID, s.service("jet").ID)))
	}
}

func TestAServiceThatTheStudioConfirms(t *testing.T) {
	s := start(t, monday)
	first, second := s.wish("massage", "newcomer"), s.wish("massage", "debtor")
	mine := s.appoint(first)
	require.Equal(t, "BOOKED_WITH_CONFIRMATION_REQUIRED", mine.BookingStatus)
	require.Equal(t, "RESOURCE_NOT_AVAILABLE", s.status(second), "it holds the time already")
	require.NoError(t, s.box.Staff("appointment_booking", mine.BookingID, true))
	path := fmt.Sprintf("/v1/appointments/booking/%d", mine.BookingID)
	require.Equal(t, "BOOKED", get[appointmentJSON](s, path).BookingStatus)
	require.NoError(t, s.box.Staff("appointment_booking", mine.BookingID, false))
	require.Equal(t, "CANCELED", get[appointmentJSON](s, path).BookingStatus)
	require.Error(t, s.box.Staff("appointment_booking", mine.BookingID, true))
	require.Equal(t, "AVAILABLE", s.status(second))

	other := s.appoint(second)
	s.dismiss(other.BookingID)
	require.Equal(t, []string{
		"APPOINTMENT_BOOKING_CREATED", "APPOINTMENT_BOOKING_UPDATED", "APPOINTMENT_BOOKING_CANCELLED",
		"APPOINTMENT_BOOKING_CREATED", "APPOINTMENT_BOOKING_CANCELLED",
	}, s.servicesEvents())
}

// servicesEvents are the types of what happened in nordlicht, beside what accounts and
// the agency do by themselves.
func (s *server) servicesEvents() []string {
	s.t.Helper()
	dump, err := s.box.Dump()
	require.NoError(s.t, err)
	var world struct {
		Studios map[string]struct{ Events []struct{ Type string } }
	}
	require.NoError(s.t, json.Unmarshal(dump, &world))
	var types []string
	for _, e := range world.Studios["nordlicht"].Events {
		if !strings.HasPrefix(e.Type, "FINANCE_") {
			types = append(types, e.Type)
		}
	}
	return types
}

func TestTheStoriesAppointmentIsAService(t *testing.T) {
	s := start(t, monday)
	id := s.member("nordlicht", "regular").CustomerID
	i := slices.IndexFunc(s.box.AppointmentBookings("nordlicht"), func(a sandbox.AppointmentBooking) bool { return a.CustomerID == id })
	require.Equal(t, s.service(trainingKey).ID, s.box.AppointmentBookings("nordlicht")[i].ServiceID)
}

func TestAppointmentsSurviveADump(t *testing.T) {
	s := start(t, monday)
	s.appoint(s.wish("massage", "newcomer"))
	require.NoError(t, s.box.Staff("bookable_appointment", s.service("jet").ID, false))
	dump, err := s.box.Dump()
	require.NoError(t, err)
	slots, wish := s.freeSlots("couple", 6, ""), s.wish("plan", "regular")

	other := sandbox.New(sandbox.Options{Seed: 9, Now: monday.AddDate(0, 1, 0)})
	require.NoError(t, other.Restore(dump))
	require.Equal(t, s.box.AppointmentBookings("nordlicht"), other.AppointmentBookings("nordlicht"))
	again := serveBox(t, other)
	require.Equal(t, slots, again.freeSlots("couple", 6, ""))
	require.Empty(t, again.freeSlots("jet", 6, ""))
	require.Equal(t, "AVAILABLE", again.status(wish))
	require.Equal(t, "BOOKED", again.appoint(wish).BookingStatus)
}

func TestInstructorsKeepTheirHours(t *testing.T) {
	s := start(t, monday)
	early := s.service("massage").Instructors[0] // at work from 9 to 18 on working days
	seen := false
	for _, slot := range s.freeSlots("massage", 6, "&slotWindowStartDate=2026-05-19") {
		begin, end := instant(t, slot.StartDateTime), instant(t, slot.EndDateTime)
		if slices.Contains(slot.instructors(), early) {
			seen = true
			require.GreaterOrEqual(t, begin.Hour(), 9)
			require.LessOrEqual(t, end.Hour()*60+end.Minute(), 18*60)
			require.NotContains(t, []time.Weekday{time.Saturday, time.Sunday}, begin.Weekday())
		}
	}
	require.True(t, seen)
	body := s.at("massage", s.member("nordlicht", "newcomer").CustomerID, berlin(t, 2026, time.May, 19, 18, 30))
	body["instructorIds"] = []int64{early}
	require.Equal(t, "RESOURCE_NOT_AVAILABLE", s.status(body))
}
