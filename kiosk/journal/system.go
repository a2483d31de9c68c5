package journal

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// System is Options with the real clocks, random, boot and machine.
func System(path, unit string) (Options, error) {
	o := Options{Path: path, Unit: unit, Now: time.Now, Random: rand.Reader, Machine: machine(), Boottime: boottime}
	b, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return o, fmt.Errorf("reading the boot id: %w", err)
	}
	id, err := hex.DecodeString(strings.ReplaceAll(strings.TrimSpace(string(b)), "-", ""))
	if err != nil || len(id) != len(o.BootID) {
		return o, fmt.Errorf("the boot id %q is no UUID", b)
	}
	copy(o.BootID[:], id)
	return o, nil
}

// boottime is CLOCK_BOOTTIME: monotonic, and goes on in suspend.
func boottime() time.Duration {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &ts); err != nil {
		return 0 // Linux has it since 2.6.39
	}
	return time.Duration(ts.Nano())
}

// machine joins what the installation and the board say of themselves. A cloned card keeps the first, not the rest; what
// is absent or may not be read counts as empty.
func machine() []byte {
	var all []byte
	for _, path := range []string{"/etc/machine-id", "/proc/device-tree/serial-number", "/sys/class/dmi/id/product_uuid", "/sys/class/dmi/id/board_serial"} {
		b, _ := os.ReadFile(path)
		all = append(append(all, b...), 0)
	}
	return all
}
