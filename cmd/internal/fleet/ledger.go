package fleet

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	_ "github.com/mattn/go-sqlite3" // reads the unit's journal beside its owner

	"poploket/kiosk"
)

// Ledger looks into the unit's journal from outside, without writing.
type Ledger struct{ db *sql.DB }

// Ledger opens the unit's journal for reading.
func (f *Fleet) Ledger() (*Ledger, error) {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(f.State(), "journal.db")+"?mode=ro&_query_only=1&_busy_timeout=2000")
	if err != nil {
		return nil, fmt.Errorf("opening the journal for reading: %w", err)
	}
	return &Ledger{db: db}, nil
}

// Close closes it.
func (l *Ledger) Close() error { return l.db.Close() }

// Entry is a request as the journal has it.
type Entry struct {
	Number    int
	Reference kiosk.Reference
	Printed   string // outcome of the last print
	Copies    int
	Receipted bool // the office has it
}

// Requests are all of them, in order.
func (l *Ledger) Requests(ctx context.Context) ([]Entry, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT number, reference, printed, copies,
		EXISTS (SELECT 1 FROM epochs e WHERE e.first <= fact AND fact < e.first + e.through AND NOT EXISTS
			(SELECT 1 FROM epochs n WHERE n.first > e.first AND n.first <= fact))
		FROM view_requests ORDER BY number`)
	if err != nil {
		return nil, fmt.Errorf("reading the journal's requests: %w", err)
	}
	defer rows.Close()
	var all []Entry
	for rows.Next() {
		var e Entry
		if err := rows.Scan(&e.Number, &e.Reference, &e.Printed, &e.Copies, &e.Receipted); err != nil {
			return nil, fmt.Errorf("reading the journal's requests: %w", err)
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

// errNotYet is returned when the journal did not come to a state in time.
var errNotYet = errors.New("not in the journal in time")

// Until waits until the newest request is as wanted, looking every few milliseconds.
func (l *Ledger) Until(ctx context.Context, what string, within time.Duration, fits func(Entry) bool) (Entry, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	tick := time.NewTicker(3 * time.Millisecond)
	defer tick.Stop()
	for {
		all, err := l.Requests(ctx)
		if err == nil && len(all) > 0 && fits(all[len(all)-1]) {
			return all[len(all)-1], nil
		}
		select {
		case <-ctx.Done():
			return Entry{}, errors.Join(fmt.Errorf("waiting for %s: %w", what, errNotYet), err)
		case <-tick.C:
		}
	}
}
