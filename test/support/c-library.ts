/**
 * The C library's own `regcomp` and `regexec`, as a judge of the userspace dialect. Only the GNU library:
 * that is what l7-filter's userspace variant ran on, and what the dialect claims to be.
 */
import koffi from 'koffi';
import type { RegexFlag } from '../../src/core/patterns/model.ts';

/** Values of `regex.h` of the GNU C library. */
const COMPILE_FLAGS: Readonly<Partial<Record<RegexFlag, number>>> = {
  REG_EXTENDED: 1,
  REG_ICASE: 2,
  REG_NEWLINE: 4,
  REG_NOSUB: 8,
};
const EXECUTE_FLAGS: Readonly<Partial<Record<RegexFlag, number>>> = { REG_NOTBOL: 1, REG_NOTEOL: 2 };

/** More than `sizeof(regex_t)` on any platform. */
const REGEX_BYTES = 256;

export interface CompiledByC {
  matches(payload: Uint8Array): boolean;
  free(): void;
}

export interface CRegex {
  /** The compiled expression, or the error number of `regcomp`. */
  compile(text: string, flags: readonly RegexFlag[]): CompiledByC | number;
}

function terminated(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.of(0)]);
}

/** The library's functions, or null where there is no GNU C library. */
export function openCRegex(): CRegex | null {
  let library: ReturnType<typeof koffi.load>;
  try {
    library = koffi.load('libc.so.6');
    library.func('const char *gnu_get_libc_version()')();
  } catch {
    return null;
  }
  const regcomp = library.func('int regcomp(void *preg, const void *regex, int cflags)');
  const regexec = library.func(
    'int regexec(const void *preg, const void *string, size_t nmatch, void *pmatch, int eflags)',
  );
  const regfree = library.func('void regfree(void *preg)');
  const bits = (flags: readonly RegexFlag[], values: Readonly<Partial<Record<RegexFlag, number>>>): number =>
    flags.reduce((sum, flag) => sum | (values[flag] ?? 0), 0);
  return {
    compile(text, flags) {
      const regex = Buffer.alloc(REGEX_BYTES);
      const error: number = regcomp(
        regex,
        terminated(Buffer.from(text, 'latin1')),
        bits(flags, COMPILE_FLAGS),
      );
      if (error !== 0) return error;
      return {
        matches: (payload) => regexec(regex, terminated(payload), 0, null, bits(flags, EXECUTE_FLAGS)) === 0,
        free: () => regfree(regex),
      };
    },
  };
}
