package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"

	"poploket/sync/office/store"
)

const documentColumns = "kind, unit, version, issued, by, why, body, signed"

func scanDocument(r row) (d store.Document, err error) {
	var version, issued int64
	err = r.Scan(&d.Kind, &d.Unit, &version, &issued, &d.By, &d.Why, &d.Body, &d.Signed)
	d.Version, d.Issued = uint64(version), instant(issued)
	return d, err
}

// newest is the newest version; the zero Document when there is none.
func newest(ctx context.Context, q querier, kind, unitID string) (store.Document, error) {
	d, err := scanDocument(q.QueryRowContext(ctx, "SELECT "+documentColumns+" FROM documents WHERE kind = ? AND unit = ? ORDER BY version DESC LIMIT 1", kind, unitID))
	if errors.Is(err, sql.ErrNoRows) {
		return store.Document{}, nil
	}
	return d, err
}

func addDocument(ctx context.Context, tx *sql.Tx, d store.Document) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO documents ("+documentColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		d.Kind, d.Unit, int64(d.Version), nanos(d.Issued), d.By, d.Why, d.Body, d.Signed)
	return err
}

// Publish draws the next version and keeps it.
func (s *Store) Publish(ctx context.Context, d store.Document, sign func(version uint64) ([]byte, error)) (store.Document, error) {
	err := s.tx(ctx, func(tx *sql.Tx) error {
		last, err := newest(ctx, tx, d.Kind, d.Unit)
		if err != nil {
			return err
		}
		if last.Version > 0 && bytes.Equal(last.Body, d.Body) {
			d = last
			return nil
		}
		d.Version = last.Version + 1
		if d.Signed, err = sign(d.Version); err != nil {
			return err
		}
		return addDocument(ctx, tx, d)
	})
	return d, err
}

// Current is the newest version of every kind that a unit runs.
func (s *Store) Current(ctx context.Context, unitID string) ([]store.Document, error) {
	return list(ctx, s.read, scanDocument, "SELECT "+documentColumns+` FROM documents d WHERE unit IN ('', ?)
		AND version = (SELECT max(version) FROM documents e WHERE e.kind = d.kind AND e.unit = d.unit) ORDER BY kind, unit`, unitID)
}

// Versions is the newest version of every kind that a unit runs.
func (s *Store) Versions(ctx context.Context, unitID string) (map[string]uint64, error) {
	ds, err := list(ctx, s.read, func(r row) (d store.Document, err error) {
		var version int64
		err = r.Scan(&d.Kind, &version)
		d.Version = uint64(version)
		return d, err
	}, "SELECT kind, max(version) FROM documents WHERE unit IN ('', ?) GROUP BY kind, unit ORDER BY unit", unitID)
	m := make(map[string]uint64, len(ds))
	for _, d := range ds {
		m[d.Kind] = d.Version // a unit's own over one for all
	}
	return m, err
}

// History is the newest versions first.
func (s *Store) History(ctx context.Context, kind, unitID string, limit int) ([]store.Document, error) {
	return list(ctx, s.read, scanDocument, "SELECT "+documentColumns+" FROM documents WHERE kind = ? AND unit = ? ORDER BY version DESC LIMIT ?",
		kind, unitID, limit)
}
