package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/sync/office/store"
)

// project updates the views with one fact.
func project(ctx context.Context, tx *sql.Tx, f fact.Fact, arrived time.Time) error {
	c, err := store.Project(f, arrived)
	if err != nil {
		return err
	}
	if r := c.Request; r != nil {
		link, err := device(ctx, tx, f.Unit, store.LinkDevice)
		if err != nil {
			return err
		}
		if err := addRequest(ctx, tx, *r, link.State == "online"); err != nil {
			return err
		}
	}
	if c.Printed != "" {
		if _, err := tx.ExecContext(ctx, "UPDATE requests SET printed = ? WHERE unit = ? AND subject = ?", string(c.Printed), f.Unit, c.Subject); err != nil {
			return err
		}
	}
	if d := c.Device; d != nil {
		_, err := tx.ExecContext(ctx, `INSERT INTO devices (unit, name, state, fault, since) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (unit, name) DO UPDATE SET since = CASE WHEN state = excluded.state AND fault = excluded.fault THEN since ELSE excluded.since END,
			state = excluded.state, fault = excluded.fault`, d.Unit, d.Name, d.State, d.Fault, nanos(d.Since))
		if err != nil {
			return err
		}
	}
	if c.Applied != "" {
		if err := applied(ctx, tx, f.Unit, c.Applied, c.Version); err != nil {
			return err
		}
	}
	if c.Incident != nil {
		return addIncident(ctx, tx, *c.Incident)
	}
	return nil
}

// applied raises the version of a document in force on a unit.
func applied(ctx context.Context, tx *sql.Tx, unitID, kind string, version uint64) error {
	if _, err := tx.ExecContext(ctx, "INSERT INTO contacts (unit) VALUES (?) ON CONFLICT DO NOTHING", unitID); err != nil {
		return err
	}
	var text string
	if err := tx.QueryRowContext(ctx, "SELECT documents FROM contacts WHERE unit = ?", unitID).Scan(&text); err != nil {
		return err
	}
	docs := map[string]uint64{}
	if err := json.Unmarshal([]byte(text), &docs); err != nil {
		return err
	}
	if docs == nil { // a hello without any
		docs = map[string]uint64{}
	}
	if docs[kind] >= version {
		return nil
	}
	docs[kind] = version
	b, err := json.Marshal(docs)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE contacts SET documents = ? WHERE unit = ?", string(b), unitID)
	return err
}

func scanDevice(r row) (d store.Device, err error) {
	var since int64
	err = r.Scan(&d.Unit, &d.Name, &d.State, &d.Fault, &since)
	d.Since = instant(since)
	return d, err
}

func device(ctx context.Context, q querier, unitID, name string) (store.Device, error) {
	d, err := scanDevice(q.QueryRowContext(ctx, "SELECT unit, name, state, fault, since FROM devices WHERE unit = ? AND name = ?", unitID, name))
	if errors.Is(err, sql.ErrNoRows) {
		return store.Device{}, nil
	}
	return d, err
}

// Devices of a unit by name.
func (s *Store) Devices(ctx context.Context, unitID string) ([]store.Device, error) {
	return list(ctx, s.read, scanDevice, "SELECT unit, name, state, fault, since FROM devices WHERE unit = ? ORDER BY name", unitID)
}

const requestColumns = "unit, epoch, seq, subject, reference, code_hash, service, action, class, identity, language, stop, received, arrived, online, status, printed"

func addRequest(ctx context.Context, tx *sql.Tx, r store.Request, online bool) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO requests ("+requestColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')",
		r.Fact.Unit, int64(r.Fact.Epoch), int64(r.Fact.Seq), r.Subject, string(r.Reference), r.CodeHash, r.Service, r.Action, string(r.Class),
		string(r.Identity), r.Language, r.Stop, nanos(r.Received), nanos(r.Arrived), online, string(r.Status))
	return err
}

func scanRequest(r row) (q store.Request, err error) {
	var epoch, seq, received, arrived int64
	err = r.Scan(&q.Fact.Unit, &epoch, &seq, &q.Subject, &q.Reference, &q.CodeHash, &q.Service, &q.Action, &q.Class, &q.Identity, &q.Language,
		&q.Stop, &received, &arrived, &q.Online, &q.Status, &q.Printed)
	q.Fact.Epoch, q.Fact.Seq, q.Received, q.Arrived = uint64(epoch), uint64(seq), instant(received), instant(arrived)
	return q, err
}

func filter(f store.RequestFilter) (string, []any) {
	where, args := []string{"1 = 1"}, []any{}
	if f.Unit != "" {
		where, args = append(where, "unit = ?"), append(args, f.Unit)
	}
	if f.Service != "" {
		where, args = append(where, "service = ?"), append(args, f.Service)
	}
	return strings.Join(where, " AND "), args
}

// Requests are the newest first by arrival.
func (s *Store) Requests(ctx context.Context, f store.RequestFilter) ([]store.Request, error) {
	where, args := filter(f)
	if a := f.After; a != nil {
		where += " AND (arrived, unit, epoch, seq) < (?, ?, ?, ?)"
		args = append(args, nanos(a.Arrived), a.Fact.Unit, int64(a.Fact.Epoch), int64(a.Fact.Seq))
	}
	limit := 50
	if f.Limit > 0 {
		limit = min(f.Limit, 200)
	}
	return list(ctx, s.read, scanRequest, "SELECT "+requestColumns+" FROM requests WHERE "+where+" ORDER BY arrived DESC, unit DESC, epoch DESC, seq DESC LIMIT ?", append(args, limit)...)
}

// CountRequests counts what a filter matches.
func (s *Store) CountRequests(ctx context.Context, f store.RequestFilter) (n int, err error) {
	where, args := filter(f)
	err = s.read.QueryRowContext(ctx, "SELECT count(*) FROM requests WHERE "+where, args...).Scan(&n)
	return n, err
}

// Request is the one in this fact.
func (s *Store) Request(ctx context.Context, id store.FactID) (store.Request, error) {
	return one(ctx, s.read, "request", scanRequest, "SELECT "+requestColumns+" FROM requests WHERE unit = ? AND epoch = ? AND seq = ?",
		id.Unit, int64(id.Epoch), int64(id.Seq))
}

// ByReference is every request with this reference.
func (s *Store) ByReference(ctx context.Context, ref kiosk.Reference) ([]store.Request, error) {
	return list(ctx, s.read, scanRequest, "SELECT "+requestColumns+" FROM requests WHERE reference = ? ORDER BY arrived, unit, epoch, seq LIMIT 20", string(ref))
}

// RebuildViews makes the views again from the facts.
func (s *Store) RebuildViews(ctx context.Context) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM requests; DELETE FROM devices;
			DELETE FROM incidents WHERE unit <> '' AND kind IN ('device', 'misread', 'document', 'quarantine')`)
		if err != nil {
			return err
		}
		type stored struct {
			fact    []byte
			arrived int64
		}
		last := int64(0)
		for { // in rows of arrival, a page at a time: the cursor is the row id, which grows with every insert
			var n int
			page, err := list(ctx, tx, func(r row) (f stored, err error) {
				n++
				return f, r.Scan(&last, &f.fact, &f.arrived)
			}, "SELECT rowid, fact, arrived FROM facts WHERE rowid > ? ORDER BY rowid LIMIT 1000", last)
			if err != nil || n == 0 {
				return err
			}
			for _, p := range page {
				f, err := fact.Parse(p.fact)
				if err != nil {
					return err
				}
				if err := project(ctx, tx, f, instant(p.arrived)); err != nil {
					return err
				}
			}
		}
	})
}
