package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/golang/protobuf/proto"
	"github.com/libp2p/go-libp2p-core/network"
	"github.com/libp2p/go-libp2p-core/peer"
	msgio "github.com/libp2p/go-msgio"
	"github.com/segmentio/ksuid"
)

const (
	cafeID = "/textile/cafe/1.0.0"

	requestTimeout = 30 * time.Second
	readTimeout    = 60 * time.Second
	idleTimeout    = 10 * time.Minute

	// singleAfter is how many failed streams to a peer make the sender give up keeping one.
	singleAfter = 3

	maxIncoming = 1024
)

// cafeClient speaks the cafe protocol as the original does: to each peer one stream, kept open, on
// which requests follow each other; a request that fails is sent again once, on a new stream.
type cafeClient struct {
	node     *node
	incoming chan object

	mu      sync.Mutex
	senders map[peer.ID]*sender
}

type sender struct {
	node *node
	to   peer.ID

	mu     sync.Mutex
	stream network.Stream
	frames msgio.ReadCloser
	opened int
	failed int
}

func newCafeClient(n *node) *cafeClient {
	c := &cafeClient{
		node:     n,
		incoming: make(chan object, maxIncoming),
		senders:  map[peer.ID]*sender{},
	}
	n.host.SetStreamHandler(cafeID, c.serve)
	return c
}

func (c *cafeClient) sender(to peer.ID) *sender {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, ok := c.senders[to]
	if !ok {
		s = &sender{node: c.node, to: to}
		c.senders[to] = s
	}
	return s
}

// prepare opens the stream if there is none. The caller holds the lock.
func (s *sender) prepare(ctx context.Context) error {
	if s.stream != nil {
		return nil
	}
	stream, err := s.node.host.NewStream(ctx, s.to, cafeID)
	if err != nil {
		return err
	}
	s.stream, s.frames = stream, msgio.NewVarintReaderSize(stream, maxFrame)
	s.opened++
	return nil
}

func (s *sender) drop() {
	s.stream.Reset()
	s.stream = nil
}

// send writes an envelope and, unless it is one-way, reads the one frame that answers it.
func (s *sender) send(ctx context.Context, envelope []byte, oneWay bool) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	for attempt := 0; ; attempt++ {
		if err := s.prepare(ctx); err != nil {
			return nil, err
		}
		answer, err := s.exchange(ctx, envelope, oneWay)
		if err != nil {
			s.drop()
			if attempt == 1 {
				return nil, err
			}
			s.failed++
			continue
		}
		if s.failed > singleAfter {
			s.stream.Close()
			s.stream = nil
		}
		return answer, nil
	}
}

func (s *sender) exchange(ctx context.Context, envelope []byte, oneWay bool) ([]byte, error) {
	if err := msgio.NewVarintWriter(s.stream).WriteMsg(envelope); err != nil {
		return nil, err
	}
	if oneWay {
		return nil, nil
	}
	type read struct {
		frame []byte
		err   error
	}
	done := make(chan read, 1)
	frames := s.frames
	go func() {
		frame, err := frames.ReadMsg()
		done <- read{frame, err}
	}()
	timer := time.NewTimer(readTimeout)
	defer timer.Stop()
	select {
	case r := <-done:
		return r.frame, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-timer.C:
		return nil, errTimeout
	}
}

// serve reads what a peer sends on a stream of its own making: it answers pings and keeps the rest
// for cafe.incoming. An envelope that does not verify is ignored, as the original does.
func (c *cafeClient) serve(s network.Stream) {
	from := s.Conn().RemotePeer()
	frames := msgio.NewVarintReaderSize(s, maxFrame)
	for {
		s.SetReadDeadline(time.Now().Add(idleTimeout))
		frame, err := frames.ReadMsg()
		if err == io.EOF {
			s.Close()
			return
		}
		if err != nil {
			s.Reset()
			return
		}
		m, verified, err := open(frame, from)
		if err != nil || !verified {
			c.record(object{"peer": from.Pretty(), "refused": fmt.Sprintf("%v %x", err, frame)})
			continue
		}
		if m.Type == typePing {
			pong, err := seal(c.node.key, &Message{Type: typePong, Request: m.Request, Response: true}, false)
			if err != nil || msgio.NewVarintWriter(s).WriteMsg(pong) != nil {
				s.Reset()
				return
			}
			continue
		}
		what, err := describe(frame, from)
		if err != nil {
			what = object{"peer": from.Pretty(), "refused": err.Error()}
		}
		c.record(what)
	}
}

func (c *cafeClient) record(what object) {
	select {
	case c.incoming <- what:
	default: // nobody asks; the oldest thousand are enough
	}
}

func init() {
	commands["cafe.request"] = cafeRequest
	commands["cafe.send"] = cafeSend
	commands["cafe.incoming"] = cafeIncoming
	commands["cafe.stream"] = cafeStream
	commands["cafe.register"] = cafeRegister
	commands["cafe.envelope"] = cafeEnvelope
}

type letterArgs struct {
	peerArgs
	letter
}

// cafeRequest sends an envelope on the kept stream and answers what comes back.
func cafeRequest(c *call) (interface{}, error) {
	var a letterArgs
	n, id, err := c.target(&a, &a.Peer)
	if err != nil {
		return nil, err
	}
	envelope, err := a.encode(n.key)
	if err != nil {
		return nil, err
	}
	answer, err := n.cafe.sender(id).send(c.ctx, envelope, false)
	if err != nil {
		return nil, err
	}
	return describe(answer, id)
}

// cafeSend sends an envelope on the kept stream and waits for nothing.
func cafeSend(c *call) (interface{}, error) {
	var a letterArgs
	n, id, err := c.target(&a, &a.Peer)
	if err != nil {
		return nil, err
	}
	envelope, err := a.encode(n.key)
	if err != nil {
		return nil, err
	}
	_, err = n.cafe.sender(id).send(c.ctx, envelope, true)
	return object{}, err
}

// cafeEnvelope makes a signed envelope and sends it nowhere.
func cafeEnvelope(c *call) (interface{}, error) {
	var a letter
	n, err := c.node()
	if err != nil {
		return nil, err
	}
	if err := c.args(&a); err != nil {
		return nil, err
	}
	envelope, err := a.encode(n.key)
	if err != nil {
		return nil, err
	}
	return object{"hex": fmt.Sprintf("%x", envelope)}, nil
}

func cafeIncoming(c *call) (interface{}, error) {
	n, err := c.node()
	if err != nil {
		return nil, err
	}
	select {
	case what := <-n.cafe.incoming:
		return what, nil
	case <-c.ctx.Done():
		return nil, errTimeout
	}
}

// cafeStream answers how many streams the sender has opened to a peer and how many failed.
func cafeStream(c *call) (interface{}, error) {
	var a peerArgs
	n, id, err := c.target(&a, &a.Peer)
	if err != nil {
		return nil, err
	}
	s := n.cafe.sender(id)
	s.mu.Lock()
	defer s.mu.Unlock()
	return object{"opened": s.opened, "failed": s.failed, "kept": s.stream != nil}, nil
}

// cafeRegister does what "textile cafe add" does before it stores anything: challenge, the
// account's signature, registration. It answers the session.
func cafeRegister(c *call) (interface{}, error) {
	var a struct {
		peerArgs
		Account string `json:"account"`
		Token   string `json:"token"`
	}
	n, id, err := c.target(&a, &a.Peer)
	if err != nil {
		return nil, err
	}
	owner, err := newAccount(a.Account)
	if err != nil {
		return nil, err
	}
	var nonce CafeNonce
	if err := n.ask(c.ctx, id, 50, &CafeChallenge{Address: owner.address}, &nonce); err != nil {
		return nil, fmt.Errorf("challenge: %w", err)
	}
	own := ksuid.New().String()
	registration := object{
		"address": owner.address,
		"value":   nonce.Value,
		"nonce":   own,
		"sig":     base64.StdEncoding.EncodeToString(owner.sign(nonce.Value + own)),
		"token":   a.Token,
	}
	body, err := json.Marshal(registration)
	if err != nil {
		return nil, err
	}
	envelope, err := (&letter{Type: 52, Message: "CafeRegistration", Payload: body}).encode(n.key)
	if err != nil {
		return nil, err
	}
	answer, err := n.cafe.sender(id).send(c.ctx, envelope, false)
	if err != nil {
		return nil, fmt.Errorf("registration: %w", err)
	}
	return describe(answer, id)
}

// ask sends a request and reads its answer into a message.
func (n *node) ask(ctx context.Context, to peer.ID, kind int32, body, into proto.Message) error {
	text, err := marshaler.MarshalToString(body)
	if err != nil {
		return err
	}
	l := letter{Type: kind, Message: proto.MessageName(body), Payload: json.RawMessage(text)}
	envelope, err := l.encode(n.key)
	if err != nil {
		return err
	}
	answer, err := n.cafe.sender(to).send(ctx, envelope, false)
	if err != nil {
		return err
	}
	m, _, err := open(answer, to)
	if err != nil {
		return err
	}
	if m.Payload == nil {
		return errors.New("answer without a payload")
	}
	got, err := payload(m.Payload)
	if err != nil {
		return err
	}
	if e, ok := got.(*Error); ok {
		return fmt.Errorf("%d %s", e.Code, e.Message)
	}
	if proto.MessageName(got) != proto.MessageName(into) {
		return fmt.Errorf("answered by a %s", proto.MessageName(got))
	}
	proto.Merge(into, got)
	return nil
}
