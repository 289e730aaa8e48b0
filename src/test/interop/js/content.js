// Opens file content with Node's own crypto: content.js KEY < ciphertext > plaintext, where KEY is
// the 44 bytes of a content key in base58 (32 bytes of AES-256 key, 12 of GCM nonce).

import { createDecipheriv } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { base58btc } from 'multiformats/bases/base58'

const key = base58btc.baseDecode(process.argv[2])
if (key.length !== 44) {
  throw new Error(`a content key has 44 bytes, not ${key.length}`)
}
const sealed = readFileSync(0)
const tagAt = sealed.length - 16
const cipher = createDecipheriv('aes-256-gcm', key.subarray(0, 32), key.subarray(32))
cipher.setAuthTag(sealed.subarray(tagAt))
process.stdout.write(Buffer.concat([cipher.update(sealed.subarray(0, tagAt)), cipher.final()]))
