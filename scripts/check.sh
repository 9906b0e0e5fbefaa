#!/bin/sh
# Style and types of the whole project: what must be clean before any test runs.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/node_modules/.bin:$PATH"
biome check .
tsc --build
