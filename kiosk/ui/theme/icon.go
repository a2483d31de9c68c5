package theme

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"

	"poploket/assets"
)

// Tone is the pair of colours an icon is drawn in. A Lit with zero alpha leaves the lit spot empty.
type Tone struct{ Stroke, Lit color.NRGBA }

// Tones of the places where icons stand.
func (t *Theme) Tones() struct{ Window, House, Help, Primary, Lit, OK, Limit, Fault, Info Tone } {
	none := color.NRGBA{}
	return struct{ Window, House, Help, Primary, Lit, OK, Limit, Fault, Info Tone }{
		Window: Tone{t.Icon, t.IconLit}, House: Tone{t.OnHouse, none}, Help: Tone{t.OnHelp, t.Lit},
		Primary: Tone{t.OnPrimary, none}, Lit: Tone{t.OnLit, none},
		OK: Tone{t.OK, none}, Limit: Tone{t.Limit, none}, Fault: Tone{t.Fault, none}, Info: Tone{t.Info, none},
	}
}

type iconKey struct {
	name          string
	tone          Tone
	width, height int
}

type icons map[iconKey]*image.NRGBA

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
	return s.raster(name, tone, int(px), int(px), func(svg string) string {
		svg = recolor(svg, "#0C3B32", tone.Stroke)
		return recolor(svg, "#FFC73A", tone.Lit)
	})
}

// Mark is the municipality's sign on the house colour.
func (t *Theme) Mark(px float32) image.Image {
	tone := Tone{t.Palette.Help, t.Palette.Lit}
	return t.raster("mark", tone, int(px), int(px), func(svg string) string {
		svg = recolor(svg, "#F7F2E6", t.House)
		svg = recolor(svg, "#0C3B32", tone.Stroke)
		return recolor(svg, "#FFC73A", tone.Lit)
	})
}

// Scene is the quay at dusk, the lower height pixels of it at full width; ok is false in the modes that are for reading
// only.
func (t *Theme) Scene(wide bool, width, height float32) (img image.Image, ok bool) {
	if t.Outlined() {
		return nil, false
	}
	name, w, h := "scene-quay", 1080, 700
	switch {
	case wide:
		name, w, h = "scene-quay-wide", 1920, 300
	case t.Look.RTL:
		name = "scene-quay-rtl"
	}
	full := int(width) * h / w
	tone := Tone{t.House, t.Lit}
	whole := t.raster(name, tone, int(width), full, func(svg string) string {
		if t.Look.Mode == "dusk" {
			svg = dim(svg, t.House)
		}
		return svg
	})
	cut := max(0, full-int(height))
	return whole.SubImage(image.Rect(0, cut, int(width), full)), true
}

// raster draws a file of assets/icons once per size and colouring.
func (s *Set) raster(name string, tone Tone, w, h int, recolor func(string) string) *image.NRGBA {
	key := iconKey{name, tone, w, h}
	if img, ok := s.icons[key]; ok {
		return img
	}
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	s.icons[key] = img
	data, err := assets.Icons.ReadFile("icons/" + name + ".svg")
	if err != nil {
		return img
	}
	icon, err := oksvg.ReadIconStream(bytes.NewReader([]byte(recolor(string(data)))))
	if err != nil {
		return img
	}
	icon.SetTarget(0, 0, float64(w), float64(h))
	// x/image/vector is fast on RGBA only.
	rgba := image.NewRGBA(img.Bounds())
	scanner := rasterx.NewScannerGV(w, h, rgba, rgba.Bounds())
	icon.Draw(rasterx.NewDasher(w, h, scanner), 1)
	draw.Draw(img, img.Bounds(), rgba, image.Point{}, draw.Src)
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
			out.WriteString(hex(color.NRGBA{R: mix(c.R, ground.R), G: mix(c.G, ground.G), B: mix(c.B, ground.B)}))
		} else {
			out.WriteString(svg[i+1 : i+8])
		}
		svg = svg[i+8:]
	}
}
