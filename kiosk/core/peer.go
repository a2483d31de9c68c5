package core

import (
	"bytes"
	"errors"
	"net"
	"os"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"poploket/kiosk"
)

// peer is one connected client.
type peer struct {
	conn     net.Conn
	hello    *Hello
	process  *os.Process // as the kernel says, not as the peer says; nil when it is this one, as in tests
	uses     kiosk.UseReader
	awaiting []awaited
	printing atomic.Bool

	frames chan frame // to write: whoever sends never waits for a peer that doesn't read
	done   chan struct{}
}

// awaited is a request the office has not receipted yet.
type awaited struct {
	epoch, seq uint64
	reference  kiosk.Reference
}

// frame is on its way to a peer.
type frame struct {
	header, payload []byte
	personal        bool // the payload is ours, and is overwritten once it is written
}

// backlog is how many frames may wait for a peer; one that lets more wait hangs.
const backlog = 64

var errSlow = errors.New("the peer doesn't read")

func newPeer(conn net.Conn) *peer {
	p := &peer{conn: conn, frames: make(chan frame, backlog), done: make(chan struct{})}
	go p.write()
	return p
}

// write writes until close. After an error nothing arrives any more, and the reading end sees the connection closed.
func (p *peer) write() {
	for {
		select {
		case f := <-p.frames:
			if err := writeFrame(p.conn, f.header, f.payload); err != nil {
				p.conn.Close()
			}
			f.wipe()
		case <-p.done:
			for len(p.frames) > 0 {
				f := <-p.frames
				f.wipe()
			}
			return
		}
	}
}

func (f frame) wipe() {
	if f.personal {
		clear(f.payload)
	}
}

// close ends the writer. Nothing personal may be sent afterwards.
func (p *peer) close() { close(p.done) }

// send queues one frame; v may be nil. The payload must not change any more.
func (p *peer) send(h header, v any, payload []byte) error { return p.queue(h, v, payload, false) }

// sendPersonal queues a copy of the payload that is overwritten once it is written.
func (p *peer) sendPersonal(h header, v any, payload []byte) error {
	return p.queue(h, v, bytes.Clone(payload), true)
}

func (p *peer) queue(h header, v any, payload []byte, personal bool) error {
	f := frame{payload: payload, personal: personal}
	var err error
	if f.header, err = encodeHeader(h, v); err == nil {
		select {
		case p.frames <- f:
			return nil
		default:
			p.conn.Close()
			err = errSlow
		}
	}
	f.wipe()
	return err
}

// answer replies to a call; a failed call carries its code and message.
func (p *peer) answer(h header, v any, err error) error {
	r := header{Op: h.Op, Call: h.Call, Reply: true}
	if err != nil {
		r.Code, r.Message, v = kiosk.ErrorCode(err), err.Error(), nil
	}
	return p.send(r, v, nil)
}

// kill ends the peer's process. The process was looked up while the peer was there: its number may be another's by now.
func (p *peer) kill() {
	if p.process != nil {
		_ = p.process.Kill() // it may be gone
	}
}

// peerProcess asks the kernel who is at the other end of a Unix socket.
func peerProcess(conn net.Conn) *os.Process {
	uc, ok := conn.(*net.UnixConn)
	if !ok {
		return nil
	}
	raw, err := uc.SyscallConn()
	if err != nil {
		return nil
	}
	pid := 0
	_ = raw.Control(func(fd uintptr) {
		if cred, err := unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED); err == nil {
			pid = int(cred.Pid)
		}
	})
	if pid <= 1 || pid == os.Getpid() {
		return nil
	}
	p, err := os.FindProcess(pid) // a handle where Linux has pidfd (5.3)
	if err != nil {
		return nil
	}
	return p
}
