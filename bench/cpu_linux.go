package main

import (
	"fmt"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// cpuTime is what all threads of a process have used so far, user and system,
// to the nanosecond: its CPU clock, whose number follows from the process id
// (clock_getcpuclockid(3)).
func cpuTime(pid int) (time.Duration, error) {
	var t unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|2), &t); err != nil {
		return 0, fmt.Errorf("CPU time of process %d: %w", pid, err)
	}
	return time.Duration(t.Nano()), nil
}

// onCPUs runs f, which starts a process, so that the process stays on these
// CPUs: it inherits them from the thread that starts it.
func onCPUs(cpus []int, f func() error) error {
	if len(cpus) == 0 {
		return f()
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before, want unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		return f()
	}
	for _, n := range cpus {
		want.Set(n)
	}
	if err := unix.SchedSetaffinity(0, &want); err != nil {
		return f() // a container may forbid it: the ratios are then noisier, not wrong
	}
	defer func() { _ = unix.SchedSetaffinity(0, &before) }()
	return f()
}

// twoCPUs returns one CPU for what is measured and one for all the rest; none
// where there is only one.
func twoCPUs() (subject, rest []int) {
	var have unix.CPUSet
	if err := unix.SchedGetaffinity(0, &have); err != nil || have.Count() < 2 {
		return nil, nil
	}
	var list []int
	for n := 0; len(list) < 2 && n < 1024; n++ {
		if have.IsSet(n) {
			list = append(list, n)
		}
	}
	return list[1:2], list[:1]
}

func lowestPriority() error {
	runtime.LockOSThread()
	return syscall.Setpriority(syscall.PRIO_PROCESS, 0, 19)
}
