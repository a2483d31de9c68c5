package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"poploket/kiosk"
	"poploket/sync/office/store"
)

// AddAccount adds a.
func (s *Store) AddAccount(ctx context.Context, a store.Account) error {
	roles, err := json.Marshal(a.Roles)
	if err != nil {
		return fmt.Errorf("keeping an account: %w", err)
	}
	_, err = s.write.ExecContext(ctx, "INSERT INTO accounts (name, display, hash, roles, created) VALUES (?, ?, ?, ?, ?)",
		a.Name, a.Display, a.Hash, string(roles), nanos(a.Created))
	return taken(err, "account %q is already there", a.Name)
}

func scanAccount(r row) (a store.Account, err error) {
	var roles string
	var created int64
	if err := r.Scan(&a.Name, &a.Display, &a.Hash, &roles, &created); err != nil {
		return a, err
	}
	a.Created = instant(created)
	return a, json.Unmarshal([]byte(roles), &a.Roles)
}

// Account is one by name.
func (s *Store) Account(ctx context.Context, name string) (store.Account, error) {
	return one(ctx, s.read, "account", scanAccount, "SELECT name, display, hash, roles, created FROM accounts WHERE name = ?", name)
}

// Accounts are all by name.
func (s *Store) Accounts(ctx context.Context) ([]store.Account, error) {
	return list(ctx, s.read, scanAccount, "SELECT name, display, hash, roles, created FROM accounts ORDER BY name")
}

// SetHash replaces a password hash.
func (s *Store) SetHash(ctx context.Context, name, hash string) error {
	r, err := s.write.ExecContext(ctx, "UPDATE accounts SET hash = ? WHERE name = ?", hash, name)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return kiosk.Errorf(kiosk.CodeNotFound, "account %q: not found", name)
}

// Session data by token.
func (s *Store) Session(ctx context.Context, token string, at time.Time) (data []byte, found bool, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT data FROM sessions WHERE token = ? AND expires > ?", token, nanos(at)).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// SaveSession keeps session data.
func (s *Store) SaveSession(ctx context.Context, token string, data []byte, expires time.Time) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO sessions (token, data, expires) VALUES (?, ?, ?)
		ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires = excluded.expires`, token, data, nanos(expires))
	return err
}

// EndSession removes one.
func (s *Store) EndSession(ctx context.Context, token string) error {
	_, err := s.write.ExecContext(ctx, "DELETE FROM sessions WHERE token = ?", token)
	return err
}

// SweepSessions removes those that ended.
func (s *Store) SweepSessions(ctx context.Context, at time.Time) error {
	_, err := s.write.ExecContext(ctx, "DELETE FROM sessions WHERE expires <= ?", nanos(at))
	return err
}

// AddLook keeps l.
func (s *Store) AddLook(ctx context.Context, l store.Look) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO looks (at, who, reason, activity, unit, epoch, seq, reference) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			nanos(l.At), l.Who, l.Reason, l.Activity, l.Fact.Unit, int64(l.Fact.Epoch), int64(l.Fact.Seq), l.Reference)
		return err
	})
}

// Looks are the newest first.
func (s *Store) Looks(ctx context.Context, f store.LookFilter) ([]store.Look, error) {
	limit := 50
	if f.Limit > 0 {
		limit = min(f.Limit, 200)
	}
	return list(ctx, s.read, func(r row) (l store.Look, err error) {
		var id, at, epoch, seq int64
		err = r.Scan(&id, &at, &l.Who, &l.Reason, &l.Activity, &l.Fact.Unit, &epoch, &seq, &l.Reference)
		l.ID, l.At, l.Fact.Epoch, l.Fact.Seq = uint64(id), instant(at), uint64(epoch), uint64(seq)
		return l, err
	}, `SELECT id, at, who, reason, activity, unit, epoch, seq, reference FROM looks
		WHERE (?1 = 0 OR id < ?1) AND (?2 = '' OR unit = ?2 AND epoch = ?3 AND seq = ?4) ORDER BY id DESC LIMIT ?5`,
		int64(f.Before), f.Fact.Unit, int64(f.Fact.Epoch), int64(f.Fact.Seq), limit)
}
