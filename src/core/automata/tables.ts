/**
 * The packed tables: what the compiler of a pattern set leaves behind, and all that any plane needs to
 * classify. Flat typed arrays, no objects per state, so that the same bytes can lie in a file, in an array
 * here, or in an eBPF array map.
 *
 * A set of evidence is compiled into a few groups; each group is one DFA over one view of the connection.
 * Per connection and group the only state is one small integer (the DFA state). A state says what has just
 * been accepted, not what was accepted long ago: that keeps groups of many expressions small. Whoever scans
 * collects what is accepted on the way (`scan.ts`).
 *
 * Layout in memory is described here, where it is read; `pack.ts` writes the same to bytes.
 */

/** State 0 of every group: no evidence of the group can be accepted any more, whatever comes. */
export const DEAD = 0;

/** Bits of `Tables.transports`. */
export const TRANSPORT_TCP = 1;
export const TRANSPORT_UDP = 2;

/** Values of `Tables.views`. */
export const VIEW_BOTH = 0;
export const VIEW_CLIENT = 1;
export const VIEW_SERVER = 2;
export const VIEW_PACKET = 3;

/** Terminates a list in `Tables.acceptLists`. */
export const END_OF_LIST = 0xffff;

/** In `Tables.rows`: the offset of a row within its group, and above it the number of the row's map. */
export const ROW_OFFSET = 0x1f_ffff;
export const ROW_MAP_SHIFT = 21;

/**
 * One compiled set. `g` is a group, `s` a state of it, `b` a byte.
 *
 * ```
 * row            r  = rows[stateBase[g] + s]            map << 21 | offset
 * column         c  = maps[(mapBase[g] + (r >>> 21)) * 256 + b]
 * next           s' = transitions[base[g] + (r & 0x1fffff) + c]
 * accepted on entering s' ≥ firstAccepting[g]
 *                   acceptLists[acceptIndex[acceptBase[g] + s' − firstAccepting[g]] …] until END_OF_LIST
 * and besides, if the data ends in s' ≥ firstEnding[g]
 *                   acceptLists[endIndex[endBase[g] + s' − firstEnding[g]] …] until END_OF_LIST
 * ```
 *
 * A map says which bytes a row does not tell apart. States share maps; the first map of a group is the
 * finest, so it also says which bytes no state of the group tells apart.
 *
 * States are ordered: DEAD, then those that accept nothing, then those that accept only if the data ends in
 * them, then those that accept on being entered.
 */
export interface Tables {
  /** Number of groups. */
  readonly groups: number;
  /** Per group: VIEW_*. */
  readonly views: Uint8Array;
  /** Per group: bits TRANSPORT_*. */
  readonly transports: Uint8Array;
  /** Per group: 1 when NUL bytes of the data do not exist for it (l7-filter's dialects), else 0. */
  readonly dropsNul: Uint8Array;
  /** Per group: 1 when it lives for ever: only DEAD itself leads to DEAD. */
  readonly lasting: Uint8Array;
  /** Per group: state at the start of the stream (for VIEW_PACKET: of each packet). */
  readonly start: Uint16Array;
  /** Per group: number of states, DEAD included. */
  readonly states: Uint32Array;
  /** Per group: the first state that may accept something if the data ends in it; so may all after it. */
  readonly firstEnding: Uint32Array;
  /** Per group: the first state that accepts on being entered; all after it do too. */
  readonly firstAccepting: Uint32Array;
  /** Per group: index of its first entry in `rows`, in `endIndex` and in `acceptIndex`. */
  readonly stateBase: Uint32Array;
  readonly endBase: Uint32Array;
  readonly acceptBase: Uint32Array;
  /** Per group: index of its first cell in `transitions`. */
  readonly base: Uint32Array;
  /** Per group: number of its first map. */
  readonly mapBase: Uint32Array;
  /** Per state: its map and the offset of its row. */
  readonly rows: Uint32Array;
  /** Maps × 256: column of each byte. */
  readonly maps: Uint8Array;
  /** Per map: number of columns. */
  readonly columns: Uint16Array;
  /** All rows: next state, by column. */
  readonly transitions: Uint16Array;
  /** Per state that accepts: index in `acceptLists` of what a byte that leads here completes. */
  readonly acceptIndex: Uint32Array;
  /** Per state from `firstEnding` on: index in `acceptLists` of what is accepted besides at the end (`$`). */
  readonly endIndex: Uint32Array;
  /**
   * Lists of evidence numbers, each in order of precedence and ended by END_OF_LIST. Entry 0 is the empty
   * list. Nothing follows unconditional strong evidence: it decides alone.
   */
  readonly acceptLists: Uint16Array;
}
