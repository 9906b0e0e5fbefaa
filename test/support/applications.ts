/**
 * Applications by hand.
 */
import type { Application } from '../../src/core/applications/model.ts';

export function application(
  name: string,
  hosts: readonly string[],
  alpn: readonly string[] = [],
): Application {
  return { name, title: name, groups: [], hosts, alpn, aliases: { ndpi: [] }, file: `${name}.app` };
}
