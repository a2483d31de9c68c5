package journal_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/kiosk/journal"
)

func TestReopenGoesOn(t *testing.T) {
	j, path := fresh(t)
	visits(t, j, 3)
	epoch, seq := j.Head()
	if j.AfterCrash() {
		t.Error("a new journal says it crashed")
	}
	if _, err := journal.Open(t.Context(), options(path)); err == nil || !strings.Contains(err.Error(), "another program") {
		t.Errorf("opened twice: %v", err)
	}
	shut(t, j)
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v, want 0600", st.Mode(), err)
	}
	if st, err := os.Stat(path + "-wal"); err == nil && st.Size() > 0 {
		t.Errorf("the WAL has %d bytes after close", st.Size())
	}
	j = open(t, options(path))
	if e, s := j.Head(); e != epoch || s != seq || j.AfterCrash() {
		t.Errorf("head epoch %d seq %d, want %d, %d; after crash %v", e, s, epoch, seq, j.AfterCrash())
	}
	visits(t, j, 2)
	chained(t, entries(t, j, epoch), fact.Hash{})
	shut(t, j)
	o := options(path)
	o.Unit = "bus-2"
	if _, err := journal.Open(t.Context(), o); err == nil || !strings.Contains(err.Error(), `"bus-1"`) {
		t.Errorf("another unit's journal: %v", err)
	}
	verified(t, path)
}

func TestOpeningReadsOnlyTheEnd(t *testing.T) {
	j, path := fresh(t)
	visits(t, j, 5)
	shut(t, j)
	db := raw(t, path)
	if _, err := db.Exec("UPDATE facts SET fact = x'00' WHERE id = 3"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	j, err := journal.Open(t.Context(), options(path))
	if err != nil {
		t.Fatalf("opening read an old fact: %v", err)
	}
	shut(t, j)
	if r, err := journal.Verify(t.Context(), path); err != nil || len(r.Problems) == 0 || r.Problems[0].Seq != 3 {
		t.Errorf("verify: %+v, %v", r, err)
	}
}

func TestRestoredOrClonedJournalBeginsAnEpoch(t *testing.T) {
	j, path := fresh(t)
	visits(t, j, 3)
	old, _ := j.Head()
	shut(t, j)
	backup, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	j = open(t, options(path))
	visits(t, j, 2) // after the backup
	shut(t, j)

	restore := func(t *testing.T, to string) {
		if err := os.WriteFile(to+".new", backup, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(to+".new", to); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name string
		path string
		edit func(*journal.Options)
	}{
		{"restored in place", path, func(*journal.Options) {}},
		{"on another machine", path, func(o *journal.Options) { o.Machine = []byte("other") }},
		{"at another path", filepath.Join(t.TempDir(), "copy.db"), func(*journal.Options) {}},
	} {
		t.Run(c.name, func(t *testing.T) {
			restore(t, c.path)
			o := options(c.path)
			c.edit(&o)
			j := open(t, o)
			epoch, seq := j.Head()
			if epoch == old || seq != 1 {
				t.Fatalf("epoch %d seq %d: the old epoch's seqs would be used again", epoch, seq)
			}
			es := entries(t, j, epoch)
			chained(t, es, chained(t, entries(t, j, old), fact.Hash{}))
			f, err := fact.Parse(es[0].Fact)
			if err != nil {
				t.Fatal(err)
			}
			b, err := fact.BodyOf[fact.EpochBegan](f)
			if err != nil || b.Reason != "moved" || b.Epoch != old {
				t.Errorf("first fact %+v, %v", b, err)
			}
			if e, through, last := j.Outstanding(); e != old || through != 0 || last != b.Seq {
				t.Errorf("outstanding: epoch %d from %d to %d; the old epoch comes first", e, through, last)
			}
			shut(t, j)
			j = open(t, o)
			if e, s := j.Head(); e != epoch || s != 1 {
				t.Errorf("opened again: epoch %d seq %d", e, s)
			}
			shut(t, j)
			if r := verified(t, c.path); r.Epochs != 2 {
				t.Errorf("report %+v", r)
			}
		})
	}
}

func TestNewEpoch(t *testing.T) {
	j, path := fresh(t)
	visits(t, j, 1)
	old, last := j.Head()
	if err := j.NewEpoch(t.Context()); err != nil {
		t.Fatal(err)
	}
	if e, s := j.Head(); e == old || s != 1 {
		t.Errorf("epoch %d seq %d", e, s)
	}
	hash := entries(t, j, old)[last-1]
	h := fact.HashOf(hash.Fact)
	if err := j.PutReceipt(t.Context(), []byte("r"), old, last, h[:]); err != nil {
		t.Fatal(err)
	}
	now, _ := j.Head()
	if e, through, _ := j.Outstanding(); e != now || through != 0 {
		t.Errorf("after the old epoch is receipted: epoch %d through %d", e, through)
	}
	shut(t, j)
	verified(t, path)
}

func TestReceiptsAreMonotoneAndOurs(t *testing.T) {
	j, path := fresh(t)
	visits(t, j, 3)
	epoch, last := j.Head()
	es := entries(t, j, epoch)
	hash := func(seq uint64) []byte { h := fact.HashOf(es[seq-1].Fact); return h[:] }
	receipt := func(seq uint64) error {
		return j.PutReceipt(t.Context(), []byte{byte(seq)}, epoch, seq, hash(seq))
	}
	for _, c := range []struct{ put, want uint64 }{{2, 2}, {1, 2}, {5, 5}, {5, 5}, {4, 5}} {
		if err := receipt(c.put); err != nil {
			t.Fatal(err)
		}
		if e, through, _ := j.Outstanding(); e != epoch || through != c.want {
			t.Errorf("receipt for %d: through %d, want %d", c.put, through, c.want)
		}
		if !j.Receipted(epoch, c.want) || j.Receipted(epoch, c.want+1) || j.Receipted(epoch+2, 1) {
			t.Errorf("receipt for %d: not what Receipted says", c.put)
		}
	}
	for name, err := range map[string]error{
		"another hash":  j.PutReceipt(t.Context(), nil, epoch, 6, hash(5)),
		"no hash":       j.PutReceipt(t.Context(), nil, epoch, 6, nil),
		"the future":    j.PutReceipt(t.Context(), nil, epoch, last+1, hash(1)),
		"another epoch": j.PutReceipt(t.Context(), nil, epoch+2, 1, hash(1)),
	} {
		if kiosk.ErrorCode(err) != kiosk.CodeRefused {
			t.Errorf("%s: got %v", name, err)
		}
	}
	shut(t, j)
	j = open(t, options(path))
	if e, through, _ := j.Outstanding(); e != epoch || through != 5 {
		t.Errorf("reopened: through %d", through)
	}
	if r, err := j.Receipt(t.Context(), epoch); err != nil || !bytes.Equal(r, []byte{5}) {
		t.Errorf("receipt %v, %v", r, err)
	}
}

func TestDocuments(t *testing.T) {
	j, path := fresh(t)
	for _, c := range []struct {
		name    string
		version uint64
		signed  string
		want    kiosk.Code
		facts   uint64 // afterwards
	}{
		{"first", 2, "a", "", 2},
		{"same again", 2, "a", "", 2},
		{"same version, other bytes", 2, "b", kiosk.CodeConflict, 2},
		{"older", 1, "c", kiosk.CodeConflict, 2},
		{"newer", 3, "d", "", 3},
	} {
		err := j.PutDocument(t.Context(), "tour", c.version, []byte(c.signed))
		if kiosk.ErrorCode(err) != c.want {
			t.Errorf("%s: got %v", c.name, err)
		}
		if _, seq := j.Head(); seq != c.facts {
			t.Errorf("%s: %d facts, want %d", c.name, seq, c.facts)
		}
	}
	if err := j.DocumentRefused(t.Context(), "tour", 1, "older "+strings.Repeat("é", 300)); err != nil {
		t.Error(err)
	}
	if err := j.PutDocument(t.Context(), "no kind/", 1, nil); kiosk.ErrorCode(err) != kiosk.CodeInvalid {
		t.Errorf("bad kind: %v", err)
	}
	shut(t, j)
	j = open(t, options(path))
	ds, err := j.Documents(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "documents", ds, []journal.Document{{Kind: "tour", Version: 3, Signed: []byte("d")}})
	shut(t, j)
	verified(t, path)
}

func TestRebuildGivesTheSameViews(t *testing.T) {
	j, path := fresh(t)
	visits(t, j, 40)
	if err := j.NewEpoch(t.Context()); err != nil {
		t.Fatal(err)
	}
	visits(t, j, 5)
	want := tables(t, path)
	if err := j.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	same(t, "rebuilt", tables(t, path), want)
	d, _ := requestDraft(t)
	if s := put(t, j, d); s[0].Number != 46 {
		t.Errorf("number after rebuild: %d, want 46", s[0].Number)
	}
	shut(t, j)

	db := raw(t, path)
	if _, err := db.Exec("DELETE FROM view_counts; DELETE FROM view_devices; DELETE FROM view_requests"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	j = open(t, options(path))
	shut(t, j)
	verified(t, path) // opening with empty views, as after a schema change, made them again
}

func TestVerifyNamesWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		name, edit string
		seq        uint64
		want       string
	}{
		{"fact changed", "UPDATE facts SET fact = CAST(replace(CAST(fact AS TEXT), 'bus-1', 'bus-2') AS BLOB) WHERE id = 4", 4, ""},
		{"fact gone", "DELETE FROM facts WHERE id = 4", 5, "1 facts are missing"},
		{"facts swapped", "UPDATE facts SET id = -id WHERE id IN (4, 5); UPDATE facts SET id = 9 + id WHERE id < 0", 5, "follows"},
		{"sealed part changed", "UPDATE facts SET sealed = x'00' WHERE id = 2", 2, "sealed part"},
		{"wraps changed", "UPDATE facts SET wraps = x'81a2016161024100' WHERE id = 2", 2, "wraps"},
		{"views changed", "UPDATE view_requests SET printed = 'printed'", 0, "view_requests"},
		{"view row gone", "DELETE FROM view_counts WHERE kind = 8", 0, "view_counts"},
		{"receipt for the future", "UPDATE epochs SET through = 999", 999, "not here"},
		{"epoch moved", "UPDATE epochs SET first = 2", 1, "begin"},
	} {
		t.Run(c.name, func(t *testing.T) {
			j, path := fresh(t)
			visits(t, j, 3)
			shut(t, j)
			db := raw(t, path)
			if _, err := db.Exec(c.edit); err != nil {
				t.Fatal(err)
			}
			db.Close()
			r, err := journal.Verify(t.Context(), path)
			if err != nil || len(r.Problems) == 0 {
				t.Fatalf("found nothing: %+v, %v", r, err)
			}
			if p := r.Problems[0]; p.Seq != c.seq || !strings.Contains(p.What, c.want) {
				t.Errorf("got %q, want seq %d with %q", p, c.seq, c.want)
			}
		})
	}
	if _, err := journal.Verify(t.Context(), filepath.Join(t.TempDir(), "none.db")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("absent file: %v", err)
	}
	garbage := filepath.Join(t.TempDir(), "garbage.db")
	if err := os.WriteFile(garbage, bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := journal.Verify(t.Context(), garbage); err == nil {
		t.Error("garbage verified")
	}
}

// TestVerifySurvivesAnyDamage flips bytes all over the file. Not every flip is damage; none may end in a panic.
func TestVerifySurvivesAnyDamage(t *testing.T) {
	j, path := fresh(t)
	visits(t, j, 4)
	shut(t, j)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 300 {
		b := bytes.Clone(whole)
		for range 1 + r.IntN(4) {
			b[r.IntN(len(b))] ^= byte(1 + r.IntN(255))
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if rep, err := journal.Verify(t.Context(), path); err != nil || len(rep.Problems) > 0 {
			found++
		}
	}
	if found < 100 {
		t.Errorf("%d of 300 damaged files were noticed", found)
	}
}

func TestErasedKeysAreNoDamage(t *testing.T) {
	j, path := fresh(t)
	visits(t, j, 2)
	shut(t, j)
	db := raw(t, path)
	if _, err := db.Exec("UPDATE facts SET wraps = NULL"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if r := verified(t, path); r.Erased != 2 {
		t.Errorf("erased %d, want 2", r.Erased)
	}
}

func TestVerifyReadsAJournalInUse(t *testing.T) {
	j, path := fresh(t)
	visits(t, j, 3)
	if r := verified(t, path); r.Facts < 10 {
		t.Errorf("report %+v", r)
	}
	visits(t, j, 1)
}
