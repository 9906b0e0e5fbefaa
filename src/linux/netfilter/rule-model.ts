/**
 * The words in which rules of ours are planned (`rule-set.ts`) before they are written down for iptables or for
 * nftables: what a rule matches, what it does, and where it stands.
 */
import type { HelperRule } from './helpers.ts';

export type Match =
  | { readonly kind: 'packet-mark'; readonly value: number; readonly mask: number; readonly not?: boolean }
  | {
      readonly kind: 'connection-mark';
      readonly value: number;
      readonly mask: number;
      readonly not?: boolean;
    }
  | { readonly kind: 'untracked' }
  | { readonly kind: 'expected' }
  | { readonly kind: 'reply' }
  | { readonly kind: 'packet-count'; readonly most: number }
  | { readonly kind: 'transport'; readonly transport: 'tcp' | 'udp'; readonly port?: number }
  /** The first packet of a TCP connection; stands behind a `transport` match. */
  | { readonly kind: 'syn'; readonly not?: boolean }
  | { readonly kind: 'payload' }
  | { readonly kind: 'not-loopback' }
  | { readonly kind: 'local-source' }
  | { readonly kind: 'set-label'; readonly label: number };

export type Action =
  | { readonly kind: 'jump'; readonly chain: string }
  | { readonly kind: 'goto'; readonly chain: string }
  | { readonly kind: 'return' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'set-packet-mark'; readonly value: number; readonly mask: number }
  | { readonly kind: 'set-connection-mark'; readonly value: number; readonly mask: number }
  | { readonly kind: 'save-mark'; readonly mask: number }
  | { readonly kind: 'queue'; readonly first: number; readonly last: number }
  | { readonly kind: 'helper'; readonly helper: HelperRule };

export interface Rule {
  readonly matches: readonly Match[];
  readonly action: Action;
  /** What the rule is for; becomes its comment. */
  readonly note: string;
}

export interface Chain {
  readonly name: string;
  readonly rules: readonly Rule[];
}

/** A rule of ours in a chain that is not ours. */
export interface Jump {
  readonly chain: string;
  readonly place: 'first' | 'last';
  readonly rule: Rule;
}

export interface Table {
  readonly name: 'mangle' | 'raw';
  readonly chains: readonly Chain[];
  readonly jumps: readonly Jump[];
}
