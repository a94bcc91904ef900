package main

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// healthcheck asks a running portal whether it answers; it is what a container
// calls, which has no other program inside.
func healthcheck(ctx context.Context, args []string) error {
	set := flags("healthcheck")
	address := set.String("url", "http://127.0.0.1:8080/healthz", "address to ask")
	if err := parse(set, args); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, *address, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	if err := answer.Body.Close(); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %d", *address, answer.StatusCode)
	}
	return nil
}
