package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"memberportal/internal/sandbox"
)

// sandboxDrain is how long a stopping sandbox finishes what it has begun. Faults may
// let answers hang far longer; those are cut off then.
const sandboxDrain = 3 * time.Second

// runSandbox serves the simulator of the API alone.
func runSandbox(ctx context.Context, args []string) error {
	set := flags("sandbox")
	address := set.String("listen", "127.0.0.1:8090", "address of the API")
	control := set.String("control-listen", "", "address of the control API; empty: below /_control/ of the API's")
	seed := set.Int64("seed", 1, "equal seeds give equal worlds")
	now := set.String("now", "", "the world's time, RFC 3339; empty: the present")
	keys := map[string]string{"nordlicht": "sandbox-nordlicht", "forge": "sandbox-forge"}
	set.Func("key", "studio=KEY, may be given several times", func(v string) error {
		studio, key, ok := strings.Cut(v, "=")
		if !ok || key == "" {
			return errors.New("want studio=KEY")
		}
		if _, known := keys[studio]; !known {
			return errors.New("the studios are nordlicht and forge")
		}
		keys[studio] = key
		return nil
	})
	if err := parse(set, args); err != nil {
		return err
	}
	if keys["nordlicht"] == keys["forge"] {
		return errors.New("--key: the studios cannot share a key, since it tells them apart")
	}
	start, err := parseNow(*now)
	if err != nil {
		return err
	}
	world := sandbox.New(sandbox.Options{Seed: *seed, Now: start, Keys: keys})
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	api, admin := http.Handler(world), http.Handler(nil)
	if *control != "" {
		api, admin = world.API(), world.Control()
	}
	listener, err := listen(*address)
	if err != nil {
		return err
	}
	servers := []*http.Server{newHTTP(api, logger)}
	listeners := []net.Listener{listener}
	if admin != nil {
		controlListener, err := listen(*control)
		if err != nil {
			return errors.Join(err, listener.Close())
		}
		servers, listeners = append(servers, newHTTP(admin, logger)), append(listeners, controlListener)
	}
	failed := make(chan error, len(servers))
	for i, web := range servers {
		web.WriteTimeout = 2 * time.Minute // faults may hang, receivers of webhooks too
		go func() { failed <- web.Serve(listeners[i]) }()
	}
	fmt.Printf("sandbox of the API: http://%s\n", listener.Addr())
	for _, studio := range []string{"nordlicht", "forge"} {
		fmt.Printf("  %-10s X-API-KEY: %s\n", studio, keys[studio])
	}
	fmt.Printf("control API: http://%s/_control/\n", listeners[len(listeners)-1].Addr())
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	return errors.Join(err, stopSandbox(ctx, servers))
}

// stopSandbox lets answers that are under way be finished, for a while.
func stopSandbox(ctx context.Context, servers []*http.Server) error {
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), sandboxDrain)
	defer cancel()
	var errs []error
	for _, web := range servers {
		err := web.Shutdown(drain)
		if errors.Is(err, context.DeadlineExceeded) {
			err = web.Close()
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func parseNow(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("--now wants a time such as 2027-03-20T17:30:00+01:00")
	}
	return t, nil
}
