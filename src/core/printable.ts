/**
 * Text from the wire, from files or from their names, as it may reach a terminal: control characters, which
 * could steer one, are replaced.
 */

const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;
const CONTROLS_WITHIN_LINES = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const REPLACEMENT = '\ufffd';

/** `text` on one line, without any control character. */
export function printable(text: string): string {
  return text.replace(CONTROLS, REPLACEMENT);
}

/** `text` without control characters but ends of lines and tabs, which stay. */
export function printableLines(text: string): string {
  return text.replace(CONTROLS_WITHIN_LINES, REPLACEMENT);
}
