package office

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"poploket/assets"
	"poploket/kiosk"
	"poploket/sync/office/store"
	"poploket/sync/office/web"
)

// example is assets/office/example.json.
type example struct {
	Municipality kiosk.Municipality `json:"municipality"`
	Units        []struct{ ID, Name, Prefix, Letter string }
	Venues       []struct{ ID, Name, Address, Kind, Note string }
	Accounts     []struct {
		Name, Display string
		Roles         []store.Role
	}
	Stops []exampleStop
}

type exampleStop struct {
	Day         int // after the day of the start
	Unit, Venue string
	From, To    string
	Services    []string
}

func readExample() (example, error) {
	var e example
	b, err := assets.Office.ReadFile("office/example.json")
	if err != nil {
		return e, err
	}
	if err := json.Unmarshal(b, &e); err != nil {
		return e, fmt.Errorf("reading the example: %w", err)
	}
	return e, nil
}

// firstAdmin makes an administrator when there are no accounts at all.
func (m *Main) firstAdmin(ctx context.Context) error {
	all, err := m.Store.Accounts(ctx)
	if err != nil || len(all) > 0 {
		return err
	}
	password := m.conf.AdminPassword
	if password == "" {
		if password, err = web.NewPassword(m.conf.Random); err != nil {
			return err
		}
	} else if len(password) < web.MinPassword || len(password) > web.MaxPassword {
		return fmt.Errorf("the first administrator's password has %d bytes: want %d to %d", len(password), web.MinPassword, web.MaxPassword)
	}
	if err := m.addAccount(ctx, "admin", "Beheer", password, store.RolePlanner, store.RoleAdmin); err != nil {
		return err
	}
	m.Logins = append(m.Logins, Login{"admin", password, "admin"})
	return nil
}

func (m *Main) addAccount(ctx context.Context, name, display, password string, roles ...store.Role) error {
	hash, err := web.HashPassword(m.conf.Random, password)
	if err != nil {
		return err
	}
	return m.Store.AddAccount(ctx, store.Account{Name: name, Display: display, Hash: hash, Roles: roles, Created: m.conf.Now()})
}

// addExample adds what is missing of the example; starting again changes nothing but the day.
func (m *Main) addExample(ctx context.Context, e example) error {
	now := m.conf.Now()
	there := func(err error) error {
		if kiosk.ErrorCode(err) == kiosk.CodeConflict {
			return nil
		}
		return err
	}
	for _, u := range e.Units {
		if err := there(m.Store.AddUnit(ctx, store.Unit{ID: u.ID, Name: u.Name, Prefix: u.Prefix, Letter: u.Letter, Created: now})); err != nil {
			return err
		}
	}
	for _, v := range e.Venues {
		if err := there(m.Store.AddVenue(ctx, store.Venue{ID: v.ID, Name: v.Name, Address: v.Address, Kind: v.Kind, Note: v.Note})); err != nil {
			return err
		}
	}
	if err := m.exampleLogins(ctx, e); err != nil {
		return err
	}
	if m.conf.Unplanned {
		return nil
	}
	return m.exampleStops(ctx, e)
}

// exampleLogins makes the example's accounts. Their passwords are drawn on the first start and kept beside the store, so
// that every start can show them: they guard nobody's data.
func (m *Main) exampleLogins(ctx context.Context, e example) error {
	path := filepath.Join(m.conf.Dir, "example-logins.json")
	passwords := map[string]string{}
	b, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(b, &passwords)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	for _, l := range m.Logins {
		passwords[l.Name] = l.Password
	}
	m.Logins = nil
	for _, a := range e.Accounts {
		if passwords[a.Name] == "" {
			if passwords[a.Name], err = web.NewPassword(m.conf.Random); err != nil {
				return err
			}
		}
	}
	if b, err = json.MarshalIndent(passwords, "", "  "); err != nil {
		return err
	}
	if err := os.WriteFile(path, b, 0o600); err != nil { // before the accounts: a password nobody knows helps nobody
		return err
	}
	for _, a := range e.Accounts {
		_, err := m.Store.Account(ctx, a.Name)
		if kiosk.ErrorCode(err) == kiosk.CodeNotFound {
			err = m.addAccount(ctx, a.Name, a.Display, passwords[a.Name], a.Roles...)
		}
		if err != nil {
			return err
		}
		m.Logins = append(m.Logins, Login{a.Name, passwords[a.Name], string(a.Roles[0])})
	}
	if p := passwords["admin"]; p != "" {
		m.Logins = append(m.Logins, Login{"admin", p, "admin"})
	}
	return nil
}

// exampleStops plans and publishes the example's days from today on, unless something is published that still stands
// today. Whenever it is started, bus-1 is open.
func (m *Main) exampleStops(ctx context.Context, e example) error {
	zone, err := time.LoadLocation(m.conf.Municipality.Zone)
	if err != nil {
		return err
	}
	now := m.conf.Now().In(zone)
	standing, err := m.Store.Published(ctx, now, now.Add(time.Minute))
	if err != nil || slices.ContainsFunc(standing, func(s store.Stop) bool { return s.Unit == e.Stops[0].Unit }) {
		return err
	}
	units := []string{}
	var lines []string
	for i, x := range e.Stops {
		s, err := x.on(now)
		if err != nil {
			return err
		}
		if i == 0 {
			if err := m.widen(ctx, &s, now); err != nil {
				return err
			}
		}
		taken := false
		s.Stop.ID = fmt.Sprintf("voorbeeld-%s-%s", x.Unit, s.Start.In(zone).Format("0601021504"))
		_, err = m.Store.SaveStop(ctx, s, func(others []store.Stop) error {
			taken = slices.ContainsFunc(others, func(o store.Stop) bool { return s.Start.Before(o.End) && o.Start.Before(s.End) })
			if taken {
				return kiosk.Errorf(kiosk.CodeConflict, "there is a stop already")
			}
			return nil
		})
		if taken || kiosk.ErrorCode(err) == kiosk.CodeConflict {
			continue
		}
		if err != nil {
			return err
		}
		lines = append(lines, "Voorbeeld: "+x.Unit+", "+s.Start.In(zone).Format("02-01-2006 15:04"))
		if !slices.Contains(units, x.Unit) {
			units = append(units, x.Unit)
		}
	}
	if len(units) == 0 {
		return nil
	}
	rev, err := m.Store.Revision(ctx)
	if err != nil {
		return err
	}
	_, err = m.Publisher.Plan(ctx, "kantoor", "voorbeeld", units, lines, rev)
	return err
}

// widen makes a stop of today stand now, as far as the unit's other stops leave room.
func (m *Main) widen(ctx context.Context, s *store.Stop, now time.Time) error {
	quarter := now.Truncate(15 * time.Minute)
	if !s.Start.Before(now) {
		s.Start = quarter.UTC()
	}
	if s.End.Before(now.Add(time.Hour)) {
		s.End = quarter.Add(4 * time.Hour).UTC()
	}
	if midnight := time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, now.Location()); s.End.After(midnight) {
		s.End = midnight.Add(-time.Minute).UTC()
	}
	others, err := m.Store.Stops(ctx, s.Start, s.End)
	if err != nil {
		return err
	}
	for _, o := range others {
		switch {
		case o.Unit != s.Unit:
		case !now.Before(o.End) && s.Start.Before(o.End):
			s.Start = o.End
		case now.Before(o.Start) && o.Start.Before(s.End):
			s.End = o.Start
		}
	}
	return nil
}

// on is the stop as it stands when the example starts on the day of now.
func (x exampleStop) on(now time.Time) (store.Stop, error) {
	at := func(clock string) (time.Time, error) {
		t, err := time.Parse("15:04", clock)
		return time.Date(now.Year(), now.Month(), now.Day()+x.Day, t.Hour(), t.Minute(), 0, 0, now.Location()), err
	}
	from, err := at(x.From)
	if err != nil {
		return store.Stop{}, err
	}
	to, err := at(x.To)
	if err != nil {
		return store.Stop{}, err
	}
	return store.Stop{Stop: kiosk.Stop{Unit: x.Unit, Start: from.UTC(), End: to.UTC(), Services: x.Services}, VenueID: x.Venue, By: "kantoor", Changed: now.UTC()}, nil
}
