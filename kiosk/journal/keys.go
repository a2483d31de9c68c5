package journal

import (
	"database/sql/driver"
	"sync"

	"poploket/kiosk"
)

// keys finds requests by reference and dossier, and keeps both unique: all of view_requests, read when the journal opens
// (about a millisecond for a thousand requests).
type keys struct {
	mu       sync.RWMutex
	refs     map[kiosk.Reference]int // running numbers
	subjects map[[16]byte]int
	open     []key // of the transaction under way
}

type key struct {
	ref     kiosk.Reference
	subject [16]byte
}

func newKeys() *keys {
	return &keys{refs: map[kiosk.Reference]int{}, subjects: map[[16]byte]int{}}
}

// load reads all keys, and gives the last running number.
func (k *keys) load(c conn) (number int, err error) {
	err = c.each("SELECT number, reference, subject FROM view_requests ORDER BY number", func(row []driver.Value) error {
		number = int(integer(row[0]))
		return k.add(kiosk.Reference(text(row[1])), blob(row[2]), number)
	})
	k.commit()
	return number, err
}

// errTaken is what add says of a reference or dossier that is there.
var errTaken = kiosk.Errorf(kiosk.CodeConflict, "reference or dossier is taken by another request")

// add keeps a request's keys for the transaction under way.
func (k *keys) add(ref kiosk.Reference, subject []byte, number int) error {
	if len(subject) != 16 {
		return kiosk.Errorf(kiosk.CodeInvalid, "a dossier's id has 16 bytes, not %d", len(subject))
	}
	n := key{ref, [16]byte(subject)}
	k.mu.Lock()
	defer k.mu.Unlock()
	_, byRef := k.refs[n.ref]
	_, bySubject := k.subjects[n.subject]
	if byRef || bySubject {
		return errTaken
	}
	k.refs[n.ref], k.subjects[n.subject] = number, number
	k.open = append(k.open, n)
	return nil
}

// replace takes over what another holds.
func (k *keys) replace(other *keys) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.refs, k.subjects = other.refs, other.subjects
}

func (k *keys) commit() { k.open = k.open[:0] }

func (k *keys) rollback() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, n := range k.open {
		delete(k.refs, n.ref)
		delete(k.subjects, n.subject)
	}
	k.open = k.open[:0]
}

// subject is the running number of a dossier's request; 0 when there is none.
func (k *keys) subject(subject []byte) int {
	if len(subject) != 16 {
		return 0
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.subjects[[16]byte(subject)]
}

// reference is the running number of the request with this reference; 0 when there is none.
func (k *keys) reference(ref kiosk.Reference) int {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.refs[ref]
}
