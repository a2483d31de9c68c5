package main

import (
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"image"
	"image/color"
	"os"
	"runtime/debug"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// scene is two screens as plain objects, ready to be drawn: what the bare program shows.
type scene struct {
	Width, Height int
	Fonts         map[string][]byte // by the name in object.Font
	Screens       [2][]object
}

// object is one rectangle, text or picture in pixels of the window.
type object struct {
	X, Y, W, H float32
	Color      color.NRGBA
	Radius     [4]float32 // left and right above, left and right below
	Text, Font string
	TextSize   float32
	Pixels     *image.RGBA
}

// bareWorker is the baseline: SCENE. A full-screen program of nothing but Fyne that draws the same rectangles, texts and
// pictures as two of our screens, made beforehand, and swaps them at a touch. It has no flow, no core and no journal.
func bareWorker(_ context.Context, args []string) error {
	if len(args) != 1 {
		return errors.New("want SCENE")
	}
	f, err := os.Open(args[0])
	if err != nil {
		return err
	}
	var s scene
	if err := gob.NewDecoder(f).Decode(&s); err != nil {
		return fmt.Errorf("reading the scene: %w", err)
	}
	f.Close()
	a := app.NewWithID("poploket.bench")
	w := a.NewWindow("bare")
	w.SetPadded(false)
	fonts := map[string]fyne.Resource{}
	for name, b := range s.Fonts {
		fonts[name] = fyne.NewStaticResource(name, b)
	}
	size := fyne.NewSize(float32(s.Width), float32(s.Height))
	shown := 0
	var contents [2]fyne.CanvasObject
	for i := range contents {
		hit := &surface{tap: func() {
			shown = 1 - shown
			w.SetContent(contents[shown])
		}}
		hit.ExtendBaseWidget(hit)
		hit.Resize(size)
		contents[i] = &fyne.Container{Layout: fixed(size), Objects: append(s.draw(i, fonts), hit)}
	}
	s = scene{}
	debug.FreeOSMemory() // what decoding took is not the baseline's
	w.SetContent(contents[0])
	w.Resize(size)
	w.SetFullScreen(true)
	w.ShowAndRun()
	return nil
}

func (s *scene) draw(n int, fonts map[string]fyne.Resource) []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, o := range s.Screens[n] {
		var c fyne.CanvasObject
		switch {
		case o.Pixels != nil:
			i := canvas.NewImageFromImage(o.Pixels)
			i.ScaleMode = canvas.ImageScalePixels
			c = i
		case o.Text != "":
			c = &canvas.Text{Text: o.Text, Color: o.Color, TextSize: o.TextSize, FontSource: fonts[o.Font]}
		default:
			r := canvas.NewRectangle(o.Color)
			r.TopLeftCornerRadius, r.TopRightCornerRadius = o.Radius[0], o.Radius[1]
			r.BottomLeftCornerRadius, r.BottomRightCornerRadius = o.Radius[2], o.Radius[3]
			c = r
		}
		c.Resize(fyne.NewSize(o.W, o.H))
		c.Move(fyne.NewPos(o.X, o.Y))
		all = append(all, c)
	}
	return all
}

// surface takes touches anywhere.
type surface struct {
	widget.BaseWidget
	tap func()
}

func (s *surface) Tapped(*fyne.PointEvent) { s.tap() }

func (s *surface) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}

// fixed is a layout that leaves everything where it is.
type fixed fyne.Size

func (fixed) Layout([]fyne.CanvasObject, fyne.Size)   {}
func (f fixed) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size(f) }
