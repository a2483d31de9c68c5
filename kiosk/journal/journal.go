package journal

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"poploket/kiosk/fact"
)

// Options is what a Journal is made of. System fills in all but Path and Unit.
type Options struct {
	Path     string
	Unit     string
	Now      func() time.Time
	Boottime func() time.Duration // CLOCK_BOOTTIME
	BootID   [16]byte
	Machine  []byte // whatever names this machine; another one begins a new epoch
	Random   io.Reader
}

// Journal is the open journal of one unit. All methods may be called at the same time.
type Journal struct {
	opts  Options
	lock  *os.File
	conn  conn
	read  *sql.DB
	stmts statements

	turn                     sync.Mutex // whoever holds it writes: conn, stmts and what follows are theirs
	closed                   bool
	head                     head
	drafts                   drafts
	keys                     *keys
	encoded                  []byte // room for a fact
	sinceBytes, sinceCommits int    // since the last checkpoint

	second       conn          // the checkpointer's
	checkpoints  chan struct{} // wakes it
	copied       chan struct{} // it copied the bulk, the writer copies the rest
	checkpointed chan struct{} // closed: it ended

	batches sync.Pool

	jobs chan *job
	quit chan struct{} // closed: no new jobs
	done chan struct{} // closed: the writer ended
	end  sync.Once

	crashed bool

	mu      sync.Mutex
	setting setting
	changed chan struct{}
	epochs  []span // of committed facts, oldest first
}

// setting is what SetContext says.
type setting struct {
	stop            string
	catalogue, tour uint64
}

// span is one epoch in the table of facts.
type span struct {
	first   uint64 // id of its first fact
	epoch   uint64
	last    uint64 // seq
	through uint64 // seq, receipted
}

// Open opens or makes the journal at o.Path. It checks that what it writes will be durable, and begins a new epoch when
// file or machine are not those that wrote the last fact. Its time doesn't depend on how many facts there are.
func Open(ctx context.Context, o Options) (*Journal, error) {
	j := &Journal{opts: o, jobs: make(chan *job), quit: make(chan struct{}), done: make(chan struct{}), changed: make(chan struct{}),
		keys: newKeys(), batches: sync.Pool{New: func() any { return new(batch) }},
		checkpoints: make(chan struct{}), copied: make(chan struct{}), checkpointed: make(chan struct{})}
	if err := j.open(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the journal %s: %w", o.Path, err), j.release())
	}
	return j, nil
}

func (j *Journal) open(ctx context.Context) (err error) {
	if j.lock, err = lock(j.opts.Path); err != nil {
		return err
	}
	file, err := os.OpenFile(j.opts.Path, os.O_CREATE|os.O_RDWR, 0o600) // SQLite would let others read; its WAL copies this mode
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	if j.conn, err = openWriter(j.opts.Path); err != nil {
		return err
	}
	if err = migrate(j.conn); err != nil {
		return err
	}
	if j.read, err = openReaders(j.opts.Path, url.Values{}); err != nil {
		return err
	}
	if err = j.stmts.prepare(j.conn); err != nil {
		return err
	}
	head, err := j.load(ctx)
	if err != nil {
		return err
	}
	if err := j.drafts.load(j.conn, head.id); err != nil {
		return err
	}
	if j.second, err = openWriter(j.opts.Path); err != nil {
		return err
	}
	go j.checkpoint(j.second)
	j.head = head
	go j.write()
	if err := j.begin(ctx); err != nil {
		return errors.Join(err, j.stop())
	}
	return nil
}

// Close ends the journal after the appends under way. The file is then whole without its WAL.
func (j *Journal) Close() error {
	err := j.stop()
	if err == nil {
		err = errors.Join(j.conn.exec("DELETE FROM meta WHERE key = 'open'"), j.conn.exec("PRAGMA wal_checkpoint(TRUNCATE)"), j.release())
	}
	return wrapped("closing the journal", err)
}

// stop ends the writer; errClosed when it was ended before.
func (j *Journal) stop() error {
	err := errClosed
	j.end.Do(func() { close(j.quit); err = nil })
	<-j.done
	<-j.checkpointed
	j.turn.Lock() // after the append that may be under way
	j.closed = true
	j.turn.Unlock()
	return err
}

var errClosed = errors.New("journal is closed")

func (j *Journal) release() error {
	var errs []error
	if j.read != nil {
		errs = append(errs, j.read.Close())
	}
	if j.conn.SQLiteConn != nil {
		errs = append(errs, j.stmts.close(), j.conn.Close())
	}
	if j.second.SQLiteConn != nil {
		errs = append(errs, j.second.Close())
	}
	if j.lock != nil {
		errs = append(errs, j.lock.Close())
	}
	return errors.Join(errs...)
}

// lock keeps a second program out: two writers would fork the chain.
func lock(path string) (*os.File, error) {
	f, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		f.Close()
		return nil, fmt.Errorf("another program has it open: %w", err)
	}
	return f, nil
}

// AfterCrash reports whether the last program to open the journal never closed it.
func (j *Journal) AfterCrash() bool { return j.crashed }

// SetContext says where the unit stands and which documents are in force; every later fact says so too.
func (j *Journal) SetContext(stop string, catalogue, tour uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.setting = setting{stop, catalogue, tour}
}

// Changed is closed at the next commit of facts or receipts. Ask for it before looking.
func (j *Journal) Changed() <-chan struct{} {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.changed
}

// Head is the epoch in which facts are written now, and its newest seq.
func (j *Journal) Head() (epoch, seq uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	s := j.epochs[len(j.epochs)-1]
	return s.epoch, s.last
}

// Outstanding is the oldest epoch with facts that the office hasn't receipted, or else the current one: through is the
// seq it holds, last the newest. Older epochs are sent to their end first.
func (j *Journal) Outstanding() (epoch, through, last uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, s := range j.epochs {
		if s.through < s.last {
			return s.epoch, s.through, s.last
		}
	}
	s := j.epochs[len(j.epochs)-1]
	return s.epoch, s.through, s.last
}

// head is the writer's knowledge of the journal's end.
type head struct {
	epoch  uint64
	seq    uint64
	id     uint64
	hash   fact.Hash // of the last fact; zero before the first
	number int       // last running number of receipts
}

// load reads the journal's end and epochs.
func (j *Journal) load(ctx context.Context) (head, error) {
	var h head
	var last []byte
	err := j.read.QueryRowContext(ctx, "SELECT id, fact FROM facts ORDER BY id DESC LIMIT 1").Scan(&h.id, &last)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return head{}, err
	}
	if h.id > 0 {
		f, err := fact.Parse(last)
		if err != nil {
			return head{}, fmt.Errorf("last fact: %w", err)
		}
		if f.Unit != j.opts.Unit {
			return head{}, fmt.Errorf("it is the journal of unit %q, not of %q", f.Unit, j.opts.Unit)
		}
		h.epoch, h.seq, h.hash = f.Epoch, f.Seq, sha256.Sum256(last)
	}
	if h.number, err = j.keys.load(j.conn); err != nil {
		return head{}, fmt.Errorf("view of requests: %w", err)
	}
	rows, err := j.read.QueryContext(ctx, "SELECT first, epoch, through FROM epochs ORDER BY first")
	if err != nil {
		return head{}, err
	}
	defer rows.Close()
	var epochs []span
	for rows.Next() {
		var s span
		if err := rows.Scan(&s.first, &s.epoch, &s.through); err != nil {
			return head{}, err
		}
		if n := len(epochs); n > 0 {
			epochs[n-1].last = s.first - epochs[n-1].first
		}
		s.last = h.id - s.first + 1
		epochs = append(epochs, s)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.epochs = epochs
	return h, rows.Err()
}
