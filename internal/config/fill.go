package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// placeholder is "${NAME}" or "${file:/run/secrets/x}"; "$${" stands for "${"
// itself.
var placeholder = regexp.MustCompile(`\$?\$\{[^}]*\}?`)

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// maxSecret is the most bytes of a file that fills a placeholder.
const maxSecret = 64 << 10

// fill replaces the placeholders of a scalar. filled says that there were
// some, so that nobody quotes what came out; ok is false after reporting one
// that could not be filled.
func (r *reader) fill(v value, text string) (result string, filled, ok bool) {
	ok = true
	result = placeholder.ReplaceAllStringFunc(text, func(found string) string {
		if strings.HasPrefix(found, "$$") {
			return found[1:]
		}
		filled = true
		name, closed := strings.CutSuffix(strings.TrimPrefix(found, "${"), "}")
		if !closed {
			r.fault(v, "“${” is not closed by “}”; write “$${” for these two signs themselves")
			ok = false
			return ""
		}
		replacement, complaint := r.lookUp(name)
		if complaint != "" {
			r.fault(v, "%s", complaint)
			ok = false
		}
		return replacement
	})
	return result, filled, ok
}

func (r *reader) lookUp(name string) (replacement, complaint string) {
	if path, isFile := strings.CutPrefix(name, "file:"); isFile {
		return r.secretFile(path)
	}
	if !variableName.MatchString(name) {
		return "", "“${…}” must hold the name of an environment variable or file:/path"
	}
	replacement, set := r.env(name)
	switch {
	case !set:
		return "", "the environment variable " + name + " is not set"
	case replacement == "":
		return "", "the environment variable " + name + " is set but empty"
	}
	return replacement, ""
}

func (r *reader) secretFile(path string) (content, complaint string) {
	path = r.file(path)
	info, err := os.Stat(path)
	if err != nil {
		return "", "cannot read " + path + ": " + plainly(err)
	}
	if !info.Mode().IsRegular() {
		return "", path + " is not a file"
	}
	if info.Size() > maxSecret {
		return "", path + " has " + size(info.Size()) + ", at most " + size(maxSecret)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", "cannot read " + path + ": " + plainly(err)
	}
	// Editors and “echo” end a file with a line break that is not meant.
	content = strings.TrimRight(string(data), "\r\n")
	if content == "" {
		return "", path + " is empty"
	}
	return content, ""
}

// file is a path relative to the folder of the configuration.
func (r *reader) file(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(r.dir, path)
}

// plainly is an error of the file system without operation and path.
func plainly(err error) string {
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		return failed.Err.Error()
	}
	return err.Error()
}
