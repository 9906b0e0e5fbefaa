/** `layer7 policy ACTION`: one file for each action. */
import type { Handler } from '../command.ts';
import type { policy as spec } from '../table/policy-commands.ts';

export type PolicyHandler = Handler<typeof spec.options>;

const ACTIONS: Readonly<Record<string, () => Promise<PolicyHandler>>> = {
  check: async () => (await import('./policy-check.ts')).policyCheck,
  plan: async () => (await import('./policy-plan.ts')).policyPlan,
  apply: async () => (await import('./policy-apply.ts')).policyApply,
  confirm: async () => (await import('./policy-apply.ts')).policyConfirm,
  revert: async () => (await import('./policy-apply.ts')).policyRevert,
  show: async () => (await import('./policy-show.ts')).policyShow,
};

export const policy: PolicyHandler = async (invocation) => {
  // The table has let only these words through.
  const handler = await ACTIONS[invocation.args[0]!]!();
  return handler(invocation);
};
