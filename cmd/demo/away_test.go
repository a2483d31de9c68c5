package main_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"strings"
	"syscall"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"poploket/cmd/internal/fleet"
	"poploket/sync/identity"
	"poploket/sync/wire"
)

// officeAway: without the office the visit is the same, the paper says so, and the request arrives once it is back.
func officeAway(t *testing.T, s *stand) {
	s.Office.Stop(syscall.SIGKILL, time.Minute)
	papers := len(s.papers(t))
	s.play(t, toReader)
	s.lay(t, "td3")
	s.play(t, answers)
	e := s.send(t)
	s.kept(t, "the printer's word", printed("printed"))
	made := s.papers(t)[papers:]
	if len(made) != 1 || !strings.Contains(made[0], "Veilig bewaard") || !strings.Contains(made[0], e.Reference.Grouped()) {
		t.Errorf("%d papers without an office; the one does not say that the request is kept here", len(made))
	}
	s.until(t, "the word that it is kept here", func(p fleet.Paint) bool { return p.Screen == "move.confirm" && has(p, "info:saved-here") })
	if all := s.requests(t); all[len(all)-1].Receipted {
		t.Error("the office's receipt is there without an office")
	}
	if err := s.OpenOffice(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.kept(t, "the office's receipt", receipted)
	s.until(t, "the word that it was received", func(p fleet.Paint) bool { return p.Screen == "move.confirm" && has(p, "ok:check") })
	s.arrived(t, e)
	s.done(t)
	s.whole(t)
}

// strangers: who has no certificate of the office gets no further than the door, and a unit gets no further than its own
// topics. The office's pages show both.
func strangers(t *testing.T, s *stand) {
	conn, err := tls.Dial("tcp", s.MQTT, &tls.Config{InsecureSkipVerify: true,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return selfSigned(t), nil }})
	if err == nil { // in TLS 1.3 the client hears of it with the first byte it reads
		_, err = conn.Read(make([]byte, 1))
		conn.Close()
	}
	if err == nil {
		t.Error("a client with a certificate of its own making was let in")
	}
	s.shows(t, "/gereedheid", "Geweigerd aan de deur", "Verbinding geweigerd", "unknown authority")

	id, err := identity.Load(identity.Folder(s.State()))
	if err != nil {
		t.Fatal(err)
	}
	c := mqtt.NewClient(mqtt.NewClientOptions().AddBroker(id.Broker).SetTLSConfig(id.LinkConfig(time.Now)).SetClientID(fleet.Unit).
		SetProtocolVersion(4).SetAutoReconnect(false))
	if token := c.Connect(); !token.WaitTimeout(within) || token.Error() != nil {
		t.Fatalf("connecting with the unit's certificate: %v", token.Error())
	}
	defer c.Disconnect(0)
	c.Publish(wire.UpTopic("bus-2"), 1, false, "a fact of another unit")
	s.shows(t, "/gereedheid/"+fleet.Unit, "Verbinding geweigerd", wire.UpTopic("bus-2"))
	if log := s.log(t, "office"); !strings.Contains(log, "unknown authority") || !strings.Contains(log, wire.UpTopic("bus-2")) {
		t.Error("the office's log does not name both")
	}
}

func selfSigned(t *testing.T) *tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: fleet.Unit}, NotAfter: time.Now().Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
