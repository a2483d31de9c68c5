// Package mrz reads the machine readable zone of identity documents: TD1, TD2 and TD3 (ICAO Doc 9303-3 to -6) and the
// line on the Dutch driving licence (ISO/IEC 18013-3, model since 2014). It is pure: bytes in, a verdict out.
//
// A frame is the lines of one document joined by '\n'; Tidy makes one from what readers send. The core uses Check and
// ClearNationalNumber, which work in the caller's buffer and copy nothing: what a document says must be gone once that
// buffer is overwritten. Faces and the technician's tool use Parse, which makes strings.
//
// A valid zone says nothing about whether a document is genuine, in force, or held by the person who shows it.
package mrz
