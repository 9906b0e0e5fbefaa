#!/bin/sh
# npm run bench, npm run bench:live: runs one benchmark of bench/ by name; results go to bench/results.
set -eu
cd "$(dirname "$0")/.."
name=${1:?usage: scripts/bench.sh NAME [ARGUMENT...]}
shift
if [ ! -f "bench/$name.ts" ]; then
  echo "bench: there is no bench/$name.ts; there are: $(ls bench | sed -n 's/\.ts$//p' | tr '\n' ' ')" >&2
  exit 2
fi
[ -x node_modules/.bin/tsc ] || npm ci --no-audit --no-fund --loglevel=error
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
exec node "bench/$name.ts" "$@"
