package linemrz

import (
	"bytes"
	"testing"
)

// FuzzFramer feeds any bytes: no document that the framer gives holds anything but printable lines of one width, and a
// reset leaves nothing behind. (Inside the package: the framer has no other door.)
func FuzzFramer(f *testing.F) {
	f.Add([]byte("\x02D1NLD15094962111659VW87Z78NB84\r\n\x03"))
	f.Add(bytes.Repeat([]byte("I<UTOD231458907<<<<<<<<<<<<<<<\r"), 4))
	f.Add(bytes.Repeat([]byte{'<'}, 500))
	f.Fuzz(func(t *testing.T, in []byte) {
		var fr framer
		check := func(v verdict) {
			if v == nothing {
				return
			}
			lines := bytes.Split(bytes.TrimSuffix(fr.document(), []byte("\n")), []byte("\n"))
			for _, l := range lines {
				if len(l) != len(lines[0]) || len(lines) > 3 {
					t.Fatalf("document %q", fr.document())
				}
				for _, c := range l {
					if c < ' ' || c > '~' {
						t.Fatalf("document %q", fr.document())
					}
				}
			}
			fr.reset()
			if fr != (framer{}) {
				t.Fatal("something was left behind")
			}
		}
		for _, c := range in {
			check(fr.put(c))
		}
		check(fr.end())
	})
}
