package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// roleLimit is the limit, 1.00: a bare handler that makes three calls at once,
// decodes them with the standard library and writes a constant page. It is
// part of this repository because without it no ratio can be measured again.
//
//	/limit  three answers of plainBytes each, the limit itself
//	/same   the three answers that the portal's timetable is made of
const roleLimit = "_limit"

const pageBytes = 19_000

// The fields that a timetable shows; times stay text.
type (
	plainSlot struct {
		ID                             int64
		Title, Start, Instructor, Room string
		Max, Booked                    int
	}
	sameSlot struct {
		ID                                                                                       int64
		StartDateTime, EndDateTime, EarliestBookingDateTime, LatestBookingDateTime               string
		Instructors                                                                              []struct{ FirstName, LastName, PublicName string }
		Location                                                                                 *struct{ Name string }
		MaxParticipants, MaxWaitingListParticipants, BookedParticipants, WaitingListParticipants *int
		AdditionalParticipants                                                                   int
		ClassInformation                                                                         *struct {
			ID    int64
			Title string
		}
	}
	sameClass struct {
		ID       int64
		Title    string
		Bookable bool
	}
	sameBooking struct {
		BookingID, ClassSlotID int64
		BookingStatus          string
	}
	sliced[T any] struct{ Result []T }
)

func serveLimit(ctx context.Context, args []string) error {
	set, _ := flags("limit")
	upstream := set.String("upstream", "", "address of the fake upstream")
	day := set.String("day", "", "day of the timetable")
	customer := set.String("customer", "", "whose bookings")
	if err := parse(set, args); err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: 10 * time.Second}
	constant := []byte("<!DOCTYPE html><title>limit</title>" + strings.Repeat("<li>a row of a timetable</li>", pageBytes/29))
	mux := http.NewServeMux()
	handle := func(path string, calls ...func(context.Context) error) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			var wait sync.WaitGroup
			failed := make([]error, len(calls))
			for i, call := range calls {
				wait.Go(func() { failed[i] = call(r.Context()) })
			}
			wait.Wait()
			for _, err := range failed {
				if err != nil {
					http.Error(w, err.Error(), http.StatusBadGateway)
					return
				}
			}
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write(constant)
		})
	}
	plain := decoding[[]plainSlot](client, *upstream+plainPath)
	handle("/limit", plain, plain, plain)
	handle("/same",
		decoding[sliced[sameSlot]](client, *upstream+"/v1/classes/slots?daysAhead=1&sliceSize=50&slotWindowStartDate="+*day),
		decoding[sliced[sameClass]](client, *upstream+"/v1/classes?sliceSize=50"),
		decoding[[]sameBooking](client, *upstream+"/v1/classes/booking?customerId="+*customer))
	return serveRole(ctx, mux, "")
}

// decoding is one call: fetch, decode, forget.
func decoding[T any](client *http.Client, address string) func(context.Context) error {
	return func(ctx context.Context) error {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return err
		}
		r.Header.Set("X-API-KEY", busyKey)
		res, err := client.Do(r)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return fmt.Errorf("%s answers %s", r.URL.Path, res.Status)
		}
		var into T
		return json.NewDecoder(res.Body).Decode(&into)
	}
}

// serveRole serves on a free port, says where, and ends with its parent.
func serveRole(ctx context.Context, h http.Handler, more string) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	web := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	ctx = untilParentLeaves(ctx)
	go func() {
		<-ctx.Done()
		_ = web.Close()
	}()
	fmt.Printf("http://%s %s\n", l.Addr(), more)
	if err := web.Serve(l); ctx.Err() == nil {
		return err
	}
	return nil
}
