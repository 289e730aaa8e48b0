// Opens what was encrypted to an Ed25519 key (a snapshot to an account, a block to a thread) with
// tweetnacl: box.js SEED < ciphertext > plaintext, where SEED is the key's 32 bytes in hexadecimal.
// The ciphertext is a nonce of 24 bytes, an ephemeral X25519 key of 32, and a NaCl box.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import nacl from 'tweetnacl'

const seed = Buffer.from(process.argv[2], 'hex')
if (seed.length !== 32) {
  throw new Error(`a seed has 32 bytes, not ${seed.length}`)
}
// The X25519 key of an Ed25519 key; tweetnacl clamps it.
const secret = new Uint8Array(createHash('sha512').update(seed).digest().subarray(0, 32))
const sealed = new Uint8Array(readFileSync(0))
const opened = nacl.box.open(sealed.subarray(56), sealed.subarray(0, 24), sealed.subarray(24, 56), secret)
if (opened == null) {
  throw new Error('the box does not open with this key')
}
process.stdout.write(opened)
