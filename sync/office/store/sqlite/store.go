// Package sqlite keeps the office's memory in one SQLite file: write-ahead log, every commit forced to disk.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	_ "github.com/mattn/go-sqlite3" // database/sql driver

	"poploket/kiosk"
	"poploket/sync/office/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is the office's memory in one file. It implements store.Store.
type Store struct {
	write *sql.DB // one connection
	read  *sql.DB
}

var _ store.Store = (*Store)(nil)

// Open opens or makes the file, asserts its durability and brings its tables up to date.
func Open(ctx context.Context, path string) (*Store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("making the office's folder: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) // before SQLite would make it world-readable
	if err != nil {
		return nil, fmt.Errorf("opening the office's store: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("opening the office's store: %w", err)
	}
	write, err := sql.Open("sqlite3", dsn(path, url.Values{
		"_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_txlock": {"immediate"}, "_busy_timeout": {"5000"},
		"_foreign_keys": {"1"}, "_secure_delete": {"true"},
	}))
	if err != nil {
		return nil, fmt.Errorf("opening the office's store: %w", err)
	}
	write.SetMaxOpenConns(1)
	s := &Store{write: write}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(err, write.Close())
	}
	s.read, err = sql.Open("sqlite3", dsn(path, url.Values{"mode": {"ro"}, "_query_only": {"1"}, "_busy_timeout": {"5000"}}))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the office's store for reading: %w", err), write.Close())
	}
	s.read.SetMaxOpenConns(max(4, runtime.NumCPU()))
	s.read.SetMaxIdleConns(max(4, runtime.NumCPU()))
	return s, nil
}

func dsn(path string, v url.Values) string {
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: v.Encode()}).String()
}

func (s *Store) prepare(ctx context.Context) error {
	// mattn builds SQLite so that WAL silently means NORMAL; a receipt would then promise what a power cut takes back
	var mode string
	var synchronous int
	if err := s.write.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode); err != nil {
		return fmt.Errorf("opening the office's store: %w", err)
	}
	if err := s.write.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous); err != nil {
		return fmt.Errorf("opening the office's store: %w", err)
	}
	if mode != "wal" || synchronous != 2 {
		return fmt.Errorf("the office's store is not durable: journal_mode %s, synchronous %d; want wal, 2", mode, synchronous)
	}
	return s.migrate(ctx)
}

func (s *Store) migrate(ctx context.Context) error {
	if _, err := s.write.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY)"); err != nil {
		return fmt.Errorf("migrating: %w", err)
	}
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return fmt.Errorf("migrating: %w", err)
	}
	for _, name := range names {
		text, err := migrations.ReadFile(name)
		if err != nil {
			return fmt.Errorf("migrating: %w", err)
		}
		err = s.tx(ctx, func(tx *sql.Tx) error {
			var n int
			if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM migrations WHERE name = ?", name).Scan(&n); err != nil || n > 0 {
				return err
			}
			if _, err := tx.ExecContext(ctx, string(text)); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, "INSERT INTO migrations (name) VALUES (?)", name)
			return err
		})
		if err != nil {
			return fmt.Errorf("migrating %s: %w", name, err)
		}
	}
	return nil
}

// Healthy proves that the store can be written to.
func (s *Store) Healthy(ctx context.Context) error {
	if err := s.tx(ctx, func(*sql.Tx) error { return nil }); err != nil {
		return fmt.Errorf("taking the store's write lock: %w", err)
	}
	return nil
}

// Close closes the file.
func (s *Store) Close() error { return errors.Join(s.read.Close(), s.write.Close()) }

// tx runs f in one write transaction.
func (s *Store) tx(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, ignoreDone(tx.Rollback()))
	}
	return tx.Commit()
}

func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// querier is what a transaction and a pool have in common.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// row is what a *sql.Row and *sql.Rows have in common.
type row interface{ Scan(...any) error }

// list reads every row of a query.
func list[T any](ctx context.Context, q querier, scan func(row) (T, error), query string, args ...any) (ts []T, err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		t, err := scan(rows)
		if err != nil {
			return nil, err
		}
		ts = append(ts, t)
	}
	return ts, rows.Err()
}

// one reads exactly one row, or says not-found in the given words.
func one[T any](ctx context.Context, q querier, missing string, scan func(row) (T, error), query string, args ...any) (T, error) {
	t, err := scan(q.QueryRowContext(ctx, query, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return t, kiosk.Errorf(kiosk.CodeNotFound, "%s: not found", missing)
	}
	return t, err
}

// nanos keeps the zero time as 0.
func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func instant(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
