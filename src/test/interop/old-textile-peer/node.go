package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	blockservice "github.com/ipfs/go-blockservice"
	libp2p "github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p-core/crypto"
	"github.com/libp2p/go-libp2p-core/host"
	"github.com/libp2p/go-libp2p-core/network"
	"github.com/libp2p/go-libp2p-core/peer"
	"github.com/libp2p/go-libp2p-core/peerstore"
	"github.com/libp2p/go-libp2p-core/protocol"
	mplex "github.com/libp2p/go-libp2p-mplex"
	pubsub "github.com/libp2p/go-libp2p-pubsub"
	secio "github.com/libp2p/go-libp2p-secio"
	swarm "github.com/libp2p/go-libp2p-swarm"
	tls "github.com/libp2p/go-libp2p-tls"
	yamux "github.com/libp2p/go-libp2p-yamux"
	identifypb "github.com/libp2p/go-libp2p/p2p/protocol/identify/pb"
	"github.com/libp2p/go-libp2p/p2p/protocol/ping"
	msgio "github.com/libp2p/go-msgio"
	tcp "github.com/libp2p/go-tcp-transport"
	ws "github.com/libp2p/go-ws-transport"
	ma "github.com/multiformats/go-multiaddr"
)

const identifyID = "/ipfs/id/1.0.0"

// node is one libp2p host with what a textile node runs on it.
type node struct {
	ctx    context.Context
	cancel context.CancelFunc
	key    crypto.PrivKey
	host   host.Host
	pubsub *pubsub.PubSub
	blocks blockservice.BlockService
	cafe   *cafeClient
	box    *streams

	mu            sync.Mutex
	subscriptions map[string]*subscription
}

// peers holds the nodes of this process by name.
type peers struct {
	mu    sync.Mutex
	nodes map[string]*node
}

func newPeers() *peers { return &peers{nodes: map[string]*node{}} }

func (p *peers) get(name string) (*node, error) {
	if name == "" {
		name = "main"
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	n, ok := p.nodes[name]
	if !ok {
		return nil, fmt.Errorf("no node %q: start it first", name)
	}
	return n, nil
}

func (p *peers) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, n := range p.nodes {
		n.close()
	}
}

func (n *node) close() {
	n.host.Close()
	n.cancel()
}

func init() {
	commands["start"] = start
	commands["stop"] = stop
	commands["connect"] = connect
	commands["disconnect"] = disconnect
	commands["connections"] = connections
	commands["ping"] = pingPeer
	commands["identify"] = identifyPeer
	commands["handshakes"] = handshakes
}

type startArgs struct {
	Listen   []string `json:"listen"`
	Security []string `json:"security"` // in the order of preference; default secio, tls
	Muxers   []string `json:"muxers"`   // default yamux, mplex
	Seed     string   `json:"seed"`     // 32 bytes in hexadecimal; a fresh key without
	Pubsub   string   `json:"pubsub"`   // gossip (default), flood or none
	NoBlocks bool     `json:"noBlocks"` // no bitswap
}

func start(c *call) (interface{}, error) {
	a := startArgs{
		Listen:   []string{"/ip4/127.0.0.1/tcp/0"},
		Security: []string{"secio", "tls"},
		Muxers:   []string{"yamux", "mplex"},
		Pubsub:   "gossip",
	}
	if err := c.args(&a); err != nil {
		return nil, err
	}
	name := c.Node
	if name == "" {
		name = "main"
	}
	if _, err := c.peer.get(name); err == nil {
		return nil, fmt.Errorf("node %q is already started", name)
	}
	key, err := identityKey(a.Seed)
	if err != nil {
		return nil, err
	}
	n := &node{key: key, subscriptions: map[string]*subscription{}}
	n.ctx, n.cancel = context.WithCancel(context.Background())
	options, err := hostOptions(a, key)
	if err == nil {
		n.host, err = libp2p.New(n.ctx, options...)
	}
	if err == nil {
		err = n.startServices(a)
	}
	if err != nil {
		n.cancel()
		return nil, err
	}
	c.peer.mu.Lock()
	c.peer.nodes[name] = n
	c.peer.mu.Unlock()
	return object{"peer": n.host.ID().Pretty(), "addrs": n.addrs()}, nil
}

func identityKey(seed string) (crypto.PrivKey, error) {
	source := io.Reader(rand.Reader)
	if seed != "" {
		raw, err := hex.DecodeString(seed)
		if err != nil || len(raw) != 32 {
			return nil, errors.New("seed must be 32 bytes in hexadecimal")
		}
		source = &seedReader{raw}
	}
	key, _, err := crypto.GenerateEd25519Key(source)
	return key, err
}

// seedReader hands a key generator the one seed it asks for.
type seedReader struct{ seed []byte }

func (r *seedReader) Read(p []byte) (int, error) { return copy(p, r.seed), nil }

func hostOptions(a startArgs, key crypto.PrivKey) ([]libp2p.Option, error) {
	options := []libp2p.Option{
		libp2p.Identity(key),
		libp2p.ListenAddrStrings(a.Listen...),
		libp2p.Transport(tcp.NewTCPTransport),
		libp2p.Transport(ws.New),
		libp2p.DisableRelay(),
		libp2p.UserAgent("old-textile-peer/0.7.8"),
	}
	if len(a.Listen) == 0 {
		options = append(options, libp2p.NoListenAddrs)
	}
	for _, name := range a.Security {
		switch name {
		case "secio":
			options = append(options, libp2p.Security(secio.ID, secio.New))
		case "tls":
			options = append(options, libp2p.Security(tls.ID, tls.New))
		default:
			return nil, fmt.Errorf("unknown security %q", name)
		}
	}
	for _, name := range a.Muxers {
		switch name {
		case "yamux":
			options = append(options, libp2p.Muxer("/yamux/1.0.0", yamuxTransport()))
		case "mplex":
			options = append(options, libp2p.Muxer("/mplex/6.7.0", mplex.DefaultTransport))
		default:
			return nil, fmt.Errorf("unknown muxer %q", name)
		}
	}
	return options, nil
}

// yamuxTransport has go-ipfs' one change to the default: a longer accept backlog.
func yamuxTransport() *yamux.Transport {
	t := *yamux.DefaultTransport
	t.AcceptBacklog = 512
	return &t
}

func (n *node) startServices(a startArgs) (err error) {
	n.box = newStreams(n)
	n.cafe = newCafeClient(n)
	switch a.Pubsub {
	case "gossip":
		n.pubsub, err = pubsub.NewGossipSub(n.ctx, n.host)
	case "flood":
		n.pubsub, err = pubsub.NewFloodSub(n.ctx, n.host)
	case "none":
	default:
		err = fmt.Errorf("unknown pubsub %q", a.Pubsub)
	}
	if err == nil && !a.NoBlocks {
		n.startBlocks()
	}
	return err
}

func stop(c *call) (interface{}, error) {
	n, err := c.node()
	if err != nil {
		return nil, err
	}
	c.peer.mu.Lock()
	for name, each := range c.peer.nodes {
		if each == n {
			delete(c.peer.nodes, name)
		}
	}
	c.peer.mu.Unlock()
	n.close()
	return object{}, nil
}

func (n *node) addrs() []string {
	var out []string
	for _, a := range n.host.Addrs() {
		out = append(out, a.String()+"/p2p/"+n.host.ID().Pretty())
	}
	return out
}

// remember notes an address with its peer id and answers the peer id.
func (n *node) remember(addr string) (peer.ID, ma.Multiaddr, error) {
	full, err := ma.NewMultiaddr(addr)
	if err != nil {
		return "", nil, err
	}
	info, err := peer.AddrInfoFromP2pAddr(full)
	if err != nil {
		return "", nil, err
	}
	n.host.Peerstore().AddAddrs(info.ID, info.Addrs, peerstore.PermanentAddrTTL)
	return info.ID, info.Addrs[0], nil
}

func connect(c *call) (interface{}, error) {
	var a struct {
		Addr string `json:"addr"`
	}
	n, id, err := c.target(&a, &a.Addr)
	if err != nil {
		return nil, err
	}
	// A connect of a person's making waits for no back-off.
	n.clearBackoff(id)
	if err := n.host.Connect(c.ctx, peer.AddrInfo{ID: id}); err != nil {
		return nil, err
	}
	return object{"peer": id.Pretty()}, nil
}

// target decodes the arguments, one of which is a peer: an id or a full address.
func (c *call) target(args interface{}, text *string) (*node, peer.ID, error) {
	n, err := c.node()
	if err != nil {
		return nil, "", err
	}
	if err := c.args(args); err != nil {
		return nil, "", err
	}
	if len(*text) > 0 && (*text)[0] == '/' {
		id, _, err := n.remember(*text)
		return n, id, err
	}
	id, err := peer.IDB58Decode(*text)
	return n, id, err
}

func (n *node) clearBackoff(id peer.ID) {
	if s, ok := n.host.Network().(*swarm.Swarm); ok {
		s.Backoff().Clear(id)
	}
}

type peerArgs struct {
	Peer string `json:"peer"`
}

func disconnect(c *call) (interface{}, error) {
	var a peerArgs
	n, id, err := c.target(&a, &a.Peer)
	if err != nil {
		return nil, err
	}
	return object{}, n.host.Network().ClosePeer(id)
}

func connections(c *call) (interface{}, error) {
	n, err := c.node()
	if err != nil {
		return nil, err
	}
	list := []object{}
	for _, conn := range n.host.Network().Conns() {
		direction := "inbound"
		if conn.Stat().Direction == network.DirOutbound {
			direction = "outbound"
		}
		list = append(list, object{
			"peer":      conn.RemotePeer().Pretty(),
			"addr":      conn.RemoteMultiaddr().String(),
			"direction": direction,
			"streams":   len(conn.GetStreams()),
		})
	}
	return object{"connections": list}, nil
}

func pingPeer(c *call) (interface{}, error) {
	var a struct {
		peerArgs
		Count int `json:"count"`
	}
	n, id, err := c.target(&a, &a.Peer)
	if err != nil {
		return nil, err
	}
	if a.Count == 0 {
		a.Count = 1
	}
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	results := ping.Ping(ctx, n.host, id)
	times := []int64{}
	for i := 0; i < a.Count; i++ {
		select {
		case r, open := <-results:
			if !open {
				return nil, errors.New("ping stream closed")
			}
			if r.Error != nil {
				return nil, r.Error
			}
			times = append(times, r.RTT.Microseconds())
		case <-c.ctx.Done():
			return nil, errTimeout
		}
	}
	return object{"micros": times}, nil
}

// identifyPeer asks over a stream of its own, so that the reply can be judged as bytes; "known" is
// what the host's identify service had made of the peer before.
func identifyPeer(c *call) (interface{}, error) {
	var a peerArgs
	n, id, err := c.target(&a, &a.Peer)
	if err != nil {
		return nil, err
	}
	s, err := n.host.NewStream(c.ctx, id, identifyID)
	if err != nil {
		return nil, err
	}
	defer s.Reset()
	if deadline, ok := c.ctx.Deadline(); ok {
		s.SetReadDeadline(deadline)
	}
	frame, err := msgio.NewVarintReaderSize(s, 2048).ReadMsg()
	if err != nil {
		return nil, err
	}
	var m identifypb.Identify
	if err := m.Unmarshal(frame); err != nil {
		return nil, err
	}
	listen := []string{}
	for _, raw := range m.ListenAddrs {
		addr, err := ma.NewMultiaddrBytes(raw)
		if err != nil {
			return nil, err
		}
		listen = append(listen, addr.String())
	}
	out := object{
		"size":            len(frame),
		"agentVersion":    m.GetAgentVersion(),
		"protocolVersion": m.GetProtocolVersion(),
		"protocols":       m.GetProtocols(),
		"listenAddrs":     listen,
		"publicKey":       hex.EncodeToString(m.GetPublicKey()),
	}
	if len(m.ObservedAddr) > 0 {
		observed, err := ma.NewMultiaddrBytes(m.ObservedAddr)
		if err != nil {
			return nil, err
		}
		out["observedAddr"] = observed.String()
	}
	known, err := n.host.Peerstore().GetProtocols(id)
	if err != nil {
		return nil, err
	}
	out["known"] = known
	return out, nil
}

// handshakes dials count fresh connections one after the other, runs a ping over each and closes
// it. Failures are reported, not retried.
func handshakes(c *call) (interface{}, error) {
	var a struct {
		Addr  string `json:"addr"`
		Count int    `json:"count"`
	}
	n, id, err := c.target(&a, &a.Addr)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	failures := []string{}
	for i := 0; i < a.Count; i++ {
		if c.ctx.Err() != nil {
			return nil, fmt.Errorf("timeout after %d of %d", i, a.Count)
		}
		if err := n.handshake(c.ctx, id); err != nil {
			failures = append(failures, fmt.Sprintf("%d: %v", i, err))
		}
	}
	return object{
		"count":    a.Count,
		"failures": failures,
		"millis":   time.Since(began).Milliseconds(),
	}, nil
}

func (n *node) handshake(ctx context.Context, id peer.ID) error {
	n.clearBackoff(id)
	defer n.host.Network().ClosePeer(id)
	conn, err := n.host.Network().DialPeer(ctx, id)
	if err != nil {
		return err
	}
	s, err := n.host.NewStream(ctx, id, protocol.ID(ping.ID))
	if err != nil {
		return fmt.Errorf("after the handshake: %w", err)
	}
	defer s.Reset()
	if s.Conn() != conn {
		return errors.New("the stream is not on the fresh connection")
	}
	sent := make([]byte, ping.PingSize)
	rand.Read(sent)
	if deadline, ok := ctx.Deadline(); ok {
		s.SetDeadline(deadline)
	}
	if _, err := s.Write(sent); err != nil {
		return err
	}
	back := make([]byte, len(sent))
	if _, err := io.ReadFull(s, back); err != nil {
		return err
	}
	if string(back) != string(sent) {
		return errors.New("the ping came back changed")
	}
	return nil
}
