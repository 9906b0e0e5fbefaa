/** Whether we may do what a command does to the machine; said before anything else is tried. */
import { Layer7Error } from '../../core/errors.ts';

/**
 * Throws `Layer7Error` `ROOT_NEEDED` (kind `permission`) unless the process runs as root. A dry run changes
 * nothing and is let through.
 */
export function requireRoot(
  command: string,
  options: Readonly<Record<string, unknown>>,
  userId: number = process.getuid?.() ?? 0,
): void {
  if (userId === 0 || options['dry-run'] === true) return;
  throw new Layer7Error({
    code: 'ROOT_NEEDED',
    kind: 'permission',
    message: `"layer7 ${command}" needs root`,
    next: `run "sudo layer7 ${command}"`,
  });
}
