package linemrz

import "poploket/drivers/mrz"

// verdict is what the framer thinks of the bytes so far.
type verdict int

const (
	nothing  verdict = iota
	whole            // as many lines as a document has
	unfinish         // lines of a document, then silence: it was read only in part
)

// framer finds documents in a stream of bytes. It holds the lines of at most one document, each ended by '\n', and
// throws away whatever can't become one.
type framer struct {
	buf   [2 * mrz.MaxFrame]byte
	kept  int // bytes of whole lines that may be a document
	width int // of the kept lines
	lines int // number of kept lines
	n     int // kept + bytes of the line being received
	skip  bool
}

func (f *framer) reset() {
	clear(f.buf[:])
	f.kept, f.width, f.lines, f.n, f.skip = 0, 0, 0, 0, false
}

// pending says whether something waits for its end.
func (f *framer) pending() bool { return f.n > 0 || f.skip }

// document is the lines found; valid until reset.
func (f *framer) document() []byte { return f.buf[:f.kept] }

func (f *framer) put(c byte) verdict {
	const stx, etx = 0x02, 0x03
	switch {
	case c == '\r' || c == '\n' || c == '\t':
		return f.endLine()
	case c == stx:
		f.reset()
	case c == etx:
		v := f.end()
		if v == nothing {
			f.reset()
		}
		return v
	case f.skip:
	case c < ' ' || c > '~' || f.n == len(f.buf)-1: // noise, or too long for any document
		f.dropLine()
		f.skip = true
	case c == ' ' && f.n == f.kept: // before a line
	default:
		f.buf[f.n] = c
		f.n++
	}
	return nothing
}

// end closes at ETX or after a silence: a last line may lack its end.
func (f *framer) end() verdict {
	if v := f.endLine(); v != nothing {
		return v
	}
	if f.lines > 0 {
		return unfinish
	}
	return nothing
}

func (f *framer) endLine() verdict {
	if f.skip {
		f.skip = false
		return nothing
	}
	line := f.buf[f.kept:f.n]
	for len(line) > 0 && line[len(line)-1] == ' ' {
		line = line[:len(line)-1]
	}
	width := len(line)
	if width == 0 {
		f.dropLine()
		return nothing
	}
	want := 0
	switch width {
	case 90, 88, 72:
		want = 1
	case 44, 36:
		want = 2
	case 30:
		want = 3
		if line[0] == 'D' && string(line[2:5]) == "NLD" { // the Dutch licence has one
			want = 1
		}
	default:
		f.dropLine()
		return nothing
	}
	if f.lines > 0 && f.width != width || want == 1 { // what came before never became a document
		copy(f.buf[:], line)
		clear(f.buf[width:])
		f.kept, f.lines, f.n = 0, 0, width
	}
	f.buf[f.kept+width] = '\n'
	f.kept += width + 1
	f.n = f.kept
	f.width = width
	f.lines++
	if f.lines >= want {
		return whole
	}
	return nothing
}

func (f *framer) dropLine() {
	clear(f.buf[f.kept:])
	f.n = f.kept
}
