/** A policy as the text of its file: one line for each link, class and rule, with remarks on top. */
import type { RawPolicy } from '../raw-policy.ts';

/** Words that YAML reads as they are. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9 ./%:_-]*$/;
/** Words that YAML would take for something else than a text. */
const OTHER = /^(?:true|false|null|~|[-+.\d][\d_]*(?:\.\d*)?(?:e[-+]?\d+)?|0x[0-9a-f]+|0o[0-7]+)$/i;

function scalar(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const plain = PLAIN.test(value) && !OTHER.test(value) && !/: |:$/.test(value) && !value.endsWith(' ');
  return plain ? value : JSON.stringify(value);
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return value.length === 1 ? flow(value[0]) : `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).filter(([, one]) => one !== undefined);
    return `{ ${pairs.map(([key, one]) => `${scalar(key)}: ${flow(one)}`).join(', ')} }`;
  }
  return scalar(value as string | number | boolean);
}

/** The text of a policy file. Remarks must not hold line breaks. */
export function policyYaml(policy: RawPolicy, remarks: readonly string[] = []): string {
  const lines = remarks.map((remark) => (remark === '' ? '#' : `# ${remark}`));
  if (lines.length > 0) lines.push('');
  const list = (key: string, values: readonly object[] | undefined): void => {
    if (values === undefined || values.length === 0) return;
    lines.push(`${key}:`, ...values.map((value) => `  - ${flow(value)}`));
  };
  list('links', policy.links);
  if (policy.hosts !== undefined) {
    lines.push(
      'hosts:',
      ...Object.entries(policy.hosts).map(([name, words]) => `  ${scalar(name)}: ${flow(words)}`),
    );
  }
  list('classes', policy.classes);
  if (policy.default !== undefined) lines.push(`default: ${scalar(policy.default)}`);
  if (policy.local !== undefined) lines.push(`local: ${policy.local}`);
  list('rules', policy.rules);
  return `${lines.join('\n')}\n`;
}
