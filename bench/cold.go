package main

import (
	"context"
	"os"
	"path/filepath"
)

const mostCold = 25.0 // ms

// cold measures from exec to the first page, with the database of an earlier
// run, as after an update, and with none, as on the first day.
func cold(ctx context.Context, args []string) error {
	set, jsonFile := flags("cold")
	starts := set.Int("starts", 11, "how many starts of each kind")
	if err := parse(set, args); err != nil {
		return err
	}
	folder, remove, err := workFolder()
	if err != nil {
		return err
	}
	defer remove()
	// No page of a stranger calls the API: nobody needs to answer.
	p, err := newPortal(ctx, folder, "http://127.0.0.1:9", "", nil)
	if err != nil {
		return err
	}
	const path = "/" + busyStudio + "/signin"
	r := newReport("cold")
	var used []float64
	startOnce := func() (float64, error) {
		took, err := p.start(ctx, path)
		if err != nil {
			return 0, err
		}
		if cpu, err := cpuTime(p.child.pid()); err == nil { // hardly changes with what else the machine does
			used = append(used, float64(cpu.Microseconds())/1e3)
		}
		p.stop()
		return float64(took.Microseconds()) / 1e3, nil
	}
	if _, err := startOnce(); err != nil { // makes the database, and brings the binary into memory
		return err
	}
	var kept, fresh []float64
	for range *starts {
		ms, err := startOnce()
		if err != nil {
			return err
		}
		kept = append(kept, ms)
	}
	keptUsed := used[min(1, len(used)):] // without the start that made the database
	for range *starts {
		for _, suffix := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(filepath.Join(folder, "portal.db"+suffix)) // the last two may not be there
		}
		ms, err := startOnce()
		if err != nil {
			return err
		}
		fresh = append(fresh, ms)
	}
	r.ratio("G6", "exec to the first page", kept, "ms", mostCold, "the sign-in page, 200")
	if len(keptUsed) > 0 {
		r.ratio("G6", "CPU time until then, all threads", keptUsed, "ms", 0, "")
	}
	r.ratio("G6", "exec to the first page, with a database to create", fresh, "ms", 0, "")
	r.missing("G6", "beside Express, goal <= 1/8", "the comparison with other servers")
	return r.finish(*jsonFile)
}
