// Package journal is the one journal of a unit: facts, appended to SQLite and durable before anybody is told.
//
// One goroutine writes; appends that wait at the same time share a transaction. Facts are chained by the hash of their
// bytes and stored verbatim. Views (requests, devices, counts) are updated in the same transaction, depend on facts only
// and can be rebuilt. Beside the facts stand what is none: the office's receipts and published documents.
//
// What is still to be sent is the journal above the office's last receipt; there is no outbox. The package knows no
// network, no keys and nothing personal: sealed parts pass through as bytes.
package journal
