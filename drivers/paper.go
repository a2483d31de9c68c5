package drivers

import (
	"encoding/binary"
	"errors"
)

// Paper is a receipt independent of any printer: blocks from top to bottom. Text is UTF-8 without control characters.
// Its encoding (Append, ParsePaper) aliases the caller's buffer, so that wiping one buffer wipes the text.
type Paper struct {
	Columns int // characters a line at normal size the layout was made for: 48 or 42
	Blocks  []Block
}

// BlockKind is what a block is.
type BlockKind byte

const (
	BlockText  BlockKind = 1 // one line, already broken to fit; longer lines are cut by the printer driver
	BlockPair  BlockKind = 2 // Text at the start, Text2 at column Indent
	BlockRule  BlockKind = 3 // a line across, Size dots thick
	BlockFeed  BlockKind = 4 // Size lines of white
	BlockQR    BlockKind = 5 // Text is the content, Size the side in millimetres
	BlockImage BlockKind = 6 // Text is 1-bit rows, MSB first, black = 1; Indent is the width in dots
	BlockCut   BlockKind = 7
)

// Align is where a line stands on the paper.
type Align byte

const (
	AlignStart  Align = 0
	AlignCenter Align = 1
	AlignEnd    Align = 2
)

// Block is one piece of a paper.
type Block struct {
	Kind    BlockKind
	Align   Align
	Size    byte // text: 1, 2 or 3 times; see BlockKind for the others
	Bold    bool
	Inverse bool   // white on black across the whole width
	Indent  uint16 // see BlockKind
	Text    []byte
	Text2   []byte
}

// MaxPaper is the longest encoded paper that is accepted, in bytes: half a metre of raster and all text there is.
const MaxPaper = 512 << 10

// ErrPaper is returned for bytes that are no encoded paper.
var ErrPaper = errors.New("not a paper: the encoding is damaged")

// Size is the length of the encoding, for a buffer that never grows (growing leaves copies behind).
func (p Paper) Size() int {
	n := 2
	for _, b := range p.Blocks {
		n += blockHeader + len(b.Text) + len(b.Text2)
	}
	return n
}

const blockHeader = 4 + 2 + 4 + 4

// Append encodes p onto dst.
func (p Paper) Append(dst []byte) []byte {
	dst = binary.BigEndian.AppendUint16(dst, uint16(p.Columns))
	for _, b := range p.Blocks {
		var flags byte
		if b.Bold {
			flags |= 1
		}
		if b.Inverse {
			flags |= 2
		}
		dst = append(dst, byte(b.Kind), byte(b.Align), b.Size, flags)
		dst = binary.BigEndian.AppendUint16(dst, b.Indent)
		dst = binary.BigEndian.AppendUint32(dst, uint32(len(b.Text)))
		dst = binary.BigEndian.AppendUint32(dst, uint32(len(b.Text2)))
		dst = append(append(dst, b.Text...), b.Text2...)
	}
	return dst
}

// ParsePaper decodes src. Texts alias src.
func ParsePaper(src []byte) (Paper, error) {
	if len(src) < 2 || len(src) > MaxPaper {
		return Paper{}, ErrPaper
	}
	p := Paper{Columns: int(binary.BigEndian.Uint16(src))}
	for src = src[2:]; len(src) > 0; {
		if len(src) < blockHeader {
			return Paper{}, ErrPaper
		}
		b := Block{Kind: BlockKind(src[0]), Align: Align(src[1]), Size: src[2], Bold: src[3]&1 != 0, Inverse: src[3]&2 != 0,
			Indent: binary.BigEndian.Uint16(src[4:])}
		n1, n2 := int(binary.BigEndian.Uint32(src[6:])), int(binary.BigEndian.Uint32(src[10:]))
		src = src[blockHeader:]
		if b.Kind < BlockText || b.Kind > BlockCut || n1 < 0 || n2 < 0 || n1 > len(src) || n2 > len(src)-n1 {
			return Paper{}, ErrPaper
		}
		b.Text, b.Text2, src = src[:n1:n1], src[n1:n1+n2:n1+n2], src[n1+n2:]
		p.Blocks = append(p.Blocks, b)
	}
	return p, nil
}
