package escpos

import (
	"github.com/skip2/go-qrcode"

	"poploket/drivers"
)

// bitmap is rows of dots, most significant bit first, black = 1.
type bitmap struct {
	stride, high int // bytes a row, rows
	bits         []byte
}

func newBitmap(width, high int) bitmap {
	stride := (width + 7) / 8
	return bitmap{stride, high, make([]byte, stride*high)}
}

func (m bitmap) set(x, y int) {
	if x >= 0 && x < m.stride*8 && y >= 0 && y < m.high {
		m.bits[y*m.stride+x/8] |= 0x80 >> (x % 8)
	}
}

func (m bitmap) row(y int) []byte { return m.bits[y*m.stride : (y+1)*m.stride] }

func (m bitmap) blank(y int) bool {
	for _, c := range m.row(y) {
		if c != 0 {
			return false
		}
	}
	return true
}

// raster sends an image at the alignment in force. White columns at the right (and, where nothing depends on them, at the
// left) are cropped, white rows are fed instead of sent.
func (e *encoder) raster(m bitmap) {
	wide := 0
	for y := range m.high {
		for i, c := range m.row(y) {
			if c != 0 {
				wide = max(wide, i+1)
			}
		}
	}
	if e.align != drivers.AlignStart { // cropping would move it
		wide = m.stride
	}
	wide = min(wide+wide%2, m.stride)
	white := 0
	for y := 0; y < m.high; {
		if m.blank(y) || wide == 0 {
			white++
			y++
			continue
		}
		e.down(white)
		white = 0
		end := y
		for gap := 0; end+gap < m.high && gap < 8; { // a short gap costs less as white rows
			if m.blank(end + gap) {
				gap++
			} else {
				end, gap = end+gap+1, 0
			}
		}
		for y < end {
			n, double := m.run(y, end, wide)
			e.rows(m, y, n, wide, double)
			y += n
		}
	}
	e.down(white)
}

// run is how many rows from y are best sent in one image: doubled when all their dots come in squares of 2 x 2, which
// takes a quarter of the bytes.
func (m bitmap) run(y, end, wide int) (n int, double bool) {
	if n = m.squares(y, end, wide); n >= minDouble {
		return n, true
	}
	for n = 1; y+n < end && m.squares(y+n, min(end, y+n+minDouble), wide) < minDouble; n++ {
	}
	return n, false
}

// minDouble is the number of rows from which an image of its own is worth its header.
const minDouble = 6

// squares counts the rows from y on that consist of squares of 2 x 2 dots.
func (m bitmap) squares(y, end, wide int) int {
	n := 0
	for ; wide%2 == 0 && y+n+1 < end; n += 2 {
		for i, c := range m.row(y + n)[:wide] {
			if c != m.row(y + n + 1)[i] || (c^c>>1)&0x55 != 0 {
				return n
			}
		}
	}
	return n
}

// rows sends n rows from y, wide bytes each.
func (e *encoder) rows(m bitmap, y, n, wide int, double bool) {
	var last byte
	if !double {
		e.put(0x1D, 'v', '0', 0, byte(wide), byte(wide>>8), byte(n), byte(n>>8))
		for i := range n {
			for _, c := range m.row(y + i)[:wide] {
				last = tame(last, c)
				e.put(last)
			}
		}
		return
	}
	e.put(0x1D, 'v', '0', 3, byte(wide/2), byte(wide/2>>8), byte(n/2), byte(n/2>>8))
	for i := 0; i < n; i += 2 {
		row := m.row(y + i)
		for k := 0; k < wide; k += 2 {
			last = tame(last, halve(row[k])<<4|halve(row[k+1]))
			e.put(last)
		}
	}
}

// halve keeps every second dot of eight.
func halve(c byte) byte { return c>>7&1<<3 | c>>5&1<<2 | c>>3&1<<1 | c>>1&1 }

// tame keeps image data from looking like a real-time command (DLE EOT, DLE ENQ, DLE DC4), which many printers execute
// even in the middle of an image: the second byte gets one more black dot.
func tame(before, c byte) byte {
	if before == 0x10 && (c == 0x04 || c == 0x05 || c == 0x14) {
		return c | 0x08
	}
	return c
}

func (e *encoder) down(dots int) {
	for dots > 0 {
		n := min(dots, 255)
		e.put(0x1B, 'J', byte(n))
		dots -= n
	}
}

func (e *encoder) image(b drivers.Block) {
	stride := (int(b.Indent) + 7) / 8
	if stride == 0 || len(b.Text) < stride {
		return
	}
	e.setAlign(b.Align)
	high := min(len(b.Text)/stride, 4095)
	e.raster(bitmap{min(stride, e.job.Profile.Dots/8), high, crop(b.Text, stride, e.job.Profile.Dots/8, high)})
}

// crop narrows rows that are wider than the paper.
func crop(bits []byte, stride, limit, high int) []byte {
	if stride <= limit {
		return bits[:stride*high]
	}
	out := make([]byte, 0, limit*high)
	for y := range high {
		out = append(out, bits[y*stride:y*stride+limit]...)
	}
	return out
}

// symbol is a QR code, error correction M, Size millimetres wide or a little less.
func (e *encoder) symbol(b drivers.Block) {
	e.setAlign(b.Align)
	dots := int(b.Size) * e.job.Profile.DotsPerMM
	if modules := qrModules(len(b.Text)); e.job.Profile.NativeQR && modules > 0 {
		n := len(b.Text) + 3
		e.put(0x1D, '(', 'k', 4, 0, '1', 65, 50, 0) // model 2
		e.put(0x1D, '(', 'k', 3, 0, '1', 67, byte(min(max(dots/modules, 1), 16)))
		e.put(0x1D, '(', 'k', 3, 0, '1', 69, 49) // error correction M
		e.put(0x1D, '(', 'k', byte(n), byte(n>>8), '1', 80, '0')
		e.put(b.Text...)
		e.put(0x1D, '(', 'k', 3, 0, '1', 81, '0')
		return
	}
	code, err := qrcode.New(string(b.Text), qrcode.Medium)
	if err != nil {
		return // longer than any QR code
	}
	code.DisableBorder = true
	bits := code.Bitmap()
	size := max(1, dots/len(bits))
	if size > 1 {
		size -= size % 2 // modules of an even size take a quarter of the bytes
	}
	m := newBitmap(len(bits)*size, len(bits)*size)
	for y := range m.high {
		for x := range len(bits) * size {
			if bits[y/size][x/size] {
				m.set(x, y)
			}
		}
	}
	e.raster(m)
	clear(m.bits)
}

// qrModules is the side of the smallest QR code for n bytes at error correction M; 0 when there is none.
// ISO/IEC 18004 table 7, byte mode.
func qrModules(n int) int {
	for version, capacity := range [...]int{
		14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666,
		711, 779, 857, 911, 997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213, 2331,
	} {
		if n <= capacity {
			return 21 + 4*version
		}
	}
	return 0
}
