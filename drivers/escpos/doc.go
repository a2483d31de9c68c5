// Package escpos drives receipt printers that speak ESC/POS over a serial line (Epson TM series and the many printers
// that follow it) and tells the truth about every paper.
//
// Encode turns a drivers.Paper into bytes for a Profile: the exact glyph in a code page of the printer where one has it,
// else the line as an image, never a replacement character; text can't carry a control code. Dev is the device: it
// watches the printer's own status, prints one job at a time, and ends each with a confirmation that the printer gives
// itself. What was not confirmed is Unknown and never sent again by itself.
//
// Sources: Epson ESC/POS command reference; TM-T88III specification, appendix G, for telling replies apart.
package escpos
