package fact_test

import (
	"bytes"
	"math"
	"testing"

	"pgregory.net/rapid"

	"poploket/kiosk/fact"
)

func TestEncodersAgree(t *testing.T) {
	bounds := []uint64{0, 1, 23, 24, 255, 256, 65535, 65536, math.MaxUint32, math.MaxUint32 + 1, math.MaxInt64, math.MaxUint64}
	u64 := rapid.OneOf(rapid.SampledFrom(bounds), rapid.Uint64())
	i64 := rapid.Map(u64, func(v uint64) int64 { return int64(v) })
	blob := rapid.SliceOfN(rapid.Byte(), 0, 300)
	rapid.Check(t, func(t *rapid.T) {
		f := fact.Fact{
			Format: rapid.Uint8().Draw(t, "format"), Unit: rapid.String().Draw(t, "unit"), Epoch: u64.Draw(t, "epoch"), Seq: u64.Draw(t, "seq"),
			Prev: blob.Draw(t, "prev"), Kind: fact.Kind(rapid.Uint16().Draw(t, "kind")), KindVersion: rapid.Uint8().Draw(t, "version"),
			Wall: i64.Draw(t, "wall"), Boot: blob.Draw(t, "boot"), Boottime: i64.Draw(t, "boottime"),
			Stop: rapid.String().Draw(t, "stop"), Actor: rapid.String().Draw(t, "actor"), Subject: blob.Draw(t, "subject"),
			Catalogue: u64.Draw(t, "catalogue"), Tour: u64.Draw(t, "tour"), Body: []byte{0xa0},
			SealedHash: blob.Draw(t, "sealed"), KeyID: blob.Draw(t, "key"), WrapsHash: blob.Draw(t, "wraps"),
		}
		want, err := fact.Encode(f)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.AppendTo([]byte{7})[1:]; !bytes.Equal(got, want) {
			t.Fatalf("got %x, want %x", got, want)
		}
		ws := make([]fact.Wrap, rapid.IntRange(0, fact.MaxWraps).Draw(t, "n"))
		for i := range ws {
			ws[i] = fact.Wrap{Recipient: rapid.String().Draw(t, "recipient"), Data: blob.Draw(t, "data")}
		}
		if want, err = fact.Encode(ws); err != nil {
			t.Fatal(err)
		}
		if got := fact.AppendWraps(nil, ws); !bytes.Equal(got, want) {
			t.Fatalf("wraps: got %x, want %x", got, want)
		}
	})
}
