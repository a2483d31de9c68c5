package drivertest

import "image"

// Render is the paper that comes out for bytes that end with a cut, on a printer without a line and without faults; nil
// when nothing is cut.
func Render(b []byte, dots int) *image.Gray {
	p := newIdle(PrinterConfig{Dots: dots})
	var paper *image.Gray
	p.cfg.OnReceipt = func(r Receipt) { paper = r.Paper }
	p.queue = b
	x := p.executor()
	for len(p.queue) > 0 && x.ok() {
		x.command()
	}
	return paper
}
