package core

import (
	"bytes"
	"testing"
)

// FuzzReadFrame: whatever a peer sends, a frame is bounded and decoding its header does not panic.
func FuzzReadFrame(f *testing.F) {
	f.Add([]byte{0, 0, 0, 2, 0, 0, 0, 1, '{', '}', 'x'})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0})
	f.Add([]byte("\x00\x00\x00\x18\x00\x00\x00\x00{\"op\":\"hello\",\"call\":1}\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, p, err := readFrame(bytes.NewReader(b))
		if err != nil {
			return
		}
		if len(h)+len(p)+8 > len(b) {
			t.Fatalf("read %d bytes of %d", len(h)+len(p)+8, len(b))
		}
		if m, err := decodeHeader(h); err == nil {
			decodeEvent(m, p)
		}
	})
}
