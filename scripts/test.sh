#!/bin/sh
# npm test: prepares what the tests need, then style, types, and all tests.
#
#   scripts/test.sh [--quick]    --quick leaves out the live tests
#
# Works from a fresh clone: npm packages are installed when they are missing or out of date, and Debian
# packages for the live tests when run by root; otherwise the tests that need them say why they skip.
# Live tests (test/live, and *.live.test.ts anywhere) use the machine's kernel and run one at a time; all
# others run side by side.
set -eu
cd "$(dirname "$0")/.."

if [ ! -x node_modules/.bin/tsc ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo 'test: installing the npm packages…' >&2
  npm ci --no-audit --no-fund --loglevel=error
fi
PATH="$PWD/node_modules/.bin:$PATH"
export PATH

# A fault of style does not hide what the tests have to say.
status=0
sh scripts/check.sh || status=$?
node scripts/generate.ts --check || status=$?

live=yes
[ "${1:-}" != --quick ] || live=no
[ "$live" = no ] || node scripts/live-packages.ts

find test -name '*.test.ts' ! -name '*.live.test.ts' ! -path 'test/live/*' -print0 |
  sort -z | xargs -0 node --test --test-concurrency="$(nproc)" || status=$?
if [ "$live" = yes ]; then
  find test \( -name '*.live.test.ts' -o -path 'test/live/*.test.ts' \) -print0 |
    sort -z | xargs -0 --no-run-if-empty node --test --test-concurrency=1 || status=$?
fi
exit "$status"
