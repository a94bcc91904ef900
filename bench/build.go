package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// buildPortal builds the portal as the Dockerfile does: static, stripped,
// without paths of this machine. It returns the binary's path in folder.
func buildPortal(ctx context.Context, folder string) (string, error) {
	return buildPortalWith(ctx, folder, "")
}

// Flags of builds that bear a load: many calls under way at once, and nothing kept of
// what the API says.
const (
	loaded    = " -X main.measured=kept"
	forgetful = " -X main.measured=asked"
)

func buildPortalWith(ctx context.Context, folder, flags string) (string, error) {
	out := filepath.Join(folder, "portal")
	args := []string{"build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -X main.version=bench" + flags, "-o", out}
	for _, packages := range notInlined() {
		args = append(args, "-gcflags", packages+"=-l")
	}
	cmd := exec.CommandContext(ctx, "go", append(args, "memberportal/cmd/portal")...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the portal: %w\n%s", err, bytes.TrimSpace(text))
	}
	return out, nil
}

// notInlined are the packages in which inlining takes room and saves no time that
// anybody would notice. A test holds them against the Dockerfile.
func notInlined() []string {
	return []string{
		"memberportal/views/...", "memberportal/internal/sandbox",
		"github.com/jackc/...", "github.com/goccy/go-yaml/...",
	}
}

// workFolder makes a folder for one run, and what removes it.
func workFolder() (string, func(), error) {
	folder, err := os.MkdirTemp("", "portal-bench-")
	return folder, func() { _ = os.RemoveAll(folder) }, err
}
