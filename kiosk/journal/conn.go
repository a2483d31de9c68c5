package journal

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"

	"github.com/mattn/go-sqlite3"
)

// conn is the writer's connection. It uses the driver directly: database/sql's bookkeeping costs as much as an insert.
type conn struct{ *sqlite3.SQLiteConn }

// stmt is a prepared statement with its arguments' room.
type stmt struct {
	*sqlite3.SQLiteStmt
	args []driver.NamedValue
}

// dsn writes out every setting that durability hangs on; the driver's own default for WAL is synchronous=NORMAL.
func dsn(path string, options url.Values) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return (&url.URL{Scheme: "file", Path: abs, RawQuery: options.Encode()}).String(), nil
}

func openWriter(path string) (conn, error) {
	name, err := dsn(path, url.Values{
		"_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_txlock": {"immediate"}, "_busy_timeout": {"5000"}, "_foreign_keys": {"1"},
	})
	if err != nil {
		return conn{}, err
	}
	dc, err := (&sqlite3.SQLiteDriver{}).Open(name)
	if err != nil {
		return conn{}, err
	}
	c := conn{dc.(*sqlite3.SQLiteConn)}
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		got, err := c.value("PRAGMA " + pragma)
		if err == nil && got != want {
			err = fmt.Errorf("%s is %s, want %s: what is written here would not survive a power cut", pragma, got, want)
		}
		if err != nil {
			c.Close()
			return conn{}, err
		}
	}
	if err := c.exec(fmt.Sprintf("PRAGMA wal_autocheckpoint = %d", fallbackPages)); err != nil {
		c.Close()
		return conn{}, err
	}
	return c, nil
}

// openReaders is a pool that can't write.
func openReaders(path string, options url.Values) (*sql.DB, error) {
	options.Set("mode", "ro")
	options.Set("_query_only", "1")
	options.Set("_busy_timeout", "5000")
	name, err := dsn(path, options)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite3", name)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	return db, nil
}

func (c conn) exec(query string) error {
	_, err := c.ExecContext(context.Background(), query, nil)
	return err
}

// value is the first column of a query's first row, as text.
func (c conn) value(query string) (text string, err error) {
	err = c.each(query, func(row []driver.Value) error {
		text = fmt.Sprint(row[0])
		return io.EOF
	})
	return text, err
}

// each calls f with every row; the row is overwritten by the next. io.EOF from f ends it early.
func (c conn) each(query string, f func(row []driver.Value) error, args ...driver.Value) error {
	var named []driver.NamedValue
	for i, a := range args {
		named = append(named, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	rows, err := c.QueryContext(context.Background(), query, named)
	if err != nil {
		return err
	}
	defer rows.Close()
	row := make([]driver.Value, len(rows.Columns()))
	for err == nil {
		if err = rows.Next(row); err == nil {
			err = f(row)
		}
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func (c conn) prepare(query string) (*stmt, error) {
	s, err := c.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, fmt.Errorf("preparing %q: %w", query, err)
	}
	st := &stmt{SQLiteStmt: s.(*sqlite3.SQLiteStmt)}
	for i := range st.NumInput() {
		st.args = append(st.args, driver.NamedValue{Ordinal: i + 1})
	}
	return st, nil
}

// run executes the statement. Arguments are int64, string, []byte or nil.
func (s *stmt) run(args ...driver.Value) error {
	for i, a := range args {
		s.args[i].Value = a
	}
	_, err := s.ExecContext(context.Background(), s.args)
	return err
}

// integer, text and blob read a column. A damaged file may hold anything anywhere; what isn't of the type is empty, and
// whoever reads it finds that out.
func integer(v driver.Value) int64 {
	n, _ := v.(int64)
	return n
}

func text(v driver.Value) string {
	s, _ := v.(string)
	return s
}

func blob(v driver.Value) []byte {
	b, _ := v.([]byte)
	return b
}

// diskFails reports whether SQLite couldn't write.
func diskFails(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && (e.Code == sqlite3.ErrFull || e.Code == sqlite3.ErrIoErr)
}
