package widget

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"

	"fyne.io/fyne/v2/canvas"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"poploket/kiosk/ui/theme"
)

// keys is the picture of a keyboard: all faces and single letters in one image instead of three objects for each key,
// which keeps a repaint as cheap as any other screen's. Made once for a layout and a look.
func (b *Board) keys(faces []image.Rectangle, labels []string, w, h int) *canvas.Raster {
	key := fmt.Sprint("keys", faces, labels, b.Look.Mode, b.Look.Size, w, h)
	return b.Picture(key, image.Pt(w, h), func() *image.RGBA {
		img := image.NewRGBA(image.Rect(0, 0, w, h))
		radius := b.Px(b.T.Radius.Small)
		edge, sill := b.Px(b.T.Stroke.Line), b.Px(b.T.Stroke.Sill)
		sprites := map[image.Point]*image.RGBA{}
		face := letters(b.Theme)
		if face != nil {
			defer face.Close()
		}
		for i, r := range faces {
			s := sprites[r.Size()]
			if s == nil {
				s = image.NewRGBA(image.Rectangle{Max: r.Size()})
				fw, fh := float32(r.Dx()), float32(r.Dy())
				roundRect(s, 0, 0, fw, fh, radius, b.Line)
				roundRect(s, edge, edge, fw-2*edge, fh-edge-sill, radius-edge, b.Surface)
				sprites[r.Size()] = s
			}
			draw.Draw(img, r, s, image.Point{}, draw.Src)
			if labels[i] == "" || face == nil {
				continue
			}
			d := font.Drawer{Dst: img, Src: image.NewUniform(b.Ink), Face: face}
			wide := d.MeasureString(labels[i])
			d.Dot = fixed.Point26_6{
				X: fixed.I(r.Min.X) + (fixed.I(r.Dx())-wide)/2,
				Y: fixed.I(r.Min.Y + (r.Dy()-int(sill))/2 + int(keyText(b.Theme)*0.35)),
			}
			d.DrawString(labels[i])
		}
		return img
	})
}

func letters(th *theme.Theme) font.Face {
	f, err := opentype.Parse(th.Font(theme.Strong, "").Content())
	if err != nil {
		return nil
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: float64(keyText(th)), DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil
	}
	return face
}

// roundRect fills a rounded rectangle, smooth at its corners.
func roundRect(dst *image.RGBA, x, y, w, h, r float32, c color.NRGBA) {
	const k = 0.5523 // of a radius: the handles of a quarter circle
	v := vector.NewRasterizer(dst.Rect.Dx(), dst.Rect.Dy())
	v.MoveTo(x+r, y)
	v.LineTo(x+w-r, y)
	v.CubeTo(x+w-r+k*r, y, x+w, y+r-k*r, x+w, y+r)
	v.LineTo(x+w, y+h-r)
	v.CubeTo(x+w, y+h-r+k*r, x+w-r+k*r, y+h, x+w-r, y+h)
	v.LineTo(x+r, y+h)
	v.CubeTo(x+r-k*r, y+h, x, y+h-r+k*r, x, y+h-r)
	v.LineTo(x, y+r)
	v.CubeTo(x, y+r-k*r, x+r-k*r, y, x+r, y)
	v.ClosePath()
	v.Draw(dst, dst.Rect, image.NewUniform(c), image.Point{})
}
