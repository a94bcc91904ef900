package pgclient_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"
	_ "time/tzdata"

	"memberportal/pgclient"
)

// exampleStudio stands for the API in the examples.
func exampleStudio() *httptest.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/classes/slots", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("offset") == "" {
			_, _ = io.WriteString(w, `{"result":[{"id":1,"additionalParticipants":0,"startDateTime":"2026-11-26T18:00:00.000+01:00[Europe/Berlin]",
				"classInformation":{"id":5,"title":"Yoga"}}],"hasNext":true,"offset":"1"}`)
			return
		}
		_, _ = io.WriteString(w, `{"result":[{"id":2,"additionalParticipants":0,"startDateTime":"2026-11-27T07:00:00.000+01:00[Europe/Berlin]",
			"classInformation":{"id":6,"title":"Spinning"}}],"hasNext":false,"offset":"2"}`)
	})
	mux.HandleFunc("POST /v1/classes/booking/book", func(w http.ResponseWriter, r *http.Request) {
		var body struct{ ClassSlotID int64 }
		_ = json.NewDecoder(r.Body).Decode(&body)
		switch body.ClassSlotID {
		case 1:
			_, _ = io.WriteString(w, `{"bookingId":31,"bookingStatus":"WAITING_LIST","classSlotId":1,"classId":5,"customerId":1001,
				"classSlotStatus":"PLANNED","participantStatus":"UNSET"}`)
		case 2:
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"errorMessage":"Du hast diesen Kurs schon gebucht."}`)
		default:
			w.WriteHeader(http.StatusBadGateway)
		}
	})
	return httptest.NewServer(mux)
}

func Example() {
	studio := exampleStudio()
	defer studio.Close()
	client, err := pgclient.New(studio.URL, "key-of-the-studio")
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	ctx = pgclient.WithLanguage(ctx, "de")

	today := pgclient.Date{Year: 2026, Month: time.November, Day: 26}
	for slot, err := range client.AllClassSlotsForMultipleClasses(ctx, today, 2) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(slot.StartDateTime.Time().Format("Mon 15:04"), slot.ClassInformation.Title)
	}
	// Output:
	// Thu 18:00 Yoga
	// Fri 07:00 Spinning
}

// A booking has four outcomes: made, refused, failed, and unknown.
func ExampleUnclear() {
	studio := exampleStudio()
	defer studio.Close()
	client, err := pgclient.New(studio.URL, "key-of-the-studio")
	if err != nil {
		fmt.Println(err)
		return
	}
	for slot := range int64(3) {
		booking, err := client.BookClassSlot(context.Background(), pgclient.ClassBookingRequest{CustomerID: 1001, ClassSlotID: slot + 1})
		switch {
		case err == nil:
			fmt.Println("made:", booking.BookingStatus)
		case pgclient.Unclear(err):
			fmt.Println("unknown: read the bookings, do not send again")
		case pgclient.KindOf(err) == pgclient.Invalid:
			fmt.Println("refused: validate tells why")
		default:
			fmt.Println("failed:", pgclient.KindOf(err))
		}
	}
	// Output:
	// made: WAITING_LIST
	// refused: validate tells why
	// unknown: read the bookings, do not send again
}

func ExampleParseZonedTime() {
	z, err := pgclient.ParseZonedTime("2026-10-25T02:30:00.000+01:00[Europe/Berlin]")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(z.Zone(), z.Time().UTC().Format(time.TimeOnly))
	fmt.Println(z)
	// Output:
	// Europe/Berlin 01:30:00
	// 2026-10-25T02:30:00.000+01:00[Europe/Berlin]
}

func ExampleDecimal_Add() {
	fee, _ := pgclient.ParseDecimal("39.90")
	discount, _ := pgclient.ParseDecimal("-5")
	fmt.Println(fee.Add(discount))
	// Output: 34.90
}

func ExampleDate_In() {
	cairo, err := time.LoadLocation("Africa/Cairo")
	if err != nil {
		fmt.Println(err)
		return
	}
	// On this day the clocks went from 23:59:59 to 01:00.
	fmt.Println(pgclient.Date{Year: 2024, Month: time.April, Day: 26}.In(cairo).Format(time.DateTime))
	// Output: 2024-04-26 01:00:00
}
