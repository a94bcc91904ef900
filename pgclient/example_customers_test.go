package pgclient_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"memberportal/pgclient"
)

// Check-ins have the offset of their studio, so they read as the clock on its wall.
func ExampleClient_AllCustomersCheckinHistory() {
	studio := httptest.NewServer(answers(http.StatusOK, "application/json", `{"result":[
		{"checkinId":2,"checkInDateTime":"2026-11-26T07:58:12+01:00"},
		{"checkinId":1,"checkInDateTime":"2026-10-24T18:03:40+02:00","checkOutDateTime":"2026-10-24T19:31:05+02:00"}
	],"hasNext":false,"offset":"50"}`))
	defer studio.Close()
	client, err := pgclient.New(studio.URL, "key-of-the-studio")
	if err != nil {
		fmt.Println(err)
		return
	}
	for visit, err := range client.AllCustomersCheckinHistory(context.Background(), 1001, pgclient.Date{}, pgclient.Date{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		in := visit.CheckInDateTime.Time()
		if visit.CheckOutDateTime.IsZero() {
			fmt.Println(in.Format("2 Jan 15:04"), "still inside, or never checked out")
			continue
		}
		fmt.Println(in.Format("2 Jan 15:04"), "for", visit.CheckOutDateTime.Time().Sub(in))
	}
	// Output:
	// 26 Nov 07:58 still inside, or never checked out
	// 24 Oct 18:03 for 1h27m25s
}
