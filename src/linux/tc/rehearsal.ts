/**
 * A rendering tried out before the machine is touched: in a network namespace without a name, with devices
 * that only share their names with the machine's own, everything is made as it would be made here. What the
 * kernel or a program refuses there is refused here too, and the machine has not noticed. The namespace is
 * gone when the script ends.
 *
 * Left out: what depends on the real devices, such as their hardware queues.
 */

import { Layer7Error } from '../../core/errors.ts';
import type { Rendering } from '../../core/policy/rendering.ts';
import { type Netfilter, toolsFor } from '../netfilter/tools.ts';
import { madeHere } from './devices.ts';

/** Ends a text that is given to a program inside the script. */
const END = 'LAYER7_END_OF_TEXT';

/** @throws Layer7Error `POLICY_REFUSED` with what was refused and the refuser's words. */
export async function rehearse(rendering: Rendering, netfilter: Netfilter): Promise<void> {
  const result = await netfilter.run('unshare', ['--net', 'sh', '-s'], scriptFor(rendering, netfilter));
  if (result.status === 0) return;
  const cause = result.stderr.trim();
  const denied = /unshare.*not permitted/i.test(cause);
  const step = result.stdout.trim().split('\n').at(-1);
  throw new Layer7Error({
    code: denied ? 'PROBE_NOT_PERMITTED' : 'POLICY_REFUSED',
    kind: denied ? 'permission' : 'environment',
    message: denied
      ? 'the policy could not be tried in a network namespace of its own'
      : 'this machine refuses a part of the policy; nothing was changed',
    ...(step === undefined || step === '' ? {} : { given: step }),
    ...(cause === '' ? {} : { cause }),
    next: denied ? 'run this as root' : 'see all commands with "layer7 policy plan"',
  });
}

/** Every step says what it is before it is done, so the last line is the one that failed. */
function scriptFor({ rules, devices }: Rendering, netfilter: Netfilter): string {
  const lines = ['set -e', '[ -d /sys/module/ifb ] || modprobe -q ifb numifbs=0 2>/dev/null || true'];
  const made = madeHere(devices);
  let peer = 0;
  for (const device of new Set(devices.map((one) => one.device))) {
    if (device === 'lo' || made.has(device)) continue;
    lines.push(`ip link add dev ${quoted(device)} type veth peer name l7peer${peer++}`);
  }
  for (const { apply } of devices) {
    for (const { program, args } of apply) {
      const words = [program, ...args].map(quoted).join(' ');
      lines.push(`echo ${quoted([program, ...args].join(' '))}`, words);
    }
  }
  if (rules.kind === 'nftables') lines.push(...fed('nft -f -', rules.text, 'TZ=UTC '));
  else {
    for (const { family, tables } of rules.families) {
      const kind = netfilter.backend === 'nftables' ? 'nft' : netfilter.backend;
      const program = toolsFor(netfilter, family, kind)?.restore;
      if (program === undefined) continue;
      for (const { name, chains, jumps } of tables) {
        const text = [
          `*${name}`,
          ...chains.map((chain) => `:${chain.name} - [0:0]`),
          ...chains.flatMap((chain) => chain.rules.map((rule) => `-A ${chain.name} ${rule}`)),
          ...jumps.map(({ chain, rule }) => `-A ${chain} ${rule}`),
          'COMMIT\n',
        ];
        lines.push(...fed(`${program} --noflush -w 20`, text.join('\n')));
      }
    }
  }
  return `${lines.join('\n')}\nexit 0\n`;
}

function fed(command: string, text: string, before = ''): readonly string[] {
  return [`echo ${quoted(command)}`, `${before}${command} <<'${END}'`, text.trimEnd(), END];
}

function quoted(word: string): string {
  return /^[A-Za-z0-9_.:@%+/-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
