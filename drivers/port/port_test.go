package port_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"poploket/drivers/port"
)

// soon is what a call that was ended from outside may take at most; on an idle machine it is below a millisecond.
const soon = 50 * time.Millisecond

// device is the other end of a line, behind a symlink that survives unplugging.
type device struct {
	t    *testing.T
	path string
	ptmx *os.File
}

func plug(t *testing.T) *device {
	d := &device{t: t, path: filepath.Join(t.TempDir(), "device")}
	d.replug()
	t.Cleanup(func() { d.ptmx.Close() })
	return d
}

func (d *device) replug() {
	d.t.Helper()
	ptmx, pts, err := pty.Open()
	if err != nil {
		d.t.Fatal(err)
	}
	pts.Close()
	d.ptmx = ptmx
	tmp := d.path + ".new"
	if err := errors.Join(os.Symlink(pts.Name(), tmp), os.Rename(tmp, d.path)); err != nil {
		d.t.Fatal(err)
	}
}

func (d *device) unplug() { d.ptmx.Close() }

func (d *device) open(flow port.Flow) *port.Line {
	d.t.Helper()
	l, err := port.Open(port.Config{Path: d.path, Baud: 19200, Flow: flow})
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { l.Close() })
	return l
}

func within(t *testing.T, limit time.Duration, what string, f func()) {
	t.Helper()
	done := make(chan struct{})
	start := time.Now()
	go func() { defer close(done); f() }()
	select {
	case <-done:
		if took := time.Since(start); took > limit {
			t.Errorf("%s took %v, want <= %v", what, took, limit)
		}
	case <-time.After(5 * time.Second):
		t.Fatalf("%s never ended", what)
	}
}

func TestReadGetsBytes(t *testing.T) {
	d := plug(t)
	l := d.open(port.FlowNone)
	if _, err := d.ptmx.Write([]byte("\x00\r\n\x11\x13\xff")); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 16)
	n, err := l.Read(buf, time.Second)
	if err != nil || string(buf[:n]) != "\x00\r\n\x11\x13\xff" {
		t.Fatalf("read %q, %v: the line is not raw", buf[:n], err)
	}
}

func TestSilenceIsNotUnplugging(t *testing.T) {
	d := plug(t)
	l := d.open(port.FlowNone)
	buf := make([]byte, 16)
	if _, err := l.Read(buf, 20*time.Millisecond); !errors.Is(err, port.ErrTimeout) {
		t.Fatalf("silent device: %v, want ErrTimeout", err)
	}
	errs := make(chan error)
	go func() { _, err := l.Read(buf, time.Minute); errs <- err }()
	d.unplug()
	within(t, soon, "seeing the device go", func() {
		if err := <-errs; !errors.Is(err, port.ErrGone) {
			t.Errorf("unplugged device: %v, want ErrGone", err)
		}
	})
	if _, err := l.Write([]byte("x"), time.Second); !errors.Is(err, port.ErrGone) {
		t.Errorf("writing to an unplugged device: %v, want ErrGone", err)
	}
	within(t, soon, "Close after unplugging", func() { l.Close() })
}

func TestCloseEndsARead(t *testing.T) {
	d := plug(t)
	l := d.open(port.FlowNone)
	errs := make(chan error)
	go func() { _, err := l.Read(make([]byte, 1), time.Hour); errs <- err }()
	within(t, soon, "Close", func() { l.Close() })
	if err := <-errs; !errors.Is(err, port.ErrClosed) {
		t.Errorf("Read ended with %v, want ErrClosed", err)
	}
	if _, err := l.Read(make([]byte, 1), time.Hour); !errors.Is(err, port.ErrClosed) {
		t.Errorf("Read after Close: %v, want ErrClosed", err)
	}
}

func TestWriteEndsWhenNobodyTakes(t *testing.T) {
	d := plug(t)
	l := d.open(port.FlowNone)
	big := make([]byte, 1<<20) // more than any kernel buffer
	n, err := l.Write(big, 30*time.Millisecond)
	if !errors.Is(err, port.ErrTimeout) || n == 0 || n == len(big) {
		t.Fatalf("wrote %d, %v, want some bytes and ErrTimeout", n, err)
	}
	errs := make(chan error)
	go func() { _, err := l.Write(big, time.Hour); errs <- err }()
	within(t, soon, "Close", func() { l.Close() })
	if err := <-errs; !errors.Is(err, port.ErrClosed) {
		t.Errorf("Write ended with %v, want ErrClosed", err)
	}
}

func TestXOFFHoldsAndXONReleases(t *testing.T) {
	d := plug(t)
	l := d.open(port.FlowXON)
	if _, err := d.ptmx.Write([]byte{0x13}); err != nil {
		t.Fatal(err)
	}
	held := func() bool { _, err := l.Write([]byte("x"), time.Millisecond); return errors.Is(err, port.ErrTimeout) }
	for deadline := time.Now().Add(2 * time.Second); !held(); {
		if time.Now().After(deadline) {
			t.Fatal("XOFF did not hold the line")
		}
	}
	errs := make(chan error)
	go func() { _, err := l.Write([]byte("text"), 5*time.Second); errs <- err }()
	if _, err := d.ptmx.Write([]byte{0x11}); err != nil {
		t.Fatal(err)
	}
	if err := <-errs; err != nil {
		t.Errorf("after XON: %v", err)
	}
}

func TestFlowControlIsSetAtEveryOpening(t *testing.T) {
	d := plug(t)
	for range 2 {
		for flow, want := range map[port.Flow][2]uint32{
			port.FlowNone: {0, 0}, port.FlowRTS: {0, unix.CRTSCTS}, port.FlowXON: {unix.IXON, 0},
		} {
			l := d.open(flow)
			f, err := os.OpenFile(d.path, os.O_RDWR|unix.O_NOCTTY, 0)
			if err != nil {
				t.Fatal(err)
			}
			tio, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
			if err != nil {
				t.Fatal(err)
			}
			if got := [2]uint32{tio.Iflag & unix.IXON, tio.Cflag & unix.CRTSCTS}; got != want {
				t.Errorf("flow %q: flags %#x, want %#x", flow, got, want)
			}
			f.Close()
			l.Close()
		}
	}
}

func TestOneProgramAtATime(t *testing.T) {
	d := plug(t)
	l := d.open(port.FlowNone)
	if second, err := port.Open(port.Config{Path: d.path, Baud: 19200}); err == nil {
		second.Close()
		t.Error("opened twice")
	}
	l.Close()
	d.open(port.FlowNone)
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	for _, cfg := range []port.Config{{Path: "/nowhere/device", Baud: 9600}, {Path: "/dev/null", Baud: 9600}, {Path: plug(t).path, Baud: 12345}} {
		if l, err := port.Open(cfg); err == nil {
			l.Close()
			t.Errorf("%+v opened", cfg)
		}
	}
}

func TestServeComesBack(t *testing.T) {
	d := plug(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	got, lost, ended := make(chan byte), make(chan error), make(chan error)
	go func() {
		ended <- port.Serve(ctx, port.Config{Path: d.path, Baud: 9600}, func(_ context.Context, l *port.Line) error {
			var b [1]byte
			for {
				if _, err := l.Read(b[:], time.Hour); err != nil {
					return err
				}
				got <- b[0]
			}
		}, func(err error) { lost <- err })
	}()
	for i := range byte(3) {
		if _, err := d.ptmx.Write([]byte{'a' + i}); err != nil {
			t.Fatal(err)
		}
		if b := <-got; b != 'a'+i {
			t.Fatalf("got %q after %d unpluggings", b, i)
		}
		d.unplug()
		if err := <-lost; !errors.Is(err, port.ErrGone) {
			t.Fatalf("lost: %v, want ErrGone", err)
		}
		d.replug() // another pts behind the same name
	}
	cancel()
	within(t, time.Second, "Serve", func() {
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("Serve: %v", err)
		}
	})
}

func TestNoDescriptorIsLeft(t *testing.T) {
	count := func() int {
		entries, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(entries)
	}
	d := plug(t)
	d.open(port.FlowNone).Close()
	before := count()
	for range 50 {
		l := d.open(port.FlowNone)
		d.unplug()
		if _, err := l.Read(make([]byte, 8), time.Second); !errors.Is(err, port.ErrGone) && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		l.Close()
		d.replug()
		_, _ = port.Open(port.Config{Path: "/dev/null", Baud: 9600})
	}
	if after := count(); after > before {
		t.Errorf("%d descriptors, %d before", after, before)
	}
}
