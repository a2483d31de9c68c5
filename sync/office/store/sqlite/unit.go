package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/mattn/go-sqlite3"

	"poploket/kiosk"
	"poploket/sync/office/store"
	"poploket/sync/wire"
)

// taken turns a broken uniqueness into a conflict in words.
func taken(err error, format string, args ...any) error {
	var e sqlite3.Error
	if errors.As(err, &e) && (e.ExtendedCode == sqlite3.ErrConstraintUnique || e.ExtendedCode == sqlite3.ErrConstraintPrimaryKey) {
		return kiosk.Errorf(kiosk.CodeConflict, format, args...)
	}
	return err
}

// AddUnit adds u.
func (s *Store) AddUnit(ctx context.Context, u store.Unit) error {
	_, err := s.write.ExecContext(ctx, "INSERT INTO units (id, name, prefix, letter, created) VALUES (?, ?, ?, ?, ?)",
		u.ID, u.Name, u.Prefix, u.Letter, nanos(u.Created))
	if err != nil {
		return taken(err, "unit %q, prefix %q or letter %q is already in use", u.ID, u.Prefix, u.Letter)
	}
	return nil
}

const unitColumns = "id, name, prefix, letter, created, enrolled, serial, not_after, doc_key, revoked"

func scanUnit(r row) (u store.Unit, err error) {
	var created, enrolled, notAfter, revoked int64
	err = r.Scan(&u.ID, &u.Name, &u.Prefix, &u.Letter, &created, &enrolled, &u.Serial, &notAfter, &u.Key, &revoked)
	u.Created, u.Enrolled, u.NotAfter, u.Revoked = instant(created), instant(enrolled), instant(notAfter), instant(revoked)
	return u, err
}

func unit(ctx context.Context, q querier, id string) (store.Unit, error) {
	return one(ctx, q, fmt.Sprintf("unit %q", id), scanUnit, "SELECT "+unitColumns+" FROM units WHERE id = ?", id)
}

// Unit is one unit by id.
func (s *Store) Unit(ctx context.Context, id string) (store.Unit, error) {
	return unit(ctx, s.read, id)
}

// Units is the fleet by id.
func (s *Store) Units(ctx context.Context) ([]store.Unit, error) {
	return list(ctx, s.read, scanUnit, "SELECT "+unitColumns+" FROM units ORDER BY id")
}

// RevokeUnit refuses the unit from now on.
func (s *Store) RevokeUnit(ctx context.Context, id string, at time.Time) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		if _, err := unit(ctx, tx, id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM tokens WHERE unit = ?", id); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE units SET revoked = ? WHERE id = ? AND revoked = 0", nanos(at), id)
		return err
	})
}

// AddToken keeps a fresh token.
func (s *Store) AddToken(ctx context.Context, t store.Token) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		u, err := unit(ctx, tx, t.Unit)
		if err != nil {
			return err
		}
		if !u.Revoked.IsZero() {
			return kiosk.Errorf(kiosk.CodeRefused, "unit %q is revoked and can't enrol again", t.Unit)
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM tokens WHERE unit = ?", t.Unit); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO tokens (hash, unit, by, created, expires) VALUES (?, ?, ?, ?, ?)",
			t.Hash[:], t.Unit, t.By, nanos(t.Created), nanos(t.Expires))
		return taken(err, "this token is already in use")
	})
}

// Enrol uses up a token and puts in force what issue gives.
func (s *Store) Enrol(ctx context.Context, token, key [32]byte, at time.Time, issue func(store.Unit) (store.Certificate, error)) (store.Unit, error) {
	var u store.Unit
	err := s.tx(ctx, func(tx *sql.Tx) error {
		refused := kiosk.Errorf(kiosk.CodeRefused, "this enrolment token is not valid: ask the office for a fresh one")
		var id string
		var expires int64
		var used []byte
		err := tx.QueryRowContext(ctx, "SELECT unit, expires, used_key FROM tokens WHERE hash = ?", token[:]).Scan(&id, &expires, &used)
		if errors.Is(err, sql.ErrNoRows) {
			return refused
		}
		if err != nil {
			return err
		}
		if !at.Before(instant(expires)) || used != nil && !bytes.Equal(used, key[:]) {
			return refused
		}
		if u, err = unit(ctx, tx, id); err != nil {
			return err
		}
		if !u.Revoked.IsZero() {
			return refused
		}
		c, err := issue(u)
		if err != nil {
			return err
		}
		enrolled := at
		if used != nil { // the answer got lost, or one of two did: the certificate of the first stays good
			enrolled = u.Enrolled
		}
		if _, err := tx.ExecContext(ctx, "UPDATE tokens SET used_key = ? WHERE hash = ?", key[:], token[:]); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE units SET enrolled = ?, serial = ?, not_after = ?, doc_key = ? WHERE id = ?",
			nanos(enrolled), c.Serial, nanos(c.NotAfter), c.Key, id); err != nil {
			return err
		}
		u, err = unit(ctx, tx, id)
		return err
	})
	return u, err
}

// Renew puts another certificate in force.
func (s *Store) Renew(ctx context.Context, id string, c store.Certificate) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		u, err := unit(ctx, tx, id)
		if err != nil {
			return err
		}
		if !u.Revoked.IsZero() || u.Enrolled.IsZero() {
			return kiosk.Errorf(kiosk.CodeRefused, "unit %q may not renew its certificate: enrol it first", id)
		}
		_, err = tx.ExecContext(ctx, "UPDATE units SET serial = ?, not_after = ?, doc_key = coalesce(?, doc_key) WHERE id = ?",
			c.Serial, nanos(c.NotAfter), c.Key, id)
		return err
	})
}

// contact makes sure that the unit has a row, and changes it.
func (s *Store) contact(ctx context.Context, unitID, set string, args ...any) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		if _, err := unit(ctx, tx, unitID); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO contacts (unit) VALUES (?) ON CONFLICT DO NOTHING", unitID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE contacts SET "+set+" WHERE unit = ?", append(args, unitID)...)
		return err
	})
}

// Hello records what a unit said when it connected.
func (s *Store) Hello(ctx context.Context, h wire.Hello, at time.Time) error {
	docs, err := json.Marshal(h.Documents)
	if err != nil {
		return fmt.Errorf("keeping a hello: %w", err)
	}
	n := nanos(at)
	return s.contact(ctx, h.Unit, `changed = CASE WHEN online THEN changed ELSE ? END, online = TRUE, seen = max(seen, ?), build = ?,
		epoch = ?, last = ?, receipted = ?, documents = ?, drift = ?`,
		n, n, clip(h.Build, 80), int64(h.Epoch), int64(h.Last), int64(h.Receipted), string(docs), h.Wall-n)
}

// Presence records that a unit came or went.
func (s *Store) Presence(ctx context.Context, unitID string, p wire.Presence, at time.Time) error {
	n := nanos(at)
	return s.contact(ctx, unitID, "changed = CASE WHEN online = ? THEN changed ELSE ? END, online = ?, seen = max(seen, ?)", p.Online, n, p.Online, n)
}

// Seen records a sign of life.
func (s *Store) Seen(ctx context.Context, unitID string, at time.Time) error {
	return s.contact(ctx, unitID, "seen = max(seen, ?)", nanos(at))
}

// ResetPresence marks every unit gone.
func (s *Store) ResetPresence(ctx context.Context, at time.Time) error {
	_, err := s.write.ExecContext(ctx, "UPDATE contacts SET online = FALSE, changed = ? WHERE online", nanos(at))
	return err
}

// Contact is what was last heard.
func (s *Store) Contact(ctx context.Context, unitID string) (store.Contact, error) {
	var c store.Contact
	var seen, changed, epoch, last, receipted, drift int64
	var docs string
	err := s.read.QueryRowContext(ctx, "SELECT online, seen, changed, build, epoch, last, receipted, documents, drift FROM contacts WHERE unit = ?", unitID).
		Scan(&c.Online, &seen, &changed, &c.Build, &epoch, &last, &receipted, &docs, &drift)
	if errors.Is(err, sql.ErrNoRows) {
		return store.Contact{}, nil
	}
	if err != nil {
		return c, err
	}
	c.Seen, c.Changed, c.Drift = instant(seen), instant(changed), time.Duration(drift)
	c.Epoch, c.Last, c.Receipted = uint64(epoch), uint64(last), uint64(receipted)
	return c, json.Unmarshal([]byte(docs), &c.Documents)
}

// AddIncident records one incident.
func (s *Store) AddIncident(ctx context.Context, i store.Incident) error {
	return s.tx(ctx, func(tx *sql.Tx) error { return addIncident(ctx, tx, i) })
}

// maxIncidents is how many rows one unit, and the unknown, may have before the oldest go.
const maxIncidents = 2000

func addIncident(ctx context.Context, tx *sql.Tx, i store.Incident) error {
	n := nanos(i.Last)
	_, err := tx.ExecContext(ctx, `INSERT INTO incidents (unit, kind, detail, hour, first, last, count) VALUES (?, ?, ?, ?, ?, ?, 1)
		ON CONFLICT (unit, kind, detail, hour) DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last), count = count + 1`,
		i.Unit, string(i.Kind), clip(i.Detail, 200), i.Last.Unix()/3600, n, n)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM incidents WHERE unit = ?1 AND last <
		(SELECT last FROM incidents WHERE unit = ?1 ORDER BY last DESC LIMIT 1 OFFSET ?2)`, i.Unit, maxIncidents-1)
	return err
}

// clip cuts at a rune's border.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// Incidents are the newest first.
func (s *Store) Incidents(ctx context.Context, unitID string, since time.Time, limit int) ([]store.Incident, error) {
	return list(ctx, s.read, func(r row) (i store.Incident, err error) {
		var first, last int64
		err = r.Scan(&i.Unit, &i.Kind, &i.Detail, &first, &last, &i.Count)
		i.First, i.Last = instant(first), instant(last)
		return i, err
	}, "SELECT unit, kind, detail, first, last, count FROM incidents WHERE unit = ? AND last >= ? ORDER BY last DESC, kind, detail LIMIT ?", unitID, nanos(since), limit)
}
