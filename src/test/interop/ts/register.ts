// Registers a new account through the generated client, and asks who it is.
//
//   node register.js URL ACCESS-TOKEN
//
// prints one line of JSON: { "peer", "address", "access", "devices" }.
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { Configuration, SessionsApi } from './client/index';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const ADDRESS_VERSION = 0xdd;
const PEER_ID_PREFIX = [0x00, 0x24, 0x08, 0x01, 0x12, 0x20];

function base58(bytes: Uint8Array): string {
  let number = 0n;
  for (const byte of bytes) number = number * 256n + BigInt(byte);
  let text = '';
  for (; number > 0n; number /= 58n) text = ALPHABET[Number(number % 58n)] + text;
  const zeros = bytes.findIndex((byte) => byte !== 0);
  return '1'.repeat(zeros < 0 ? bytes.length : zeros) + text;
}

/** CRC-16/XMODEM, as addresses end with. */
function crc16(bytes: number[]): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) {
      crc = ((crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021) & 0xffff;
    }
  }
  return crc;
}

/** The 32 bytes of an Ed25519 key. */
function raw(key: KeyObject): number[] {
  const jwk = key.export({ format: 'jwk' });
  return [...Buffer.from(jwk.x as string, 'base64url')];
}

function addressOf(key: KeyObject): string {
  const bytes = [ADDRESS_VERSION, ...raw(key)];
  const crc = crc16(bytes);
  return base58(Uint8Array.from([...bytes, crc & 0xff, crc >> 8]));
}

async function main(url: string, token: string): Promise<void> {
  const account = generateKeyPairSync('ed25519');
  const device = generateKeyPairSync('ed25519');
  const address = addressOf(account.publicKey);
  const peer = base58(Uint8Array.from([...PEER_ID_PREFIX, ...raw(device.publicKey)]));
  const basePath = url.replace(/\/$/, '');

  const visitor = new SessionsApi(new Configuration({ basePath, accessToken: token }));
  const { value } = await visitor.getChallenge({ accountAddr: address });
  const nonce = randomBytes(16).toString('hex');
  const signature = sign(null, Buffer.from(value + nonce), account.privateKey);
  const session = await visitor.register({
    peer,
    accountAddr: address,
    challenge: value,
    nonce,
    body: new Blob([new Uint8Array(signature)]),
  });

  const client = new SessionsApi(new Configuration({ basePath, accessToken: session.access }));
  const { devices } = await client.listDevices();
  console.log(
    JSON.stringify({
      peer,
      address,
      access: session.access,
      devices: devices.map((each) => each.peer),
    }),
  );
}

const [url, token] = process.argv.slice(2);
main(url, token).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
