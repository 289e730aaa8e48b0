// Command go-perf measures today's go-libp2p, driven by JSON lines as ../old-textile-peer is: one
// request per line on standard input, one answer per line on standard output.
//
//	{"cmd":"start","security":"noise","muxer":"yamux"}        → peer, addrs
//	{"cmd":"connect","addr":"/ip4/…/p2p/…"}
//	{"cmd":"handshakes","addr":"/ip4/…/p2p/…","count":500}    → failures, millis
//	{"cmd":"requests","peer":"12D3…","streams":1,"count":1000,"bytes":128} → millis
//	{"cmd":"throughput","peer":"12D3…","streams":100,"bytes":1048576}      → millis
//
// A request is written on a stream of /cafe-interop/echo/1.0.0 and read back before the next. For
// throughput every stream of /cafe-interop/sink/1.0.0 carries that many bytes one way and ends when
// the other side has answered with their number (8 bytes, big-endian).
package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/p2p/muxer/yamux"
	"github.com/libp2p/go-libp2p/p2p/net/swarm"
	"github.com/libp2p/go-libp2p/p2p/protocol/ping"
	"github.com/libp2p/go-libp2p/p2p/security/noise"
	tls "github.com/libp2p/go-libp2p/p2p/security/tls"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
	ma "github.com/multiformats/go-multiaddr"
)

const (
	echoID = protocol.ID("/cafe-interop/echo/1.0.0")
	sinkID = protocol.ID("/cafe-interop/sink/1.0.0")
)

type request struct {
	ID       json.RawMessage `json:"id"`
	Cmd      string          `json:"cmd"`
	Timeout  int             `json:"timeout"` // milliseconds, default 60,000
	Security string          `json:"security"`
	Muxer    string          `json:"muxer"`
	Addr     string          `json:"addr"`
	Peer     string          `json:"peer"`
	Streams  int             `json:"streams"`
	Count    int             `json:"count"`
	Bytes    int64           `json:"bytes"`
}

type object map[string]interface{}

type bench struct{ host host.Host }

func main() {
	in := bufio.NewScanner(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	b := &bench{}
	for in.Scan() {
		var r request
		if err := json.Unmarshal(in.Bytes(), &r); err != nil {
			out.Encode(object{"ok": false, "error": err.Error()})
			continue
		}
		if result, err := b.run(r); err != nil {
			out.Encode(object{"id": r.ID, "ok": false, "error": err.Error()})
		} else {
			out.Encode(object{"id": r.ID, "ok": true, "result": result})
		}
	}
}

func (b *bench) run(r request) (interface{}, error) {
	timeout := time.Minute
	if r.Timeout > 0 {
		timeout = time.Duration(r.Timeout) * time.Millisecond
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	if r.Cmd == "start" {
		return b.start(r)
	}
	if b.host == nil {
		return nil, errors.New("start first")
	}
	switch r.Cmd {
	case "stop":
		err := b.host.Close()
		b.host = nil
		return object{}, err
	case "connect":
		id, err := b.remember(r.Addr)
		if err != nil {
			return nil, err
		}
		return object{}, b.host.Connect(ctx, peer.AddrInfo{ID: id})
	case "handshakes":
		return b.handshakes(ctx, r)
	case "requests":
		return b.parallel(r, func(id peer.ID) error { return b.requests(ctx, id, r) })
	case "throughput":
		return b.parallel(r, func(id peer.ID) error { return b.push(ctx, id, r.Bytes) })
	}
	return nil, fmt.Errorf("unknown command %q", r.Cmd)
}

func (b *bench) start(r request) (interface{}, error) {
	options := []libp2p.Option{
		libp2p.ListenAddrStrings("/ip4/127.0.0.1/tcp/0"),
		libp2p.Transport(tcp.NewTCPTransport),
		libp2p.ResourceManager(&network.NullResourceManager{}),
		libp2p.DisableRelay(),
	}
	switch r.Security {
	case "noise":
		options = append(options, libp2p.Security(noise.ID, noise.New))
	case "tls":
		options = append(options, libp2p.Security(tls.ID, tls.New))
	default:
		return nil, fmt.Errorf("unknown security %q", r.Security)
	}
	if r.Muxer != "yamux" {
		return nil, fmt.Errorf("unknown muxer %q", r.Muxer)
	}
	options = append(options, libp2p.Muxer(yamux.ID, yamux.DefaultTransport))
	h, err := libp2p.New(options...)
	if err != nil {
		return nil, err
	}
	h.SetStreamHandler(echoID, func(s network.Stream) {
		if _, err := io.Copy(s, s); err != nil {
			s.Reset()
			return
		}
		s.Close()
	})
	h.SetStreamHandler(sinkID, sink)
	b.host = h
	addrs := []string{}
	for _, a := range h.Addrs() {
		addrs = append(addrs, a.String()+"/p2p/"+h.ID().String())
	}
	return object{"peer": h.ID().String(), "addrs": addrs}, nil
}

func sink(s network.Stream) {
	buffer := make([]byte, 128<<10)
	var got uint64
	for {
		n, err := s.Read(buffer)
		got += uint64(n)
		if err == io.EOF {
			break
		}
		if err != nil {
			s.Reset()
			return
		}
	}
	s.Write(binary.BigEndian.AppendUint64(nil, got))
	s.Close()
}

func (b *bench) remember(addr string) (peer.ID, error) {
	full, err := ma.NewMultiaddr(addr)
	if err != nil {
		return "", err
	}
	info, err := peer.AddrInfoFromP2pAddr(full)
	if err != nil {
		return "", err
	}
	b.host.Peerstore().AddAddrs(info.ID, info.Addrs, time.Hour)
	return info.ID, nil
}

func (b *bench) handshakes(ctx context.Context, r request) (interface{}, error) {
	id, err := b.remember(r.Addr)
	if err != nil {
		return nil, err
	}
	failures := []string{}
	began := time.Now()
	for i := 0; i < r.Count; i++ {
		if err := b.handshake(ctx, id); err != nil {
			failures = append(failures, fmt.Sprintf("%d: %v", i, err))
		}
	}
	return object{"failures": failures, "millis": millis(began)}, nil
}

func (b *bench) handshake(ctx context.Context, id peer.ID) error {
	if s, ok := b.host.Network().(*swarm.Swarm); ok {
		s.Backoff().Clear(id)
	}
	defer b.host.Network().ClosePeer(id)
	if _, err := b.host.Network().DialPeer(ctx, id); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	return (<-ping.Ping(ctx, b.host, id)).Error
}

// parallel runs work on as many streams as the request says and answers the time of all.
func (b *bench) parallel(r request, work func(peer.ID) error) (interface{}, error) {
	id, err := peer.Decode(r.Peer)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	done := make(chan error, r.Streams)
	for i := 0; i < r.Streams; i++ {
		go func() { done <- work(id) }()
	}
	for i := 0; i < r.Streams; i++ {
		if e := <-done; e != nil {
			err = e
		}
	}
	return object{"millis": millis(began)}, err
}

func millis(began time.Time) float64 { return float64(time.Since(began).Microseconds()) / 1000 }

func (b *bench) requests(ctx context.Context, id peer.ID, r request) error {
	s, err := b.host.NewStream(ctx, id, echoID)
	if err != nil {
		return err
	}
	defer s.Reset()
	data := make([]byte, r.Bytes)
	for i := 0; i < r.Count; i++ {
		if _, err := s.Write(data); err != nil {
			return err
		}
		if _, err := io.ReadFull(s, data); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) push(ctx context.Context, id peer.ID, size int64) error {
	s, err := b.host.NewStream(ctx, id, sinkID)
	if err != nil {
		return err
	}
	defer s.Reset()
	buffer := make([]byte, 128<<10)
	for left := size; left > 0; {
		part := buffer[:min(left, int64(len(buffer)))]
		if _, err := s.Write(part); err != nil {
			return err
		}
		left -= int64(len(part))
	}
	if err := s.CloseWrite(); err != nil {
		return err
	}
	var count [8]byte
	if _, err := io.ReadFull(s, count[:]); err != nil {
		return err
	}
	if got := binary.BigEndian.Uint64(count[:]); got != uint64(size) {
		return fmt.Errorf("%d of %d bytes arrived", got, size)
	}
	return nil
}
