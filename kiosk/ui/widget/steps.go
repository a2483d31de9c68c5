package widget

import (
	"image/color"

	"fyne.io/fyne/v2/canvas"

	"poploket/kiosk/ui/theme"
)

// Steps is the step line: "Stap 2 van 4" and a bar for each; done, now (lit and taller), still to come. It is not
// tappable.
func Steps(th *theme.Theme, text string, step, steps int, within float32) Part {
	l := Break(th, Text{String: text, Role: "small", Color: th.Soft, Single: true}, within*0.45)
	return Part{Height: max(l.Tall(), th.Px(7)), Draw: func(b *Board, x, y, w, h float32) {
		foot := y + h - round((h-l.Px*0.69)/2) // the line the letters stand on
		b.Lines(l, x, round(y+(h-l.Tall())/2), l.Width+1)
		start := x + l.Width + b.Px(4.5)
		gap := b.Px(1.8)
		each := ColumnWidth(x+w-start, steps, gap)
		edge := max(b.Px(b.T.Stroke.Hair), 1)
		for i := range steps {
			line, fill, tall := b.Line, b.Ground, b.Px(2.9)
			switch {
			case i+1 < step:
				line, fill = b.Palette.Icon, b.Palette.Icon
			case i+1 == step:
				line, fill, tall = b.PrimaryEdge, b.Palette.Lit, b.Px(5.4)
			}
			bx := start + float32(i)*(each+gap)
			for j, c := range []color.NRGBA{line, fill} {
				inset := edge * float32(j)
				r := canvas.NewRectangle(c)
				r.TopLeftCornerRadius, r.TopRightCornerRadius = b.Px(1.2)-inset, b.Px(1.2)-inset
				b.Place(r, bx+inset, foot-tall+inset, each-2*inset, tall-2*inset)
			}
		}
	}}
}
