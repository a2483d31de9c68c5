package core

import (
	"net"
	"sync"

	"golang.org/x/sys/unix"

	"poploket/kiosk"
)

// peer is one connected client.
type peer struct {
	conn  net.Conn
	hello *Hello
	pid   int // as the kernel says, not as the peer says
	uses  kiosk.UseReader

	mu sync.Mutex // one frame at a time
}

// send writes one frame; v may be nil.
func (p *peer) send(h header, v any, payload []byte) error {
	b, err := encodeHeader(h, v)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := writeFrame(p.conn, b, payload); err != nil {
		p.conn.Close()
		return err
	}
	return nil
}

// answer replies to a call; a failed call carries its code and message.
func (p *peer) answer(h header, v any, err error) error {
	r := header{Op: h.Op, Call: h.Call, Reply: true}
	if err != nil {
		r.Code, r.Message, v = kiosk.ErrorCode(err), err.Error(), nil
	}
	return p.send(r, v, nil)
}

// peerPID asks the kernel who is at the other end of a Unix socket.
func peerPID(conn net.Conn) int {
	uc, ok := conn.(*net.UnixConn)
	if !ok {
		return 0
	}
	raw, err := uc.SyscallConn()
	if err != nil {
		return 0
	}
	pid := 0
	raw.Control(func(fd uintptr) {
		if cred, err := unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED); err == nil {
			pid = int(cred.Pid)
		}
	})
	return pid
}
