/**
 * Reads `NAME.cases`: conversations that the signature NAME must name, and near misses that it must not.
 *
 * ```
 * is udp 123                 must be named NAME; the server's port (or CLIENT>SERVER)
 * > 23 00*47                 a packet of the client
 * < 24 01 "text\r\n" 00*4    a packet of the server: hex bytes, text, repeats
 *
 * not tcp 80                 must not be named NAME
 * not tcp 80 http            and must be named http
 * ```
 *
 * Lines that begin with # are comments. All payloads are made by hand from the specifications.
 */

export interface CasePacket {
  readonly fromClient: boolean;
  readonly payload: Uint8Array;
}

export interface Case {
  readonly line: number;
  /** Whether the protocol of the file must be named. */
  readonly named: boolean;
  /** For a near miss: what it must be named instead, when the file says so. */
  readonly instead?: string;
  readonly transport: 'tcp' | 'udp';
  readonly clientPort: number;
  readonly serverPort: number;
  readonly packets: readonly CasePacket[];
}

/** A client's port when the file gives none. */
const CLIENT_PORT = 49_321;

/** @throws Error with the line at fault */
export function parseCases(text: string): readonly Case[] {
  const cases: (Case & { readonly packets: CasePacket[] })[] = [];
  text.split('\n').forEach((raw, i) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    if (line.startsWith('>') || line.startsWith('<')) {
      const last = cases.at(-1);
      if (last === undefined) throw new Error(`line ${i + 1}: a packet before the first case`);
      last.packets.push({ fromClient: line.startsWith('>'), payload: parseBytes(line.slice(1), i + 1) });
      return;
    }
    const head = /^(is|not) (tcp|udp) (?:(\d+)>)?(\d+)(?: ([\w.+-]+))?$/.exec(line);
    if (head === null) throw new Error(`line ${i + 1}: a case is like "is udp 123" or "not tcp 80 http"`);
    cases.push({
      line: i + 1,
      named: head[1] === 'is',
      ...(head[5] === undefined ? {} : { instead: head[5] }),
      transport: head[2] === 'tcp' ? 'tcp' : 'udp',
      clientPort: head[3] === undefined ? CLIENT_PORT : Number(head[3]),
      serverPort: Number(head[4]),
      packets: [],
    });
  });
  return cases;
}

const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|((?:[0-9a-fA-F]{2})+))(?:\*(\d+))?(?=\s|$)/y;

function parseBytes(text: string, line: number): Uint8Array {
  const bytes: number[] = [];
  let at = 0;
  const trimmed = text.trimEnd();
  while (at < trimmed.length) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(trimmed);
    if (found === null) throw new Error(`line ${line}: no bytes at "${trimmed.slice(at)}"`);
    at = TOKEN.lastIndex;
    const once = found[2] === undefined ? unescaped(found[1] ?? '') : Buffer.from(found[2], 'hex');
    for (let i = 0; i < Number(found[3] ?? 1); i++) bytes.push(...once);
  }
  return Uint8Array.from(bytes);
}

const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, '0': 0 };

function unescaped(text: string): readonly number[] {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\') bytes.push(text.charCodeAt(i));
    else if (text[i + 1] === 'x') {
      bytes.push(Number.parseInt(text.slice(i + 2, i + 4), 16));
      i += 3;
    } else {
      i++;
      bytes.push(ESCAPES[text[i]!] ?? text.charCodeAt(i));
    }
  }
  return bytes;
}
