package mail

import "sync"

// health remembers what fails at present. Quiet failures do not count, see
// Failure.
type health struct {
	mu       sync.Mutex
	failing  map[string]bool // studios whose look-ups fail
	inFlight map[string]int  // rows being worked on, by studio
	sending  bool            // the mail server fails
}

func (h *health) slow(studio string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.sending || h.failing[studio]
}

// enter takes a place for the studio; false where it fails and has one already.
func (h *health) enter(studio string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.failing[studio] && h.inFlight[studio] > 0 {
		return false
	}
	if h.inFlight == nil {
		h.inFlight = make(map[string]int)
	}
	h.inFlight[studio]++
	return true
}

func (h *health) leave(studio string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.inFlight[studio]--; h.inFlight[studio] == 0 {
		delete(h.inFlight, studio)
	}
}

func (h *health) lookedUp(studio string, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err != nil && !failureOf(err).Quiet {
		if h.failing == nil {
			h.failing = make(map[string]bool)
		}
		h.failing[studio] = true
		return
	}
	delete(h.failing, studio)
}

func (h *health) sent(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sending = err != nil && !failureOf(err).Quiet
}
