package pgclient_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"memberportal/pgclient"
)

// Somebody who is no member yet: enter them, book, and confirm by the link they were mailed.
func ExampleClient_ConfirmTrialOfferBooking() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/trial-offers/lead/create", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"leadCustomerId":1001}`)
	})
	mux.HandleFunc("POST /v1/trial-offers/classes/booking/book", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"bookingId":31,"bookingStatus":"BOOKED_WITH_CONFIRMATION_REQUIRED","classSlotId":77,"classId":5,"customerId":1001,
			"classSlotStatus":"PLANNED","participantStatus":"UNSET"}`)
	})
	mux.HandleFunc("POST /v1/trial-offers/bookings/31/confirm", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"status":"CONFIRMED"}`)
	})
	studio := httptest.NewServer(mux)
	defer studio.Close()
	client, err := pgclient.New(studio.URL, "key-of-the-studio")
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	lead, err := client.CreateLeadCustomer(ctx, pgclient.TrialLeadRequest{
		TrialOfferConfigID: 7,
		LeadCustomerData:   pgclient.TrialLeadCustomer{Firstname: "Max", Lastname: "Muster", Email: "max@example.com"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	booking, err := client.BookClassSlotForTrialOffers(ctx, pgclient.ClassBookingRequest{CustomerID: *lead.LeadCustomerID, ClassSlotID: 77})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(booking.BookingStatus)
	confirmed, err := client.ConfirmTrialOfferBooking(ctx, booking.BookingID)
	fmt.Println(confirmed.Status, err)
	// Output:
	// BOOKED_WITH_CONFIRMATION_REQUIRED
	// CONFIRMED <nil>
}
