package pgclient_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"memberportal/pgclient"
)

// Free times are reserved for nobody: validate, and be ready for a refusal all the same.
func ExampleClient_GetBookableAppointmentSlots() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/appointments/bookable/55/slots", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `[{"startDateTime":"2026-11-26T09:00:00.000+01:00[Europe/Berlin]","endDateTime":"2026-11-26T09:45:00.000+01:00[Europe/Berlin]",
			"instructors":[{"id":3,"firstName":"Ada","lastName":"Byron"}]}]`)
	})
	mux.HandleFunc("POST /v1/appointments/bookable/validate", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Println(string(body))
		_, _ = io.WriteString(w, `{"validationStatus":"AVAILABLE"}`)
	})
	studio := httptest.NewServer(mux)
	defer studio.Close()
	client, err := pgclient.New(studio.URL, "key-of-the-studio")
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	slots, err := client.GetBookableAppointmentSlots(ctx, 55, pgclient.AppointmentSlotsParams{CustomerID: 1001, DaysAhead: 3})
	if err != nil {
		fmt.Println(err)
		return
	}
	v, err := client.ValidateForAppointmentBooking(ctx, slots[0].Request(1001, 55))
	fmt.Println(v.ValidationStatus, err)
	// Output:
	// {"customerId":1001,"bookableAppointmentId":55,"startDateTime":"2026-11-26T09:00:00.000+01:00[Europe/Berlin]","endDateTime":"2026-11-26T09:45:00.000+01:00[Europe/Berlin]","instructorIds":[3]}
	// AVAILABLE <nil>
}
