// Package touch is a finger and a camera on a real X display: pointer events through XTEST, pictures from the screen
// itself. It knows nothing of the programs it touches.
package touch

import (
	"fmt"
	"image"
	"image/png"
	"io"
	"os"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// Display is one connection to an X server.
type Display struct {
	conn *xgb.Conn
	root xproto.Window
	w, h int
}

// Open connects to the X display called name, as in ":99".
func Open(name string) (*Display, error) {
	xgb.Logger.SetOutput(io.Discard) // it would complain of a missing authority file, which virtual screens don't have
	conn, err := xgb.NewConnDisplay(name)
	if err != nil {
		return nil, fmt.Errorf("connecting to X display %s: %w", name, err)
	}
	if err := xtest.Init(conn); err != nil {
		conn.Close()
		return nil, fmt.Errorf("no XTEST on display %s: %w", name, err)
	}
	s := xproto.Setup(conn).DefaultScreen(conn)
	return &Display{conn: conn, root: s.Root, w: int(s.WidthInPixels), h: int(s.HeightInPixels)}, nil
}

// Close ends the connection.
func (d *Display) Close() { d.conn.Close() }

// Size is the screen's size in pixels.
func (d *Display) Size() (w, h int) { return d.w, d.h }

// Tap moves the pointer to x, y as a touch panel does, in one jump, and presses and releases.
func (d *Display) Tap(x, y int) error {
	if err := d.Press(x, y); err != nil {
		return err
	}
	return d.Release()
}

// Press jumps to x, y and presses.
func (d *Display) Press(x, y int) error {
	if err := d.fake(xproto.MotionNotify, 0, x, y); err != nil {
		return err
	}
	return d.fake(xproto.ButtonPress, xproto.ButtonIndex1, x, y)
}

// Release lifts the finger.
func (d *Display) Release() error { return d.fake(xproto.ButtonRelease, xproto.ButtonIndex1, 0, 0) }

func (d *Display) fake(kind, detail byte, x, y int) error {
	if err := xtest.FakeInputChecked(d.conn, kind, detail, 0, d.root, int16(x), int16(y), 0).Check(); err != nil {
		return fmt.Errorf("faking an input event: %w", err)
	}
	return nil
}

// Image is the rectangle of the screen at x, y as it is now.
func (d *Display) Image(x, y, w, h int) (*image.RGBA, error) {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	const strip = 256 // rows: a reply must stay far below the request limit
	for top := 0; top < h; top += strip {
		rows := min(strip, h-top)
		r, err := xproto.GetImage(d.conn, xproto.ImageFormatZPixmap, xproto.Drawable(d.root),
			int16(x), int16(y+top), uint16(w), uint16(rows), ^uint32(0)).Reply()
		if err != nil {
			return nil, fmt.Errorf("reading the screen: %w", err)
		}
		if len(r.Data) < w*rows*4 {
			return nil, fmt.Errorf("reading the screen: %d bytes for %dx%d pixels; want a 24-bit display", len(r.Data), w, rows)
		}
		for i := range w * rows {
			o := img.PixOffset(0, top) + i*4
			img.Pix[o], img.Pix[o+1], img.Pix[o+2], img.Pix[o+3] = r.Data[i*4+2], r.Data[i*4+1], r.Data[i*4], 255
		}
	}
	return img, nil
}

// Screenshot writes the whole screen as a PNG.
func (d *Display) Screenshot(path string) error {
	img, err := d.Image(0, 0, d.w, d.h)
	if err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("writing a screenshot: %w", err)
	}
	defer f.Close()
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(f, img); err != nil {
		return fmt.Errorf("writing a screenshot: %w", err)
	}
	return f.Close()
}
