package main

import (
	"encoding/gob"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"poploket/kiosk"
	"poploket/kiosk/ui/screen"
	"poploket/kiosk/ui/theme"
	"poploket/kiosk/ui/widget"
)

// writeScene takes two screens apart into the objects that the face draws for them.
func writeScene(path string, panel theme.Panel, screens [2]kiosk.Screen) error {
	s := scene{Width: panel.WidthPx, Height: panel.HeightPx, Fonts: map[string][]byte{}}
	for i, shown := range screens {
		face := screen.New(panel, func(kiosk.Input) {})
		face.Show(shown)
		root, ok := face.Object().(*fyne.Container)
		if !ok {
			return errors.New("the face draws no container")
		}
		if err := s.take(i, fyne.Position{}, root.Objects); err != nil {
			return fmt.Errorf("taking screen %s apart: %w", shown.ID, err)
		}
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(gob.NewEncoder(f).Encode(s), f.Close())
}

func (s *scene) take(n int, at fyne.Position, objects []fyne.CanvasObject) error {
	for _, o := range objects {
		p, size := at.Add(o.Position()), o.Size()
		out := object{X: p.X, Y: p.Y, W: size.Width, H: size.Height}
		switch o := o.(type) {
		case *canvas.Rectangle:
			out.Color = color.NRGBAModel.Convert(o.FillColor).(color.NRGBA)
			out.Radius = [4]float32{o.TopLeftCornerRadius, o.TopRightCornerRadius, o.BottomLeftCornerRadius, o.BottomRightCornerRadius}
			for i := range out.Radius {
				out.Radius[i] = max(out.Radius[i], o.CornerRadius)
			}
		case *canvas.Text:
			out.Text, out.TextSize, out.Font = o.Text, o.TextSize, o.FontSource.Name()
			out.Color = color.NRGBAModel.Convert(o.Color).(color.NRGBA)
			s.Fonts[out.Font] = o.FontSource.Content()
		case *canvas.Image:
			out.Pixels = pixels(o.Image)
		case *canvas.Raster:
			if size.Width <= 1 { // the mark that tells of a paint
				continue
			}
			out.Pixels = pixels(o.Generator(int(size.Width), int(size.Height)))
		case *widget.Touch:
			if err := s.take(n, p, o.CreateRenderer().Objects()); err != nil {
				return err
			}
			continue
		default:
			return fmt.Errorf("the bare program can't draw a %T", o)
		}
		s.Screens[n] = append(s.Screens[n], out)
	}
	return nil
}

func pixels(img image.Image) *image.RGBA {
	out := image.NewRGBA(img.Bounds())
	draw.Draw(out, out.Rect, img, img.Bounds().Min, draw.Src)
	return out
}
