/**
 * Longest-prefix match: the number that goes with an address, from a table of prefixes such as a routing
 * table. Prefixes stand sorted, the longest first, and are tried one after the other: right for the tens
 * of prefixes that a router of this kind has. The table is bounded; of more prefixes the longest are kept
 * and the rest counted.
 */
import { parseAddress } from '../wire/address.ts';

export interface Prefix {
  /** `192.0.2.0/24`, `2001:db8::/32`, `192.0.2.1`, or `default`, which needs `version`. */
  readonly prefix: string;
  readonly version: 4 | 6;
  /** What the search gives; above zero. */
  readonly value: number;
}

/** The words of an address, as in `Sight`: big-endian, IPv4 in the first. */
export function addressWords(bytes: Uint8Array): Uint32Array {
  const words = new Uint32Array(4);
  for (const [i, byte] of bytes.entries()) {
    words[i >> 2] = ((words[i >> 2]! << 8) | byte) >>> 0;
  }
  return words;
}

/** The bytes of an address given by its words. */
export function addressBytes(words: Uint32Array, version: number): Uint8Array {
  const bytes = new Uint8Array(version === 4 ? 4 : 16);
  for (const i of bytes.keys()) bytes[i] = words[i >> 2]! >>> (24 - 8 * (i & 3));
  return bytes;
}

interface Entry {
  readonly words: Uint32Array;
  readonly length: number;
  readonly value: number;
}

/** Reads a prefix; undefined when it is none. */
function parsePrefix({ prefix, version, value }: Prefix): Entry | undefined {
  if (prefix === 'default') return { words: new Uint32Array(4), length: 0, value };
  const [text = '', digits] = prefix.split('/');
  const bytes = parseAddress(text);
  if (bytes === undefined || (bytes.length === 4) !== (version === 4)) return undefined;
  const length = digits === undefined ? bytes.length * 8 : Number(digits);
  if (!Number.isInteger(length) || length < 0 || length > bytes.length * 8) return undefined;
  return { words: addressWords(bytes), length, value };
}

class OneVersion {
  readonly #count: number;
  readonly #words: Uint32Array;
  readonly #masks: Uint32Array;
  readonly #values: Uint16Array;

  constructor(entries: readonly Entry[]) {
    this.#count = entries.length;
    this.#words = new Uint32Array(entries.length * 4);
    this.#masks = new Uint32Array(entries.length * 4);
    this.#values = new Uint16Array(entries.length);
    for (const [i, { words, length, value }] of entries.entries()) {
      this.#values[i] = value;
      for (let word = 0; word < 4; word++) {
        const bits = Math.min(32, Math.max(0, length - 32 * word));
        const mask = bits === 0 ? 0 : (0xffff_ffff << (32 - bits)) >>> 0;
        this.#masks[4 * i + word] = mask;
        this.#words[4 * i + word] = words[word]! & mask;
      }
    }
  }

  find(address: Uint32Array): number {
    const words = this.#words;
    const masks = this.#masks;
    for (let i = 0, at = 0; i < this.#count; i++, at += 4) {
      if (
        (address[0]! & masks[at]!) >>> 0 === words[at] &&
        (address[1]! & masks[at + 1]!) >>> 0 === words[at + 1] &&
        (address[2]! & masks[at + 2]!) >>> 0 === words[at + 2] &&
        (address[3]! & masks[at + 3]!) >>> 0 === words[at + 3]
      ) {
        return this.#values[i]!;
      }
    }
    return 0;
  }
}

export class PrefixTable {
  /** Prefixes left out for want of room, or because they are none. */
  readonly leftOut: number;
  readonly #ipv4: OneVersion;
  readonly #ipv6: OneVersion;

  /** Of equal prefixes the first counts. `most`: prefixes of each version. */
  constructor(prefixes: readonly Prefix[], most = 256) {
    const versions = ([4, 6] as const).map((version) =>
      prefixes
        .filter((prefix) => prefix.version === version)
        .flatMap((prefix) => parsePrefix(prefix) ?? [])
        .sort((a, b) => b.length - a.length)
        // A default route is the shortest prefix and the one that matters most.
        .filter((entry, at, all) => at < most || (entry.length === 0 && at === all.length - 1)),
    );
    this.#ipv4 = new OneVersion(versions[0]!);
    this.#ipv6 = new OneVersion(versions[1]!);
    this.leftOut = prefixes.length - versions[0]!.length - versions[1]!.length;
  }

  /** The value of the longest prefix that holds the address; 0 when none does. */
  find(version: number, address: Uint32Array): number {
    return version === 4 ? this.#ipv4.find(address) : this.#ipv6.find(address);
  }
}
