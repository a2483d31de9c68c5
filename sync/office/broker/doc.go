// Package broker is the office's MQTT broker: mochi-mqtt, embedded, behind a narrow type. It knows who speaks (the client
// certificate), keeps each unit to its own topics, and lets an up message be acknowledged only after the backend took it.
// What the messages say is not its concern.
//
// mochi's traps, and what is done about them:
//
//   - Any error of the OnPublish hook but ErrRejectPacket is logged and then acknowledged to a 3.1.1 client. So storing that
//     failed is ErrRejectPacket, and the connection is closed so that the unit sends again.
//   - Wills are published without asking the access rules, and a will of a connection that was taken over can arrive after
//     the new one's word. So wills are checked at connect, and stale ones go nowhere.
//   - Between accept and CONNECT there is no deadline, and a keep-alive of 0 is none for ever. TLS is done before mochi sees
//     the connection, with a deadline that lasts until CONNECT; keep-alive 0 is refused.
//   - Its queues drop messages when they are full or old. Nothing here relies on them: what goes down is sent again from the
//     store's watermarks with the next hello.
//   - Its log lines carry whole packets. They are left out.
package broker
