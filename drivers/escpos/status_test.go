package escpos

import (
	"testing"

	"poploket/drivers"
)

// The parser has no other door than the line, so this test is inside the package.

func feed(p *parser, in ...byte) (out []reply) {
	for _, c := range in {
		if r := p.put(c); r.kind != replyNone {
			out = append(out, r)
		}
	}
	return out
}

func TestAnswersAreToldApart(t *testing.T) {
	id := [4]byte{'A', 'B', 'O', '@'}
	tests := []struct {
		name string
		in   []byte
		want []replyKind
	}{
		{"automatic status", []byte{0x10, 0, 0, 0}, []replyKind{replyStatus}},
		{"fence", []byte{0x00}, []replyKind{replyFence}},
		{"fence then status", []byte{0x00, 0x18, 0x00, 0x0C, 0x00}, []replyKind{replyFence, replyStatus}},
		{"real-time answers", []byte{0x12, 0x32, 0x12, 0x72}, []replyKind{replyLive, replyLive, replyLive, replyLive}},
		{"process id", []byte{0x37, 0x22, 'A', 'B', 'O', '@', 0}, []replyKind{replyProcess}},
		{"status within a process id", []byte{0x37, 0x22, 'A', 0x18, 0, 0x0C, 0, 'B', 'O', '@', 0}, []replyKind{replyStatus, replyProcess}},
		{"XOFF within a status", []byte{0x10, 0x13, 0, 0x11, 0, 0}, []replyKind{replyStatus}},
		{"lost byte, then a status", []byte{0x10, 0, 0x10, 0, 0, 0}, []replyKind{replyStatus}},
		{"noise", []byte{0xFF, 0x9F, 0x80, 0x53}, nil},
	}
	for _, tt := range tests {
		var p parser
		p.ask(1, 2, 3, 4)
		got := feed(&p, tt.in...)
		if len(got) != len(tt.want) {
			t.Errorf("%s: %+v, want %v", tt.name, got, tt.want)
			continue
		}
		for i, r := range got {
			if r.kind != tt.want[i] || r.kind == replyProcess && r.id != id {
				t.Errorf("%s: %+v, want %v", tt.name, r, tt.want[i])
			}
		}
	}
	var p parser
	if got := feed(&p, 0x12); len(got) > 0 {
		t.Errorf("an answer nobody waits for: %+v", got)
	}
}

func TestStatus(t *testing.T) {
	tests := []struct {
		name string
		asb  [4]byte
		live [5]byte
		want drivers.PrinterStatus
	}{
		{"ok", [4]byte{0x10}, [5]byte{0, 0x12, 0x12, 0x12, 0x12}, drivers.PrinterStatus{State: drivers.StateReady}},
		{"cover", [4]byte{0x30}, [5]byte{0, 0x1A, 0x16, 0x12, 0x12}, drivers.PrinterStatus{State: drivers.StateFault, Fault: drivers.FaultCover}},
		{"paper", [4]byte{0x18, 0, 0x0C}, [5]byte{0, 0x1A, 0x32, 0x12, 0x72}, drivers.PrinterStatus{State: drivers.StateFault, Fault: drivers.FaultPaper}},
		{"cutter", [4]byte{0x18, 0x08}, [5]byte{0, 0x1A, 0x52, 0x1A, 0x12}, drivers.PrinterStatus{State: drivers.StateFault, Fault: drivers.FaultCutter}},
		{"near end", [4]byte{0x10, 0, 0x03}, [5]byte{0, 0x12, 0x12, 0x12, 0x1E}, drivers.PrinterStatus{State: drivers.StateReady, NearEnd: true}},
		{"offline", [4]byte{0x18}, [5]byte{0, 0x1A, 0x12, 0x12, 0x12}, drivers.PrinterStatus{State: drivers.StateFault, Fault: drivers.FaultOther}},
	}
	for _, tt := range tests {
		if got := statusOf(tt.asb); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
		if got := statusOf(asASB(tt.live)); got != tt.want {
			t.Errorf("%s in real time: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func FuzzParser(f *testing.F) {
	f.Add([]byte{0x10, 0, 0, 0, 0x12, 0x37, 0x22, 'A', 'B', 'C', 'D', 0})
	f.Add([]byte{0x37, 0x10, 0x37, 0x22, 0xFF})
	f.Fuzz(func(t *testing.T, in []byte) {
		var p parser
		p.ask(1, 2, 3, 4)
		for _, r := range feed(&p, in...) {
			if r.kind == replyLive && (r.n < 1 || r.n > 4) {
				t.Fatalf("answer to question %d", r.n)
			}
		}
		// Whatever came before, the next whole status is understood after at most one more.
		if got := feed(&p, 0x10, 0, 0, 0, 0x10, 0, 0, 0); len(got) == 0 {
			t.Fatal("deaf after noise")
		}
	})
}
