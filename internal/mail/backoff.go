package mail

import (
	"math/rand/v2"
	"time"
)

// Pauses between tries of one mail.
const (
	firstPause    = time.Second
	shortestLimit = 30 * time.Second
	longestLimit  = 15 * time.Minute
	longestAsked  = time.Minute // what a Retry-After may ask for
)

// pause is how long to wait after the given number of failed tries of a mail
// of the given age: 1, 2, 4 … 30 s, and for mails that have been waiting long
// up to a tenth of their age; a quarter of jitter on top, so that mails that
// failed together do not come back together.
func pause(attempts int, age, asked time.Duration) time.Duration {
	limit := min(max(shortestLimit, age/10), longestLimit)
	p := firstPause << min(max(attempts-1, 0), 20)
	p = max(min(p, limit), min(asked, longestAsked))
	return p + rand.N(p/4+1)
}
