// Command old-textile-peer is a peer on the libp2p stack of go-textile 0.7.8 (go-libp2p 0.4.0 with
// secio and TLS, yamux and mplex, pubsub 0.1.1, bitswap 0.1.8), driven by JSON lines: one request
// per line on standard input, one answer per line on standard output, logs on standard error.
//
//	{"id":1,"cmd":"start","listen":["/ip4/127.0.0.1/tcp/0"],"security":["secio"],"muxers":["yamux"]}
//	{"id":1,"ok":true,"result":{"peer":"12D3KooW…","addrs":["/ip4/127.0.0.1/tcp/40123/p2p/12D3KooW…"]}}
//
// Requests are answered in order, except those with "background":true. The program ends when its
// standard input does. README.md lists the commands.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sort"
	"sync"
	"time"
)

// maxLine bounds one request; a 4 MiB frame in hexadecimal fits.
const maxLine = 64 << 20

// head is what every request may carry.
type head struct {
	ID         json.RawMessage `json:"id"`
	Cmd        string          `json:"cmd"`
	Node       string          `json:"node"`
	Timeout    int             `json:"timeout"` // milliseconds, default 30,000
	Background bool            `json:"background"`
}

type answer struct {
	ID     json.RawMessage `json:"id,omitempty"`
	OK     bool            `json:"ok"`
	Result interface{}     `json:"result,omitempty"`
	Error  string          `json:"error,omitempty"`
}

// object is a JSON object of an answer.
type object map[string]interface{}

// call is one request on its way through a command.
type call struct {
	head
	ctx  context.Context
	line []byte
	peer *peers
}

// args decodes the request into a command's own fields; unknown fields are an error, because a
// misspelt one would silently test something else.
func (c *call) args(into interface{}) error {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(c.line, &all); err != nil {
		return err
	}
	for _, known := range []string{"id", "cmd", "node", "timeout", "background"} {
		delete(all, known)
	}
	rest, err := json.Marshal(all)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(rest))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

// node is the node the request names ("main" unless it says otherwise).
func (c *call) node() (*node, error) { return c.peer.get(c.Node) }

type command func(*call) (interface{}, error)

var commands = map[string]command{}

func init() { commands["help"] = help }

func help(*call) (interface{}, error) {
	names := make([]string, 0, len(commands))
	for name := range commands {
		names = append(names, name)
	}
	sort.Strings(names)
	return object{"commands": names}, nil
}

type writer struct {
	mu  sync.Mutex
	out *bufio.Writer
}

func (w *writer) write(a answer) {
	line, err := json.Marshal(a)
	if err != nil {
		line, _ = json.Marshal(answer{ID: a.ID, Error: "answer cannot be encoded: " + err.Error()})
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.out.Write(line)
	w.out.WriteByte('\n')
	w.out.Flush()
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 64<<10), maxLine)
	w := &writer{out: bufio.NewWriterSize(os.Stdout, 64<<10)}
	all := newPeers()
	defer all.close()
	for in.Scan() {
		line := append([]byte(nil), in.Bytes()...)
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var h head
		if err := json.Unmarshal(line, &h); err != nil {
			w.write(answer{Error: "not a request: " + err.Error()})
			continue
		}
		if h.Background {
			go func() { w.write(run(h, line, all)) }()
		} else {
			w.write(run(h, line, all))
		}
	}
	if err := in.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(h head, line []byte, all *peers) (a answer) {
	a.ID = h.ID
	defer func() {
		if r := recover(); r != nil {
			a.OK, a.Error = false, fmt.Sprint("panic: ", r)
		}
	}()
	known, ok := commands[h.Cmd]
	if !ok {
		a.Error = "unknown command " + h.Cmd
		return a
	}
	timeout := 30 * time.Second
	if h.Timeout > 0 {
		timeout = time.Duration(h.Timeout) * time.Millisecond
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	result, err := known(&call{head: h, ctx: ctx, line: line, peer: all})
	if err != nil {
		a.Error = err.Error()
		return a
	}
	a.OK, a.Result = true, result
	return a
}

var errTimeout = errors.New("timeout")
