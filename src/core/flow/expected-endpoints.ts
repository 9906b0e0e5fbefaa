/**
 * Endpoints that one packet of a control connection announces: where data connections will come from or go
 * to. A small list, allocated once and filled again for each packet by the parsers of `extract/`.
 */

/** Most endpoints of one packet; what comes beyond is left out. */
export const MAX_ENDPOINTS = 32;

export class ExpectedEndpoints {
  count = 0;
  /** Of each: 4 or 6, its address (16 bytes each, IPv4 uses 4), port, IP protocol. */
  readonly versions: Uint8Array = new Uint8Array(MAX_ENDPOINTS);
  readonly addresses: Uint8Array = new Uint8Array(MAX_ENDPOINTS * 16);
  readonly ports: Uint16Array = new Uint16Array(MAX_ENDPOINTS);
  readonly protocols: Uint8Array = new Uint8Array(MAX_ENDPOINTS);

  clear(): void {
    this.count = 0;
  }

  /** Adds the endpoint whose address (of 4 or 16 bytes) stands in `bytes` at `offset`. Port 0 is none. */
  add(version: number, bytes: Uint8Array, offset: number, port: number, protocol: number): void {
    if (this.count === MAX_ENDPOINTS || port < 1 || port > 0xffff) return;
    const at = this.count * 16;
    const length = version === 4 ? 4 : 16;
    for (let i = 0; i < length; i += 1) this.addresses[at + i] = bytes[offset + i]!;
    this.#finish(version, port, protocol);
  }

  /** Adds the endpoint whose IPv4 address is the number `address`. */
  addIpv4(address: number, port: number, protocol: number): void {
    if (this.count === MAX_ENDPOINTS || port < 1 || port > 0xffff) return;
    for (let i = 0; i < 4; i += 1) this.addresses[this.count * 16 + i] = address >>> (24 - 8 * i);
    this.#finish(4, port, protocol);
  }

  #finish(version: number, port: number, protocol: number): void {
    this.versions[this.count] = version;
    this.ports[this.count] = port;
    this.protocols[this.count] = protocol;
    this.count += 1;
  }
}
