/**
 * The keys of a client's QUIC Initial packets (RFC 9001 section 5.2), which follow from the version and from
 * the connection identifier of the first one: whoever sees that packet can derive them. Taking the header
 * protection off (section 5.4) and opening the payload (section 5.3) with them.
 *
 * Keys are held in place and derived anew without an allocation: there is one derivation for every connection.
 */
import type { Aead } from '../crypto/aead.ts';
import { aes128Block } from '../crypto/aes128.ts';
import { DIGEST_LENGTH, HmacKey } from '../crypto/sha256.ts';
import { hkdfLabel, type QuicVersion } from './quic-version.ts';

export const TAG_LENGTH = 16;
/** Bytes of the sealed payload from which the header's mask is made; they begin four bytes behind the number. */
export const SAMPLE_LENGTH = 16;
export const SAMPLE_OFFSET = 4;

const CLIENT_IN = hkdfLabel('client in', DIGEST_LENGTH);

const hmac = new HmacKey();
const secret = new Uint8Array(DIGEST_LENGTH);
const block = new Uint8Array(DIGEST_LENGTH);
const mask = new Uint8Array(16);
const nonce = new Uint8Array(12);

export class QuicKeys {
  /** The version that the keys are for; undefined before the first derivation. */
  version: QuicVersion | undefined;
  readonly key = new Uint8Array(16);
  readonly iv = new Uint8Array(12);
  readonly headerProtection = new Uint8Array(16);

  /** Derives the keys: HKDF-Extract and HKDF-Expand (RFC 5869), each of one block. */
  derive(version: QuicVersion, connectionId: Uint8Array): void {
    hmac.set(version.salt).sign(connectionId, secret);
    hmac.set(secret).sign(CLIENT_IN, secret);
    hmac.set(secret);
    expand(version.labels.key, this.key);
    expand(version.labels.iv, this.iv);
    expand(version.labels.headerProtection, this.headerProtection);
    this.version = version;
  }

  /**
   * The payload of the packet at `start`, whose number begins at `packetNumber` with a sample behind it; null
   * when it does not open.
   */
  open(aead: Aead, bytes: Uint8Array, start: number, packetNumber: number, end: number): Uint8Array | null {
    aes128Block(this.headerProtection, bytes, packetNumber + SAMPLE_OFFSET, mask);
    const first = bytes[start] ^ (mask[0] & 0x0f);
    const numberLength = (first & 3) + 1;
    const headerEnd = packetNumber + numberLength;
    if (headerEnd + TAG_LENGTH > end) return null;
    const header = bytes.slice(start, headerEnd);
    header[0] = first;
    nonce.set(this.iv);
    for (let i = 0; i < numberLength; i++) {
      const at = packetNumber - start + i;
      header[at] ^= mask[1 + i];
      nonce[nonce.length - numberLength + i] ^= header[at];
    }
    return aead.aes128GcmOpen(this.key, nonce, header, bytes.subarray(headerEnd, end));
  }
}

function expand(label: Uint8Array, output: Uint8Array): void {
  hmac.sign(label, block);
  for (let i = 0; i < output.length; i++) output[i] = block[i];
}
