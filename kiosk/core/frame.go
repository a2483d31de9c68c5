package core

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"time"

	"poploket/drivers"
)

// Limits of one frame, in bytes.
const (
	maxHeader  = 64 << 10
	maxPayload = 2 * drivers.MaxPaper
)

// writeTimeout is how long a peer may let us wait; a face that hangs longer is dropped and replaced.
const writeTimeout = 2 * time.Second

// writeFrame sends two lengths, the header and the payload with one system call and without copying the payload.
func writeFrame(conn net.Conn, header, payload []byte) error {
	if len(header) > maxHeader || len(payload) > maxPayload {
		return fmt.Errorf("writing a frame of %d + %d bytes: too long", len(header), len(payload))
	}
	if err := conn.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	var lengths [8]byte
	binary.BigEndian.PutUint32(lengths[:4], uint32(len(header)))
	binary.BigEndian.PutUint32(lengths[4:], uint32(len(payload)))
	buffers := net.Buffers{lengths[:], header, payload}
	_, err := buffers.WriteTo(conn)
	return err
}

// readFrame reads one frame. The payload is a buffer of its own; the caller overwrites it when it is personal.
func readFrame(r io.Reader) (header, payload []byte, err error) {
	var lengths [8]byte
	if _, err := io.ReadFull(r, lengths[:]); err != nil {
		return nil, nil, err
	}
	h, p := binary.BigEndian.Uint32(lengths[:4]), binary.BigEndian.Uint32(lengths[4:])
	if h > maxHeader || p > maxPayload {
		return nil, nil, fmt.Errorf("reading a frame of %d + %d bytes: too long", h, p)
	}
	header = make([]byte, h)
	if _, err := io.ReadFull(r, header); err != nil {
		return nil, nil, fmt.Errorf("reading a frame's header: %w", err)
	}
	if p > 0 {
		payload = make([]byte, p)
		if _, err := io.ReadFull(r, payload); err != nil {
			clear(payload)
			return nil, nil, fmt.Errorf("reading a frame's payload: %w", err)
		}
	}
	return header, payload, nil
}
