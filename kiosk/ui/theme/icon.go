package theme

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"strings"

	"fyne.io/fyne/v2/canvas"
	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"

	"poploket/assets"
	"poploket/kiosk"
)

// Tone is the pair of colours an icon is drawn in. A Lit with zero alpha leaves the lit spot empty; Heavy strokes are for
// the check in a lit window.
type Tone struct {
	Stroke, Lit color.NRGBA
	Heavy       bool
}

// Tones are the colourings of the places where icons stand.
type Tones struct{ Window, House, Help, Primary, Lit, Fault Tone }

// Tones of the look.
func (t *Theme) Tones() Tones {
	return Tones{
		Window: Tone{Stroke: t.Icon, Lit: t.IconLit}, House: Tone{Stroke: t.OnHouse}, Help: Tone{Stroke: t.OnHelp, Lit: t.Palette.Lit},
		Primary: Tone{Stroke: t.OnPrimary}, Lit: Tone{Stroke: t.OnLit, Heavy: true}, Fault: Tone{Stroke: t.Fault},
	}
}

type iconKey struct {
	name string
	tone Tone
	px   int
}

type icons map[iconKey]image.Image

// HasIcon reports whether assets/icons has a sign of that name.
func HasIcon(name string) bool {
	f, err := assets.Icons.Open("icons/" + name + ".svg")
	if err != nil {
		return false
	}
	f.Close()
	return true
}

// Draw rasterises an icon as a square of px pixels, cached. An unknown name is an empty square: a sign never stands
// without its word.
func (s *Set) Draw(name string, tone Tone, px float32) image.Image {
	return s.raster(name, tone, int(px), func(svg string) string {
		svg = recolor(svg, "#0C3B32", tone.Stroke)
		return recolor(svg, "#FFC73A", tone.Lit)
	})
}

// Mark is the municipality's sign on the house colour.
func (t *Theme) Mark(px float32) image.Image {
	tone := Tone{Stroke: t.Palette.Help, Lit: t.Palette.Lit}
	return t.raster("mark", tone, int(px), func(svg string) string {
		svg = recolor(svg, "#F7F2E6", t.House)
		svg = recolor(svg, "#0C3B32", tone.Stroke)
		return recolor(svg, "#FFC73A", tone.Lit)
	})
}

// Scene is the quay at dusk, width pixels wide and at most height tall; it stands at the foot of a space of which the
// lower free pixels have no text. There is none in the modes that are for reading only, or without room for the bus.
func (t *Theme) Scene(width, height, free float32) (scene *canvas.Raster, ok bool) {
	if t.Outlined() {
		return nil, false
	}
	paint := func(svg string) string {
		if t.Look.Mode == kiosk.ModeDusk {
			svg = dim(svg, t.House)
		}
		return svg
	}
	tone := Tone{Stroke: t.House, Lit: t.Palette.Lit}
	if SceneFits(width, free) {
		// as large as fits; people and bus stand between 60 and 920 of the drawing's 1080
		scale := min(max(free/(700*0.82), width/1080), width/860)
		w, h := int(1080*scale), int(700*scale)
		left, name := min(int(60*scale), w-int(width)), "scene-quay"
		if t.Look.RTL {
			left, name = w-int(width)-left, "scene-quay-rtl"
		}
		return t.cut(name, tone, w, h, paint, image.Rect(left, max(0, h-int(height)), left+int(width), h), false), true
	}
	// the strip: as tall as fits, cut around the bus
	scale := min(free/300, t.Px(54)/300)
	scale = max(scale, width/1920)
	if free < 300*scale*0.85 {
		return nil, false
	}
	w, h := int(1920*scale), int(300*scale)
	left := min(max(int(1280*scale)-int(width)/2, 0), w-int(width))
	return t.cut("scene-quay-wide", tone, w, h, paint, image.Rect(left, max(0, h-int(free)), left+int(width), h), t.Look.RTL), true
}

// SceneFits reports whether the tall scene has room; else Scene is a strip.
func SceneFits(width, free float32) bool { return free >= width*700/1080*sceneSky }

// sceneSky is how much of the tall scene is needed: above is only sky.
const sceneSky = 0.7

// cut is a part of a drawing.
func (t *Theme) cut(name string, tone Tone, w, h int, paint func(string) string, r image.Rectangle, flip bool) *canvas.Raster {
	return t.Picture(fmt.Sprint(name, tone, w, h, r, flip), r.Size(), func() *image.RGBA {
		img := rasterize(name, tone, w, h, r, paint)
		if flip {
			turn(img)
		}
		return img
	})
}

// turn mirrors a picture left to right.
func turn(img *image.RGBA) {
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride : y*img.Stride+img.Rect.Dx()*4]
		for l, r := 0, len(row)-4; l < r; l, r = l+4, r-4 {
			for i := range 4 {
				row[l+i], row[r+i] = row[r+i], row[l+i]
			}
		}
	}
}

// raster draws a sign once per size and colouring.
func (s *Set) raster(name string, tone Tone, px int, recolor func(string) string) image.Image {
	key := iconKey{name, tone, px}
	img, ok := s.icons[key]
	if !ok {
		img = rasterize(name, tone, px, px, image.Rect(0, 0, px, px), recolor)
		s.icons[key] = img
	}
	return img
}

// rasterize draws a part of a file of assets/icons that would be w x h pixels in whole. Fyne uploads RGBA as it is.
func rasterize(name string, tone Tone, w, h int, part image.Rectangle, recolor func(string) string) *image.RGBA {
	img := image.NewRGBA(part)
	defer func() { img.Rect = img.Rect.Sub(part.Min) }()
	data, err := assets.Icons.ReadFile("icons/" + name + ".svg")
	if err != nil {
		return img
	}
	icon, err := oksvg.ReadIconStream(bytes.NewReader([]byte(recolor(string(data)))))
	if err != nil {
		return img
	}
	icon.SetTarget(0, 0, float64(w), float64(h))
	wider := float64(w) / icon.ViewBox.W // oksvg scales outlines but not the width of strokes
	if tone.Heavy {
		wider *= 1.45
	}
	for i := range icon.SVGPaths {
		icon.SVGPaths[i].LineWidth *= wider
	}
	icon.Draw(rasterx.NewDasher(w, h, &scanner{into: img}), 1)
	return img
}

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B) }

func recolor(svg, from string, to color.NRGBA) string {
	if to.A == 0 {
		return strings.ReplaceAll(svg, `"`+from+`"`, `"none"`)
	}
	return strings.ReplaceAll(svg, from, hex(to))
}

// dim halves every colour of a drawing towards ground.
func dim(svg string, ground color.NRGBA) string {
	var out strings.Builder
	for {
		i := strings.Index(svg, `"#`)
		if i < 0 || i+9 > len(svg) {
			out.WriteString(svg)
			return out.String()
		}
		var c color.NRGBA
		out.WriteString(svg[:i+1])
		if _, err := fmt.Sscanf(svg[i+1:i+8], "#%02X%02X%02X", &c.R, &c.G, &c.B); err == nil {
			mix := func(a, b uint8) uint8 { return uint8((int(a)*11 + int(b)*9) / 20) }
			if c == (color.NRGBA{R: 0x0C, G: 0x3B, B: 0x32}) { // the sky is the wall's own colour
				c = ground
			}
			out.WriteString(hex(color.NRGBA{R: mix(c.R, ground.R), G: mix(c.G, ground.G), B: mix(c.B, ground.B)}))
		} else {
			out.WriteString(svg[i+1 : i+8])
		}
		svg = svg[i+8:]
	}
}
