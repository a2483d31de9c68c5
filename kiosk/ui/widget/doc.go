// Package widget is the product's own drawing: texts that read both ways, keys with a sill, tiles, choices lit like a
// window, fields and the keyboards that fill them. None of it looks or behaves like stock Fyne.
//
// A Board takes objects at absolute pixels and mirrors them for languages that read right to left. A Part is something
// that knows its height for a width and can draw itself on a Board; rooms above decide where parts go. Everything that
// can be touched is a Touch: one hit area, one label, a pressed and a focused state, no motion.
package widget
