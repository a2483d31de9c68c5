package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"poploket/kiosk"
	"poploket/sync/office/store"
)

// AddVenue adds v.
func (s *Store) AddVenue(ctx context.Context, v store.Venue) error {
	_, err := s.write.ExecContext(ctx, "INSERT INTO venues (id, name, address, kind, note) VALUES (?, ?, ?, ?, ?)", v.ID, v.Name, v.Address, v.Kind, v.Note)
	return taken(err, "there is already a venue %q", v.Name)
}

// Venues are all by name.
func (s *Store) Venues(ctx context.Context) ([]store.Venue, error) {
	return list(ctx, s.read, func(r row) (v store.Venue, err error) {
		return v, r.Scan(&v.ID, &v.Name, &v.Address, &v.Kind, &v.Note)
	}, "SELECT id, name, address, kind, note FROM venues ORDER BY name")
}

const (
	draftStops     = "SELECT s.id, s.unit, s.venue, v.name, v.address, s.start_at, s.end_at, s.services, s.note, s.rev, s.by, s.changed FROM stops s JOIN venues v ON v.id = s.venue"
	publishedStops = "SELECT s.id, s.unit, s.venue, s.venue_name, s.venue_address, s.start_at, s.end_at, s.services, s.note, s.rev, s.by, s.changed FROM published_stops s"
	within         = " WHERE s.end_at > ? AND s.start_at < ? ORDER BY s.start_at, s.unit, s.id"
)

func scanStop(r row) (t store.Stop, err error) {
	var start, end, rev, changed int64
	var services string
	if err := r.Scan(&t.ID, &t.Unit, &t.VenueID, &t.Venue, &t.Address, &start, &end, &services, &t.Note, &rev, &t.By, &changed); err != nil {
		return t, err
	}
	t.Start, t.End, t.Rev, t.Changed = instant(start), instant(end), uint64(rev), instant(changed)
	return t, json.Unmarshal([]byte(services), &t.Services)
}

// differs holds a stop s against the other side's o.
const differs = ` WHERE s.end_at > ? AND (o.id IS NULL OR o.unit <> s.unit OR o.venue <> s.venue OR o.start_at <> s.start_at OR o.end_at <> s.end_at
	OR o.services <> s.services OR o.note <> s.note) ORDER BY s.start_at, s.unit, s.id`

// Unpublished is where draft and publication differ.
func (s *Store) Unpublished(ctx context.Context, after time.Time) (draft, published []store.Stop, err error) {
	from, _ := span(after, time.Time{})
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // both from one moment
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, ignoreDone(tx.Rollback())) }()
	if draft, err = list(ctx, tx, scanStop, draftStops+" LEFT JOIN published_stops o ON o.id = s.id"+differs, from); err != nil {
		return nil, nil, err
	}
	published, err = list(ctx, tx, scanStop, publishedStops+" LEFT JOIN stops o ON o.id = s.id"+differs, from)
	return draft, published, err
}

// span makes zero times open ends.
func span(from, to time.Time) (int64, int64) {
	a, b := int64(math.MinInt64), int64(math.MaxInt64)
	if !from.IsZero() {
		a = nanos(from)
	}
	if !to.IsZero() {
		b = nanos(to)
	}
	return a, b
}

// Stop is one stop of the draft.
func (s *Store) Stop(ctx context.Context, id string) (store.Stop, error) {
	return stop(ctx, s.read, id)
}

func stop(ctx context.Context, q querier, id string) (store.Stop, error) {
	return one(ctx, q, "stop", scanStop, draftStops+" WHERE s.id = ?", id)
}

// Stops is the draft between two times.
func (s *Store) Stops(ctx context.Context, from, to time.Time) ([]store.Stop, error) {
	a, b := span(from, to)
	return list(ctx, s.read, scanStop, draftStops+within, a, b)
}

// Published is what the units were last given.
func (s *Store) Published(ctx context.Context, from, to time.Time) ([]store.Stop, error) {
	a, b := span(from, to)
	return list(ctx, s.read, scanStop, publishedStops+within, a, b)
}

// errMoved says that somebody else was first.
func errMoved() error {
	return kiosk.Errorf(kiosk.CodeConflict, "somebody else changed this stop meanwhile: look at it again")
}

// SaveStop adds or changes a stop.
func (s *Store) SaveStop(ctx context.Context, t store.Stop, check func(others []store.Stop) error) (store.Stop, error) {
	err := s.tx(ctx, func(tx *sql.Tx) error {
		var rev int64
		err := tx.QueryRowContext(ctx, "SELECT coalesce((SELECT rev FROM stops WHERE id = ?), 0)", t.ID).Scan(&rev)
		if err != nil {
			return err
		}
		if uint64(rev) != t.Rev {
			return errMoved()
		}
		if _, err := unit(ctx, tx, t.Unit); err != nil {
			return err
		}
		others, err := list(ctx, tx, scanStop, draftStops+" WHERE s.unit = ? AND s.id <> ? AND s.end_at > ? AND s.start_at < ? ORDER BY s.start_at, s.id",
			t.Unit, t.ID, nanos(t.Start.Add(-24*time.Hour)), nanos(t.End.Add(24*time.Hour)))
		if err != nil {
			return err
		}
		if err := check(others); err != nil {
			return err
		}
		services, err := json.Marshal(slices.Concat([]string{}, t.Services))
		if err != nil {
			return err
		}
		t.Rev++
		_, err = tx.ExecContext(ctx, `INSERT INTO stops (id, unit, venue, start_at, end_at, services, note, rev, by, changed)
			VALUES (?, ?, (SELECT id FROM venues WHERE id = ?), ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET unit = excluded.unit, venue = excluded.venue, start_at = excluded.start_at, end_at = excluded.end_at,
			services = excluded.services, note = excluded.note, rev = excluded.rev, by = excluded.by, changed = excluded.changed`,
			t.ID, t.Unit, t.VenueID, nanos(t.Start), nanos(t.End), string(services), t.Note, int64(t.Rev), t.By, nanos(t.Changed))
		if err != nil {
			return fmt.Errorf("saving a stop: %w", err)
		}
		if t, err = stop(ctx, tx, t.ID); err != nil {
			return err
		}
		return grow(ctx, tx)
	})
	return t, err
}

func grow(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, "UPDATE plan SET revision = revision + 1")
	return err
}

// DeleteStop takes a stop out of the draft.
func (s *Store) DeleteStop(ctx context.Context, id string, rev uint64) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		t, err := stop(ctx, tx, id)
		if err != nil {
			return err
		}
		if t.Rev != rev {
			return errMoved()
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM stops WHERE id = ?", id); err != nil {
			return err
		}
		return grow(ctx, tx)
	})
}

// Revision grows with every change of the draft.
func (s *Store) Revision(ctx context.Context) (uint64, error) { return revision(ctx, s.read) }

func revision(ctx context.Context, q querier) (uint64, error) {
	var n int64
	err := q.QueryRowContext(ctx, "SELECT revision FROM plan").Scan(&n)
	return uint64(n), err
}

// PublishPlan makes the draft what stands, for the units in p.Tours.
func (s *Store) PublishPlan(ctx context.Context, p store.Publication, rev uint64,
	make func(unit string, version uint64, stops []store.Stop) (body, signed []byte, err error)) (store.Publication, error) {
	p.Tours = slices.Clone(p.Tours)
	err := s.tx(ctx, func(tx *sql.Tx) error {
		now, err := revision(ctx, tx)
		if err != nil {
			return err
		}
		if now != rev {
			return kiosk.Errorf(kiosk.CodeConflict, "the plan changed since you looked: look at the difference again")
		}
		for i, d := range p.Tours {
			stops, err := list(ctx, tx, scanStop, draftStops+" WHERE s.unit = ? ORDER BY s.start_at, s.id", d.Unit)
			if err != nil {
				return err
			}
			last, err := newest(ctx, tx, d.Kind, d.Unit)
			if err != nil {
				return err
			}
			d.Version = last.Version + 1
			if d.Body, d.Signed, err = make(d.Unit, d.Version, stops); err != nil {
				return err
			}
			if err := addDocument(ctx, tx, d); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, "DELETE FROM published_stops WHERE unit = ?", d.Unit); err != nil {
				return err
			}
			for _, t := range stops {
				// a stop that moved to this unit leaves the unit it was published for
				if _, err := tx.ExecContext(ctx, "DELETE FROM published_stops WHERE id = ?", t.ID); err != nil {
					return err
				}
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO published_stops (id, unit, venue, venue_name, venue_address, start_at, end_at, services, note, rev, by, changed)
				SELECT s.id, s.unit, s.venue, v.name, v.address, s.start_at, s.end_at, s.services, s.note, s.rev, s.by, s.changed
				FROM stops s JOIN venues v ON v.id = s.venue WHERE s.unit = ?`, d.Unit); err != nil {
				return err
			}
			p.Tours[i] = d
		}
		return addPublication(ctx, tx, &p)
	})
	return p, err
}

// tourName is what a publication keeps of a tour: the document itself is in its own table.
type tourName struct {
	Kind    string `json:"kind"`
	Unit    string `json:"unit"`
	Version uint64 `json:"version"`
}

func addPublication(ctx context.Context, tx *sql.Tx, p *store.Publication) error {
	names := []tourName{}
	for _, d := range p.Tours {
		names = append(names, tourName{d.Kind, d.Unit, d.Version})
	}
	tours, err := json.Marshal(names)
	if err != nil {
		return err
	}
	changes, err := json.Marshal(slices.Concat([]string{}, p.Changes))
	if err != nil {
		return err
	}
	var id int64
	if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) + 1 FROM publications").Scan(&id); err != nil {
		return err
	}
	p.ID = uint64(id)
	_, err = tx.ExecContext(ctx, "INSERT INTO publications (id, at, by, why, tours, changes) VALUES (?, ?, ?, ?, ?, ?)",
		id, nanos(p.At), p.By, p.Why, string(tours), string(changes))
	return err
}

// Publications are the newest first.
func (s *Store) Publications(ctx context.Context, limit int) ([]store.Publication, error) {
	return list(ctx, s.read, func(r row) (p store.Publication, err error) {
		var id, at int64
		var tours, changes string
		if err := r.Scan(&id, &at, &p.By, &p.Why, &tours, &changes); err != nil {
			return p, err
		}
		p.ID, p.At = uint64(id), instant(at)
		var names []tourName
		if err := json.Unmarshal([]byte(tours), &names); err != nil {
			return p, err
		}
		for _, n := range names {
			p.Tours = append(p.Tours, store.Document{Kind: n.Kind, Unit: n.Unit, Version: n.Version, Issued: p.At, By: p.By, Why: p.Why})
		}
		return p, json.Unmarshal([]byte(changes), &p.Changes)
	}, "SELECT id, at, by, why, tours, changes FROM publications ORDER BY id DESC LIMIT ?", limit)
}
