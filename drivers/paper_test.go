package drivers_test

import (
	"bytes"
	"reflect"
	"testing"

	"poploket/drivers"
)

func example() drivers.Paper {
	return drivers.Paper{Columns: 48, Blocks: []drivers.Block{
		{Kind: drivers.BlockText, Align: drivers.AlignCenter, Size: 3, Bold: true, Text: []byte("KDE 4T7 P"), Text2: []byte{}},
		{Kind: drivers.BlockPair, Size: 1, Indent: 16, Text: []byte("Ontvangen"), Text2: []byte("dinsdag")},
		{Kind: drivers.BlockText, Size: 2, Inverse: true, Text: []byte("Veilig bewaard"), Text2: []byte{}},
		{Kind: drivers.BlockCut, Text: []byte{}, Text2: []byte{}},
	}}
}

func TestPaperComesBackAsItWas(t *testing.T) {
	want := example()
	b := want.Append(make([]byte, 0, want.Size()))
	if len(b) != want.Size() {
		t.Errorf("%d bytes, Size says %d", len(b), want.Size())
	}
	got, err := drivers.ParsePaper(b)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	clear(b) // texts alias the buffer, so wiping it wipes them
	if bytes.Contains(got.Blocks[0].Text, []byte("K")) {
		t.Error("the text outlives its buffer")
	}
}

func FuzzParsePaper(f *testing.F) {
	p := example()
	f.Add(p.Append(nil))
	f.Add([]byte{0, 48, 1, 0, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := drivers.ParsePaper(b)
		if err != nil {
			return
		}
		again, err := drivers.ParsePaper(p.Append(nil))
		if err != nil || !reflect.DeepEqual(again, p) {
			t.Errorf("%v: %+v, then %+v", err, p, again)
		}
	})
}
