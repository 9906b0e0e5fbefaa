/** How rules that act on names are shown, wherever they are. */
import type { Layer7Rule } from '../../linux/netfilter/layer7-rules.ts';
import { humanBytes } from '../human-bytes.ts';
import type { Column } from './output.ts';

export const RULE_COLUMNS: readonly Column<Layer7Rule>[] = [
  {
    title: 'WHERE',
    cell: ({ family, backend, table, chain }) => `${family} ${backend} ${table} ${chain}`,
    flexible: true,
  },
  { title: 'RULE', cell: ({ number }) => number, align: 'right' },
  { title: 'PROTOCOL', cell: ({ protocol, inverted }) => `${inverted ? '! ' : ''}${protocol}` },
  { title: 'TARGET', cell: ({ target }) => (target === '' ? '-' : target), flexible: true },
  { title: 'PACKETS', cell: ({ packets }) => packets, align: 'right' },
  {
    title: 'BYTES',
    cell: ({ bytes }) => (bytes === undefined ? undefined : humanBytes(bytes)),
    align: 'right',
  },
];
