package declaration

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"memberportal/internal/receipt"
	"memberportal/internal/store"
)

// Spool is a folder that takes declarations while the database is down: a file each,
// on the disk before anybody is told that it has arrived.
type Spool struct{ folder string }

// NewSpool returns the spool in a folder, which is made when it is first needed.
func NewSpool(folder string) *Spool { return &Spool{folder: folder} }

// spooled is a file of the spool.
type spooled struct {
	Declaration store.Declaration `json:"declaration"`
	Receipt     store.Receipt     `json:"receipt"`
	Mail        store.NewMail     `json:"mail"`
}

const spoolSuffix = ".json"

func (s *Spool) path(number string) string { return filepath.Join(s.folder, number+spoolSuffix) }

// keep puts a declaration on the disk. One with the same number is left as it is, and
// returned: it was there first.
func (s *Spool) keep(e spooled) (spooled, error) {
	data, err := json.Marshal(e)
	if err != nil {
		return spooled{}, fmt.Errorf("declaration: spool: %w", err)
	}
	if err := os.MkdirAll(s.folder, 0o700); err != nil {
		return spooled{}, fmt.Errorf("declaration: spool: %w", err)
	}
	part, err := s.write(data)
	if err != nil {
		return spooled{}, fmt.Errorf("declaration: spool: %w", err)
	}
	defer func() { _ = os.Remove(part) }()
	// A link appears whole or not at all, and never in the place of another.
	err = os.Link(part, s.path(e.Declaration.Number))
	if errors.Is(err, fs.ErrExist) {
		return s.get(e.Declaration.Number)
	}
	if err == nil {
		err = syncFolder(s.folder)
	}
	if err != nil {
		return spooled{}, fmt.Errorf("declaration: spool: %w", err)
	}
	return e, nil
}

// write puts data into a file of its own, which is on the disk when it returns.
func (s *Spool) write(data []byte) (name string, err error) {
	f, err := os.CreateTemp(s.folder, "part-*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// syncFolder makes the name of a new file outlive a power cut.
func syncFolder(folder string) (err error) {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return f.Sync()
}

// get reads one, fs.ErrNotExist where there is none.
func (s *Spool) get(number string) (spooled, error) {
	if !receipt.IsNumber(number) { // it becomes a file's name
		return spooled{}, fs.ErrNotExist
	}
	data, err := os.ReadFile(s.path(number)) // of the operator's own folder, and see above
	if err != nil {
		return spooled{}, err
	}
	var e spooled
	if err := json.Unmarshal(data, &e); err != nil {
		return spooled{}, fmt.Errorf("declaration: spool: %s unreadable: %w", number, err)
	}
	return e, nil
}

// numbers lists what waits; none where the folder was never made.
func (s *Spool) numbers() ([]string, error) {
	files, err := os.ReadDir(s.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("declaration: spool: %w", err)
	}
	var numbers []string
	for _, f := range files {
		if number, ok := strings.CutSuffix(f.Name(), spoolSuffix); ok && receipt.IsNumber(number) {
			numbers = append(numbers, number)
		}
	}
	return numbers, nil
}

// remove forgets one that the database has.
func (s *Spool) remove(number string) error {
	err := os.Remove(s.path(number))
	if errors.Is(err, fs.ErrNotExist) { // another process imported it too
		return nil
	}
	return err
}
