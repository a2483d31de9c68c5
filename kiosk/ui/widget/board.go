package widget

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"poploket/kiosk/ui/theme"
)

// Board is a sheet of absolute pixels. X runs in reading direction: on a right-to-left look every object is placed
// mirrored, so drawings are written once.
type Board struct {
	*theme.Theme
	Width, Height float32
	Under         color.NRGBA // the colour the board lies on, seen in the gap of focus rings
	LTR           bool        // never mirrored: keypads, numbers
	Guard         *Guard
	objects       []fyne.CanvasObject
}

// NewBoard is an empty sheet.
func NewBoard(th *theme.Theme, width, height float32, guard *Guard) *Board {
	return &Board{Theme: th, Width: width, Height: height, Under: th.Ground, Guard: guard}
}

// Objects is what was placed, in reading order.
func (b *Board) Objects() []fyne.CanvasObject { return b.objects }

// Place puts an object at x, y with a size.
func (b *Board) Place(o fyne.CanvasObject, x, y, w, h float32) {
	if b.Look.RTL && !b.LTR {
		x = b.Width - x - w
	}
	o.Resize(fyne.NewSize(w, h))
	o.Move(fyne.NewPos(x, y))
	b.objects = append(b.objects, o)
}

// Rect is a filled rectangle with rounded corners.
func (b *Board) Rect(x, y, w, h, radius float32, fill color.Color) {
	r := canvas.NewRectangle(fill)
	r.CornerRadius = radius
	b.Place(r, x, y, w, h)
}

// Box is a face with an edge around it and a thicker one below, the sill. Edges are drawn as a second rectangle
// behind, so that they are the same on every painter.
func (b *Board) Box(x, y, w, h, radius, edge, sill float32, line, face color.Color) {
	b.Rect(x, y, w, h, radius, line)
	b.Rect(x+edge, y+edge, w-2*edge, h-edge-sill, max(radius-edge, 0), face)
}

// Arch is the lit window: round above, nearly square below.
func (b *Board) Arch(x, y, w, h, edge float32, line, fill color.Color) {
	foot := b.Px(b.T.Radius.ArchFoot)
	one := func(x, y, w, h, foot float32, c color.Color) {
		r := canvas.NewRectangle(c)
		r.TopLeftCornerRadius, r.TopRightCornerRadius = w/2, w/2
		r.BottomLeftCornerRadius, r.BottomRightCornerRadius = foot, foot
		b.Place(r, x, y, w, h)
	}
	if edge > 0 {
		one(x, y, w, h, foot, line)
	}
	one(x+edge, y+edge, w-2*edge, h-2*edge, max(foot-edge, 0), fill)
}

// Icon draws a sign as a square of px.
func (b *Board) Icon(name string, tone theme.Tone, x, y, px float32) {
	if name == "" {
		return
	}
	if b.Look.RTL {
		name = mirrored(name)
	}
	b.Image(b.Draw(name, tone, px), x, y, px, px)
}

// Image draws pixels one to one.
func (b *Board) Image(pixels image.Image, x, y, w, h float32) {
	img := canvas.NewImageFromImage(pixels)
	img.ScaleMode = canvas.ImageScalePixels
	b.Place(img, x, y, w, h)
}

// mirrored is the sign for the other reading direction: arrows turn, everything else stays.
func mirrored(name string) string {
	switch name {
	case "next":
		return "back"
	case "back":
		return "next"
	case "undo":
		return "redo"
	case "redo":
		return "undo"
	}
	return name
}

func round(v float32) float32 { return float32(math.Round(float64(v))) }
