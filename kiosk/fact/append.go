package fact

import "encoding/binary"

// The journal encodes a header and, now and then, wraps with every append. Through reflection that takes as long as
// SQLite takes to store them, so these two have an encoder by hand. A test holds it against Encode.

// AppendTo appends Encode(f) to b.
func (f *Fact) AppendTo(b []byte) []byte {
	at, n := len(b), 0
	b = append(b, 0) // the map's head; at most 19 pairs fit its byte
	key := func(k byte) {
		n++
		b = append(b, k)
	}
	uintField := func(k byte, v uint64) { key(k); b = appendHead(b, 0, v) }
	textField := func(k byte, v string, omit bool) {
		if v != "" || !omit {
			key(k)
			b = append(appendHead(b, 3, uint64(len(v))), v...)
		}
	}
	bytesField := func(k byte, v []byte, omit bool) {
		if len(v) > 0 || !omit {
			key(k)
			b = appendBytes(b, v)
		}
	}
	uintField(1, uint64(f.Format))
	textField(2, f.Unit, false)
	uintField(3, f.Epoch)
	uintField(4, f.Seq)
	bytesField(5, f.Prev, false)
	uintField(6, uint64(f.Kind))
	uintField(7, uint64(f.KindVersion))
	key(8)
	b = appendInt(b, f.Wall)
	bytesField(9, f.Boot, false)
	key(10)
	b = appendInt(b, f.Boottime)
	textField(11, f.Stop, true)
	textField(12, f.Actor, true)
	bytesField(13, f.Subject, true)
	if f.Catalogue != 0 {
		uintField(14, f.Catalogue)
	}
	if f.Tour != 0 {
		uintField(15, f.Tour)
	}
	key(16)
	b = append(b, f.Body...)
	bytesField(17, f.SealedHash, true)
	bytesField(18, f.KeyID, true)
	bytesField(19, f.WrapsHash, true)
	b[at] = 5<<5 | byte(n)
	return b
}

// AppendWraps appends Encode(ws) to b.
func AppendWraps(b []byte, ws []Wrap) []byte {
	b = appendHead(b, 4, uint64(len(ws)))
	for _, w := range ws {
		b = append(b, 5<<5|2, 1)
		b = append(appendHead(b, 3, uint64(len(w.Recipient))), w.Recipient...)
		b = appendBytes(append(b, 2), w.Data)
	}
	return b
}

func appendBytes(b, v []byte) []byte {
	if v == nil {
		return append(b, 0xf6) // null, as Encode has it
	}
	return append(appendHead(b, 2, uint64(len(v))), v...)
}

func appendInt(b []byte, v int64) []byte {
	if v < 0 {
		return appendHead(b, 1, uint64(-1-v))
	}
	return appendHead(b, 0, uint64(v))
}

// appendHead appends a head in its shortest form (RFC 8949 4.2.1).
func appendHead(b []byte, major byte, v uint64) []byte {
	major <<= 5
	switch {
	case v < 24:
		return append(b, major|byte(v))
	case v < 1<<8:
		return append(b, major|24, byte(v))
	case v < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, major|25), uint16(v))
	case v < 1<<32:
		return binary.BigEndian.AppendUint32(append(b, major|26), uint32(v))
	}
	return binary.BigEndian.AppendUint64(append(b, major|27), v)
}
