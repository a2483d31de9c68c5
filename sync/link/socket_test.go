package link_test

import (
	"bytes"
	"testing"

	"github.com/eclipse/paho.mqtt.golang/packets"

	"poploket/sync/link"
)

// packet is a header that announces n bytes, and as many of them as are there.
func packet(n int, body int) []byte {
	b := []byte{0x30}
	for rest := n; ; rest >>= 7 {
		if rest < 128 {
			return append(append(b, byte(rest)), make([]byte, body)...)
		}
		b = append(b, byte(rest)|0x80)
	}
}

func TestFrames(t *testing.T) {
	tests := []struct {
		name   string
		stream []byte
		ok     bool
	}{
		{"empty packets", []byte{0xd0, 0, 0xd0, 0}, true},
		{"several sizes", append(append(packet(5, 5), packet(300, 300)...), packet(20000, 20000)...), true},
		{"the longest", packet(link.MaxPacket, 0), true},
		{"one byte longer", packet(link.MaxPacket+1, 0), false},
		{"the longest MQTT knows", []byte{0x30, 0xff, 0xff, 0xff, 0x7f}, false},
		{"a length that does not end", []byte{0x30, 0x80, 0x80, 0x80, 0x80, 0x00}, false},
		{"a long one behind a short one", append(packet(5, 5), packet(1<<27, 0)...), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := link.Follow(tt.stream); (err == nil) != tt.ok {
				t.Errorf("whole: %v", err)
			}
			var single [][]byte
			for i := range tt.stream {
				single = append(single, tt.stream[i:i+1])
			}
			if err := link.Follow(single...); (err == nil) != tt.ok {
				t.Errorf("byte by byte: %v", err)
			}
		})
	}
}

// FuzzFrames holds the check against paho's own reader: what is let through must not make it allocate more than it may.
func FuzzFrames(f *testing.F) {
	f.Add(packet(5, 5), 3)
	f.Add(packet(link.MaxPacket+1, 0), 1)
	f.Fuzz(func(t *testing.T, stream []byte, cut int) {
		cut = max(0, min(cut, len(stream)))
		whole, pieces := link.Follow(stream), link.Follow(stream[:cut], stream[cut:])
		if (whole == nil) != (pieces == nil) {
			t.Fatalf("whole %v, in pieces %v", whole, pieces)
		}
		if whole != nil {
			return
		}
		for r := bytes.NewReader(stream); ; {
			p, err := packets.ReadPacket(r)
			if err != nil {
				return
			}
			if n := p.(interface{ String() string }).String(); n == "" {
				t.Fatal("a packet without a name")
			}
		}
	})
}
