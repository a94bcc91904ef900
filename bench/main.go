// Command bench measures the portal against the goals of docs/performance.md:
// weigh and size are the same on every machine and gate CI; page, latency and
// cold are timings, taken as ratios to a limit that runs beside the portal.
// Nothing of it goes into the portal's binary.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

const usage = `bench: measures the portal against its goals and exits 1 when one is missed

  bench weigh    G4  bytes and requests of every page's first visit
  bench size     G7  the binary and the container image
  bench page     G1  CPU time of the timetable beside a bare handler   [-cycles 11] [-profile FOLDER]
  bench latency  G2  what a page adds to its slowest upstream call     [-probes 50]
  bench cold     G6  from exec to the first page                       [-starts 11]

  -json FILE         also write the results, with machine, versions and spread
`

// errUsage: the command line is wrong and has been told so.
var errUsage = errors.New("usage")

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := dispatch(ctx, args)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		return 2
	case errors.Is(err, errMissed):
		return 1
	}
	fmt.Fprintln(os.Stderr, "bench:", err)
	return 1
}

func dispatch(ctx context.Context, args []string) error {
	if len(args) == 0 {
		fmt.Fprint(os.Stderr, usage)
		return errUsage
	}
	switch command, rest := args[0], args[1:]; command {
	case "weigh":
		return weigh(ctx, rest)
	case "size":
		return size(ctx, rest)
	case "page":
		return page(ctx, rest)
	case "latency":
		return latency(ctx, rest)
	case "cold":
		return cold(ctx, rest)
	case "-h", "-help", "--help", "help":
		fmt.Print(usage)
		return nil
	// The roles below are played by further processes of this program, so
	// that the CPU time of each can be told apart.
	case roleUpstream:
		return serveUpstream(ctx, rest)
	case roleLimit:
		return serveLimit(ctx, rest)
	case roleSpin:
		return spin(ctx)
	default:
		fmt.Fprintf(os.Stderr, "bench: there is no measurement %q\n\n%s", command, usage)
		return errUsage
	}
}

// flags makes the flag set of a measurement; -json is common to all.
func flags(name string) (set *flag.FlagSet, jsonFile *string) {
	set = flag.NewFlagSet("bench "+name, flag.ContinueOnError)
	return set, set.String("json", "", "file to write the results to")
}

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
