// Package replica knows who has which facts. Both ends of a conversation are pure state machines:
//
//	state, effects = state.Step(moment, event)
//
// They do no I/O and have no clock or randomness of their own; a runner (sync/courier on the unit, sync/office/intake in the
// office) turns the world into events and carries out effects in their order. So every schedule of loss, repetition and
// crash can be played by a test.
//
// The rules, in short:
//
//   - The unit greets after every connect and begins where the office stands. Up to a window of batches is under way.
//   - Only a receipt counts. It is cumulative, never goes back, and names the hash of the fact it reaches, so that two
//     journals under one name are noticed by both ends.
//   - The office stores a contiguous prefix. What it has already is dropped quietly and answered with the receipt that
//     stands; what comes too early is answered with the seq it wants.
//   - No answer in time ends the connection; the next one begins again from the office's standing. Nothing is ever taken
//     for delivered because it was sent.
//   - When the ends contradict each other, the unit stops sending facts on this connection and tells people. It goes on
//     listening: documents still arrive, and the next connection asks afresh.
package replica
