package broker

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"poploket/sync/seal"
	"poploket/sync/wire"
)

// hook is where mochi asks.
type hook struct {
	mqtt.HookBase
	broker *Broker
}

func (h *hook) ID() string { return "poploket" }

func (h *hook) Provides(what byte) bool {
	switch what {
	case mqtt.OnConnectAuthenticate, mqtt.OnSessionEstablish, mqtt.OnACLCheck, mqtt.OnPublish, mqtt.OnWill, mqtt.OnDisconnect:
		return true
	}
	return false
}

// OnConnectAuthenticate lets in whose certificate names a unit, under that unit's name.
func (h *hook) OnConnectAuthenticate(cl *mqtt.Client, pk packets.Packet) bool {
	unit, err := unitOf(cl)
	if err == nil {
		err = checkConnect(unit, cl.ID, pk)
	}
	if err != nil {
		h.broker.turnedAway(unit, cl.Net.Remote, err.Error())
		return false
	}
	return true
}

func unitOf(cl *mqtt.Client) (string, error) {
	t, ok := cl.Net.Conn.(*tls.Conn)
	if !ok {
		return "", errors.New("the connection has no TLS")
	}
	peers := t.ConnectionState().PeerCertificates
	if len(peers) == 0 {
		return "", errors.New("the connection has no client certificate")
	}
	_, unit, err := seal.UnitFromCert(peers[0])
	if err == nil && !wire.ValidUnit(unit) {
		err = fmt.Errorf("the certificate's unit %.40q can't name topics", unit)
	}
	return unit, err
}

func checkConnect(unit, client string, pk packets.Packet) error {
	switch {
	case client != unit:
		return fmt.Errorf("client id %.40q is not the certificate's unit", client)
	case pk.ProtocolVersion != 4:
		return fmt.Errorf("protocol version %d, want MQTT 3.1.1", pk.ProtocolVersion)
	case pk.Connect.Keepalive == 0 || pk.Connect.Keepalive > maxKeepAlive:
		return fmt.Errorf("keep-alive of %d s, want 1 to %d", pk.Connect.Keepalive, maxKeepAlive)
	case pk.Connect.WillFlag:
		if pk.Connect.WillTopic != wire.PresenceTopic(unit) {
			return fmt.Errorf("last will for topic %.80q", pk.Connect.WillTopic)
		}
		if p, err := wire.DecodePresence(pk.Connect.WillPayload); err != nil || p.Online {
			return errors.New("last will is not the unit's absence")
		}
	}
	return nil
}

// OnSessionEstablish makes this connection the one that counts, before mochi ends the one it takes over.
func (h *hook) OnSessionEstablish(cl *mqtt.Client, _ packets.Packet) {
	h.broker.mu.Lock()
	h.broker.sessions[cl.ID] = cl
	h.broker.mu.Unlock()
}

// OnACLCheck keeps a unit to its own topics: up and presence to write, dn to read.
func (h *hook) OnACLCheck(cl *mqtt.Client, topic string, write bool) bool {
	unit, c, err := wire.ParseTopic(topic)
	if err == nil && unit == cl.ID && write == (c != wire.Down) {
		return true
	}
	verb := map[bool]string{true: "publish to", false: "read"}[write]
	h.broker.turnedAway(cl.ID, cl.Net.Remote, fmt.Sprintf("wanted to %s topic %.80q", verb, topic))
	return false
}

// OnPublish runs before the PUBACK.
func (h *hook) OnPublish(cl *mqtt.Client, pk packets.Packet) (packets.Packet, error) {
	if cl.Net.Inline {
		return pk, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), receiveTimeout)
	defer cancel()
	_, c, err := wire.ParseTopic(pk.TopicName)
	if err == nil {
		if c == wire.Presences {
			return pk, h.presence(ctx, cl, pk)
		}
		err = h.broker.backend.Receive(ctx, cl.ID, pk.Payload)
	}
	if err != nil {
		return pk, h.reject(cl, err)
	}
	return pk, packets.CodeSuccessIgnore // acknowledge it; it goes to nobody else
}

func (h *hook) presence(ctx context.Context, cl *mqtt.Client, pk packets.Packet) error {
	h.broker.comings.Lock()
	defer h.broker.comings.Unlock()
	p, err := wire.DecodePresence(pk.Payload)
	if err == nil {
		err = h.broker.backend.Presence(ctx, cl.ID, p)
	}
	if err != nil {
		return h.reject(cl, err)
	}
	return nil
}

// reject leaves a message unacknowledged and ends the connection, so that it is sent again.
func (h *hook) reject(cl *mqtt.Client, err error) error {
	h.broker.log.Warn("a unit's message was not taken", "unit", cl.ID, "err", err)
	cl.Stop(err)
	return packets.ErrRejectPacket
}

// OnWill lets the last will pass only of the connection that counts.
func (h *hook) OnWill(cl *mqtt.Client, will mqtt.Will) (mqtt.Will, error) {
	if s := h.broker.session(cl.ID); s != nil && s != cl {
		return mqtt.Will{TopicName: "stale"}, nil // nobody may read it, and it is not retained
	}
	return will, nil
}

// OnDisconnect tells that the unit is gone, however it went, unless it is back already.
func (h *hook) OnDisconnect(cl *mqtt.Client, cause error, _ bool) {
	b := h.broker
	b.comings.Lock()
	defer b.comings.Unlock()
	if !b.leave(cl) {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), receiveTimeout)
	defer cancel()
	if err := b.backend.Presence(ctx, cl.ID, wire.Presence{Wall: b.now().UnixNano()}); err != nil {
		b.log.Warn("a unit's leaving was not recorded", "unit", cl.ID, "err", err)
	}
	b.log.Info("a unit went", "unit", cl.ID, "cause", cause)
}
