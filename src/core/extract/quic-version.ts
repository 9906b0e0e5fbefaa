/**
 * The versions of QUIC whose first packets can be read: the salt from which their Initial keys are derived
 * and the words that differ between versions (RFC 9001 section 5.2, RFC 9369 section 3.3, the same section of
 * the drafts that are still met, and Google's versions on the way there, from its QUICHE).
 */

export interface QuicVersion {
  readonly salt: Uint8Array;
  /** What HKDF-Expand is given for key, iv and header protection. */
  readonly labels: {
    readonly key: Uint8Array;
    readonly iv: Uint8Array;
    readonly headerProtection: Uint8Array;
  };
  /** The two type bits of an Initial packet's first byte. */
  readonly initialType: number;
  /** Type of the frames that carry the handshake. */
  readonly cryptoFrame: number;
}

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/**
 * What HKDF-Expand-Label (RFC 8446 section 7.1) with an empty context gives to HMAC for the first, here the
 * only, block of `length` bytes, at most 32: HkdfLabel and the counter of HKDF-Expand (RFC 5869 section 2.3).
 */
export function hkdfLabel(label: string, length: number): Uint8Array {
  const text = `tls13 ${label}`;
  // struct { uint16 length; opaque label<7..255>; opaque context<0..255>; }
  const characters = Array.from(text, (character) => character.charCodeAt(0));
  return Uint8Array.of(0, length, text.length, ...characters, 0, 1);
}

function labels(word: string): QuicVersion['labels'] {
  return {
    key: hkdfLabel(`${word} key`, 16),
    iv: hkdfLabel(`${word} iv`, 12),
    headerProtection: hkdfLabel(`${word} hp`, 16),
  };
}

const LABELS_1 = labels('quic');
const LABELS_2 = labels('quicv2');

const VERSION_1: QuicVersion = {
  salt: bytes('38762cf7f55934b34d179ae6a4c80cadccbb7f0a'),
  labels: LABELS_1,
  initialType: 0,
  cryptoFrame: 0x06,
};
const VERSION_2: QuicVersion = {
  salt: bytes('0dede3def700a6db819381be6e269dcbf9bd2ed9'),
  labels: LABELS_2,
  initialType: 1,
  cryptoFrame: 0x06,
};
const DRAFT_29: QuicVersion = { ...VERSION_1, salt: bytes('afbfec289993d24c9e9786f19c6111e04390a899') };
const DRAFT_23: QuicVersion = { ...VERSION_1, salt: bytes('c3eef712c72ebb5a11a7d2432bb46365bef9f502') };
const DRAFT_22: QuicVersion = { ...VERSION_1, salt: bytes('7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a') };

/** Google's versions between its own QUIC and the standard: "Q050" with its own hello, "T050" and "T051". */
const Q050: QuicVersion = {
  ...VERSION_1,
  salt: bytes('504574efd066fe2f9d945cfcdbd3a7f0d3b56b45'),
  cryptoFrame: 0x08,
};
const T050: QuicVersion = { ...Q050, salt: bytes('7ff579e5acd072915580304c43a2367c60488310') };
const T051: QuicVersion = { ...VERSION_1, salt: bytes('7a4edef4e7ccee5fa4506c19124fc8ccda6e033d') };

const IETF_DRAFTS = 0xff000000;

/** What is known of a version number, or undefined. */
export function quicVersion(number: number): QuicVersion | undefined {
  if (number === 0x00000001) return VERSION_1;
  if (number === 0x6b3343cf) return VERSION_2;
  // Facebook's mvfst: its versions follow draft 22 and draft 27.
  if (number === 0xfaceb001) return DRAFT_22;
  if (number === 0xfaceb002) return DRAFT_23;
  if (number === 0x51303530) return Q050;
  if (number === 0x54303530) return T050;
  if (number === 0x54303531) return T051;
  const draft = number - IETF_DRAFTS;
  if (draft === 21 || draft === 22) return DRAFT_22;
  if (draft >= 23 && draft <= 28) return DRAFT_23;
  if (draft >= 29 && draft <= 34) return DRAFT_29;
  return undefined;
}
