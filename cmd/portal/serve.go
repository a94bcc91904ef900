package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"memberportal/internal/config"
	"memberportal/internal/mail"
)

// serve runs the portal for real studios.
func serve(ctx context.Context, args []string) error {
	set := flags("serve")
	path := set.String("config", "portal.yaml", "configuration file")
	if err := parse(set, args); err != nil {
		return err
	}
	logger := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	cfg, err := config.Load(*path, os.LookupEnv)
	if err != nil {
		return configError(*path, err)
	}
	sender, err := mail.NewSMTP(cfg.Mail.SMTP, cfg.Mail.From)
	if err != nil {
		return err
	}
	// The sender of a reload: mail settings may change with the rest.
	swap := newSwapSender(sender)
	s, err := newServer(ctx, serverOptions{config: cfg, sender: swap, logger: logger, now: time.Now})
	if err != nil {
		return err
	}
	public, err := listen(cfg.Listen)
	if err != nil {
		return errors.Join(err, s.store.Close())
	}
	admin, err := listen(cfg.AdminListen)
	if err != nil {
		return errors.Join(err, public.Close(), s.store.Close())
	}
	go s.probeMail(ctx)
	go s.reloadOnHangup(ctx, *path, swap)
	logger.Info("portal started", "version", currentVersion(), "listen", public.Addr().String(), "admin", admin.Addr().String(), "studios", len(cfg.Studios))
	defer logger.Info("portal stopped")
	return s.run(ctx, public, admin)
}

// configError lists every fault of the file with its line.
func configError(path string, err error) error {
	var faults config.Faults
	if !errors.As(err, &faults) {
		return err
	}
	for _, f := range faults {
		fmt.Fprintf(os.Stderr, "%s:%d: %s\n", path, f.Line, faultText(f))
	}
	return fmt.Errorf("%s has %s", path, counted(len(faults), "fault"))
}

// faultText is a fault without its line; one of the whole file has no path.
func faultText(f config.Fault) string {
	if f.Path == "" {
		return f.Message
	}
	return f.Path + ": " + f.Message
}

// counted is "1 fault" or "2 faults".
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// probeMail warns when the mail server cannot be reached, at start and then
// every few minutes; the portal lives on, mails wait in the outbox.
func (s *server) probeMail(ctx context.Context) {
	every := time.NewTicker(5 * time.Minute)
	defer every.Stop()
	for {
		probe, cancel := context.WithTimeout(ctx, 15*time.Second)
		err := mail.CheckSMTP(probe, s.current.Load().config.Mail.SMTP)
		cancel()
		if ctx.Err() != nil {
			return
		}
		s.metrics.MailServer(err == nil)
		if err != nil {
			s.logger.Warn("mail server not reachable; mails wait", "failure", err.Error())
		}
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
	}
}

// reloadOnHangup reads the configuration again at SIGHUP. A file with faults
// changes nothing: the old configuration goes on.
func (s *server) reloadOnHangup(ctx context.Context, path string, sender *swapSender) {
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	for {
		select {
		case <-hangup:
			s.reload(path, sender)
		case <-ctx.Done():
			return
		}
	}
}

func (s *server) reload(path string, sender *swapSender) {
	cfg, err := config.Load(path, os.LookupEnv)
	if err != nil {
		var faults config.Faults
		if errors.As(err, &faults) {
			for _, f := range faults {
				s.logger.Error("fault of the configuration", "file", path, "line", f.Line, "fault", faultText(f))
			}
			err = fmt.Errorf("%s has %s", path, counted(len(faults), "fault"))
		}
		s.logger.Error("configuration not reloaded, the old one goes on", "failure", err.Error())
		return
	}
	next, err := mail.NewSMTP(cfg.Mail.SMTP, cfg.Mail.From)
	if err == nil {
		err = s.swapTo(cfg)
	}
	if err != nil {
		s.logger.Error("configuration not reloaded, the old one goes on", "failure", err.Error())
		return
	}
	sender.use(next)
	s.logger.Info("configuration reloaded", "studios", len(cfg.Studios))
}

// swapTo puts a configuration in place; what needs a restart is named and
// stays as it was.
func (s *server) swapTo(cfg *config.Config) error {
	old := s.current.Load().config
	for _, fixed := range []struct{ name, was, is string }{
		{"listen", old.Listen, cfg.Listen}, {"admin_listen", old.AdminListen, cfg.AdminListen}, {"database", old.Database, cfg.Database},
	} {
		if fixed.was != fixed.is {
			s.logger.Warn("takes effect at the next start", "setting", fixed.name)
		}
	}
	return s.use(cfg)
}
