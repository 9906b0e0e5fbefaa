/**
 * The packed tables of a program, taken apart for a look at them: how the bytes are laid out, what each group is,
 * and the states of some. `docs/tables.md` says how a reader uses them.
 */
import { listState, printGroup, printState, type StateListing } from '../automata/disassemble.ts';
import { packedLayout } from '../automata/pack.ts';
import { bytesOfGroup } from '../automata/table-size.ts';
import type { Program } from '../classify/program.ts';
import { Layer7Error } from '../errors.ts';
import { countText, plural, type Section, sizeText, tableText, wrapped } from './layout.ts';

export interface TablesChoice {
  /** The group whose states are listed; without one those of all groups, or with several groups none. */
  readonly group?: number;
  /** All states, and without `group` of all groups. */
  readonly everything: boolean;
}

/** States of a group that are listed, unless everything is. */
const MOST_STATES = 40;

export interface GroupListing {
  readonly group: number;
  /** In words: what it looks at. */
  readonly text: string;
  /** VIEW_*, and bits TRANSPORT_*. */
  readonly view: number;
  readonly transports: number;
  readonly dropsNul: boolean;
  readonly lasting: boolean;
  readonly bytes: number;
  readonly start: number;
  readonly states: number;
  readonly firstEnding: number;
  readonly firstAccepting: number;
  /** Its states, without DEAD; as many as were asked for. */
  readonly listing: readonly StateListing[];
}

export interface TablesReport extends ReturnType<typeof packedLayout> {
  readonly groups: readonly GroupListing[];
}

/** How evidence is called: its protocol, with `#2` for the second piece of a protocol that has several. */
function labelsOf({ protocols, protocolOf }: Program): string[] {
  return Array.from(protocolOf, (protocol, evidence) => {
    const name = protocols[protocol] ?? String(evidence);
    if (protocolOf.indexOf(protocol) === protocolOf.lastIndexOf(protocol)) return name;
    return `${name}#${evidence - protocolOf.indexOf(protocol) + 1}`;
  });
}

/**
 * What the tables of `program` hold.
 * @throws Layer7Error `TABLES_GROUP` when there is no such group
 */
export function showTables(program: Program, { group, everything }: TablesChoice): TablesReport {
  const { tables } = program;
  if (group !== undefined && group >= tables.groups) {
    throw new Layer7Error({
      code: 'TABLES_GROUP',
      kind: 'usage',
      message: 'the tables have no such group',
      given: String(group),
      limit: tables.groups - 1,
      next: 'leave out --group for the list of all groups; the first is 0',
    });
  }
  const labels = labelsOf(program);
  const nameOf = (evidence: number): string => labels[evidence] ?? String(evidence);
  const isListed = (g: number): boolean =>
    group === undefined ? everything || tables.groups === 1 : g === group;
  const groups = Array.from({ length: tables.groups }, (_, g): GroupListing => {
    const states = tables.states[g]!;
    const end = !isListed(g) ? 1 : everything ? states : Math.min(states, 1 + MOST_STATES);
    return {
      group: g,
      text: printGroup(tables, g),
      view: tables.views[g]!,
      transports: tables.transports[g]!,
      dropsNul: tables.dropsNul[g] === 1,
      lasting: tables.lasting[g] === 1,
      bytes: bytesOfGroup(tables, g),
      start: tables.start[g]!,
      states,
      firstEnding: tables.firstEnding[g]!,
      firstAccepting: tables.firstAccepting[g]!,
      listing: Array.from({ length: end - 1 }, (_, index) => listState(tables, g, index + 1, nameOf)),
    };
  });
  return { ...packedLayout(tables), groups };
}

/** The report for people. */
export function tablesSections({ version, bytes, sections, groups }: TablesReport): Section[] {
  const layout: Section = {
    title: `Packed tables, version ${version}: ${sizeText(bytes)}, ${plural(groups.length, 'group')}`,
    lines: tableText(
      [
        { title: 'SECTION' },
        { title: 'OFFSET', align: 'right' },
        { title: 'BYTES EACH', align: 'right' },
        { title: 'COUNT', align: 'right' },
      ],
      sections.map(({ name, offset, width, count }) => [
        name,
        String(offset),
        String(width),
        countText(count),
      ]),
      '  ',
    ),
  };
  const listed = groups.filter(({ listing }) => listing.length > 0);
  return [
    layout,
    { title: 'Groups', lines: groups.flatMap(({ text }) => wrapped(text, '  ')) },
    ...listed.map(({ group, states, listing }): Section => {
      const lines = listing.flatMap((state) => wrapped(printState(state).trim().replace(/ {4}/, '; '), '  '));
      const left = states - 1 - listing.length;
      if (left > 0) lines.push(`  and ${countText(left)} more, shown with --all`);
      return { title: `States of group ${group}; 0 is dead`, lines };
    }),
  ];
}
