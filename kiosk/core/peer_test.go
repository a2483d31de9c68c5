package core_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"poploket/drivers"
	"poploket/kiosk"
	"poploket/kiosk/core"
	"poploket/kiosk/fact"
)

// request is a draft with what a request needs and nothing in it.
func request(t *testing.T, ref string) fact.Draft {
	t.Helper()
	d, err := fact.New(strings.NewReader(ref+"---------------"), "resident", fact.RequestReceived{Reference: ref, CodeHash: make([]byte, 32),
		Service: "move", Action: "report", Class: "O2", Identity: "none", Language: "nl"})
	if err != nil {
		t.Fatal(err)
	}
	d.Subject, d.Sealed, d.KeyID = make([]byte, 16), []byte{1}, make([]byte, 8)
	d.Wraps = []fact.Wrap{{Recipient: "office", Data: []byte{1}}}
	return d
}

// A receipt for another epoch of the journal is none for this request, however high its number.
func TestOnlyTheRequestsOwnReceiptIsTold(t *testing.T) {
	u := start(t, t.Context(), t.TempDir())
	u.journal.mu.Lock()
	u.journal.epoch, u.journal.through = 2, map[uint64]uint64{1: 5000}
	u.journal.mu.Unlock()
	c := face(t, t.Context(), u, core.RoleResident)
	await[core.Show](t, c)
	ref, err := c.Reference(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	kept, err := c.Append(t.Context(), []fact.Draft{request(t, string(ref))})
	if err != nil {
		t.Fatal(err)
	}
	u.ReceiptsChanged()
	u.SetOnline(true)
	for told := false; !told; { // whatever was sent before the setting is there before it
		switch e := (<-c.Events()).(type) {
		case core.Received:
			t.Fatal("told as received by the office, which has it not")
		case core.Setting:
			told = e.Setting.Online
		}
	}
	u.journal.mu.Lock()
	u.journal.through[2] = kept[0].Seq
	u.journal.mu.Unlock()
	u.ReceiptsChanged()
	if got := await[core.Received](t, c); got.Reference != ref {
		t.Errorf("received %s, want %s", got.Reference, ref)
	}
}

func TestAFaceWritesOnlyWhatAFaceMaySay(t *testing.T) {
	u := start(t, t.Context(), t.TempDir())
	c := face(t, t.Context(), u, core.RoleResident)
	await[core.Show](t, c)
	for name, d := range map[string]struct {
		actor string
		body  fact.Body
	}{
		"a document in force": {"", fact.DocumentApplied{Document: "keys", Version: 9}},
		"a new epoch":         {"resident", fact.EpochBegan{Reason: "moved", Epoch: 1, Seq: 1}},
		"a clerk's word":      {"noor", fact.HelpCalled{Screen: "welcome"}},
	} {
		draft, err := fact.New(zeroes{}, d.actor, d.body)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Append(t.Context(), []fact.Draft{draft}); kiosk.ErrorCode(err) != kiosk.CodeRefused {
			t.Errorf("%s: error %v, want code refused", name, err)
		}
	}
	if got := u.journal.kinds(); len(got) > 0 {
		t.Errorf("written all the same: %v", got)
	}
}

func TestAFacePrintsOnePaperAtATime(t *testing.T) {
	u := prepare(t.TempDir())
	u.printer.block = make(chan struct{})
	go u.Serve(t.Context())
	c := face(t, t.Context(), u, core.RoleResident)
	await[core.Show](t, c)
	paper := drivers.Paper{Columns: 48, Blocks: []drivers.Block{{Kind: drivers.BlockText, Text: []byte("x")}}}
	first := make(chan error, 1)
	go func() {
		_, err := c.Print(t.Context(), make([]byte, 16), paper.Append(nil), false, 1)
		first <- err
	}()
	<-u.printer.seen
	if _, err := c.Print(t.Context(), make([]byte, 16), paper.Append(nil), true, 1); kiosk.ErrorCode(err) != kiosk.CodeConflict {
		t.Errorf("second paper: error %v, want code conflict", err)
	}
	close(u.printer.block)
	if err := <-first; err != nil {
		t.Error(err)
	}
}

// Two residents' screens share one reader: a document reaches the one who asked last, never both.
func TestADocumentReachesOneScreen(t *testing.T) {
	u := prepare(t.TempDir())
	u.opts.Displays = []string{":1", ":2"}
	u.Server = core.NewServer(u.opts)
	go u.Serve(t.Context())
	a := face(t, t.Context(), u, core.RoleResident)
	b := core.NewClient(u.opts.Socket, core.Hello{Role: core.RoleResident, Display: ":2"})
	go b.Serve(t.Context(), time.Minute)
	for _, c := range []*core.Client{a, b} {
		await[core.Show](t, c)
		if err := c.UseReader(t.Context(), kiosk.UseReader{On: true}); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.UseReader(t.Context(), kiosk.UseReader{}); err != nil { // the first leaves the page
		t.Fatal(err)
	}
	if on, _ := u.reader.state(); !on {
		t.Error("one screen switched the other's reader off")
	}
	u.ReaderEvent(t.Context(), drivers.ReaderEvent{State: drivers.StateReady, Frame: []byte("I<UTO"), Kind: "TD1"})
	await[core.Scanned](t, b)
	u.SetOnline(true)
	for told := false; !told; {
		switch e := (<-a.Events()).(type) {
		case core.Scanned:
			t.Fatal("the other resident's document came to this screen")
		case core.Setting:
			told = e.Setting.Online
		}
	}
}

// A face that doesn't read holds nobody up, and is dropped.
func TestAHungFaceHoldsNobodyUp(t *testing.T) {
	u := start(t, t.Context(), t.TempDir())
	conn := dial(t, u.opts.Socket)
	defer conn.Close()
	write(t, conn, `{"op":"hello","call":1,"body":{"role":"resident","display":":1"}}`)
	if h := read(t, conn); h.Op != "hello" {
		t.Fatalf("answered %q", h.Op)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 100 {
			u.SetCatalogue(make([]byte, 1<<20), 1)
			u.ReaderEvent(t.Context(), drivers.ReaderEvent{State: drivers.StateReady})
		}
	}()
	select {
	case <-done:
	case <-time.After(time.Second):
		t.Fatal("devices and documents wait for a face that doesn't read")
	}
	conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.Copy(io.Discard, conn); err != nil && strings.Contains(err.Error(), "timeout") {
		t.Error("the face was not dropped")
	}
}

func TestHelloComesOnce(t *testing.T) {
	u := start(t, t.Context(), t.TempDir())
	conn := dial(t, u.opts.Socket)
	defer conn.Close()
	for range 2 {
		write(t, conn, `{"op":"hello","call":1,"body":{"role":"resident","display":":1"}}`)
	}
	conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.Copy(io.Discard, conn); err != nil && strings.Contains(err.Error(), "timeout") {
		t.Error("still connected after a second hello")
	}
}

// The end of the face before is no failure of the one that is being started.
func TestTheEndOfOneFaceIsNotTheFailureOfAnother(t *testing.T) {
	u := prepare(t.TempDir())
	var said bytes.Buffer
	ended := make(chan func(error), 4)
	u.opts.Log = slog.New(slog.NewTextHandler(&said, nil))
	u.opts.Launch = func(_ string, exited func(error)) error { ended <- exited; return nil }
	u.Server = core.NewServer(u.opts)
	go u.Serve(t.Context())
	first := <-ended
	c := face(t, t.Context(), u, core.RoleResident)
	await[core.Show](t, c)
	if err := c.Shown(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-ended // the spare is on its way
	first(nil)
	if said.Len() > 0 {
		t.Errorf("logged: %s", said.String())
	}
}

// What was under way when a core went is told to the next one in the same order: the last word on the reader stays last.
func TestCallsAreRepeatedInTheirOrder(t *testing.T) {
	ln, err := net.Listen("unix", filepath.Join(t.TempDir(), "core.sock"))
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	c := core.NewClient(ln.Addr().String(), core.Hello{Role: core.RoleResident, Display: ":1"})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go c.Serve(ctx, time.Minute)
	accept := func() net.Conn {
		conn, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		read(t, conn)
		write(t, conn, `{"op":"hello","call":1,"reply":true}`)
		return conn
	}
	conn := accept()
	var made, repeated []uint64
	for range 12 {
		go c.Shown(ctx)
		made = append(made, read(t, conn).Call)
	}
	conn.Close()
	conn = accept()
	defer conn.Close()
	for range made {
		repeated = append(repeated, read(t, conn).Call)
	}
	if !slices.Equal(repeated, made) {
		t.Errorf("repeated %v, want %v", repeated, made)
	}
}

func write(t *testing.T, conn net.Conn, header string) {
	t.Helper()
	b := binary.BigEndian.AppendUint64(nil, uint64(len(header))<<32)
	if _, err := conn.Write(append(b, header...)); err != nil {
		t.Fatal(err)
	}
}

type heading struct {
	Op   string `json:"op"`
	Call uint64 `json:"call"`
}

func read(t *testing.T, conn net.Conn) (h heading) {
	t.Helper()
	conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	var lengths [8]byte
	_, err := io.ReadFull(conn, lengths[:])
	b := make([]byte, binary.BigEndian.Uint32(lengths[:4])+binary.BigEndian.Uint32(lengths[4:]))
	if err == nil {
		_, err = io.ReadFull(conn, b)
	}
	if err == nil {
		err = json.Unmarshal(b[:binary.BigEndian.Uint32(lengths[:4])], &h)
	}
	if err != nil {
		t.Fatal(fmt.Errorf("reading a frame: %w", err))
	}
	return h
}
