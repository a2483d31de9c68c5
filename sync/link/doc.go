// Package link is one MQTT 3.1.1 connection of a unit to the office's broker, and nothing else. It promises little on
// purpose: a message that was sent may never arrive, or twice. What counts as delivered is decided by sync/replica, on the
// office's signed receipts.
//
// It is built on paho, around its traps:
//
//   - A publish token completes without an error though the message was never acknowledged, when the client reconnects
//     (paho #458, #563). So tokens are not looked at, and a client is used for one connection: no automatic reconnect, no
//     retried connect, clean session, memory store.
//   - Publish returns without an error while paho reconnects, and blocks when its writer is gone. Sending goes through one
//     goroutine that ends with the connection.
//   - Subscriptions are lost with the session, and a refused one is no error. Each connection subscribes anew and reads the
//     granted QoS.
//   - A handler that blocks, publishes or waits stops the pings and deadlocks paho's router; that is why it advises
//     SetOrderMatters(false), which gives up the order of messages. Ours only puts the message into a bounded channel and
//     never blocks (a full channel ends the connection), so the order is kept: keys come before what they prove.
//   - Pings are written without a deadline (paho #723) and block behind a full socket buffer on a link that is half dead.
//     The socket has TCP_USER_TIMEOUT and every write a deadline.
//   - Packets of any announced length are allocated. The stream is checked below paho.
package link
