package journal

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema to the newest version, each step in a transaction of its own. A journal of a newer program
// is refused.
func migrate(c conn) error {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	text, err := c.value("PRAGMA user_version")
	if err != nil {
		return err
	}
	have, err := strconv.Atoi(text)
	if err != nil {
		return err
	}
	if have > len(files) {
		return fmt.Errorf("journal has schema %d and this program knows up to %d: use the newer program", have, len(files))
	}
	for i, name := range files[have:] {
		script, err := migrations.ReadFile(name)
		if err != nil {
			return err
		}
		err = c.exec(fmt.Sprintf("BEGIN IMMEDIATE;\n%s;\nPRAGMA user_version = %d;\nCOMMIT", script, have+i+1))
		if err != nil {
			return fmt.Errorf("%s: %w", name, errors.Join(err, rollback(c)))
		}
	}
	return nil
}

// rollback undoes what a failure left open; SQLite may have done so itself.
func rollback(c conn) error {
	if c.AutoCommit() {
		return nil
	}
	return c.exec("ROLLBACK")
}
