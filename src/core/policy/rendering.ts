/**
 * A plan written down for the tools of a machine: the texts and argument lists that put it in force, and
 * what takes it away. Nothing here runs anything. Everything of ours can be told apart, so that it can be
 * removed exactly: chains and the nftables table by their names, rules by their comments, qdiscs by their
 * handles, devices by their names.
 *
 * How a name is matched is given by the caller, as a value under a mask of the connection mark.
 */
import type { Family } from './model.ts';

/** Every chain of the policy begins so. */
export const CHAIN_PREFIX = 'L7P-';
/** Every rule of the policy, in whosever chain, has a comment that begins so. */
export const POLICY_COMMENT = 'layer7 policy:';
/** Family and name of the one nftables table of the policy. */
export const POLICY_TABLE = { family: 'inet', name: 'layer7_policy' } as const;
/** Major number of the root qdiscs (hexadecimal, as tc writes them); leaves have 0x1718 and up. */
export const ROOT_HANDLE = 0x1717;
/** Intermediate devices of the policy begin so. */
export const IFB_PREFIX = 'l7pifb';
/** Bits of the packet mark that carry the class where rules cannot set it themselves. */
export const DEFAULT_CLASS_MASK = 0x0000ff00;

/** `connection mark & mask == value` holds for the connections of a name. */
export interface MarkValue {
  readonly value: number;
  readonly mask: number;
}

export interface RenderOptions {
  /** What `unset`, `unknown`, a protocol or an application is in the connection mark. */
  readonly markOf: (name: string) => MarkValue;
  /** Minutes that local time is ahead of UTC: rules of the kernel count in UTC. */
  readonly utcOffset: number;
  /** Bits for the class, where marks carry it. */
  readonly classMask?: number;
}

/** A chain of ours; rules are iptables arguments without `-A CHAIN`. */
export interface PolicyChain {
  readonly name: string;
  readonly rules: readonly string[];
}

/** A rule of ours in a chain of the kernel's. */
export interface PolicyJump {
  readonly chain: string;
  /** `behind-names`: directly behind layer7's own jump in this chain, or first where there is none. */
  readonly place: 'first' | 'behind-names';
  readonly rule: string;
}

export interface PolicyTable {
  readonly name: 'mangle' | 'filter';
  readonly chains: readonly PolicyChain[];
  readonly jumps: readonly PolicyJump[];
}

/** Rules of one family. */
export interface IptablesFamily {
  readonly family: Family;
  readonly tables: readonly PolicyTable[];
  /**
   * For `iptables-restore --noflush` (`ip6tables-restore`): makes or empties the chains of ours and fills
   * them. The jumps are not in it: where they go depends on what stands in the chains already.
   */
  readonly text: string;
}

export type RuleRendering =
  | { readonly kind: 'iptables'; readonly families: readonly IptablesFamily[] }
  /** For `nft -f` with TZ=UTC: replaces the table of the policy as a whole. */
  | { readonly kind: 'nftables'; readonly text: string };

/** A program and its arguments. */
export interface Command {
  readonly program: 'tc' | 'ip';
  readonly args: readonly string[];
}

/** What one device gets. */
export interface DeviceRendering {
  readonly device: string;
  /** `root`: a root qdisc of ours; `ifb`: a device of ours; `redirect`: ingress or clsact with our filter. */
  readonly kind: 'root' | 'ifb' | 'redirect';
  /** In order; each is needed. */
  readonly apply: readonly Command[];
  /** What takes it away again, where nothing of it was there before. */
  readonly remove: readonly Command[];
}

export interface Rendering {
  readonly rules: RuleRendering;
  /** In the order in which they are to be made; removed in the reverse order. */
  readonly devices: readonly DeviceRendering[];
  /** net.netfilter.nf_conntrack_acct must be 1: a rule asks for bytes of connections. */
  readonly needsAccounting: boolean;
  /** What was chosen and what cannot be done here, in sentences for people. */
  readonly notes: readonly string[];
}
