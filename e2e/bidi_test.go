package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/net/websocket"
)

// bidi speaks WebDriver BiDi, the protocol that Firefox is driven with:
// commands and answers as JSON over one websocket.
type bidi struct {
	connection *websocket.Conn

	mu      sync.Mutex
	last    int
	waiting map[int]chan bidiAnswer
	gone    error
}

type bidiAnswer struct {
	ID      *int            `json:"id"` // none: an event, which nobody asked for
	Type    string          `json:"type"`
	Result  json.RawMessage `json:"result"`
	Error   string          `json:"error"`
	Message string          `json:"message"`
}

// bidiOrigin is what the browser is started to take commands from.
const bidiOrigin = "http://localhost"

func dialBidi(address string) (*bidi, error) {
	connection, err := websocket.Dial(address+"/session", "", bidiOrigin)
	if err != nil {
		return nil, err
	}
	b := &bidi{connection: connection, waiting: map[int]chan bidiAnswer{}}
	go b.listen()
	// The authority of the tests signs for names that are nobody's.
	err = b.call("session.new", object{"capabilities": object{"alwaysMatch": object{"acceptInsecureCerts": true}}}, nil)
	return b, err
}

// object is one of JSON.
type object map[string]any

func (b *bidi) listen() {
	for {
		var a bidiAnswer
		err := websocket.JSON.Receive(b.connection, &a)
		b.mu.Lock()
		if err != nil {
			b.gone = err
			for _, c := range b.waiting {
				close(c)
			}
			b.waiting = nil
			b.mu.Unlock()
			return
		}
		if a.ID != nil {
			if c := b.waiting[*a.ID]; c != nil {
				delete(b.waiting, *a.ID)
				c <- a
			}
		}
		b.mu.Unlock()
	}
}

// call sends a command and waits for its answer.
func (b *bidi) call(method string, params object, into any) error {
	answer := make(chan bidiAnswer, 1)
	b.mu.Lock()
	if b.gone != nil {
		b.mu.Unlock()
		return b.gone
	}
	b.last++
	id := b.last
	b.waiting[id] = answer
	err := websocket.JSON.Send(b.connection, object{"id": id, "method": method, "params": params})
	b.mu.Unlock()
	if err != nil {
		return err
	}
	select {
	case a, ok := <-answer:
		switch {
		case !ok:
			return errors.New("Firefox is gone") //nolint:staticcheck // a name
		case a.Type == "error":
			return fmt.Errorf("%s: %s: %s", method, a.Error, a.Message)
		case into == nil:
			return nil
		}
		return json.Unmarshal(a.Result, into)
	case <-time.After(3 * patience): // the first is answered when all of the browser has started
		b.mu.Lock()
		delete(b.waiting, id)
		b.mu.Unlock()
		return fmt.Errorf("%s: no answer", method)
	}
}
