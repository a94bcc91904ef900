package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migration is one step from the schema's version before to its own.
type migration struct {
	version int
	name    string
	sql     string
}

// loadMigrations returns the steps in order. They are named 0001_what.sql and count without gaps.
func loadMigrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql") // sorted
	if err != nil {
		return nil, err
	}
	steps := make([]migration, len(names))
	for i, name := range names {
		number, _, _ := strings.Cut(path.Base(name), "_")
		version, err := strconv.Atoi(number)
		if err != nil || version != i+1 {
			return nil, fmt.Errorf("migration %s is not number %d", name, i+1)
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		steps[i] = migration{version: version, name: path.Base(name), sql: string(text)}
	}
	return steps, nil
}

// migrate takes the missing steps in one transaction, under a lock, so that of two instances that
// start together one does the work and the other finds it done.
func (s *Store) migrate(ctx context.Context) error {
	steps, err := loadMigrations(migrations)
	if err != nil {
		return err
	}
	return s.db.tx(ctx, func(tx *transaction) error {
		if err := tx.lock("migrate"); err != nil {
			return err
		}
		if err := tx.script(`CREATE TABLE IF NOT EXISTS schema_version
			(version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)`); err != nil {
			return err
		}
		var version int
		if err := tx.queryRow(`SELECT COALESCE(MAX(version), 0) FROM schema_version`, nil, &version); err != nil {
			return err
		}
		if version > len(steps) {
			return fmt.Errorf("it has version %d, made by a newer portal than this one, which knows %d", version, len(steps))
		}
		for _, step := range steps[version:] {
			if err := tx.script(tx.types.Replace(step.sql)); err != nil {
				return fmt.Errorf("%s: %w", step.name, err)
			}
			_, err := tx.exec(`INSERT INTO schema_version (version, name, applied_at) VALUES (?, ?, ?)`, step.version, step.name, s.now())
			if err != nil {
				return fmt.Errorf("%s: %w", step.name, err)
			}
		}
		return nil
	})
}
