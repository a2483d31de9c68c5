package drivertest

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
)

// Picture draws the piece of paper as it lies on the counter: 80 mm wide with its margins, torn off below, on sandstone.
func (r Receipt) Picture() image.Image {
	const (
		margin = 32 // from print area to the edge of the paper, in dots: 4 mm
		around = 40
		tooth  = 8
		top    = 48
	)
	dots := r.Paper.Rect
	paper := image.Rect(around, 0, around+dots.Dx()+2*margin, top+dots.Dy()+tooth)
	img := image.NewRGBA(image.Rect(0, 0, paper.Max.X+around, paper.Max.Y+around+tooth))
	sandstone := color.RGBA{0xD9, 0xCF, 0xBB, 255}
	white := color.RGBA{0xFF, 0xFE, 0xFC, 255}
	ink := color.RGBA{0x12, 0x12, 0x12, 255}
	draw.Draw(img, img.Rect, image.NewUniform(sandstone), image.Point{}, draw.Src)
	draw.Draw(img, paper, image.NewUniform(white), image.Point{}, draw.Src)
	for x := paper.Min.X; x < paper.Max.X; x++ { // the serrated edge of the cutter
		phase := (x - paper.Min.X) % (2 * tooth)
		depth := min(phase, 2*tooth-phase)
		for y := paper.Max.Y; y < paper.Max.Y+tooth-depth; y++ {
			img.Set(x, y, white)
		}
	}
	for y := range dots.Dy() {
		for x := range dots.Dx() {
			if r.Paper.GrayAt(x, y).Y == 0 {
				img.Set(paper.Min.X+margin+x, top+y, ink)
			}
		}
	}
	return img
}

// WritePNG writes the picture.
func (r Receipt) WritePNG(w io.Writer) error {
	return (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(w, r.Picture())
}
