/**
 * The groups that signatures are put in. They are what a rule on a group acts on, so a group that is written in
 * two ways is two groups. What each holds is said in `docs/signatures.md`.
 */
export const SIGNATURE_GROUPS: readonly string[] = [
  ...['authentication', 'automotive', 'building', 'chat', 'cloud', 'cluster', 'crypto-currency', 'database'],
  ...['directory', 'discovery', 'file-transfer', 'finance', 'game', 'industrial', 'iot', 'mail', 'medical'],
  ...['message-queue', 'monitoring', 'naming', 'networking', 'p2p', 'printing', 'proxy', 'remote-access'],
  ...['routing', 'rpc', 'security', 'streaming', 'time', 'tunnel', 'version-control', 'voip', 'vpn', 'web'],
];

/** The groups that signatures made by a program are in: by `layer7 import`, and by `layer7 new`. */
export const MADE_GROUPS: readonly string[] = ['imported', 'proposed'];
