package drivertest

import (
	"image"

	"github.com/skip2/go-qrcode"
)

// symbol is GS ( k for QR codes: fn 65 model, 67 size of a module, 69 error correction, 80 store, 81 print.
func (x *executor) symbol(d []byte) {
	if len(d) < 3 || d[0] != '1' || x.p.cfg.NoQR {
		return
	}
	switch d[1] {
	case 67:
		x.qr.size = d[2]
	case 69:
		x.qr.level = d[2]
	case 80:
		x.qr.data = append([]byte(nil), d[3:]...)
	case 81:
		x.printQR()
	}
}

func (x *executor) printQR() {
	level := qrcode.Low
	switch x.qr.level {
	case 49:
		level = qrcode.Medium
	case 50:
		level = qrcode.High
	case 51:
		level = qrcode.Highest
	}
	code, err := qrcode.New(string(x.qr.data), level)
	if err != nil {
		return
	}
	code.DisableBorder = true
	bits := code.Bitmap()
	size := max(1, int(x.qr.size))
	x.endLine(0)
	img := image.NewGray(image.Rect(0, 0, len(bits)*size, len(bits)*size))
	for y := range img.Rect.Dy() {
		for i := range img.Rect.Dx() {
			if bits[y/size][i/size] {
				img.Pix[y*img.Stride+i] = 1
			}
		}
	}
	x.page.draw(img, x.left(img.Rect.Dx()))
	x.feed(img.Rect.Dy())
}
