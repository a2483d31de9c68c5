package journal_test

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/kiosk/journal"
)

var start = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

func options(path string) journal.Options {
	tick := int64(0)
	return journal.Options{
		Path: path, Unit: "bus-1", Random: rand.Reader, BootID: [16]byte{1}, Machine: []byte("machine"),
		Now:      func() time.Time { tick++; return start.Add(time.Duration(tick) * time.Second) }, // called by the writer only
		Boottime: func() time.Duration { return 5 * time.Second },
	}
}

func open(t testing.TB, o journal.Options) *journal.Journal {
	t.Helper()
	j, err := journal.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() }) // a second Close is an error that nobody needs
	return j
}

func fresh(t testing.TB) (*journal.Journal, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal.db")
	return open(t, options(path)), path
}

func shut(t testing.TB, j *journal.Journal) {
	t.Helper()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

func draftOf(t testing.TB, body fact.Body) fact.Draft {
	t.Helper()
	d, err := fact.New(rand.Reader, "", body)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

// requestDraft is a request as a face would send it, sealed.
func requestDraft(t testing.TB) (fact.Draft, kiosk.Reference) {
	t.Helper()
	ref, err := kiosk.NewReference("KD", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	d := draftOf(t, fact.RequestReceived{Reference: string(ref), CodeHash: random(32), Service: "move", Action: "report",
		Class: "O2", Identity: "scanned", Language: "nl"})
	d.Actor, d.Subject, d.KeyID, d.Sealed = "resident", random(16), random(8), random(600)
	d.Wraps = []fact.Wrap{{Recipient: "office", Data: random(1700)}, {Recipient: "recovery", Data: random(1700)}}
	return d, ref
}

func put(t testing.TB, j *journal.Journal, ds ...fact.Draft) []journal.Stored {
	t.Helper()
	s, err := j.Append(t.Context(), ds)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// visits appends n visits: a request, its receipt, the visit's end, now and then a device's fault.
func visits(t testing.TB, j *journal.Journal, n int) {
	t.Helper()
	for i := range n {
		d, _ := requestDraft(t)
		s := put(t, j, d)
		p := draftOf(t, fact.ReceiptPrinted{Outcome: []string{"printed", "failed", "unknown"}[i%3], Copy: i%4 == 3, Number: uint64(s[0].Number)})
		p.Subject = d.Subject
		put(t, j, p, draftOf(t, fact.VisitEnded{Reason: "done"}))
		if i%5 == 0 {
			put(t, j, draftOf(t, fact.DeviceChanged{Device: "printer", State: "fault", Fault: "paper"}), draftOf(t, fact.DeviceChanged{Device: "reader", State: "ready"}))
		}
		j.SetContext(fmt.Sprintf("stop-%d", i/10), 3, uint64(i))
	}
}

func entries(t testing.TB, j *journal.Journal, epoch uint64) []fact.Entry {
	t.Helper()
	es, err := j.Entries(t.Context(), epoch, 0, 1<<20, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	return es
}

// chained holds the chain of one epoch's entries together, as the office does.
func chained(t testing.TB, es []fact.Entry, prev fact.Hash) fact.Hash {
	t.Helper()
	for i, e := range es {
		f, err := fact.Verify(e)
		if err != nil {
			t.Fatalf("entry %d: %v", i, err)
		}
		if f.Seq != uint64(i+1) || !bytes.Equal(f.Prev, prev[:]) {
			t.Fatalf("entry %d: seq %d, or broken chain", i, f.Seq)
		}
		prev = fact.HashOf(e.Fact)
	}
	return prev
}

func verified(t testing.TB, path string) journal.Report {
	t.Helper()
	r, err := journal.Verify(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Problems {
		t.Errorf("verify: %s", p)
	}
	return r
}

// tables are all rows of the views.
func tables(t testing.TB, path string) map[string][][]any {
	t.Helper()
	db := raw(t, path)
	defer db.Close()
	out := map[string][][]any{}
	for _, name := range []string{"view_counts", "view_devices", "view_requests"} {
		rows, err := db.Query("SELECT * FROM " + name + " ORDER BY 1, 2")
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			row := make([]any, len(columns))
			to := make([]any, len(columns))
			for i := range row {
				to[i] = &row[i]
			}
			if err := rows.Scan(to...); err != nil {
				t.Fatal(err)
			}
			out[name] = append(out[name], row)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
	}
	return out
}

func raw(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
