package port

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/tarm/serial"
	"golang.org/x/sys/unix"
)

// Flow is how the device says that it can't take more.
type Flow string

const (
	FlowNone Flow = ""
	FlowRTS  Flow = "rts"  // RTS/CTS; a printer's DTR is wired to CTS, as Linux knows no DTR/DSR flow control
	FlowXON  Flow = "xoff" // XON/XOFF bytes, handled by the kernel: they never reach Read
)

// Config says which line and how.
type Config struct {
	Path string // best a name below /dev/serial/by-id, which stays the same when the device is plugged elsewhere
	Baud int
	Flow Flow
}

// Errors of a line, to be asked for with errors.Is.
var (
	ErrTimeout = errors.New("no answer in time")
	ErrGone    = errors.New("device unplugged")
	ErrClosed  = errors.New("line closed")
)

// Line is an open serial line. One goroutine may read while another writes; Close may come from anywhere.
type Line struct {
	tty     *serial.Port
	control int // same tty, non-blocking: poll, flags and flushing
	wake    [2]int

	mu     sync.Mutex
	closed bool
	busy   sync.WaitGroup
	once   sync.Once
	err    error
}

// readTimeout is the safety net below poll: tarm's Read never takes longer, whatever happens.
const readTimeout = 100 * time.Millisecond

// Open opens the line 8N1, raw, for this process alone.
func Open(cfg Config) (*Line, error) {
	tty, err := serial.OpenPort(&serial.Config{Name: cfg.Path, Baud: cfg.Baud, ReadTimeout: readTimeout})
	if err != nil {
		return nil, fmt.Errorf("opening %s at %d baud: %w", cfg.Path, cfg.Baud, err)
	}
	l := &Line{tty: tty, control: -1, wake: [2]int{-1, -1}}
	if err := l.equip(cfg); err != nil {
		l.release()
		return nil, fmt.Errorf("opening %s: %w", cfg.Path, err)
	}
	return l, nil
}

func (l *Line) equip(cfg Config) (err error) {
	if l.control, err = unix.Open(cfg.Path, unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0); err != nil {
		return os.NewSyscallError("open", err)
	}
	if err := l.exclude(); err != nil {
		return err
	}
	// tarm rewrote all flags when it opened, so flow control comes after it, every time.
	t, err := unix.IoctlGetTermios(l.control, unix.TCGETS)
	if err != nil {
		return os.NewSyscallError("TCGETS", err)
	}
	switch cfg.Flow {
	case FlowRTS:
		t.Cflag |= unix.CRTSCTS
	case FlowXON:
		t.Iflag |= unix.IXON
		t.Cc[unix.VSTART], t.Cc[unix.VSTOP] = 0x11, 0x13 // tarm leaves zeros: no byte would be XOFF
	}
	if err := unix.IoctlSetTermios(l.control, unix.TCSETS, t); err != nil {
		return os.NewSyscallError("TCSETS", err)
	}
	if err := unix.Pipe2(l.wake[:], unix.O_CLOEXEC|unix.O_NONBLOCK); err != nil {
		l.wake = [2]int{-1, -1}
		return os.NewSyscallError("pipe2", err)
	}
	return nil
}

// exclude keeps others out: an advisory lock, which ends with the process, and TIOCEXCL against who does not ask.
// Pseudo-terminals get the lock alone: their flag would outlive a killed process for as long as the other end is open.
func (l *Line) exclude() error {
	if err := unix.Flock(l.control, unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return fmt.Errorf("in use by another program: %w", err)
	}
	var st unix.Stat_t
	if err := unix.Fstat(l.control, &st); err != nil {
		return os.NewSyscallError("fstat", err)
	}
	if major := unix.Major(st.Rdev); major >= 136 && major <= 143 { // pts, Linux devices.txt
		return nil
	}
	return os.NewSyscallError("TIOCEXCL", unix.IoctlSetInt(l.control, unix.TIOCEXCL, 0))
}

// enter counts a call in; Close waits for it.
func (l *Line) enter() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return ErrClosed
	}
	l.busy.Add(1)
	return nil
}

// Close ends pending calls with ErrClosed and gives the line back. What was not sent yet is dropped.
func (l *Line) Close() error {
	l.once.Do(func() {
		l.mu.Lock()
		l.closed = true
		l.mu.Unlock()
		_, werr := unix.Write(l.wake[1], []byte{0})
		l.busy.Wait()
		l.err = errors.Join(os.NewSyscallError("write", werr), l.release())
	})
	return l.err
}

func (l *Line) release() error {
	var errs []error
	if l.control >= 0 {
		// Closing a tty waits up to 30 s for its output to drain, so drop it first. A line that hung up refuses; fine.
		_ = unix.IoctlSetInt(l.control, unix.TCFLSH, unix.TCOFLUSH)
		errs = append(errs, unix.Close(l.control))
	}
	for _, fd := range l.wake {
		if fd >= 0 {
			errs = append(errs, unix.Close(fd))
		}
	}
	errs = append(errs, l.tty.Close())
	return errors.Join(errs...)
}
