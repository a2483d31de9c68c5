// Package drivertest holds devices that are not there: an ID reader and a receipt printer on pseudo-terminals, with
// their faults on command. Tests, cmd/devsim and the demonstration share them, so that what people see going wrong on a
// table is what the tests prove.
//
// The printer is written from the command set (Epson's ESC/POS reference), not from the driver: it shares no code with
// drivers/escpos, runs at the pace of a real line, answers status requests as the manuals say, and draws every receipt
// that it cuts.
package drivertest
