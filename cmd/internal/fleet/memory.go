package fleet

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Remains looks for needles in the memory of processes and in files below folders, and says where it found them. It is
// how a test proves that a visit left nothing behind.
func Remains(pids []int, folders []string, needles []string) ([]string, error) {
	var found []string
	for _, pid := range pids {
		f, err := inMemory(pid, needles)
		if err != nil {
			return nil, err
		}
		found = append(found, f...)
	}
	for _, dir := range folders {
		err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() {
				return err
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, n := range needles {
				if bytes.Contains(b, []byte(n)) || strings.Contains(path, n) {
					found = append(found, fmt.Sprintf("%q in %s", n, path))
				}
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("searching %s: %w", dir, err)
		}
	}
	return found, nil
}

// inMemory searches every readable mapping of a process.
func inMemory(pid int, needles []string) ([]string, error) {
	maps, err := os.Open(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		return nil, fmt.Errorf("reading the memory of process %d: %w", pid, err)
	}
	defer maps.Close()
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		return nil, fmt.Errorf("reading the memory of process %d: %w", pid, err)
	}
	defer mem.Close()
	var found []string
	buf := make([]byte, window+overlap)
	lines := bufio.NewScanner(maps)
	for lines.Scan() {
		var from, to int64
		var flags string
		if _, err := fmt.Sscanf(lines.Text(), "%x-%x %s", &from, &to, &flags); err != nil || flags[0] != 'r' {
			continue
		}
		for _, n := range within(mem, from, to, buf, needles) {
			found = append(found, fmt.Sprintf("%q in the memory of process %d: %s", n, pid, lines.Text()))
		}
	}
	return found, lines.Err()
}

// A mapping is searched in windows that overlap by more than any needle is long.
const (
	window  = 4 << 20
	overlap = 256
)

// within says which needles are in one mapping. What the kernel lets nobody read (device memory, vvar) ends the search of
// that mapping.
func within(mem io.ReaderAt, from, to int64, buf []byte, needles []string) (found []string) {
	for at := from; at < to; at += window {
		n, err := mem.ReadAt(buf[:min(int64(len(buf)), to-at)], at)
		for _, needle := range needles {
			if !slices.Contains(found, needle) && bytes.Contains(buf[:n], []byte(needle)) {
				found = append(found, needle)
			}
		}
		if err != nil {
			break
		}
	}
	return found
}
