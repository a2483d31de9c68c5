package journal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"

	"golang.org/x/sys/unix"

	"poploket/kiosk/fact"
)

// begin does what every opening writes: a new epoch where one is needed, views that a newer schema emptied, and the mark
// that a program has the journal open.
func (j *Journal) begin(ctx context.Context) error {
	meta := map[string][]byte{}
	err := j.conn.each("SELECT key, value FROM meta", func(row []driver.Value) error {
		meta[text(row[0])] = blob(row[1])
		return nil
	})
	if err != nil {
		return err
	}
	_, j.crashed = meta["open"]
	place, err := place(j.opts.Path, j.opts.Machine)
	if err != nil {
		return err
	}
	text, err := j.conn.value("SELECT coalesce(max(last), 0) FROM view_counts")
	if err != nil {
		return err
	}
	watermark, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return err
	}
	return j.submit(ctx, &job{size: maxGroup, do: func(t *tx) error {
		if watermark != t.head.id {
			if err := t.rebuild(); err != nil {
				return err
			}
		}
		reason := ""
		switch {
		case len(t.epochs) == 0:
			reason = "created"
		case !bytes.Equal(meta["place"], place):
			reason = "moved"
		}
		if reason != "" {
			if err := t.beginEpoch(reason); err != nil {
				return err
			}
		}
		if err := t.j.stmts.meta.run("place", place); err != nil {
			return err
		}
		return t.j.stmts.meta.run("open", []byte{1})
	}})
}

// NewEpoch begins a new epoch because the office knows facts of this one that the journal doesn't have: it was restored
// from a backup in a way that Open couldn't see.
func (j *Journal) NewEpoch(ctx context.Context) error {
	return wrapped("beginning an epoch", j.submit(ctx, &job{size: 1, do: func(t *tx) error { return t.beginEpoch("asked") }}))
}

// beginEpoch writes the first fact of a new random epoch. The chain goes on over the border.
func (t *tx) beginEpoch(reason string) error {
	var b [8]byte
	if _, err := io.ReadFull(t.j.opts.Random, b[:]); err != nil {
		return err
	}
	body := fact.EpochBegan{Reason: reason, Epoch: t.head.epoch, Seq: t.head.seq}
	own, err := t.j.draft(body)
	if err != nil {
		return err
	}
	epoch := binary.BigEndian.Uint64(b[:])>>1 | 1 // never 0, and an SQLite integer
	if n := len(t.epochs); n > 0 {
		t.epochs[n-1].last = t.head.seq
	}
	t.head.epoch, t.head.seq = epoch, 0
	t.epochs = append(t.epochs, span{first: t.head.id + 1, epoch: epoch})
	if err := t.j.stmts.epoch.run(int64(t.head.id+1), int64(epoch)); err != nil {
		return err
	}
	return t.appendOwn(own)
}

// place names the machine and the very file: a copy that is put in the file's place, on this machine or another, has
// another time of birth. Where the file system knows none, only the machine counts. (Inode numbers are used again, and
// some file systems draw new ones at every mount.)
func place(path string, machine []byte) ([]byte, error) {
	var st unix.Statx_t
	if err := unix.Statx(unix.AT_FDCWD, path, 0, unix.STATX_BTIME, &st); err != nil {
		return nil, fmt.Errorf("looking at the file: %w", err)
	}
	h := sha256.New()
	fmt.Fprintf(h, "poploket journal place v1\x00%x\x00", machine)
	if st.Mask&unix.STATX_BTIME != 0 {
		fmt.Fprintf(h, "%d.%d", st.Btime.Sec, st.Btime.Nsec)
	}
	return h.Sum(nil), nil
}
