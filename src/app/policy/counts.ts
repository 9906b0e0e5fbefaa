/** The kernel's counts of a policy in force, read with the programs that put it there. */
import { type ClassCount, classCounts, type RuleCount, ruleCounts } from '../../core/policy/counters.ts';
import type { Plan } from '../../core/policy/plan.ts';
import { POLICY_TABLE } from '../../core/policy/rendering.ts';
import { type Run, runCommand } from '../../linux/netfilter/tools.ts';
import type { AppliedPolicy } from './applied-store.ts';

export interface PolicyCounts {
  readonly rules: ReadonlyMap<number, RuleCount>;
  readonly classes: readonly ClassCount[];
}

/** What rules and classes did; undefined where they may not be listed. */
export async function readCounts(
  plan: Plan,
  applied: Pick<AppliedPolicy, 'backend' | 'rendering'>,
  run: Run = runCommand,
): Promise<PolicyCounts | undefined> {
  const { backend, rendering } = applied;
  const commands: readonly (readonly [string, readonly string[]])[] =
    backend === 'nftables'
      ? [['nft', ['list', 'table', POLICY_TABLE.family, POLICY_TABLE.name]]]
      : [
          [`iptables-${backend}-save`, ['-c']],
          [`ip6tables-${backend}-save`, ['-c']],
        ];
  const listings: string[] = [];
  for (const [program, args] of commands) {
    const { status, stdout } = await run(program, args);
    if (status === 0) listings.push(stdout);
  }
  if (listings.length === 0) return undefined;
  const classes: ClassCount[] = [];
  for (const { device, kind } of rendering.devices) {
    if (kind !== 'root') continue;
    const { stdout } = await run('tc', ['-s', 'class', 'show', 'dev', device]);
    classes.push(...classCounts(plan, device, stdout));
  }
  return { rules: ruleCounts(plan, listings), classes };
}
