package escpos

import (
	"fmt"
	"image"
	"math"
	"unicode/utf8"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"poploket/drivers"
)

// Face draws characters that the printer does not have. It is for one goroutine.
type Face struct {
	regular, bold *opentype.Font
	sized         map[faceKey]font.Face
}

type faceKey struct {
	size byte
	bold bool
}

// NewFace makes a face from two monospaced fonts (TrueType or OpenType).
func NewFace(regular, bold []byte) (*Face, error) {
	r, err := opentype.Parse(regular)
	if err != nil {
		return nil, fmt.Errorf("parsing the regular font: %w", err)
	}
	b, err := opentype.Parse(bold)
	if err != nil {
		return nil, fmt.Errorf("parsing the bold font: %w", err)
	}
	return &Face{regular: r, bold: b, sized: map[faceKey]font.Face{}}, nil
}

// GoFace is the face of the Go fonts: Latin, Greek and Cyrillic.
func GoFace() (*Face, error) { return NewFace(gomono.TTF, gomonobold.TTF) }

// at is the face for characters of a size.
func (f *Face) at(size byte, bold bool) (font.Face, error) {
	key := faceKey{size, bold}
	if face, ok := f.sized[key]; ok {
		return face, nil
	}
	src := f.regular
	if bold {
		src = f.bold
	}
	face, err := opentype.NewFace(src, &opentype.FaceOptions{Size: 20 * float64(size), DPI: 72}) // advance 0.6 em = one cell
	if err != nil {
		return nil, err
	}
	f.sized[key] = face
	return face, nil
}

// drawn sends a line as an image: text at its alignment, text2 at a distance from the left. Without a face, or for a
// glyph the face lacks, the place stays white: an honest gap, never a wrong character.
func (e *encoder) drawn(text, text2 []byte, at int, b drivers.Block) {
	size := min(max(b.Size, 1), 3)
	width := e.job.Profile.Dots
	m := newBitmap(width, cellHeight*int(size))
	e.setAlign(drivers.AlignStart)
	left := 0
	if free := width - utf8.RuneCount(text)*cellWidth*int(size); b.Align == drivers.AlignCenter {
		left = free / 2
	} else if b.Align == drivers.AlignEnd {
		left = free
	}
	if e.job.Face != nil {
		e.job.Face.draw(m, text, left, size, b.Bold)
		e.job.Face.draw(m, text2, at, size, b.Bold)
	}
	if b.Inverse {
		for i := range m.bits {
			m.bits[i] = ^m.bits[i]
		}
	}
	e.raster(m)
	clear(m.bits)
	e.down(max(0, lineHeight-m.high))
}

func (f *Face) draw(m bitmap, text []byte, left int, size byte, bold bool) {
	face, err := f.at(size, bold)
	if err != nil {
		return
	}
	base := int(math.Round(18.6 * float64(size)))
	for i := 0; i < len(text); left += cellWidth * int(size) {
		r, n := utf8.DecodeRune(text[i:])
		i += n
		dr, mask, at, _, ok := face.Glyph(fixed.P(left, base), printable(r))
		alpha, isAlpha := mask.(*image.Alpha)
		if !ok || !isAlpha {
			continue
		}
		for y := range dr.Dy() {
			for x := range dr.Dx() {
				if alpha.AlphaAt(at.X+x, at.Y+y).A >= 0x70 {
					m.set(dr.Min.X+x, dr.Min.Y+y)
				}
			}
		}
	}
}
