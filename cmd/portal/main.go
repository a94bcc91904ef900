// Command portal is the member self-service portal: serve runs it, demo shows
// it with two made-up studios, sandbox runs the simulator of the studios'
// management system alone, check looks at a configuration.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // the zones of the studios, wherever the program runs
)

// version is set when a release is built.
var version = "" //nolint:gochecknoglobals // -ldflags -X needs a variable

// measured is set in builds that are driven with more than an API would bear: "kept" lets
// any number of calls be under way, "asked" besides asks for everything anew for each page.
var measured = "" //nolint:gochecknoglobals // as above

const usage = `portal: the member self-service portal for fitness studios

  portal demo     two made-up studios on an embedded simulator
                  [--listen 127.0.0.1:8080] [--sandbox-listen 127.0.0.1:8090] [--data DIR] [--seed N] [--now RFC3339]
  portal serve    the portal for real studios
                  --config portal.yaml
  portal check    the configuration, and with --online keys and scopes
                  --config portal.yaml [--online]
  portal sandbox  the simulator alone
                  [--listen 127.0.0.1:8090] [--control-listen ADDR] [--seed N] [--now RFC3339] [--key studio=KEY]
  portal receipt verify  whether a receipt is genuine; needs neither portal nor network
                  FILE [--keys keys.json]
  portal declarations list    what was declared without signing in, as a table
                  --config portal.yaml [--studio SLUG] [--since 2026-11-25]
  portal declarations export  all of it, for a file
                  --config portal.yaml [--studio SLUG] [--since 2026-11-25] [--format json|csv]
  portal healthcheck  exit 0 when a running portal answers
                  [--url http://127.0.0.1:8080/healthz]
  portal -version
`

// errUsage: the command line is wrong and has been told so.
var errUsage = errors.New("usage")

func main() { os.Exit(run(os.Args[1:])) }

// Memory that may be used before the garbage collector works harder: pages are
// short-lived, and collecting after every few megabytes costs an eighth of the
// processor. GOGC and GOMEMLIMIT, where they are set, have their way.
const (
	memoryGrowth = 400       // per cent, as GOGC
	memoryLimit  = 192 << 20 // bytes, as GOMEMLIMIT
)

func tuneMemory() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(memoryGrowth)
		debug.SetMemoryLimit(memoryLimit)
	}
}

func run(args []string) int {
	tuneMemory()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := dispatch(ctx, args)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		return 2
	}
	fmt.Fprintln(os.Stderr, "portal:", err)
	return 1
}

func dispatch(ctx context.Context, args []string) error {
	if len(args) == 0 {
		fmt.Fprint(os.Stderr, usage)
		return errUsage
	}
	switch command, rest := args[0], args[1:]; command {
	case "demo":
		return demo(ctx, rest)
	case "serve":
		return serve(ctx, rest)
	case "check":
		return check(ctx, rest)
	case "sandbox":
		return runSandbox(ctx, rest)
	case "receipt":
		return receiptCommand(ctx, rest)
	case "declarations":
		return declarations(ctx, rest)
	case "healthcheck":
		return healthcheck(ctx, rest)
	case "-version", "--version", "version":
		fmt.Println("portal", currentVersion())
		return nil
	case "-h", "-help", "--help", "help":
		fmt.Print(usage)
		return nil
	default:
		fmt.Fprintf(os.Stderr, "portal: there is no command %q\n\n%s", command, usage)
		return errUsage
	}
}

// currentVersion is the release, or what the build knows of its origin.
func currentVersion() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return "development, " + s.Value[:min(12, len(s.Value))]
		}
	}
	return "development"
}

// flags makes a command's flag set; it reports its own faults.
func flags(name string) *flag.FlagSet {
	set := flag.NewFlagSet("portal "+name, flag.ContinueOnError)
	return set
}

// parse reads the command line of a command that takes no further words.
func parse(set *flag.FlagSet, args []string) error {
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errUsage
	}
	if set.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "%s: unexpected %q\n", set.Name(), set.Arg(0))
		return errUsage
	}
	return nil
}
