package escpos_test

import (
	"bytes"
	"image"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"poploket/drivers"
	"poploket/drivers/drivertest"
	"poploket/drivers/escpos"
)

func text(s string) drivers.Paper {
	return drivers.Paper{Columns: 48, Blocks: []drivers.Block{{Kind: drivers.BlockText, Size: 1, Text: []byte(s)}}}
}

func encode(t *testing.T, p drivers.Paper) []byte {
	t.Helper()
	face, err := escpos.GoFace()
	if err != nil {
		t.Fatal(err)
	}
	b := escpos.Encode(escpos.Job{Paper: p, Profile: escpos.Wide(), Face: face})
	if cap(b) != len(b) {
		t.Errorf("the buffer grew: length %d, capacity %d", len(b), cap(b))
	}
	return b
}

// begin is what every job starts with: reset, smooth edges.
const begin = "\x1b@\x1db\x01"

func TestTextBytes(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"ASCII", "KDE 4T7 P", "KDE 4T7 P\n"},
		{"Dutch", "één café €5", "\x1bt\x13\x82\x82n caf\x82 \xd55\n"},
		{"Polish", "Łódź", "\x1bt\x2d\xa3\xf3d\x9f\n"},
		{"Turkish", "Iğdır", "I\x1bt\x30\xf0d\xfdr\n"},
		{"Polish and Turkish in one line", "Łódź Iğdır é", "\x1bt\x2d\xa3\xf3d\x9f I\x1bt\x30\xf0d\xfdr \xe9\n"},
		{"quotes of Windows", "‘s-Gravenhage’", "\x1bt\x10\x91s-Gravenhage\x92\n"},
		{"control characters", "a\x1b@b\x1dV\x00c\nd\x7fe\u0085f\u202eg", "a @b V c d e f g\n"},
		{"broken UTF-8", "a\xff\xfeb", "a  b\n"},
		{"too long", strings.Repeat("x", 60), strings.Repeat("x", 48) + "\n"},
	}
	for _, tt := range tests {
		if got := encode(t, text(tt.text)); string(got) != begin+tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, begin+tt.want)
		}
	}
}

func TestQRBytes(t *testing.T) {
	url := "https://voorhaven.example/s/KDE4T7P?c=7f3a9c21" // 46 bytes: version 4, 33 modules, 288/33 = 8 dots each
	got := encode(t, drivers.Paper{Blocks: []drivers.Block{{Kind: drivers.BlockQR, Size: 36, Text: []byte(url)}}})
	want := begin + "\x1d(k\x04\x001A2\x00" + "\x1d(k\x03\x001C\x08" + "\x1d(k\x03\x001E1" + "\x1d(k\x31\x001P0" + url + "\x1d(k\x03\x001Q0"
	if string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// printed runs bytes through the simulated printer.
func printed(t *testing.T, b []byte) *image.Gray {
	t.Helper()
	return drivertest.Render(append(b, 0x1D, 'V', 66, 0), 576)
}

func ink(img *image.Gray) int { return len(img.Pix) - bytes.Count(img.Pix, []byte{255}) }

func TestWhatNoCodePageHasIsDrawn(t *testing.T) {
	for _, s := range []string{"Київ", "Ελλάδα", "Łódź Київ"} {
		b := encode(t, text(s))
		if bytes.ContainsRune(b[:8], '?') || !bytes.Contains(b, []byte("\x1dv0")) {
			t.Errorf("%s: %q is no image", s, b[:16])
		}
		if n := ink(printed(t, b)); n < 200 {
			t.Errorf("%s: %d black dots", s, n)
		}
	}
}

func TestInverseBarSpansThePaper(t *testing.T) {
	for _, profile := range []escpos.Profile{escpos.Wide(), escpos.Narrow()} {
		for _, word := range []string{"Bewaard", "Kopie nu", ""} {
			width := profile.Columns * 12
			b := escpos.Encode(escpos.Job{Profile: profile, Paper: drivers.Paper{Blocks: []drivers.Block{
				{Kind: drivers.BlockText, Size: 2, Inverse: true, Align: drivers.AlignCenter, Text: []byte(word)}}}})
			img := drivertest.Render(append(b, 0x1D, 'V', 66, 0), profile.Dots)
			for y := range 64 {
				for x := range profile.Dots {
					edge := y < 8 || y >= 56 || x < 24 || x >= width-24
					if black := img.GrayAt(x, y).Y == 0; edge && black != (x < width) {
						t.Fatalf("%d columns, %q: black %v at %d,%d", profile.Columns, word, black, x, y)
					}
				}
			}
		}
	}
}

func TestQRIsReadable(t *testing.T) {
	url := "https://voorhaven.example/s/KDE4T7P?c=7f3a9c21"
	for name, profile := range map[string]escpos.Profile{"native": escpos.Wide(), "raster": {Columns: 48, Dots: 576, DotsPerMM: 8}, "narrow": escpos.Narrow()} {
		b := escpos.Encode(escpos.Job{Profile: profile, Paper: drivers.Paper{Blocks: []drivers.Block{
			{Kind: drivers.BlockFeed, Size: 3},
			{Kind: drivers.BlockQR, Size: 36, Align: drivers.AlignCenter, Text: []byte(url)}, {Kind: drivers.BlockFeed, Size: 3}}}})
		bitmap, err := gozxing.NewBinaryBitmapFromImage(printed(t, b))
		if err != nil {
			t.Fatal(err)
		}
		res, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
		if err != nil || res.GetText() != url {
			t.Errorf("%s: %v, %v", name, res, err)
		}
	}
}

func TestImageComesOutAsItWasGiven(t *testing.T) {
	const wide, high = 96, 90
	rows := make([]byte, wide/8*high)
	for y := range high {
		for x := range wide {
			solid := y < 30 && (x/10+y/10)%2 == 0 // squares of even dots, which are sent at a quarter
			round := y >= 40 && (x-48)*(x-48)+(y-65)*(y-65) < 600
			if solid || round {
				rows[y*wide/8+x/8] |= 0x80 >> (x % 8)
			}
		}
	}
	for _, align := range []drivers.Align{drivers.AlignStart, drivers.AlignCenter, drivers.AlignEnd} {
		p := drivers.Paper{Blocks: []drivers.Block{{Kind: drivers.BlockImage, Align: align, Indent: wide, Text: rows}}}
		b := encode(t, p)
		if len(b) > len(rows) {
			t.Errorf("%d bytes for %d of image", len(b), len(rows))
		}
		img, left := printed(t, b), int(align)*(576-wide)/2
		for y := range high {
			for x := range wide {
				want := rows[y*wide/8+x/8]>>(7-x%8)&1 == 1
				if got := img.GrayAt(left+x, y).Y == 0; got != want {
					t.Fatalf("align %d: dot %d,%d black %v, want %v", align, x, y, got, want)
				}
			}
		}
	}
}

func TestImageDataCarriesNoRealTimeCommand(t *testing.T) {
	rows := bytes.Repeat([]byte{0x10, 0x04, 0x01, 0x10, 0x14, 0x08, 0x10, 0x05, 0x02}, 10)
	b := encode(t, drivers.Paper{Blocks: []drivers.Block{{Kind: drivers.BlockImage, Indent: 72, Text: rows}}})
	for _, look := range []string{"\x10\x04", "\x10\x05", "\x10\x14"} {
		if bytes.Contains(b, []byte(look)) {
			t.Errorf("%q in the image", look)
		}
	}
}

// FuzzEncode: text can only ever print. Whatever it holds, the job has the very bytes of the text with blanks in the
// place of everything that is no character.
func FuzzEncode(f *testing.F) {
	f.Add("KDE 4T7 P\x1b@", "Ontvangen\x10\x04\x01", uint8(1))
	f.Add("Łódź\x1d", "\x9b\xff", uint8(3))
	f.Fuzz(func(t *testing.T, a, b string, size uint8) {
		job := func(a, b string) []byte {
			return escpos.Encode(escpos.Job{Profile: escpos.Wide(), Paper: drivers.Paper{Blocks: []drivers.Block{
				{Kind: drivers.BlockText, Size: size, Text: []byte(a)}, {Kind: drivers.BlockPair, Size: size, Indent: 16, Text: []byte(a), Text2: []byte(b)},
				{Kind: drivers.BlockText, Size: size, Inverse: true, Align: drivers.AlignCenter, Text: []byte(b)}}}})
		}
		tame := func(s string) string {
			return strings.Map(func(r rune) rune {
				if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\uFFFD' {
					return ' '
				}
				return r
			}, s)
		}
		if !bytes.Equal(job(a, b), job(tame(a), tame(b))) {
			t.Errorf("%q %q: control characters change the job", a, b)
		}
	})
}
