package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
)

// errMissed: at least one goal was missed; the report says which.
var errMissed = errors.New("a goal was missed")

// verdict says how a number stands to its goal.
type verdict string

const (
	pass     verdict = "PASS"
	fail     verdict = "FAIL"
	noted    verdict = "-"             // measured, no goal
	notBuilt verdict = "not built yet" // there is nothing to measure
)

// result is one measured number.
type result struct {
	Goal    string  `json:"goal"` // of docs/performance.md, such as G4
	What    string  `json:"what"`
	Value   float64 `json:"value"`
	Unit    string  `json:"unit"`
	AtMost  float64 `json:"at_most"`
	Verdict verdict `json:"verdict"`
	Spread  *spread `json:"spread,omitempty"`
	Note    string  `json:"note,omitempty"`
}

// report collects the numbers of one run.
type report struct {
	Measurement string    `json:"measurement"`
	At          time.Time `json:"at"`
	Machine     machine   `json:"machine"`
	Results     []result  `json:"results"`
	out         io.Writer
}

// machine is what the numbers depend on. It names no host and no path.
type machine struct {
	OS       string            `json:"os"`
	Arch     string            `json:"arch"`
	CPUs     int               `json:"cpus"`
	Model    string            `json:"model,omitempty"`
	Load     string            `json:"load,omitempty"` // averages over 1, 5 and 15 minutes at the start
	Go       string            `json:"go"`
	Versions map[string]string `json:"versions"` // of what the portal is built with
}

func newReport(measurement string) *report {
	r := &report{Measurement: measurement, At: time.Now().UTC().Truncate(time.Second), Machine: thisMachine(), out: os.Stdout}
	m := r.Machine
	fmt.Fprintf(r.out, "%s: %d CPUs, %s/%s, %s", measurement, m.CPUs, m.OS, m.Arch, m.Go)
	if m.Load != "" {
		fmt.Fprintf(r.out, ", load %s", m.Load)
	}
	fmt.Fprintln(r.out)
	return r
}

func thisMachine() machine {
	m := machine{OS: runtime.GOOS, Arch: runtime.GOARCH, CPUs: runtime.NumCPU(), Go: runtime.Version(), Versions: map[string]string{}}
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				m.Model = strings.TrimSpace(value)
				break
			}
		}
	}
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		if f := strings.Fields(string(text)); len(f) >= 3 {
			m.Load = strings.Join(f[:3], " ")
		}
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, d := range info.Deps {
			m.Versions[d.Path] = d.Version
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				m.Versions[info.Main.Path] = s.Value
			}
		}
	}
	return m
}

// atMost adds a number that must not be larger than its goal.
func (r *report) atMost(goal, what string, value float64, unit string, most float64, note string) {
	v := pass
	if value > most {
		v = fail
	}
	r.add(result{Goal: goal, What: what, Value: value, Unit: unit, AtMost: most, Verdict: v, Note: note})
}

// ratio adds a series of ratios of which the median has a goal; 0 is none.
func (r *report) ratio(goal, what string, series []float64, unit string, most float64, note string) {
	s := spreadOf(series)
	v := noted
	switch {
	case most != 0 && s.Median <= most:
		v = pass
	case most != 0:
		v = fail
	}
	r.add(result{Goal: goal, What: what, Value: s.Median, Unit: unit, AtMost: most, Verdict: v, Spread: &s, Note: note})
}

func (r *report) note(goal, what string, value float64, unit, note string) {
	r.add(result{Goal: goal, What: what, Value: value, Unit: unit, Verdict: noted, Note: note})
}

func (r *report) missing(goal, what, note string) {
	r.add(result{Goal: goal, What: what, Verdict: notBuilt, Note: note})
}

func (r *report) add(v result) {
	r.Results = append(r.Results, v)
	if v.Verdict == notBuilt {
		fmt.Fprintf(r.out, "%-4s  %-3s  %-46s %s: %s\n", "-", v.Goal, v.What, notBuilt, v.Note)
		return
	}
	line := fmt.Sprintf("%-4s  %-3s  %-46s %12s", v.Verdict, v.Goal, v.What, number(v.Value, v.Unit))
	if v.Verdict != noted {
		line += "   goal <= " + number(v.AtMost, v.Unit)
	}
	if v.Spread != nil {
		line += fmt.Sprintf("   IQR %s to %s, n %d", number(v.Spread.Q1, v.Unit), number(v.Spread.Q3, v.Unit), v.Spread.N)
	}
	if v.Note != "" {
		line += "   " + v.Note
	}
	fmt.Fprintln(r.out, line)
}

// number writes a value with its unit: bytes and counts whole, the rest with
// as many places as mean something.
func number(v float64, unit string) string {
	places := 2
	switch unit {
	case "B", "requests", "calls":
		places = 0
	}
	text := strconv.FormatFloat(v, 'f', places, 64)
	if unit == "" {
		return text
	}
	if unit == "x" {
		return text + "x"
	}
	return text + " " + unit
}

// finish writes the file that was asked for and tells whether a goal was missed.
func (r *report) finish(jsonFile string) error {
	missed := 0
	for _, v := range r.Results {
		if v.Verdict == fail {
			missed++
		}
	}
	if jsonFile != "" {
		text, err := json.MarshalIndent(r, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(jsonFile, append(text, '\n'), 0o600); err != nil {
			return err
		}
	}
	if missed > 0 {
		fmt.Fprintf(r.out, "FAIL  %s: %d of its goals missed\n", r.Measurement, missed)
		return errMissed
	}
	fmt.Fprintf(r.out, "PASS  %s\n", r.Measurement)
	return nil
}
