package widget

import (
	"poploket/kiosk"
	"poploket/kiosk/ui/theme"
)

// TilePart is a large entrance: the arch with its sign, beside it the name and what it gives.
func TilePart(th *theme.Theme, tile kiosk.Tile, within float32, tap func()) Part {
	pad, gap := th.Px(4), th.Px(5)
	archW, archH := th.Px(th.T.Size["archTile"]), th.Px(25)
	room := within - 2*pad - archW - gap
	name := Break(th, Text{String: tile.Label, Role: "barKey", Weight: theme.Strong, Color: th.Ink}, room)
	note := Break(th, Text{String: tile.Note, Role: "small", Color: th.Soft}, room)
	text := name.Tall() + note.Tall()
	height := max(th.Px(th.T.Size["tileLandscape"]), text+th.Px(6))
	return Part{Height: height, Gap: th.Px(4), Least: th.Px(2.8), Draw: func(b *Board, x, y, w, h float32) {
		b.Touch(&Touch{ID: tile.ID, Label: sentence(tile.Label, tile.Note), Tap: tap, Draw: func(b *Board, pressed bool) {
			sill := b.Px(b.T.Stroke.Sill)
			b.plate(pressed, b.Px(b.T.Radius.Key), b.Px(b.T.Stroke.Line), sill, b.Line, b.Surface)
			foot := b.Height - sill - b.Px(2.4)
			archTop := max(b.Px(2), foot-archH)
			b.window(pad, archTop, archW, foot-archTop, tile.Icon, b.Px(b.T.Size["iconTile"]))
			top := round((b.Height - sill - text) / 2)
			top += b.Lines(name, pad+archW+gap, top, room)
			b.Lines(note, pad+archW+gap, top, room)
		}}, x, y, w, h)
	}}
}

// SmallTile is the entrance on the welcome screen: the arch above its name. It answers whether the name fits in its
// own size.
func SmallTile(th *theme.Theme, tile kiosk.Tile, width float32, tap func()) (Part, bool) {
	archW, archH := th.Px(17.2), th.Px(20.8)
	name := Break(th, Text{String: tile.Label, Role: "small", Px: th.Px(smallTileText[th.Look.Size]), Weight: theme.Strong, Color: th.Ink, Align: Center}, width-th.Px(4.4))
	fits := name.Px == th.Px(smallTileText[th.Look.Size]) && len(name.Lines) < 3
	height := th.Px(2.6+20.8+2.4) + name.Tall() + th.Px(3.2)
	return Part{Height: max(height, th.Px(37)), Gap: th.Px(4), Least: th.Px(2.8), Draw: func(b *Board, x, y, w, h float32) {
		b.Touch(&Touch{ID: tile.ID, Label: sentence(tile.Label, tile.Note), Tap: tap, Draw: func(b *Board, pressed bool) {
			b.plate(pressed, b.Px(b.T.Radius.Key), b.Px(b.T.Stroke.Line), b.Px(b.T.Stroke.Sill), b.Line, b.Surface)
			top := b.Px(3)
			b.window(round((b.Width-archW)/2), top, archW, archH, tile.Icon, b.Px(12.2))
			rest := b.Height - b.Px(1) - top - archH
			b.Lines(name, b.Px(2.2), round(top+archH+(rest-name.Tall())/2), b.Width-b.Px(4.4))
		}}, x, y, w, h)
	}}, fits
}

// smallTileText is between small and bar key: four stand in a row.
var smallTileText = map[kiosk.TextSize]float64{kiosk.SizeS: 5.7, kiosk.SizeM: 6.8, kiosk.SizeL: 8.6, kiosk.SizeXL: 10.4}

// window is an unlit arch with a sign in it.
func (b *Board) window(x, y, w, h float32, icon string, px float32) {
	edge := float32(0)
	if b.Outlined() {
		edge = b.Px(b.T.Stroke.Strong)
	}
	b.Arch(x, y, w, h, edge, b.Line, b.Unlit)
	b.Icon(icon, b.Tones().Window, round(x+(w-px)/2), round(y+(h-px)/2+h*0.03), px)
}

// sentence joins what is read aloud of one thing.
func sentence(parts ...string) string {
	out := ""
	for _, p := range parts {
		switch {
		case p == "":
		case out == "":
			out = p
		default:
			out += ". " + p
		}
	}
	return out
}
