package mrz

// Tidy writes the lines in src to dst as a frame and returns its length; 0 when they do not fit. Line ends may be CR, LF
// or both; empty lines, blanks at the ends of a line and the framing characters STX and ETX vanish; a single line of 90,
// 88 or 72 characters is cut where its kind says. dst holds MaxFrame bytes and must not overlap src.
func Tidy(dst, src []byte) int {
	n, count := 0, 0
	for len(src) > 0 {
		end := 0
		for end < len(src) && src[end] != '\n' && src[end] != '\r' {
			end++
		}
		line := trim(src[:end])
		src = src[min(end+1, len(src)):]
		if len(line) == 0 {
			continue
		}
		if n+len(line)+1 > len(dst) {
			clear(dst)
			return 0
		}
		if count > 0 {
			dst[n] = '\n'
			n++
		}
		n += copy(dst[n:], line)
		count++
	}
	if count != 1 {
		return n
	}
	width := 0
	switch n {
	case td1.lines * td1.width:
		width = td1.width
	case td2.lines * td2.width:
		width = td2.width
	case td3.lines * td3.width:
		width = td3.width
	default:
		return n
	}
	for cut := n - width; cut > 0; cut -= width {
		if n == len(dst) {
			clear(dst)
			return 0
		}
		copy(dst[cut+1:n+1], dst[cut:n])
		dst[cut] = '\n'
		n++
	}
	return n
}

func trim(b []byte) []byte {
	blank := func(c byte) bool { return c == ' ' || c == '\t' || c == 0x02 || c == 0x03 }
	for len(b) > 0 && blank(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && blank(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}
