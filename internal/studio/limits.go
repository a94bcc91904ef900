package studio

import "time"

// Limits are what a studio's API is asked for at most, and how long what it said is
// believed. The zero value neither limits nor keeps anything: every read asks, though
// those of the same moment still ask together.
type Limits struct {
	// PerMinute is how many calls of one operation the API takes from one key in any 60
	// seconds; one more is answered 429 and shuts the operation for a whole minute. The
	// API's documentation says 1000. 0: no limit.
	PerMinute int
	Spare     int // of these left unused: our minute and the API's do not begin together
	Reserve   int // of these kept for writes, sign-in, and finding out what became of a write

	InFlight int           // calls under way at once; 0: no limit
	Kept     int           // of these kept as above
	Queue    int           // calls that wait for one of the others to end
	Patience time.Duration // how long they wait, and for the budget

	Breaker bool // stop asking while the API is down

	Ages  Ages
	Apart bool // for measurements: visitors of the same moment ask each for themselves
}

// Ages are how old an answer may be, by what it is about.
type Ages struct {
	Places Age // slots, with how many places are taken
	Booked Age // slots for the times of a booking, not for its places
	Now    Age // how many people are in the studio
	Texts  Age // classes, services, reasons, extras, facts of the studio

	// Wait is how long a page waits for a newer answer where it has an older one to show.
	Wait time.Duration
	// Rest is the time after a failed read in which a page that has an older answer shows
	// it without trying again.
	Rest time.Duration
}

// Age says how an answer ages. Up to Fresh it is served as it is, up to Easy as it is
// while a newer one is fetched, and up to Stale where a newer one cannot be had, which
// the page then says.
type Age struct{ Fresh, Easy, Stale time.Duration }

// DefaultLimits are those of the portal.
func DefaultLimits() Limits {
	return Limits{
		PerMinute: 1000, Spare: 20, Reserve: 80,
		InFlight: 16, Kept: 2, Queue: 64, Patience: 300 * time.Millisecond,
		Breaker: true,
		Ages: Ages{
			// Together with the second that rendering may take, places are at most 5 s old.
			Places: Age{Fresh: 1500 * time.Millisecond, Easy: 4 * time.Second, Stale: time.Minute},
			Booked: Age{Fresh: 5 * time.Second, Easy: 30 * time.Second, Stale: time.Hour},
			Now:    Age{Fresh: 10 * time.Second, Easy: 30 * time.Second, Stale: 5 * time.Minute},
			Texts:  Age{Fresh: time.Minute, Easy: 10 * time.Minute, Stale: 24 * time.Hour},
			Wait:   700 * time.Millisecond, // below the time after which a page leaves a part out
			Rest:   time.Second,
		},
	}
}
