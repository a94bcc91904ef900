package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"memberportal/i18n"
	"memberportal/internal/config"
	"memberportal/pgclient"
)

// check reads a configuration and reports all its faults; with --online it
// also tries each studio's key and says which scopes it has.
func check(ctx context.Context, args []string) error {
	set := flags("check")
	path := set.String("config", "portal.yaml", "configuration file")
	online := set.Bool("online", false, "try each studio's key and list its scopes")
	if err := parse(set, args); err != nil {
		return err
	}
	cfg, err := config.Load(*path, os.LookupEnv)
	if err != nil {
		return configError(*path, err)
	}
	texts, err := i18n.Load()
	if err != nil {
		return err
	}
	if err := checkTexts(texts, cfg); err != nil {
		return err
	}
	fmt.Printf("%s is fine: %s\n", *path, counted(len(cfg.Studios), "studio"))
	if !*online {
		return nil
	}
	bad := 0
	for _, s := range cfg.Studios {
		ok, err := checkOnline(ctx, s)
		if err != nil {
			return err
		}
		if !ok {
			bad++
		}
	}
	if bad > 0 {
		return fmt.Errorf("%d of %s cannot be used", bad, counted(len(cfg.Studios), "studio"))
	}
	return nil
}

// checkTexts reports every text of a studio that replaces none of the
// catalogue's, or has other placeholders. The configuration alone cannot know.
func checkTexts(bundle *i18n.Bundle, cfg *config.Config) error {
	var faults []error
	for _, s := range cfg.Studios {
		for language, texts := range s.Texts {
			for _, fault := range bundle.CheckOverrides(language, texts) {
				faults = append(faults, fmt.Errorf("studio %s, texts, %s: %w", s.Slug, language, fault))
			}
		}
	}
	return errors.Join(faults...)
}

// scopeProbe is a read that needs one scope. Ids are impossible ones: the
// answer "not found" shows the scope as well as data would, and no member is read.
type scopeProbe struct {
	scope, use string
	call       func(context.Context, *pgclient.Client) error
}

func scopeProbes() []scopeProbe {
	const nobody = 1
	return []scopeProbe{
		{"CUSTOMER_READ", "sign-in, home", func(ctx context.Context, c *pgclient.Client) error {
			_, err := c.GetCustomerById(ctx, nobody)
			return err
		}},
		{"CLASSES_READ", "timetable, bookings", func(ctx context.Context, c *pgclient.Client) error {
			_, err := c.GetActiveClasses(ctx, pgclient.SliceParams{})
			return err
		}},
		{"APPOINTMENTS_READ", "appointments in the list of bookings", func(ctx context.Context, c *pgclient.Client) error {
			_, err := c.GetAppointmentBookings(ctx, nobody)
			return err
		}},
		{"MEMBERSHIP_SELF_SERVICE_READ", "membership on the home page", func(ctx context.Context, c *pgclient.Client) error {
			_, err := c.GetContractData(ctx, nobody)
			return err
		}},
		{"STUDIO_READ", "how full the studio is", func(ctx context.Context, c *pgclient.Client) error {
			_, err := c.GetUtilization(ctx)
			return err
		}},
	}
}

func checkOnline(ctx context.Context, s config.Studio) (bool, error) {
	client, err := pgclient.New(s.API.BaseURL, s.API.Key, pgclient.WithTimeouts(10*time.Second, 10*time.Second))
	if err != nil {
		return false, fmt.Errorf("studio %s: %w", s.Slug, err)
	}
	if err := client.CheckKey(ctx); err != nil {
		fmt.Printf("  %s: the key is not accepted (%s)\n", s.Slug, pgclient.KindOf(err))
		return false, nil
	}
	fmt.Printf("  %s: the key is accepted\n", s.Slug)
	probes := scopeProbes()
	found := make([]string, len(probes))
	var group errgroup.Group
	for i, p := range probes {
		group.Go(func() error {
			found[i] = verdict(p.call(ctx, client))
			return nil
		})
	}
	_ = group.Wait() // each probe keeps its own verdict
	for i, p := range probes {
		fmt.Printf("    %-30s %-8s %s\n", p.scope, found[i], p.use)
	}
	fmt.Println("    CLASSES_WRITE, APPOINTMENTS_WRITE: not tried, since only a booking would show them")
	return true, nil
}

func verdict(err error) string {
	switch pgclient.KindOf(err) {
	case "", pgclient.NotFound, pgclient.Invalid:
		return "yes"
	case pgclient.Forbidden:
		return "no"
	}
	return "unclear"
}
