/**
 * Opening of sealed bytes (RFC 5116), behind an interface, so that the core stays pure: Node gives it from
 * `node:crypto`, a browser could from a library.
 */
export interface Aead {
  /**
   * AES-128-GCM under a key of 16 bytes and a nonce of 12; `sealed` ends with its tag of 16 bytes. Null when
   * the tag does not fit. What is given may be used again afterwards.
   */
  aes128GcmOpen(
    key: Uint8Array,
    nonce: Uint8Array,
    associated: Uint8Array,
    sealed: Uint8Array,
  ): Uint8Array | null;
}
