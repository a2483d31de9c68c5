package port

import (
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/sys/unix"
)

// chunk is what one write takes at most. The kernel says "writable" only below 256 waiting bytes, and no driver's buffer
// is smaller than 320, so that a write of 64 never blocks; it also keeps the answer to XOFF and Close short.
const chunk = 64

// Read waits up to timeout for bytes and returns what is there. ErrTimeout: the device is there and says nothing.
// ErrGone: it is not there any more. ErrClosed: Close was called.
func (l *Line) Read(b []byte, timeout time.Duration) (int, error) {
	if err := l.enter(); err != nil {
		return 0, err
	}
	defer l.busy.Done()
	deadline := time.Now().Add(timeout)
	for {
		if err := l.wait(unix.POLLIN, deadline); err != nil {
			return 0, err
		}
		n, err := l.tty.Read(b)
		switch {
		case n > 0:
			return n, nil
		case err != nil && !errors.Is(err, io.EOF): // io.EOF is tarm's word for a time-out
			return 0, fmt.Errorf("%w: %w", ErrGone, err)
		case l.hungUp():
			return 0, ErrGone
		}
	}
}

// Write puts b on the line and returns how many bytes the kernel took. A line that takes nothing for as long as stall
// ends with ErrTimeout; a slow one goes on.
func (l *Line) Write(b []byte, stall time.Duration) (int, error) {
	if err := l.enter(); err != nil {
		return 0, err
	}
	defer l.busy.Done()
	done := 0
	for done < len(b) {
		if err := l.wait(unix.POLLOUT, time.Now().Add(stall)); err != nil {
			return done, err
		}
		n, err := l.tty.Write(b[done:min(done+chunk, len(b))])
		done += n
		if err != nil {
			return done, fmt.Errorf("%w: %w", ErrGone, err)
		}
	}
	return done, nil
}

// Flush drops what was received and not read, and what was written and not sent.
func (l *Line) Flush() error {
	if err := l.enter(); err != nil {
		return err
	}
	defer l.busy.Done()
	if err := l.tty.Flush(); err != nil {
		return fmt.Errorf("%w: %w", ErrGone, err)
	}
	return nil
}

// wait polls for events, the wake pipe and a hang-up until deadline.
func (l *Line) wait(events int16, deadline time.Time) error {
	fds := []unix.PollFd{{Fd: int32(l.control), Events: events}, {Fd: int32(l.wake[0]), Events: unix.POLLIN}}
	for {
		left := time.Until(deadline)
		if left < 0 {
			left = 0
		}
		// Round up, or the last millisecond is spent spinning.
		n, err := unix.Poll(fds, int((left+time.Millisecond-1)/time.Millisecond))
		switch {
		case err == unix.EINTR:
			continue
		case err != nil:
			return fmt.Errorf("waiting for the line: %w", err)
		case n == 0:
			return ErrTimeout
		case fds[1].Revents != 0:
			return ErrClosed
		case fds[0].Revents&events != 0 && fds[0].Revents&unix.POLLHUP == 0:
			return nil
		default: // POLLHUP, POLLERR, POLLNVAL
			return ErrGone
		}
	}
}

// hungUp asks the tty itself: an unplugged one answers EIO.
func (l *Line) hungUp() bool {
	_, err := unix.IoctlGetTermios(l.control, unix.TCGETS)
	return err != nil
}
