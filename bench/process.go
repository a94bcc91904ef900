package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// child is a process that ends with this one.
type child struct {
	cmd   *exec.Cmd
	stdin io.WriteCloser // its end tells a role to stop
	out   *bufio.Reader
}

// startRole starts a further process of this program, on these CPUs (none:
// wherever it may), and returns the first line it says.
func startRole(ctx context.Context, cpus []int, args ...string) (*child, string, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, "", err
	}
	c, err := start(cpus, exec.CommandContext(ctx, self, args...))
	if err != nil {
		return nil, "", err
	}
	line, err := c.out.ReadString('\n')
	if err != nil {
		c.stop()
		return nil, "", fmt.Errorf("%s did not start: %w", args[0], err)
	}
	return c, line[:len(line)-1], nil
}

func start(cpus []int, cmd *exec.Cmd) (*child, error) {
	c := &child{cmd: cmd}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if cmd.Stderr == nil {
		cmd.Stderr = os.Stderr
	}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	c.stdin, c.out = stdin, bufio.NewReader(stdout)
	return c, onCPUs(cpus, cmd.Start)
}

func (c *child) pid() int { return c.cmd.Process.Pid }

// stop ends the process and waits for it.
func (c *child) stop() {
	_ = c.stdin.Close()
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	_, _ = io.Copy(io.Discard, c.out) // until it closes its end
	_ = c.cmd.Wait()                  // it was told to stop: how it says so does not matter
}

// untilParentLeaves is done when standard input ends, as it does when the
// process that started this role is gone, however it went.
func untilParentLeaves(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	return ctx
}

// roleSpin keeps a CPU busy at the lowest priority: two hyperthreads of one
// core run slower together than alone, and that should not change from window to window.
const roleSpin = "_spin"

func spin(ctx context.Context) error {
	if err := lowestPriority(); err != nil {
		return err
	}
	fmt.Println("spinning")
	ctx = untilParentLeaves(ctx)
	for n := 0; ; n++ {
		if n%1_000_000 == 0 && ctx.Err() != nil {
			return nil
		}
	}
}
