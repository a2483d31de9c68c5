package drivertest

import (
	"embed"
	"image"
	"image/color"
	"math"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// page is the paper under the print head: burnt dots are 1.
type page struct {
	width int
	y     int // where the head is
	rows  [][]byte
	fonts *fonts
}

func newPage(width int) *page { return &page{width: width, fonts: loadFonts()} }

// maxRows is the longest paper that is kept: five metres. What comes after is printed over its end.
const maxRows = 40_000

func (p *page) row(y int) []byte {
	y = min(y, maxRows-1)
	for len(p.rows) <= y {
		p.rows = append(p.rows, make([]byte, p.width))
	}
	return p.rows[y]
}

func (p *page) feed(dots int) {
	p.y += dots
	if p.y > 0 {
		p.row(p.y - 1)
	}
}

func (p *page) draw(img *image.Gray, left int) {
	for y := range img.Rect.Dy() {
		row := p.row(p.y + y)
		for x, v := range img.Pix[y*img.Stride:][:img.Rect.Dx()] {
			if v != 0 && left+x < p.width {
				row[left+x] = 1
			}
		}
	}
}

// char draws one cell whose foot stands at height below the head.
func (p *page) char(c cell, left, height int, smooth bool) {
	w, h := cellWidth*c.style.w, cellHeight*c.style.h
	g := p.fonts.glyph(c.r, c.style, smooth)
	for y := range h {
		row := p.row(p.y + height - h + y)
		for x := range w {
			ink := g[y*w+x] != 0 || c.style.ul && y >= h-2
			if ink != c.style.inverse && left+x < p.width {
				row[left+x] = 1
			}
		}
	}
}

// take tears the paper off: black on white, and the page is new.
func (p *page) take() *image.Gray {
	img := image.NewGray(image.Rect(0, 0, p.width, max(1, len(p.rows))))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for y, row := range p.rows {
		for x, v := range row {
			if v != 0 {
				img.SetGray(x, y, color.Gray{})
			}
		}
	}
	p.rows, p.y = nil, 0
	return img
}

// fonts is the printer's character generator: Fira Mono, a weight heavier than on a screen because heat spreads.
type fonts struct {
	regular, bold []*opentype.Font // by script; the first that has a character draws it
	made          map[glyphKey][]byte
}

type glyphKey struct {
	r      rune
	style  style
	smooth bool
}

//go:embed fonts/*.ttf
var fontFiles embed.FS

var parsed = sync.OnceValue(func() (f [2][]*opentype.Font) {
	for i, weight := range []string{"500", "700"} {
		for _, script := range []string{"latin", "latin-ext", "greek", "cyrillic"} {
			ttf, err := fontFiles.ReadFile("fonts/FiraMono-" + weight + "-" + script + ".ttf")
			if err != nil {
				panic(err) // compiled in
			}
			face, err := opentype.Parse(ttf)
			if err != nil {
				panic(err)
			}
			f[i] = append(f[i], face)
		}
	}
	return f
})

func loadFonts() *fonts {
	f := parsed()
	return &fonts{regular: f[0], bold: f[1], made: map[glyphKey][]byte{}}
}

// face is the font that has r.
func (f *fonts) face(r rune, bold bool) *opentype.Font {
	set := f.regular
	if bold {
		set = f.bold
	}
	var buf sfnt.Buffer
	for _, face := range set {
		if i, err := face.GlyphIndex(&buf, r); err == nil && i != 0 {
			return face
		}
	}
	return set[0]
}

// glyph is a cell's dots. Without smoothing an enlarged character is made of enlarged dots.
func (f *fonts) glyph(r rune, s style, smooth bool) []byte {
	key := glyphKey{r, style{w: s.w, h: s.h, bold: s.bold}, smooth}
	if g, ok := f.made[key]; ok {
		return g
	}
	var g []byte
	if smooth || s.w == 1 && s.h == 1 {
		g = f.render(r, s)
	} else {
		one := f.glyph(r, style{w: 1, h: 1, bold: s.bold}, false)
		g = make([]byte, cellWidth*s.w*cellHeight*s.h)
		for i := range g {
			x, y := i%(cellWidth*s.w), i/(cellWidth*s.w)
			g[i] = one[y/s.h*cellWidth+x/s.w]
		}
	}
	f.made[key] = g
	return g
}

// render draws at four times the size and keeps the dots that are mostly black.
func (f *fonts) render(r rune, s style) []byte {
	const over = 4
	w, h := cellWidth*s.w, cellHeight*s.h
	// The advance of the font is 0.6 em, so that 20 px makes the 12 dots of a cell.
	scale := min(s.w, s.h)
	ff, err := opentype.NewFace(f.face(r, s.bold), &opentype.FaceOptions{Size: float64(20 * scale * over), DPI: 72})
	if err != nil {
		panic(err)
	}
	img := image.NewAlpha(image.Rect(0, 0, cellWidth*scale*over, cellHeight*scale*over))
	d := font.Drawer{Dst: img, Src: image.Opaque, Face: ff, Dot: fixed.P(0, int(math.Round(18.6*float64(scale*over))))}
	d.DrawString(string(r))
	g := make([]byte, w*h)
	for y := range h {
		for x := range w {
			sum := 0
			for dy := range over {
				for dx := range over {
					sx := (x*over + dx) * img.Rect.Dx() / (w * over)
					sy := (y*over + dy) * img.Rect.Dy() / (h * over)
					sum += int(img.Pix[sy*img.Stride+sx])
				}
			}
			if sum > over*over*110 {
				g[y*w+x] = 1
			}
		}
	}
	return g
}
