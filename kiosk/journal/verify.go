package journal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"reflect"

	"github.com/mattn/go-sqlite3"

	"poploket/kiosk/fact"
)

// Report is what Verify found.
type Report struct {
	Unit     string
	Facts    uint64
	Epochs   int
	Epoch    uint64 // the newest, and its last seq
	Seq      uint64
	Erased   int // dossier keys that are gone, as they may be
	Problems []Problem
}

// Problem is one thing that is wrong. Epoch and Seq are 0 when it is about no single fact.
type Problem struct {
	Epoch, Seq uint64
	What       string
}

func (p Problem) String() string {
	if p.Seq == 0 {
		return p.What
	}
	return fmt.Sprintf("epoch %d seq %d: %s", p.Epoch, p.Seq, p.What)
}

const maxProblems = 100

// Verify reads a journal, open or not, without changing it: SQLite's own check, every fact and its place in the chain,
// hashes of sealed parts and wraps, the office's receipts, and that the views are what the facts make of them. The error
// is for a file that can't be read as a journal at all.
func Verify(ctx context.Context, path string) (Report, error) {
	c, err := openReadOnly(path)
	if err != nil {
		return Report{}, fmt.Errorf("verifying %s: %w", path, err)
	}
	defer c.Close()
	v := verifier{c: c, ctx: ctx}
	if err := v.run(); err != nil {
		return v.Report, fmt.Errorf("verifying %s: %w", path, err)
	}
	return v.Report, nil
}

func openReadOnly(path string) (conn, error) {
	if _, err := os.Stat(path); err != nil {
		return conn{}, err
	}
	options := url.Values{"mode": {"ro"}, "_query_only": {"1"}, "_busy_timeout": {"5000"}}
	if _, err := os.Stat(path + "-wal"); errors.Is(err, fs.ErrNotExist) {
		options.Set("immutable", "1") // closed and whole: works from read-only folders, and leaves nothing beside the file
	}
	name, err := dsn(path, options)
	if err != nil {
		return conn{}, err
	}
	dc, err := (&sqlite3.SQLiteDriver{}).Open(name)
	if err != nil {
		return conn{}, err
	}
	return conn{dc.(*sqlite3.SQLiteConn)}, nil
}

type verifier struct {
	Report
	c   conn
	ctx context.Context

	epochs map[uint64]bool // seen in facts
	id     uint64
	last   fact.Fact
	hash   fact.Hash // of last
}

func (v *verifier) found(epoch, seq uint64, format string, args ...any) error {
	v.Problems = append(v.Problems, Problem{epoch, seq, fmt.Sprintf(format, args...)})
	if len(v.Problems) >= maxProblems {
		return io.EOF
	}
	return nil
}

func (v *verifier) run() error {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	version, err := v.c.value("PRAGMA user_version")
	if err != nil {
		return err
	}
	if version != fmt.Sprint(len(files)) {
		return fmt.Errorf("schema %s, this program reads %d", version, len(files))
	}
	if err := v.c.exec("BEGIN"); err != nil { // one moment of a journal in use
		return err
	}
	err = v.c.each("PRAGMA integrity_check", func(row []driver.Value) error {
		if s := fmt.Sprint(row[0]); s != "ok" {
			return v.found(0, 0, "SQLite: %s", s)
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.epochs = map[uint64]bool{}
	if err := v.c.each("SELECT id, fact, wraps, sealed FROM facts ORDER BY id", v.fact); err != nil {
		return err
	}
	v.Facts, v.Epochs, v.Unit, v.Epoch, v.Seq = v.id, len(v.epochs), v.last.Unit, v.last.Epoch, v.last.Seq
	if err := v.c.each("SELECT first, epoch, through FROM epochs ORDER BY first", v.epoch); err != nil {
		return err
	}
	if len(v.Problems) > 0 {
		return nil // views of damaged facts say nothing more
	}
	return v.views()
}

// fact checks one row.
func (v *verifier) fact(row []driver.Value) error {
	if err := v.ctx.Err(); err != nil {
		return err
	}
	id, b := uint64(integer(row[0])), blob(row[1])
	wrapBytes := blob(row[2])
	sealed := blob(row[3])
	f, err := fact.Parse(b)
	if err != nil {
		v.hash, v.id, v.last.Seq = sha256.Sum256(b), id, v.last.Seq+1
		return v.found(v.last.Epoch, v.last.Seq, "%v", err)
	}
	var wraps []fact.Wrap
	if wrapBytes != nil {
		if err := fact.Decode(wrapBytes, &wraps); err != nil {
			return v.found(f.Epoch, f.Seq, "wraps: %v", err)
		}
	} else if len(f.WrapsHash) > 0 {
		v.Erased++
	}
	prev, last, lastID := v.hash, v.last, v.id
	v.hash, v.last, v.id = sha256.Sum256(b), f, id
	sameEpoch := f.Epoch == last.Epoch && f.Seq == last.Seq+1
	newEpoch := !v.epochs[f.Epoch] && f.Seq == 1
	v.epochs[f.Epoch] = true
	switch {
	case id != lastID+1:
		return v.found(f.Epoch, f.Seq, "%d facts are missing before it", id-lastID-1)
	case last.Unit != "" && f.Unit != last.Unit:
		return v.found(f.Epoch, f.Seq, "is of unit %q, the others of %q", f.Unit, last.Unit)
	case !sameEpoch && !newEpoch:
		return v.found(f.Epoch, f.Seq, "follows epoch %d seq %d", last.Epoch, last.Seq)
	case !bytes.Equal(f.Prev, prev[:]):
		return v.found(f.Epoch, f.Seq, "chain broken: names another fact before it than stands there")
	}
	if err := f.VerifyParts(sealed, wraps); err != nil {
		return v.found(f.Epoch, f.Seq, "%v", err)
	}
	return nil
}

// epoch checks one row of epochs against the facts.
func (v *verifier) epoch(row []driver.Value) error {
	first, epoch, through := integer(row[0]), uint64(integer(row[1])), integer(row[2])
	var got uint64
	err := v.c.each("SELECT fact FROM facts WHERE id = ?", func(row []driver.Value) error {
		f, err := fact.Parse(blob(row[0]))
		if err == nil && f.Seq == 1 {
			got = f.Epoch
		}
		return nil
	}, first)
	if err != nil {
		return err
	}
	if got != epoch {
		return v.found(epoch, 1, "fact %d doesn't begin this epoch", first)
	}
	if first-1+through > int64(v.id) {
		return v.found(epoch, uint64(through), "receipted, but not here")
	}
	return nil
}

// views makes the views again in memory and compares.
func (v *verifier) views() error {
	dc, err := (&sqlite3.SQLiteDriver{}).Open(":memory:")
	if err != nil {
		return err
	}
	fresh := conn{dc.(*sqlite3.SQLiteConn)}
	defer fresh.Close()
	if err := migrate(fresh); err != nil {
		return err
	}
	var s statements
	defer s.close()
	if err := s.prepare(fresh); err != nil {
		return err
	}
	if _, _, err := remake(v.c, &s); err != nil {
		return v.found(0, 0, "views can't be made: %v", err)
	}
	for _, t := range viewTables {
		query := "SELECT * FROM " + t.name + " ORDER BY " + t.order
		want, err := dump(fresh, query)
		if err != nil {
			return err
		}
		got, err := dump(v.c, query)
		if err != nil {
			return err
		}
		if !reflect.DeepEqual(got, want) {
			if err := v.found(0, 0, "%s isn't what the facts make of it: %d rows, want %d", t.name, len(got), len(want)); err != nil {
				return nil
			}
		}
	}
	return nil
}

func dump(c conn, query string) ([][]driver.Value, error) {
	var out [][]driver.Value
	err := c.each(query, func(row []driver.Value) error {
		out = append(out, append([]driver.Value(nil), row...))
		return nil
	})
	return out, err
}
