package escpos

import "golang.org/x/text/encoding/charmap"

// Profile is what one kind of printer can do.
type Profile struct {
	Columns   int // characters a line of font A
	Dots      int // print width
	DotsPerMM int // 8 at 203 dpi, 7 at 180 dpi
	CodePages []CodePage
	NativeQR  bool
}

// CodePage is a table of the printer and its number in ESC t.
type CodePage struct {
	Number byte
	Table  *charmap.Charmap
}

// Wide is the 80 mm printer with 203 dpi (TM-T20 class): 48 columns.
func Wide() Profile {
	return Profile{Columns: 48, Dots: 576, DotsPerMM: 8, CodePages: pages(), NativeQR: true}
}

// Narrow is the 80 mm printer with 180 dpi (TM-T88 class): 42 columns.
func Narrow() Profile {
	return Profile{Columns: 42, Dots: 512, DotsPerMM: 7, CodePages: pages(), NativeQR: true}
}

// pages cover Dutch, French, German, Polish and Turkish with the euro. CP858 first: most receipts need no other.
func pages() []CodePage {
	return []CodePage{
		{19, charmap.CodePage858}, {16, charmap.Windows1252}, {45, charmap.Windows1250}, {48, charmap.Windows1254}, {18, charmap.CodePage852},
	}
}

// Size of a character of font A, in dots, and the line spacing of 1/6 inch that printers start with.
const (
	cellWidth  = 12
	cellHeight = 24
	lineHeight = 30
)
