/**
 * An expression as a railroad diagram: follow the tracks from left to right, and every byte you pass is a
 * byte that matches. Drawn from the syntax tree into a single SVG without scripts or outside references.
 *
 * Each node of the tree becomes a box with a width, a height above the track and one below it; sequences put
 * boxes beside each other, choices below each other, repetitions bend a track around them. Wide choices and
 * long sequences are cut, and say so.
 */
import {
  ALL_BYTES,
  type ByteSet,
  byteSet,
  bytesOf,
  eitherCase,
  equalSets,
  printByte,
  printSet,
  sizeOf,
} from '../regex/byte-set.ts';
import { type Node, printNode, type Syntax } from '../regex/syntax.ts';

/** Branches of one choice, and parts of one sequence, that are drawn. */
const LIMITS = { branches: 24, parts: 120, label: 60 } as const;

const CHARACTER = 8;
const HALF_BOX = 12;
const GAP = 10;
/** Radius of a bend, and the room that a track around a box takes. */
const BEND = 10;
const MARGIN = 20;

/** Something drawn: its size around the track, and how to draw it from a point on the track. */
interface Box {
  readonly width: number;
  readonly up: number;
  readonly down: number;
  readonly draw: (x: number, y: number) => string;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function track(path: string): string {
  return `<path d="${path}"/>`;
}

function labelled(label: string, kind: 'bytes' | 'look' | 'note'): Box {
  const text = label.length > LIMITS.label ? `${label.slice(0, LIMITS.label - 1)}…` : label;
  const width = text.length * CHARACTER + 16;
  const round = kind === 'bytes' ? 4 : HALF_BOX;
  return {
    width,
    up: HALF_BOX,
    down: HALF_BOX,
    draw: (x, y) =>
      `<rect class="${kind}" x="${x}" y="${y - HALF_BOX}" width="${width}" height="${2 * HALF_BOX}" rx="${round}"/>` +
      `<text x="${x + width / 2}" y="${y + 4}">${escapeXml(text)}</text>`,
  };
}

const NOTHING: Box = { width: 16, up: 4, down: 4, draw: (x, y) => track(`M${x} ${y}h16`) };

/** Boxes beside each other, tracks between them. */
function row(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return NOTHING;
  return {
    width: boxes.reduce((sum, box) => sum + box.width + GAP, -GAP),
    up: Math.max(...boxes.map((box) => box.up)),
    down: Math.max(...boxes.map((box) => box.down)),
    draw: (x, y) => {
      let at = x;
      let svg = '';
      boxes.forEach((box, index) => {
        if (index > 0) {
          svg += track(`M${at} ${y}h${GAP}`);
          at += GAP;
        }
        svg += box.draw(at, y);
        at += box.width;
      });
      return svg;
    },
  };
}

/** Boxes below each other, the first on the track. */
function stack(boxes: readonly Box[]): Box {
  const inner = Math.max(...boxes.map((box) => box.width));
  const width = inner + 4 * BEND;
  const offsets: number[] = [];
  let down = 0;
  boxes.forEach((box, index) => {
    if (index > 0) down += box.up + GAP;
    offsets.push(down);
    down += box.down;
  });
  return {
    width,
    up: boxes[0]!.up,
    down,
    draw: (x, y) =>
      boxes
        .map((box, index) => {
          const offset = offsets[index]!;
          const right = x + 2 * BEND + box.width;
          const rest = inner - box.width;
          if (index === 0) {
            return (
              track(`M${x} ${y}h${2 * BEND}`) +
              box.draw(x + 2 * BEND, y) +
              track(`M${right} ${y}h${rest + 2 * BEND}`)
            );
          }
          const depth = Math.max(0, offset - 2 * BEND);
          const into = track(`M${x} ${y}q${BEND} 0 ${BEND} ${BEND}v${depth}q0 ${BEND} ${BEND} ${BEND}`);
          const out = track(
            `M${right} ${y + offset}h${rest}q${BEND} 0 ${BEND} ${-BEND}v${-depth}q0 ${-BEND} ${BEND} ${-BEND}`,
          );
          return into + box.draw(x + 2 * BEND, y + offset) + out;
        })
        .join(''),
  };
}

/** A track that passes above `box`, for what may be left out. */
function skippable(box: Box): Box {
  const rise = box.up + GAP;
  const width = box.width + 4 * BEND;
  return {
    width,
    up: rise + 4,
    down: box.down,
    draw: (x, y) => {
      const bend = Math.max(0, rise - 2 * BEND);
      return (
        track(`M${x} ${y}h${2 * BEND}`) +
        box.draw(x + 2 * BEND, y) +
        track(`M${x + 2 * BEND + box.width} ${y}h${2 * BEND}`) +
        track(
          `M${x} ${y}q${BEND} 0 ${BEND} ${-BEND}v${-bend}q0 ${-BEND} ${BEND} ${-BEND}h${box.width}` +
            `q${BEND} 0 ${BEND} ${BEND}v${bend}q0 ${BEND} ${BEND} ${BEND}`,
        )
      );
    },
  };
}

/** A track that leads back below `box`, with a note of how often. */
function looped(box: Box, note: string): Box {
  const drop = box.down + GAP;
  const width = Math.max(box.width, note.length * CHARACTER) + 4 * BEND;
  const inner = width - 4 * BEND;
  return {
    width,
    up: box.up,
    down: drop + (note === '' ? 4 : 2 * HALF_BOX),
    draw: (x, y) => {
      const left = x + 2 * BEND;
      const bend = Math.max(0, drop - 2 * BEND);
      const text =
        note === '' ? '' : `<text class="count" x="${x + width / 2}" y="${y + drop + 16}">${note}</text>`;
      return (
        track(`M${x} ${y}h${2 * BEND}`) +
        box.draw(left, y) +
        track(`M${left + box.width} ${y}h${inner - box.width + 2 * BEND}`) +
        track(
          `M${left + inner} ${y}q${BEND} 0 ${BEND} ${BEND}v${bend}q0 ${BEND} ${-BEND} ${BEND}h${-inner}` +
            `q${-BEND} 0 ${-BEND} ${-BEND}v${-bend}q0 ${-BEND} ${BEND} ${-BEND}`,
        ) +
        text
      );
    },
  };
}

/** The one letter that a set stands for when case does not count, else the set itself. */
function setLabel(set: ByteSet): string {
  const bytes = bytesOf(set);
  const lower = bytes.at(-1);
  if (bytes.length === 2 && lower !== undefined && equalSets(set, eitherCase(byteSet(lower)))) {
    return String.fromCharCode(lower);
  }
  if (equalSets(set, ALL_BYTES)) return 'any';
  return printSet(set);
}

/** A byte as it is read, not as it is written in an expression. */
function byteText(byte: number): string {
  if (byte === 0x20) return '␣';
  return byte > 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : printByte(byte);
}

/** The text of a node that is one certain byte, but for case; else empty. */
function letterText(node: Node | undefined): string {
  if (node?.kind !== 'bytes') return '';
  if (sizeOf(node.set) === 1) return byteText(bytesOf(node.set)[0]!);
  const label = setLabel(node.set);
  return label.length === 1 ? label : '';
}

function sequenceBox(parts: readonly Node[]): Box {
  const boxes: Box[] = [];
  for (let at = 0; at < parts.length && boxes.length < LIMITS.parts; ) {
    let text = '';
    for (let letter = letterText(parts[at]); letter !== ''; letter = letterText(parts[at])) {
      text += letter;
      at += 1;
    }
    if (text !== '') {
      boxes.push(labelled(text, 'bytes'));
    } else {
      boxes.push(boxOf(parts[at]!));
      at += 1;
    }
  }
  if (boxes.length === LIMITS.parts) boxes.push(labelled('…', 'note'));
  return row(boxes);
}

function boxOf(node: Node): Box {
  switch (node.kind) {
    case 'empty':
      return NOTHING;
    case 'bytes':
      return labelled(letterText(node) || setLabel(node.set), 'bytes');
    case 'look': {
      const text = printNode(node);
      return labelled(text === '^' ? 'start' : text === '$' ? 'end so far' : text, 'look');
    }
    case 'sequence':
      return sequenceBox(node.parts);
    case 'choice': {
      const shown = node.branches.slice(0, LIMITS.branches).map(boxOf);
      const more = node.branches.length - shown.length;
      return stack(more > 0 ? [...shown, labelled(`… ${more} more`, 'note')] : shown);
    }
    case 'repeat': {
      const { least, most } = node;
      const body = boxOf(node.body);
      const isPlain = most === Infinity && least <= 1;
      const note =
        most === Infinity
          ? `${least} times or more`
          : least === most
            ? `${least} times`
            : `${least} to ${most} times`;
      const loop = most === 1 ? body : looped(body, isPlain ? '' : note);
      return least === 0 ? skippable(loop) : loop;
    }
  }
}

const STYLE =
  'path{fill:none;stroke:#444;stroke-width:2}rect{stroke:#444;stroke-width:1.5}' +
  'rect.bytes{fill:#e8f0fe}rect.look{fill:#fdf1d6}rect.note{fill:#eee}' +
  'text{font:13px monospace;text-anchor:middle;fill:#111}text.count,text.title{font-size:11px;fill:#444}' +
  'text.title{text-anchor:start}circle{fill:#444}';

/** The diagram of an expression as an SVG document. */
export function railroadSvg(syntax: Syntax, title: string): string {
  const box = boxOf(syntax.root);
  const note = syntax.dropsNul ? `${title}: letters stand for both cases, NUL bytes are skipped` : title;
  const width = Math.ceil(Math.max(box.width + 2 * MARGIN + 2 * BEND, note.length * 7 + 2 * MARGIN));
  const top = MARGIN + 16 + box.up;
  const height = Math.ceil(top + box.down + MARGIN);
  const x = MARGIN + BEND;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escapeXml(title)}</title><style>${STYLE}</style>`,
    `<rect x="0" y="0" width="${width}" height="${height}" style="fill:#fff;stroke:none"/>`,
    `<text class="title" x="${MARGIN}" y="${MARGIN}">${escapeXml(note)}</text>`,
    `<circle cx="${MARGIN}" cy="${top}" r="4"/>${track(`M${MARGIN} ${top}h${BEND}`)}`,
    box.draw(x, top),
    `${track(`M${x + box.width} ${top}h${BEND}`)}<circle cx="${x + box.width + BEND}" cy="${top}" r="4"/>`,
    '</svg>\n',
  ].join('\n');
}
