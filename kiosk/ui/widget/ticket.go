package widget

import (
	"fmt"
	"image"
	"image/color"

	"github.com/skip2/go-qrcode"

	"poploket/kiosk"
	"poploket/kiosk/ui/theme"
)

// Code is a QR code as pixels, one module one pixel, with its quiet zone.
type Code struct {
	Modules int
	Pixels  [][]bool
}

// Encode makes the QR code for a text, level M.
func Encode(text string) (Code, error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return Code{}, fmt.Errorf("drawing a QR code: %w", err)
	}
	p := q.Bitmap()
	return Code{Modules: len(p), Pixels: p}, nil
}

// Image is the code with every module module x module pixels, black on white in every mode: readers want it so.
func (c Code) Image(module int) image.Image {
	img := image.NewGray(image.Rect(0, 0, c.Modules*module, c.Modules*module))
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if !c.Pixels[y/module][x/module] {
				img.SetGray(x, y, color.Gray{Y: 255})
			}
		}
	}
	return img
}

// TicketPart is the paper's heart on the screen: the number in large letters, when, and the code to follow it.
func TicketPart(th *theme.Theme, t kiosk.Ticket, within float32, tight bool) Part {
	pad, largest, air := th.Px(6.4), th.Px(54), th.Px(14)
	if tight {
		largest, air = th.Px(46), th.Px(7)
	}
	code, err := Encode(t.QR)
	hasCode := t.QR != "" && err == nil
	side, module := float32(0), 0
	if hasCode {
		module = max(2, int(largest)/code.Modules)
		side = float32(module * code.Modules)
	}
	room := within - 2*pad
	beside := hasCode && Measure(t.Reference, th.Font(theme.Heading, t.Reference), th.TextPx("reference")) < room-side
	if beside {
		room -= side - th.Px(2)
	}
	lines := []Lines{
		Break(th, Text{String: t.Label, Role: "small", Color: th.Soft}, room),
		Break(th, Text{String: t.Reference, Role: "reference", Weight: theme.Heading, Color: th.Ink, Single: true}, room),
	}
	for _, s := range t.Lines {
		lines = append(lines, Break(th, Text{String: s, Role: "small", Px: th.Px(ticketText[th.Look.Size]), Color: th.Ink}, room))
	}
	text := float32(0)
	for _, l := range lines {
		text += l.Tall()
	}
	text += th.Px(1.5)
	height := max(text+air, side+th.Px(4))
	if hasCode && !beside {
		height = text + side + th.Px(10)
	}
	return Part{Height: height, Gap: th.Px(4), Least: th.Px(2), Draw: func(b *Board, x, y, w, h float32) {
		b.Card(x, y, w, h)
		h -= b.Px(1)
		top := round(y + (h-text)/2)
		if hasCode && !beside {
			top = y + b.Px(4)
		}
		for i, l := range lines {
			top += b.Lines(l, x+pad, top, room)
			if i == 1 {
				top += b.Px(1.5)
			}
		}
		if !hasCode {
			return
		}
		cx, cy := x+w-side-b.Px(2.5), round(y+(h-side)/2)
		if !beside {
			cx, cy = x+pad, top
		}
		b.Image(code.Image(module), cx, cy, side, side)
	}}
}

var ticketText = map[kiosk.TextSize]float64{kiosk.SizeS: 5.7, kiosk.SizeM: 6.8, kiosk.SizeL: 8.6, kiosk.SizeXL: 10.4}
