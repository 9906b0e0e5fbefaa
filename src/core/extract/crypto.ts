/**
 * What reading the first packets of QUIC and naming TLS clients needs of cryptography, behind an interface,
 * so that the core stays pure: Node gives it from `node:crypto`, a browser could from WebCrypto or its own.
 * None of it protects a secret; the keys are derived from bytes that stand in the packet.
 */
export interface Crypto {
  /** SHA-256 of the bytes. */
  sha256(bytes: Uint8Array): Uint8Array;
  /** HMAC-SHA-256; keys have at most 64 bytes. */
  hmacSha256(key: Uint8Array, bytes: Uint8Array): Uint8Array;
  /** One block of 16 bytes under a key of 16 bytes, AES-128-ECB. */
  aes128Block(key: Uint8Array, block: Uint8Array): Uint8Array;
  /** AES-128-GCM; `sealed` ends with its tag of 16 bytes. Null when the tag does not fit. */
  aes128GcmOpen(
    key: Uint8Array,
    nonce: Uint8Array,
    associated: Uint8Array,
    sealed: Uint8Array,
  ): Uint8Array | null;
}

/**
 * HKDF-Expand-Label (RFC 8446 section 7.1) with an empty context, for up to 32 bytes.
 */
export function expandLabel(crypto: Crypto, secret: Uint8Array, label: string, length: number): Uint8Array {
  const text = `tls13 ${label}`;
  // struct { uint16 length; opaque label<7..255>; opaque context<0..255>; } and the counter of HKDF-Expand.
  const info = new Uint8Array(2 + 1 + text.length + 1 + 1);
  info[1] = length;
  info[2] = text.length;
  for (let i = 0; i < text.length; i++) info[3 + i] = text.charCodeAt(i);
  info[info.length - 1] = 1;
  return crypto.hmacSha256(secret, info).subarray(0, length);
}
