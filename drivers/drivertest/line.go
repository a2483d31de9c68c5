package drivertest

import (
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// line is the device's end of a serial cable: a pseudo-terminal behind a symbolic link that stays when it is unplugged
// and plugged in again, as names below /dev/serial/by-id do.
type line struct {
	path string

	mu     sync.Mutex
	ptmx   *os.File
	pts    *os.File // held open, so that the device can wait for a host
	change *sync.Cond
	closed bool
}

func plug(path string) (*line, error) {
	l := &line{path: path}
	l.change = sync.NewCond(&l.mu)
	if err := l.plugIn(); err != nil {
		return nil, err
	}
	return l, nil
}

// plugIn makes a new terminal and moves the link to it; nothing happens when it is plugged in already.
func (l *line) plugIn() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || l.ptmx != nil {
		return nil
	}
	blocking, pts, err := pty.Open()
	if err != nil {
		return fmt.Errorf("opening a pseudo-terminal: %w", err)
	}
	ptmx, err := interruptible(blocking)
	if err != nil {
		return errors.Join(err, pts.Close())
	}
	if err := raw(pts); err != nil {
		return errors.Join(err, ptmx.Close(), pts.Close())
	}
	next := l.path + ".new"
	if err := errors.Join(os.Symlink(pts.Name(), next), os.Rename(next, l.path)); err != nil {
		return errors.Join(fmt.Errorf("naming the line: %w", err), ptmx.Close(), pts.Close())
	}
	l.ptmx, l.pts = ptmx, pts
	l.change.Broadcast()
	return nil
}

// interruptible trades f for a file whose Read ends with Close, which pty.Open's does not.
func interruptible(f *os.File) (*os.File, error) {
	defer f.Close()
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("dup", err)
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, errors.Join(os.NewSyscallError("fcntl", err), unix.Close(fd))
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

// raw ends echo and line editing, which a new terminal starts with.
func raw(f *os.File) error {
	t, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err != nil {
		return os.NewSyscallError("TCGETS", err)
	}
	t.Iflag, t.Oflag, t.Lflag = 0, 0, 0
	return os.NewSyscallError("TCSETS", unix.IoctlSetTermios(int(f.Fd()), unix.TCSETS, t))
}

// unplug hangs up and takes the name away.
func (l *line) unplug() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hangUp()
}

func (l *line) hangUp() {
	if l.ptmx == nil {
		return
	}
	_ = os.Remove(l.path)
	_ = l.pts.Close()
	_ = l.ptmx.Close()
	l.ptmx, l.pts = nil, nil
}

func (l *line) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	l.hangUp()
	l.change.Broadcast()
}

// end is the device's end of one plugging-in.
type end struct{ *os.File }

// end waits until the line is plugged in; nil after close.
func (l *line) end() *end {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.ptmx == nil && !l.closed {
		l.change.Wait()
	}
	if l.ptmx == nil {
		return nil
	}
	return &end{l.ptmx}
}

// waiting says whether the host has sent something that was not read yet.
func (e *end) waiting() (yes bool) {
	c, err := e.SyscallConn() // Fd would make reads uninterruptible
	if err != nil {
		return false
	}
	_ = c.Control(func(fd uintptr) {
		fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, 0)
		yes = err == nil && n > 0
	})
	return yes
}

// write sends to the host what a device says; unplugged, it is lost.
func (l *line) write(b []byte) {
	l.mu.Lock()
	f := l.ptmx
	l.mu.Unlock()
	if f != nil {
		_, _ = f.Write(b)
	}
}
