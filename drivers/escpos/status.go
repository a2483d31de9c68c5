package escpos

import "poploket/drivers"

// replyKind is what a byte or block from the printer turned out to be.
type replyKind int

const (
	replyNone    replyKind = iota
	replyStatus            // automatic status: the four bytes in asb
	replyLive              // answer to DLE EOT number n
	replyFence             // answer to GS r: everything before it was processed
	replyProcess           // answer to GS ( H: everything before it was printed
)

type reply struct {
	kind replyKind
	asb  [4]byte
	n    byte // which DLE EOT
	live byte
	id   [4]byte
}

// parser tells a printer's answers apart (TM-T88III specification, appendix G):
//
//	GS r            0**0****      XON 0001 0001, XOFF 0001 0011
//	DLE EOT         0**1**10
//	ASB byte 1      0**1**00      ASB bytes 2 to 4   0**0****
//	GS ( H          37 22 d1 d2 d3 d4 00
//
// The three bytes after an ASB byte 1 belong to it, even in the middle of another answer; everything else is noise.
type parser struct {
	asked  []byte // DLE EOT numbers that wait for an answer, in order
	asb    [4]byte
	nasb   int
	block  [7]byte // process id answer so far
	nblock int
}

const (
	xon  = 0x11
	xoff = 0x13
)

func (p *parser) ask(n ...byte) { p.asked = append(p.asked[:0], n...) }

func (p *parser) put(c byte) reply {
	if c == xon || c == xoff {
		return reply{}
	}
	if p.nasb > 0 {
		if c&0x90 == 0 {
			p.asb[p.nasb] = c
			p.nasb++
			if p.nasb == len(p.asb) {
				p.nasb = 0
				return reply{kind: replyStatus, asb: p.asb}
			}
			return reply{}
		}
		p.nasb = 0 // a byte was lost; what follows stands for itself
	}
	if c&0x93 == 0x10 {
		p.asb[0], p.nasb = c, 1
		return reply{}
	}
	if p.nblock > 0 {
		return p.inBlock(c)
	}
	switch {
	case c == 0x37:
		p.block[0], p.nblock = c, 1
	case c&0x93 == 0x12:
		if len(p.asked) == 0 {
			return reply{} // to a question of long ago
		}
		n := p.asked[0]
		p.asked = p.asked[1:]
		return reply{kind: replyLive, n: n, live: c}
	case c&0x90 == 0:
		return reply{kind: replyFence}
	}
	return reply{}
}

func (p *parser) inBlock(c byte) reply {
	p.block[p.nblock] = c
	p.nblock++
	last := p.nblock == len(p.block)
	if p.nblock == 2 && c != 0x22 || last && c != 0 {
		p.nblock = 0
		return reply{}
	}
	if !last {
		return reply{}
	}
	p.nblock = 0
	return reply{kind: replyProcess, id: [4]byte(p.block[2:6])}
}

// statusOf reads automatic status bytes.
func statusOf(asb [4]byte) drivers.PrinterStatus {
	s := drivers.PrinterStatus{State: drivers.StateReady, NearEnd: asb[2]&0x03 != 0}
	switch {
	case asb[0]&0x20 != 0:
		s.Fault = drivers.FaultCover
	case asb[2]&0x0C != 0:
		s.Fault = drivers.FaultPaper
	case asb[1]&0x08 != 0:
		s.Fault = drivers.FaultCutter
	case asb[1]&0x60 != 0, asb[0]&0x08 != 0:
		s.Fault = drivers.FaultOther
	}
	if s.Fault != drivers.FaultNone {
		s.State = drivers.StateFault
	}
	return s
}

// asASB puts the answers to DLE EOT 1 to 4 in the form of an automatic status.
func asASB(live [5]byte) (asb [4]byte) {
	asb[0] = 0x10 | live[1]&0x08
	if live[2]&0x04 != 0 {
		asb[0] |= 0x20
	}
	asb[1] = live[3] & 0x68
	if live[4]&0x0C != 0 {
		asb[2] |= 0x03
	}
	if live[4]&0x60 != 0 || live[2]&0x20 != 0 {
		asb[2] |= 0x0C
	}
	return asb
}
