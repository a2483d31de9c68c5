package sqlite_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"poploket/kiosk/fact"
	"poploket/sync/office/store"
	"poploket/sync/office/store/sqlite"
	"poploket/sync/office/store/storetest"
)

func open(t *testing.T, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		return open(t, filepath.Join(t.TempDir(), "kantoor nr. 1?", "office.db"))
	})
}

func TestOpenAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "office.db")
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.AddVenue(t.Context(), store.Venue{ID: "markt", Name: "Marktplein"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if vs, err := open(t, path).Venues(t.Context()); err != nil || len(vs) != 1 {
		t.Fatalf("got %v, %v after opening again", vs, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Fatalf("the file is open to others: %v", info.Mode())
	}
}

func TestOpenRefusesWhatIsNoStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "office.db")
	if err := os.WriteFile(path, bytes.Repeat([]byte("not a database "), 100), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := sqlite.Open(t.Context(), path); err == nil {
		_ = s.Close()
		t.Fatal("opened a file that is no database")
	}
}

// Erased keys must be gone from the bytes of the files, not only from the tables.
func TestEraseWrapsOverwrites(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "office.db"))
	if err := s.AddUnit(t.Context(), store.Unit{ID: "bus-1", Name: "Bus 1", Prefix: "KD", Letter: "K"}); err != nil {
		t.Fatal(err)
	}
	j := storetest.NewJournal(t, "bus-1", 1, time.Now())
	e, _, subject := j.Request("move", "KD")
	key := e.Wraps[0].Data[20:60]
	if _, err := s.Ingest(t.Context(), j.Batch(e), time.Now(), storetest.Sign); err != nil {
		t.Fatal(err)
	}
	if !found(t, dir, key) {
		t.Fatal("the key is not in the files before erasing: the test proves nothing")
	}
	if _, err := s.EraseWraps(t.Context(), subject); err != nil {
		t.Fatal(err)
	}
	if found(t, dir, key) {
		t.Fatal("the erased key is still in the files")
	}
}

func found(t *testing.T, dir string, want []byte) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, want) {
			return true
		}
	}
	return false
}

// What must never change can't be changed, whoever holds the file.
func TestFactsAndLooksStay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "office.db")
	s := open(t, path)
	if err := s.AddUnit(t.Context(), store.Unit{ID: "bus-1", Name: "Bus 1", Prefix: "KD", Letter: "K"}); err != nil {
		t.Fatal(err)
	}
	j := storetest.NewJournal(t, "bus-1", 1, time.Now())
	if _, err := s.Ingest(t.Context(), j.Batch(j.Add(fact.VisitEnded{Reason: "done"}, nil)), time.Now(), storetest.Sign); err != nil {
		t.Fatal(err)
	}
	if err := s.AddLook(t.Context(), store.Look{Who: "hana", Reason: "vraag"}); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, q := range []string{"UPDATE facts SET fact = x'00'", "UPDATE looks SET who = 'ida'", "DELETE FROM looks"} {
		if _, err := db.ExecContext(t.Context(), q); err == nil {
			t.Errorf("%s was allowed", q)
		}
	}
}
