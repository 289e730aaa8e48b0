// A peer on js-libp2p and Helia, driven by JSON lines as ../old-textile-peer/README.md describes:
// one request per line on standard input, one answer per line on standard output. It has the
// commands start, stop, connect, disconnect, connections, ping, identify, handshakes, echo,
// stream.*, pubsub.*, block.put, block.get, file.add and file.get; a node takes noise or tls,
// yamux or mplex, and listens on TCP and (…/ws) WebSocket.

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { withBitswap } from '@helia/bitswap'
import { withLibp2pLight } from '@helia/libp2p'
import { unixfs } from '@helia/unixfs'
import { generateKeyPair, generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { floodsub } from '@libp2p/floodsub'
import { gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { mplex } from '@libp2p/mplex'
import { noise } from '@libp2p/noise'
import { peerIdFromString } from '@libp2p/peer-id'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { tls } from '@libp2p/tls'
import { byteStream, lpStream } from '@libp2p/utils'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createHeliaLight } from 'helia'
import { balanced } from 'ipfs-unixfs-importer/layout'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'

const ECHO = '/cafe-interop/echo/1.0.0'
const SINK = '/cafe-interop/sink/1.0.0'
const MAX_FRAME = 4 << 20
const MAX_SHOWN = 1 << 20
const MAX_QUEUE = 1024
const CHUNK = 32 << 10

const SECURITY = { noise, tls }
// js-libp2p's mplex closes a connection that opens more than five streams in a second.
const MUXERS = { yamux, mplex: () => mplex({ disconnectThreshold: 1000 }) }

const nodes = new Map()
const commands = {}

const hex = (bytes) => Buffer.from(bytes).toString('hex')
const unhex = (text) => Uint8Array.from(Buffer.from(text ?? '', 'hex'))
const flat = (bytes) => (bytes instanceof Uint8Array ? bytes : bytes.subarray())

// A queue that one side fills and the other waits on; beyond its limit what comes is dropped.
class Queue {
  items = []
  waiters = []

  push (item) {
    const waiter = this.waiters.shift()
    if (waiter != null) {
      waiter(item)
    } else if (this.items.length < MAX_QUEUE) {
      this.items.push(item)
    }
  }

  next (signal) {
    if (this.items.length > 0) {
      return Promise.resolve(this.items.shift())
    }
    return new Promise((resolve, reject) => {
      const waiter = (item) => {
        signal.removeEventListener('abort', stop)
        resolve(item)
      }
      const stop = () => {
        this.waiters = this.waiters.filter((w) => w !== waiter)
        reject(new Error('timeout'))
      }
      this.waiters.push(waiter)
      signal.addEventListener('abort', stop, { once: true })
    })
  }
}

function node (request) {
  const found = nodes.get(request.node ?? 'main')
  if (found == null) {
    throw new Error(`no node ${request.node ?? 'main'}: start it first`)
  }
  return found
}

// A peer is an id or a full address; an open connection is preferred over the address.
function target (text) {
  return text.startsWith('/') ? multiaddr(text) : peerIdFromString(text)
}

commands.start = async (r) => {
  const name = r.node ?? 'main'
  if (nodes.has(name)) {
    throw new Error(`node ${name} is already started`)
  }
  const services = { identify: identify(), ping: ping() }
  if (r.pubsub !== 'none') {
    const router = r.pubsub === 'flood' ? floodsub : gossipsub
    services.pubsub = router({ emitSelf: false, allowPublishToZeroTopicPeers: true })
  }
  const privateKey = r.seed == null
    ? await generateKeyPair(r.keyType ?? 'Ed25519')
    : await generateKeyPairFromSeed('Ed25519', unhex(r.seed))
  const helia = withBitswap(withLibp2pLight(createHeliaLight(), {
    privateKey,
    addresses: { listen: r.listen ?? ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp(), webSockets()],
    connectionEncrypters: [r.security ?? ['noise', 'tls']].flat().map((s) => SECURITY[s]()),
    streamMuxers: [r.muxers ?? r.muxer ?? ['yamux', 'mplex']].flat().map((m) => MUXERS[m]()),
    connectionGater: { denyDialMultiaddr: () => false },
    connectionMonitor: { enabled: false },
    connectionManager: { maxIncomingPendingConnections: 1000, inboundConnectionThreshold: 10000 },
    services
  }))
  await helia.start()
  const made = { helia, libp2p: helia.libp2p, streams: new Map(), accepted: new Map(), topics: new Map(), next: 1 }
  nodes.set(name, made)
  const many = { maxInboundStreams: 1000, maxOutboundStreams: 1000 }
  await made.libp2p.handle(ECHO, serveEcho, many)
  await made.libp2p.handle(SINK, serveSink, many)
  made.libp2p.services.pubsub?.addEventListener('message', (event) => {
    const message = event.detail
    made.topics.get(message.topic)?.push({ from: message.from?.toString(), hex: hex(message.data) })
  })
  return {
    peer: made.libp2p.peerId.toString(),
    addrs: made.libp2p.getMultiaddrs().map(String)
  }
}

async function send (stream, part, signal) {
  if (!stream.send(part) && stream.writableNeedsDrain) {
    await stream.onDrain({ signal })
  }
}

// Not "for await": that never ends if the other side had ended before it began.
async function serveEcho (stream) {
  try {
    const bytes = byteStream(stream, { maxBufferSize: 16 << 20 })
    for (let part = await bytes.read(); part != null; part = await bytes.read()) {
      await send(stream, part)
    }
    await stream.close()
  } catch (error) {
    stream.abort(error)
  }
}

commands.stop = async (r) => {
  const { helia } = node(r)
  nodes.delete(r.node ?? 'main')
  await helia.stop()
}

commands.connect = async (r, signal) => {
  const connection = await node(r).libp2p.dial(multiaddr(r.addr), { signal })
  return {
    peer: connection.remotePeer.toString(),
    security: connection.encryption,
    muxer: connection.multiplexer
  }
}

commands.disconnect = (r) => node(r).libp2p.hangUp(peerIdFromString(r.peer))

commands.connections = (r) => ({
  connections: node(r).libp2p.getConnections().map((c) => ({
    peer: c.remotePeer.toString(),
    addr: c.remoteAddr.toString(),
    direction: c.direction,
    security: c.encryption,
    muxer: c.multiplexer,
    streams: c.streams.length
  }))
})

commands.ping = async (r, signal) => {
  const micros = []
  for (let i = 0; i < (r.count ?? 1); i++) {
    micros.push(1000 * await node(r).libp2p.services.ping.ping(target(r.peer), { signal }))
  }
  return { micros }
}

commands.identify = async (r, signal) => {
  const { libp2p } = node(r)
  const connection = await libp2p.dial(target(r.peer), { signal })
  const result = await libp2p.services.identify.identify(connection, { signal })
  return {
    agentVersion: result.agentVersion,
    protocolVersion: result.protocolVersion,
    protocols: result.protocols,
    listenAddrs: result.listenAddrs.map(String),
    observedAddr: result.observedAddr?.toString()
  }
}

commands.handshakes = async (r, signal) => {
  const { libp2p } = node(r)
  const address = multiaddr(r.addr)
  const failures = []
  const began = performance.now()
  for (let i = 0; i < r.count; i++) {
    signal.throwIfAborted()
    try {
      const connection = await libp2p.dial(address, { signal, force: true })
      await libp2p.services.ping.ping(address, { signal })
      await connection.close({ signal })
    } catch (error) {
      failures.push(`${i}: ${error.message}`)
    }
  }
  return { count: r.count, failures, millis: Math.round(performance.now() - began) }
}

// The endless sequence of bytes that stream.pump sends; the Go peer's is the same.
function * pattern (size) {
  let at = 0
  while (size > 0) {
    const part = new Uint8Array(Math.min(size, CHUNK))
    for (let i = 0; i < part.length; i++) {
      part[i] = at
      at = (at * 31 + 7) & 0xff
    }
    size -= part.length
    yield part
  }
}

async function pump (stream, size, signal) {
  const sum = createHash('sha256')
  for (const part of pattern(size)) {
    sum.update(part)
    await send(stream, part, signal)
  }
  return sum.digest('hex')
}

async function echoOnce (libp2p, r, signal) {
  const stream = await libp2p.dialProtocol(target(r.peer), r.protocol ?? ECHO, { signal, maxOutboundStreams: 1000 })
  const stop = () => stream.abort(new Error('timeout'))
  signal.addEventListener('abort', stop)
  try {
    const size = r.bytes ?? 1 << 20
    const sent = pump(stream, size, signal).then(async (sum) => {
      await stream.close({ signal })
      return sum
    })
    const sum = createHash('sha256')
    let got = 0
    for await (const part of stream) {
      const bytes = flat(part)
      sum.update(bytes)
      got += bytes.length
    }
    if (got !== size || sum.digest('hex') !== await sent) {
      throw new Error(`${got} of ${size} bytes came back, or changed`)
    }
  } catch (error) {
    stream.abort(error)
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

commands.echo = async (r, signal) => {
  const { libp2p } = node(r)
  const began = performance.now()
  const results = await Promise.allSettled(
    Array.from({ length: r.streams ?? 1 }, () => echoOnce(libp2p, r, signal)))
  return {
    failures: results.filter((x) => x.status === 'rejected').map((x) => x.reason.message),
    millis: Math.round(performance.now() - began)
  }
}

function keep (n, stream) {
  const number = n.next++
  // One reader for both forms: frames are cut out of the bytes that the other has left.
  const bytes = byteStream(stream, { maxBufferSize: MAX_FRAME + 16 })
  n.streams.set(number, { stream, bytes })
  return number
}

commands['stream.open'] = async (r, signal) => {
  const n = node(r)
  const stream = await n.libp2p.dialProtocol(target(r.peer), r.protocols, { signal })
  return { stream: keep(n, stream), protocol: stream.protocol }
}

commands['stream.handle'] = async (r) => {
  const n = node(r)
  const queue = new Queue()
  n.accepted.set(r.protocol, queue)
  await n.libp2p.handle(r.protocol, (stream, connection) => {
    queue.push({ stream: keep(n, stream), peer: connection.remotePeer.toString() })
  })
}

commands['stream.accept'] = (r, signal) => node(r).accepted.get(r.protocol).next(signal)

function open (r) {
  const found = node(r).streams.get(r.stream)
  if (found == null) {
    throw new Error(`no stream ${r.stream}`)
  }
  return found
}

function framed (data) {
  const length = []
  let rest = data.length
  while (rest > 0x7f) {
    length.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  return Buffer.concat([Uint8Array.from([...length, rest]), data])
}

commands['stream.write'] = async (r, signal) => {
  const data = unhex(r.hex)
  await open(r).bytes.write(r.frame ? framed(data) : data, { signal })
}

async function readFrame (bytes, signal) {
  let length = 0
  for (let shift = 0; ; shift += 7) {
    const b = flat(await bytes.read({ bytes: 1, signal }))[0]
    length |= (b & 0x7f) << shift
    if (b < 0x80) {
      break
    }
    if (shift > 21) {
      throw new Error('length too long')
    }
  }
  if (length > MAX_FRAME) {
    throw new Error('frame too long')
  }
  return length === 0 ? new Uint8Array() : flat(await bytes.read({ bytes: length, signal }))
}

commands['stream.read'] = async (r, signal) => {
  const { bytes } = open(r)
  const data = r.frame ? await readFrame(bytes, signal) : flat(await bytes.read({ bytes: r.bytes, signal }))
  return { hex: hex(data) }
}

commands['stream.pump'] = async (r, signal) => ({
  bytes: r.bytes,
  sha256: await pump(open(r).stream, r.bytes, signal)
})

commands['stream.drain'] = async (r, signal) => {
  const { bytes } = open(r)
  const sum = createHash('sha256')
  let got = 0
  for (let part = await bytes.read({ signal }); part != null; part = await bytes.read({ signal })) {
    sum.update(flat(part))
    got += part.byteLength
  }
  return { bytes: got, sha256: sum.digest('hex') }
}

commands['stream.closeWrite'] = (r, signal) => open(r).stream.close({ signal })

commands['stream.reset'] = (r) => {
  open(r).stream.abort(new Error('reset by the test'))
  node(r).streams.delete(r.stream)
}

// The measures of ../go-perf.
commands.requests = async (r, signal) => {
  const { libp2p } = node(r)
  const began = performance.now()
  await Promise.all(Array.from({ length: r.streams }, async () => {
    const stream = await libp2p.dialProtocol(target(r.peer), ECHO, { signal, maxOutboundStreams: 1000 })
    const bytes = byteStream(stream)
    const data = new Uint8Array(r.bytes)
    for (let i = 0; i < r.count; i++) {
      await bytes.write(data, { signal })
      await bytes.read({ bytes: r.bytes, signal })
    }
    await stream.close({ signal })
  }))
  return { millis: performance.now() - began }
}

commands.throughput = async (r, signal) => {
  const { libp2p } = node(r)
  const began = performance.now()
  await Promise.all(Array.from({ length: r.streams }, async () => {
    const stream = await libp2p.dialProtocol(target(r.peer), SINK, { signal, maxOutboundStreams: 1000 })
    const part = new Uint8Array(CHUNK)
    for (let left = r.bytes; left > 0; left -= part.length) {
      await send(stream, part.subarray(0, Math.min(left, part.length)), signal)
    }
    await stream.close({ signal })
    const count = flat(await byteStream(stream).read({ bytes: 8, signal }))
    if (new DataView(count.buffer, count.byteOffset).getBigUint64(0) !== BigInt(r.bytes)) {
      throw new Error('bytes were lost')
    }
  }))
  return { millis: performance.now() - began }
}

async function serveSink (stream) {
  try {
    let got = 0
    for await (const part of stream) {
      got += part.byteLength
    }
    const count = new DataView(new ArrayBuffer(8))
    count.setBigUint64(0, BigInt(got))
    stream.send(new Uint8Array(count.buffer))
    await stream.close()
  } catch (error) {
    stream.abort(error)
  }
}

// One envelope (signed by the caller, who knows the node's seed) on a stream of its own.
commands['cafe.request'] = async (r, signal) => {
  const { libp2p } = node(r)
  const stream = await libp2p.dialProtocol(target(r.peer), '/textile/cafe/1.0.0', { signal })
  try {
    const frames = lpStream(stream, { maxDataLength: MAX_FRAME })
    await frames.write(unhex(r.raw), { signal })
    const answer = await frames.read({ signal })
    await stream.close({ signal })
    return { frame: hex(flat(answer)) }
  } catch (error) {
    stream.abort(error)
    throw error
  }
}

commands['pubsub.subscribe'] = (r) => {
  const n = node(r)
  n.topics.set(r.topic, new Queue())
  n.libp2p.services.pubsub.subscribe(r.topic)
}

commands['pubsub.unsubscribe'] = (r) => {
  const n = node(r)
  n.libp2p.services.pubsub.unsubscribe(r.topic)
  n.topics.delete(r.topic)
}

commands['pubsub.publish'] = async (r) => {
  const result = await node(r).libp2p.services.pubsub.publish(r.topic, unhex(r.hex))
  return { recipients: result.recipients.map(String) }
}

commands['pubsub.next'] = (r, signal) => node(r).topics.get(r.topic).next(signal)

commands['pubsub.peers'] = (r) => ({
  peers: node(r).libp2p.services.pubsub.getSubscribers(r.topic).map(String)
})

// No two chunks of it are equal (SplitMix64); the Go peer's is the same.
function random (size) {
  const data = new Uint8Array(Math.ceil(size / 8) * 8)
  const words = new BigUint64Array(data.buffer)
  const mask = (1n << 64n) - 1n
  let seed = 1n
  for (let i = 0; i < words.length; i++) {
    seed = (seed + 0x9e3779b97f4a7c15n) & mask
    let z = seed
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask
    words[i] = z ^ (z >> 31n)
  }
  return data.subarray(0, size)
}

async function content (r) {
  if (r.path != null) {
    return readFile(r.path)
  }
  return r.random > 0 ? random(r.random) : Uint8Array.from(Buffer.from(r.base64 ?? '', 'base64'))
}

commands['block.put'] = async (r, signal) => {
  const data = await content(r)
  const cid = CID.createV0(await sha256.digest(data))
  await node(r).helia.blockstore.put(cid, data, { signal })
  return { cid: cid.toString() }
}

function shown (data) {
  const out = { size: data.length, sha256: createHash('sha256').update(data).digest('hex') }
  if (data.length <= MAX_SHOWN) {
    out.base64 = Buffer.from(data).toString('base64')
  }
  return out
}

// Everything is asked of connected peers: there is no other routing.
async function collect (source) {
  const parts = []
  for await (const part of source) {
    parts.push(part)
  }
  return Buffer.concat(parts.map(flat))
}

commands['block.get'] = async (r, signal) => {
  const got = node(r).helia.blockstore.get(CID.parse(r.cid), { signal })
  return shown(await collect(got[Symbol.asyncIterator] != null ? got : [await got]))
}

// The original's settings: CIDv0, chunks of 256 KiB, 174 links per node, no raw leaves.
commands['file.add'] = async (r, signal) => {
  const data = await content(r)
  const cid = await unixfs(node(r).helia).addBytes(data, {
    signal,
    cidVersion: 0,
    rawLeaves: false,
    reduceSingleLeafToSelf: true,
    chunker: fixedSize({ chunkSize: 262144 }),
    layout: balanced({ maxChildrenPerNode: 174 })
  })
  return { cid: cid.toString(), sha256: createHash('sha256').update(data).digest('hex') }
}

commands['file.get'] = async (r, signal) => {
  const began = performance.now()
  const out = shown(await collect(unixfs(node(r).helia).cat(CID.parse(r.cid), { signal })))
  out.millis = Math.round(performance.now() - began)
  return out
}

async function run (request) {
  const command = commands[request.cmd]
  if (command == null) {
    throw new Error(`unknown command ${request.cmd}`)
  }
  const timeout = new AbortController()
  const timer = setTimeout(() => timeout.abort(new Error('timeout')), request.timeout ?? 30000)
  try {
    return await command(request, timeout.signal)
  } finally {
    clearTimeout(timer)
  }
}

async function answer (line) {
  let request
  try {
    request = JSON.parse(line)
    const result = await run(request)
    return { id: request.id, ok: true, result: result ?? {} }
  } catch (error) {
    return { id: request?.id, ok: false, error: `${error.name}: ${error.message}` }
  }
}

const write = (a) => process.stdout.write(JSON.stringify(a) + '\n')

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (line.trim() === '') {
    continue
  }
  const done = answer(line).then(write)
  if (!/"background"\s*:\s*true/.test(line)) {
    await done
  }
}
await Promise.all([...nodes.values()].map((n) => n.helia.stop()))
process.exit(0)
