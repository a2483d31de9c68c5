package drivertest

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"time"
)

// Framing is how a reader sends the lines of a document.
type Framing struct {
	Before, After string        // "\x02" and "\x03", or nothing
	LineEnd       string        // "\r" when empty
	OneRun        bool          // no line ends at all
	Chunk         int           // bytes handed over at a time; 0: all at once
	Pace          time.Duration // between two chunks
}

// Reader is a simulated ID reader that sends plain lines.
type Reader struct {
	line    *line
	Framing Framing
}

// NewReader plugs a reader in at path.
func NewReader(path string) (*Reader, error) {
	l, err := plug(path)
	if err != nil {
		return nil, err
	}
	return &Reader{line: l}, nil
}

// Close unplugs it for good.
func (r *Reader) Close() { r.line.close() }

// Path is the name of the line.
func (r *Reader) Path() string { return r.line.path }

// Present lays a document on the reader. Its lines are joined by '|' or '\n'.
func (r *Reader) Present(document string) { r.Send(r.frame(document)) }

// frame puts the lines as this reader sends them.
func (r *Reader) frame(document string) []byte {
	end := r.Framing.LineEnd
	if end == "" {
		end = "\r"
	}
	if r.Framing.OneRun {
		end = ""
	}
	lines := strings.FieldsFunc(document, func(c rune) bool { return c == '|' || c == '\n' || c == '\r' })
	body := strings.Join(lines, end)
	if r.Framing.OneRun {
		body += "\r"
	} else {
		body += end
	}
	return []byte(r.Framing.Before + body + r.Framing.After)
}

// Send puts bytes on the line at the reader's pace.
func (r *Reader) Send(b []byte) {
	size := r.Framing.Chunk
	if size <= 0 {
		size = 4096
	}
	for i := 0; i < len(b); i += size {
		if i > 0 && r.Framing.Pace > 0 {
			time.Sleep(r.Framing.Pace)
		}
		r.line.write(b[i:min(i+size, len(b))])
	}
}

// Half sends the first line and a piece of the second, as when a document is taken away too soon.
func (r *Reader) Half(document string) {
	b := r.frame(document)
	r.Send(b[:len(b)*2/3])
}

// BadCheck sends the document with one digit of the birth date misread, so that its check digit does not hold.
func (r *Reader) BadCheck(document string) { r.Present(Misread(document)) }

// Misread is the document as a camera misreads it: the first digit of the birth date is another one. On a licence,
// which has no birth date, the first digit of the number.
func Misread(document string) string {
	lines := strings.FieldsFunc(document, func(c rune) bool { return c == '|' || c == '\n' || c == '\r' })
	line, at := 1, 13
	switch len(lines) {
	case 1:
		line, at = 0, 6
	case 3:
		at = 0
	}
	b := []byte(lines[line])
	b[at] = '0' + (b[at]-'0'+1)%10
	lines[line] = string(b)
	return strings.Join(lines, "|")
}

// Garbage sends n random bytes, always the same for a seed.
func (r *Reader) Garbage(seed uint64, n int) {
	rnd := rand.New(rand.NewPCG(seed, seed))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rnd.Uint32())
	}
	r.Send(b)
}

// Flood sends n printable characters without a line end.
func (r *Reader) Flood(n int) { r.Send(bytes.Repeat([]byte{'<'}, n)) }

// Unplug pulls the plug.
func (r *Reader) Unplug() { r.line.unplug() }

// Plug puts it back.
func (r *Reader) Plug() error { return r.line.plugIn() }
