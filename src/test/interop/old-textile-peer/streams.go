package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/ioutil"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p-core/network"
	"github.com/libp2p/go-libp2p-core/protocol"
	msgio "github.com/libp2p/go-msgio"
)

// echoID sends back what it reads until the other side has written its last.
const echoID = "/cafe-interop/echo/1.0.0"

// maxFrame is network.MessageSizeMax, the limit of both readers of the original.
const maxFrame = 4 << 20

// streams are the open raw streams of a node, by the number their answers carry.
type streams struct {
	node    *node
	mu      sync.Mutex
	next    int
	open    map[int]*rawStream
	waiting map[string]chan network.Stream
}

type rawStream struct {
	network.Stream
	frames msgio.ReadCloser
}

func newStreams(n *node) *streams {
	n.host.SetStreamHandler(echoID, func(s network.Stream) {
		if _, err := io.Copy(s, s); err != nil {
			s.Reset()
			return
		}
		s.Close()
	})
	return &streams{
		node:    n,
		open:    map[int]*rawStream{},
		waiting: map[string]chan network.Stream{},
	}
}

func (b *streams) add(s network.Stream) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next++
	b.open[b.next] = &rawStream{s, msgio.NewVarintReaderSize(s, maxFrame)}
	return b.next
}

func (b *streams) get(number int) (*rawStream, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, ok := b.open[number]
	if !ok {
		return nil, fmt.Errorf("no stream %d", number)
	}
	return s, nil
}

func init() {
	commands["stream.open"] = streamOpen
	commands["stream.handle"] = streamHandle
	commands["stream.accept"] = streamAccept
	commands["stream.write"] = streamWrite
	commands["stream.pump"] = streamPump
	commands["stream.read"] = streamRead
	commands["stream.drain"] = streamDrain
	commands["stream.closeWrite"] = streamCloseWrite
	commands["stream.reset"] = streamReset
	commands["echo"] = echo
}

type openArgs struct {
	peerArgs
	Protocols []string `json:"protocols"`
}

func streamOpen(c *call) (interface{}, error) {
	var a openArgs
	n, id, err := c.target(&a, &a.Peer)
	if err != nil {
		return nil, err
	}
	ids := make([]protocol.ID, len(a.Protocols))
	for i, p := range a.Protocols {
		ids[i] = protocol.ID(p)
	}
	s, err := n.host.NewStream(c.ctx, id, ids...)
	if err != nil {
		return nil, err
	}
	return object{"stream": n.box.add(s), "protocol": s.Protocol()}, nil
}

// streamHandle makes the node accept a protocol; stream.accept then answers its streams.
func streamHandle(c *call) (interface{}, error) {
	var a struct {
		Protocol string `json:"protocol"`
	}
	n, err := c.node()
	if err != nil {
		return nil, err
	}
	if err := c.args(&a); err != nil {
		return nil, err
	}
	queue := make(chan network.Stream, 64)
	n.box.mu.Lock()
	n.box.waiting[a.Protocol] = queue
	n.box.mu.Unlock()
	n.host.SetStreamHandler(protocol.ID(a.Protocol), func(s network.Stream) {
		select {
		case queue <- s:
		default:
			s.Reset()
		}
	})
	return object{}, nil
}

func streamAccept(c *call) (interface{}, error) {
	var a struct {
		Protocol string `json:"protocol"`
	}
	n, err := c.node()
	if err != nil {
		return nil, err
	}
	if err := c.args(&a); err != nil {
		return nil, err
	}
	n.box.mu.Lock()
	queue, ok := n.box.waiting[a.Protocol]
	n.box.mu.Unlock()
	if !ok {
		return nil, errors.New("not handled: " + a.Protocol)
	}
	select {
	case s := <-queue:
		return object{"stream": n.box.add(s), "peer": s.Conn().RemotePeer().Pretty()}, nil
	case <-c.ctx.Done():
		return nil, errTimeout
	}
}

// streamCall decodes the arguments and finds the stream they name, its deadline set.
func (c *call) streamCall(args interface{}, number *int) (*node, *rawStream, error) {
	n, err := c.node()
	if err != nil {
		return nil, nil, err
	}
	if err := c.args(args); err != nil {
		return nil, nil, err
	}
	s, err := n.box.get(*number)
	if err != nil {
		return nil, nil, err
	}
	if deadline, ok := c.ctx.Deadline(); ok {
		s.SetDeadline(deadline)
	}
	return n, s, nil
}

func streamWrite(c *call) (interface{}, error) {
	var a struct {
		Stream int    `json:"stream"`
		Hex    string `json:"hex"`
		Frame  bool   `json:"frame"` // put the length in front
	}
	_, s, err := c.streamCall(&a, &a.Stream)
	if err != nil {
		return nil, err
	}
	data, err := hex.DecodeString(a.Hex)
	if err != nil {
		return nil, err
	}
	if a.Frame {
		return object{}, msgio.NewVarintWriter(s).WriteMsg(data)
	}
	_, err = s.Write(data)
	return object{}, err
}

// pattern is the endless sequence of bytes that stream.pump sends.
type pattern struct{ at byte }

func (p *pattern) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = p.at
		p.at = p.at*31 + 7
	}
	return len(b), nil
}

func streamPump(c *call) (interface{}, error) {
	var a struct {
		Stream int   `json:"stream"`
		Bytes  int64 `json:"bytes"`
	}
	_, s, err := c.streamCall(&a, &a.Stream)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	sum := sha256.New()
	sent, err := io.Copy(io.MultiWriter(s, sum), io.LimitReader(&pattern{}, a.Bytes))
	if err != nil {
		return nil, fmt.Errorf("after %d bytes: %w", sent, err)
	}
	return object{
		"bytes":  sent,
		"sha256": hex.EncodeToString(sum.Sum(nil)),
		"millis": time.Since(began).Milliseconds(),
	}, nil
}

func streamRead(c *call) (interface{}, error) {
	var a struct {
		Stream int  `json:"stream"`
		Bytes  int  `json:"bytes"` // exactly so many
		Frame  bool `json:"frame"` // or one frame with its length in front
	}
	_, s, err := c.streamCall(&a, &a.Stream)
	if err != nil {
		return nil, err
	}
	if a.Frame {
		frame, err := s.frames.ReadMsg()
		if err != nil {
			return nil, err
		}
		return object{"hex": hex.EncodeToString(frame)}, nil
	}
	if a.Bytes < 0 || a.Bytes > 16<<20 {
		return nil, errors.New("bytes out of range")
	}
	data := make([]byte, a.Bytes)
	if _, err := io.ReadFull(s, data); err != nil {
		return nil, err
	}
	return object{"hex": hex.EncodeToString(data)}, nil
}

// streamDrain reads to the end of the stream.
func streamDrain(c *call) (interface{}, error) {
	var a struct {
		Stream int `json:"stream"`
	}
	_, s, err := c.streamCall(&a, &a.Stream)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	sum := sha256.New()
	got, err := io.Copy(sum, s)
	if err != nil {
		return nil, fmt.Errorf("after %d bytes: %w", got, err)
	}
	return object{
		"bytes":  got,
		"sha256": hex.EncodeToString(sum.Sum(nil)),
		"millis": time.Since(began).Milliseconds(),
	}, nil
}

func streamCloseWrite(c *call) (interface{}, error) {
	var a struct {
		Stream int `json:"stream"`
	}
	_, s, err := c.streamCall(&a, &a.Stream)
	if err != nil {
		return nil, err
	}
	return object{}, s.Close()
}

func streamReset(c *call) (interface{}, error) {
	var a struct {
		Stream int `json:"stream"`
	}
	n, s, err := c.streamCall(&a, &a.Stream)
	if err != nil {
		return nil, err
	}
	n.box.mu.Lock()
	delete(n.box.open, a.Stream)
	n.box.mu.Unlock()
	return object{}, s.Reset()
}

// echo sends bytes over count parallel streams of a protocol that echoes and compares what returns.
func echo(c *call) (interface{}, error) {
	var a struct {
		peerArgs
		Protocol string `json:"protocol"`
		Bytes    int64  `json:"bytes"`
		Streams  int    `json:"streams"`
	}
	a.Protocol, a.Bytes, a.Streams = echoID, 1<<20, 1
	n, id, err := c.target(&a, &a.Peer)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	done := make(chan error, a.Streams)
	for i := 0; i < a.Streams; i++ {
		go func() {
			s, err := n.host.NewStream(c.ctx, id, protocol.ID(a.Protocol))
			if err == nil {
				if deadline, ok := c.ctx.Deadline(); ok {
					s.SetDeadline(deadline)
				}
				err = echoOnce(s, a.Bytes)
			}
			done <- err
		}()
	}
	failures := []string{}
	for i := 0; i < a.Streams; i++ {
		if err := <-done; err != nil {
			failures = append(failures, err.Error())
		}
	}
	return object{"failures": failures, "millis": time.Since(began).Milliseconds()}, nil
}

func echoOnce(s network.Stream, size int64) error {
	defer s.Reset()
	sent, wrote := sha256.New(), make(chan error, 1)
	go func() {
		_, err := io.Copy(io.MultiWriter(s, sent), io.LimitReader(&pattern{}, size))
		if err == nil {
			err = s.Close()
		}
		wrote <- err
	}()
	got := sha256.New()
	back, err := io.Copy(got, io.LimitReader(s, size))
	if err != nil {
		return fmt.Errorf("after %d bytes: %w", back, err)
	}
	if err := <-wrote; err != nil {
		return err
	}
	if rest, err := ioutil.ReadAll(io.LimitReader(s, 1)); err != nil || len(rest) > 0 {
		return fmt.Errorf("no end after the last byte: %d %v", len(rest), err)
	}
	if !bytes.Equal(sent.Sum(nil), got.Sum(nil)) {
		return fmt.Errorf("%d bytes came back changed", back)
	}
	return nil
}
