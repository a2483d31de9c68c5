package main

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"poploket/kiosk"
	"poploket/kiosk/ui/screen"
	"poploket/kiosk/ui/screen/samples"
	"poploket/kiosk/ui/theme"
)

type options struct {
	out   string
	only  []string
	quick bool
}

// picture is one screen on one panel.
type picture struct {
	name  string
	panel theme.Panel
	s     kiosk.Screen
}

// draw writes the pictures and the page, and answers how many there are.
func draw(o options) (int, error) {
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return 0, fmt.Errorf("making the gallery's folder: %w", err)
	}
	test.NewApp()
	defer test.NewApp()
	var names []string
	all, err := pictures(o)
	if err != nil {
		return 0, err
	}
	easels := map[theme.Panel]*easel{}
	for _, p := range all {
		if !wanted(p.name, o.only) {
			continue
		}
		e := easels[p.panel]
		if e == nil {
			e = newEasel(p.panel)
			defer e.window.Close()
			easels[p.panel] = e
		}
		if err := save(filepath.Join(o.out, p.name+".png"), e.draw(p.s)); err != nil {
			return 0, err
		}
		names = append(names, p.name)
	}
	return len(names), writeIndex(o.out, names)
}

func wanted(name string, only []string) bool {
	for _, part := range only {
		if strings.Contains(name, part) {
			return true
		}
	}
	return len(only) == 0
}

// looks are the ways of reading that are shown.
func looks(quick bool) []kiosk.Look {
	if quick {
		return []kiosk.Look{{Language: "nl", Size: kiosk.SizeM, Mode: kiosk.ModeDay}}
	}
	var out []kiosk.Look
	for _, size := range theme.Sizes {
		out = append(out, kiosk.Look{Language: "nl", Size: size, Mode: kiosk.ModeDay})
	}
	for _, mode := range theme.Modes[1:] {
		out = append(out, kiosk.Look{Language: "nl", Size: kiosk.SizeM, Mode: mode})
	}
	return append(out,
		kiosk.Look{Language: "nl", Size: kiosk.SizeXL, Mode: kiosk.ModeBlack},
		kiosk.Look{Language: "nl", Size: kiosk.SizeM, Mode: kiosk.ModeDay, LowReach: true})
}

// walked are the looks in which whole visits are shown; the others show one screen of each kind.
func walked(look kiosk.Look) bool {
	return look.Mode == kiosk.ModeDay && look.Size == kiosk.SizeM && !look.LowReach || look.Mode == kiosk.ModeBlack && look.Size == kiosk.SizeXL
}

func pictures(o options) ([]picture, error) {
	var out []picture
	for _, panel := range []struct {
		name string
		theme.Panel
	}{{"portrait", theme.Portrait15}, {"landscape", theme.Landscape15}} {
		for _, look := range looks(o.quick) {
			suffix := fmt.Sprintf("%s-%s-%s", panel.name, look.Size, look.Mode)
			if look.LowReach {
				suffix += "-low"
			}
			if walked(look) {
				for _, language := range []string{"nl", "en"} {
					look.Language = language
					seen, err := walkAll(look)
					if err != nil {
						return nil, err
					}
					for i, s := range seen {
						out = append(out, picture{fmt.Sprintf("%s-%02d-%s-%s", language, i+1, s.ID, suffix), panel.Panel, s})
					}
				}
				look.Language = "nl"
			}
			for _, s := range samples.All(look) {
				out = append(out, picture{"sample-" + s.Name + "-" + suffix, panel.Panel, s.Screen})
			}
			ar := samples.Arabic(look)
			out = append(out, picture{"ar-" + ar.Name + "-" + suffix, panel.Panel, ar.Screen})
		}
	}
	return out, nil
}

// easel is a face in a window for one panel. It is used again for every picture: each face has fonts and icons of its own.
type easel struct {
	face   *screen.Face
	window fyne.Window
}

func newEasel(panel theme.Panel) *easel {
	e := &easel{face: screen.New(panel, func(kiosk.Input) {})}
	e.window = test.NewWindow(e.face.Object())
	e.window.SetPadded(false)
	e.window.Resize(fyne.NewSize(float32(panel.WidthPx), float32(panel.HeightPx)))
	return e
}

func (e *easel) draw(s kiosk.Screen) image.Image {
	e.face.Wipe()
	e.face.Show(s)
	return e.window.Canvas().Capture()
}

func save(path string, img image.Image) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("writing a picture: %w", err)
	}
	enc := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := enc.Encode(f, img); err != nil {
		f.Close()
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return f.Close()
}
