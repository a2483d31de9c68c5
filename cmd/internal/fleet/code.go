package fleet

import (
	"fmt"
	"image"

	"github.com/skip2/go-qrcode"
)

// ShowsCode reports whether a picture of the screen has the QR code of this text on it, upright and in whole pixels a
// module, as the face draws it.
func ShowsCode(img *image.RGBA, text string) (bool, error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return false, fmt.Errorf("encoding %q: %w", text, err)
	}
	modules := q.Bitmap()
	const least, most = 2, 24 // pixels a module
	for px := least; px <= most; px++ {
		side := px * len(modules)
		for y := img.Rect.Min.Y; y+side <= img.Rect.Max.Y; y++ {
			for x := img.Rect.Min.X; x+side <= img.Rect.Max.X; x++ {
				if matches(img, modules, x, y, px) {
					return true, nil
				}
			}
		}
	}
	return false, nil
}

// quiet is the white margin of a code in modules; the first dark one is beyond it.
const quiet = 4

func matches(img *image.RGBA, modules [][]bool, x, y, px int) bool {
	dark := func(col, row int) bool {
		return img.Pix[img.PixOffset(x+col*px+px/2, y+row*px+px/2)+1] < 128
	}
	if !dark(quiet, quiet) || dark(quiet+1, quiet+1) || dark(quiet-1, quiet) { // nearly always decided here
		return false
	}
	for row := range modules {
		for col := range modules[row] {
			if dark(col, row) != modules[row][col] {
				return false
			}
		}
	}
	return true
}
