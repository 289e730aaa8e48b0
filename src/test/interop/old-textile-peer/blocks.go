package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/ioutil"
	"os"
	"time"

	bitswap "github.com/ipfs/go-bitswap"
	bsnet "github.com/ipfs/go-bitswap/network"
	blocks "github.com/ipfs/go-block-format"
	blockservice "github.com/ipfs/go-blockservice"
	cid "github.com/ipfs/go-cid"
	ds "github.com/ipfs/go-datastore"
	dssync "github.com/ipfs/go-datastore/sync"
	blockstore "github.com/ipfs/go-ipfs-blockstore"
	chunker "github.com/ipfs/go-ipfs-chunker"
	nilrouting "github.com/ipfs/go-ipfs-routing/none"
	ipld "github.com/ipfs/go-ipld-format"
	merkledag "github.com/ipfs/go-merkledag"
	"github.com/ipfs/go-unixfs/importer/balanced"
	"github.com/ipfs/go-unixfs/importer/helpers"
	uio "github.com/ipfs/go-unixfs/io"
)

// maxShown is the largest content that an answer carries; larger ones are known by their digest.
const maxShown = 1 << 20

func (n *node) startBlocks() {
	store := blockstore.NewBlockstore(dssync.MutexWrap(ds.NewMapDatastore()))
	routing, _ := nilrouting.ConstructNilRouting(n.ctx, nil, nil, nil)
	exchange := bitswap.New(n.ctx, bsnet.NewFromIpfsHost(n.host, routing), store)
	n.blocks = blockservice.New(store, exchange)
}

func init() {
	commands["block.put"] = blockPut
	commands["block.get"] = blockGet
	commands["block.has"] = blockHas
	commands["block.delete"] = blockDelete
	commands["file.add"] = fileAdd
	commands["file.get"] = fileGet
	commands["object.put"] = objectPut
	commands["object.get"] = objectGet
	commands["bitswap.stat"] = bitswapStat
}

type contentArgs struct {
	Base64 string `json:"base64"`
	Path   string `json:"path"`
	Random int64  `json:"random"` // or so many bytes of the pattern that stream.pump sends
}

func (a *contentArgs) reader() (io.ReadCloser, error) {
	switch {
	case a.Path != "":
		return os.Open(a.Path)
	case a.Random > 0:
		return ioutil.NopCloser(io.LimitReader(&mixed{seed: 1}, a.Random)), nil
	default:
		return ioutil.NopCloser(base64.NewDecoder(base64.StdEncoding, newReader(a.Base64))), nil
	}
}

// blockCall decodes the arguments of a command that needs blocks.
func (c *call) blockCall(args interface{}) (*node, error) {
	n, err := c.node()
	if err != nil {
		return nil, err
	}
	if n.blocks == nil {
		return nil, errors.New("the node was started without blocks")
	}
	return n, c.args(args)
}

type cidArgs struct {
	Cid string `json:"cid"`
}

func (c *call) cidCall() (*node, cid.Cid, error) {
	var a cidArgs
	n, err := c.blockCall(&a)
	if err != nil {
		return nil, cid.Undef, err
	}
	id, err := cid.Decode(a.Cid)
	return n, id, err
}

// blockPut keeps the bytes of a dag-pb node under its CIDv0 and offers it.
func blockPut(c *call) (interface{}, error) {
	var a contentArgs
	n, err := c.blockCall(&a)
	if err != nil {
		return nil, err
	}
	in, err := a.reader()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	data, err := ioutil.ReadAll(in)
	if err != nil {
		return nil, err
	}
	b := blocks.NewBlock(data)
	return object{"cid": b.Cid().String()}, n.blocks.AddBlock(b)
}

func blockGet(c *call) (interface{}, error) {
	n, id, err := c.cidCall()
	if err != nil {
		return nil, err
	}
	b, err := n.blocks.GetBlock(c.ctx, id)
	if err != nil {
		return nil, err
	}
	return shown(b.RawData()), nil
}

func shown(data []byte) object {
	sum := sha256.Sum256(data)
	out := object{"size": len(data), "sha256": hex.EncodeToString(sum[:])}
	if len(data) <= maxShown {
		out["base64"] = base64.StdEncoding.EncodeToString(data)
	}
	return out
}

func blockHas(c *call) (interface{}, error) {
	n, id, err := c.cidCall()
	if err != nil {
		return nil, err
	}
	has, err := n.blocks.Blockstore().Has(id)
	return object{"has": has}, err
}

func blockDelete(c *call) (interface{}, error) {
	n, id, err := c.cidCall()
	if err != nil {
		return nil, err
	}
	return object{}, n.blocks.Blockstore().DeleteBlock(id)
}

// fileAdd imports a file with the original's settings: CIDv0, chunks of 256 KiB, balanced, no raw
// leaves.
func fileAdd(c *call) (interface{}, error) {
	var a contentArgs
	n, err := c.blockCall(&a)
	if err != nil {
		return nil, err
	}
	in, err := a.reader()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	sum := sha256.New()
	params := helpers.DagBuilderParams{
		Dagserv:  merkledag.NewDAGService(n.blocks),
		Maxlinks: helpers.DefaultLinksPerBlock,
	}
	builder, err := params.New(chunker.DefaultSplitter(io.TeeReader(in, sum)))
	if err != nil {
		return nil, err
	}
	root, err := balanced.Layout(builder)
	if err != nil {
		return nil, err
	}
	return object{"cid": root.Cid().String(), "sha256": hex.EncodeToString(sum.Sum(nil))}, nil
}

func fileGet(c *call) (interface{}, error) {
	n, id, err := c.cidCall()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	dag := merkledag.NewReadOnlyDagService(merkledag.NewSession(c.ctx, merkledag.NewDAGService(n.blocks)))
	root, err := dag.Get(c.ctx, id)
	if err != nil {
		return nil, err
	}
	file, err := uio.NewDagReader(c.ctx, root, dag)
	if err != nil {
		return nil, err
	}
	sum, head := sha256.New(), &limited{left: maxShown}
	size, err := io.Copy(io.MultiWriter(sum, head), file)
	if err != nil {
		return nil, err
	}
	out := object{
		"size":   size,
		"sha256": hex.EncodeToString(sum.Sum(nil)),
		"millis": time.Since(began).Milliseconds(),
	}
	if size <= maxShown {
		out["base64"] = base64.StdEncoding.EncodeToString(head.data)
	}
	return out, nil
}

// jsonNode is a dag-pb node in the JSON form of the original.
type jsonNode struct {
	Links []jsonLink
	Data  string
}

type jsonLink struct {
	Name, Hash string
	Size       uint64
}

func objectPut(c *call) (interface{}, error) {
	var a struct {
		JSON json.RawMessage `json:"json"`
	}
	n, err := c.blockCall(&a)
	if err != nil {
		return nil, err
	}
	var parsed jsonNode
	if err := json.Unmarshal(a.JSON, &parsed); err != nil {
		return nil, err
	}
	made := merkledag.NodeWithData([]byte(parsed.Data))
	for _, l := range parsed.Links {
		id, err := cid.Decode(l.Hash)
		if err != nil {
			return nil, err
		}
		if err := made.AddRawLink(l.Name, &ipld.Link{Size: l.Size, Cid: id}); err != nil {
			return nil, err
		}
	}
	return object{"cid": made.Cid().String()}, n.blocks.AddBlock(made)
}

func objectGet(c *call) (interface{}, error) {
	n, id, err := c.cidCall()
	if err != nil {
		return nil, err
	}
	got, err := merkledag.NewDAGService(n.blocks).Get(c.ctx, id)
	if err != nil {
		return nil, err
	}
	out := object{"size": len(got.RawData())}
	links := []object{}
	for _, l := range got.Links() {
		links = append(links, object{"name": l.Name, "hash": l.Cid.String(), "size": l.Size})
	}
	out["links"] = links
	return out, nil
}

func bitswapStat(c *call) (interface{}, error) {
	n, err := c.blockCall(&struct{}{})
	if err != nil {
		return nil, err
	}
	stat, err := n.blocks.Exchange().(*bitswap.Bitswap).Stat()
	if err != nil {
		return nil, err
	}
	return object{
		"peers":          stat.Peers,
		"blocksReceived": stat.BlocksReceived,
		"blocksSent":     stat.BlocksSent,
		"dataReceived":   stat.DataReceived,
		"dataSent":       stat.DataSent,
		"duplicates":     stat.DupBlksReceived,
		"wanted":         len(stat.Wantlist),
	}, nil
}
