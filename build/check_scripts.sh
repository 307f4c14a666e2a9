#!/bin/sh
# Looks at the scripts of the pages: format and lint, types, and the tests of what is pure. The tools are those of
# package-lock.json, installed once into node_modules/. Without Node there is nothing to look with, and that is said.
set -eu
cd "$(dirname "$0")/.."

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "The scripts of the pages are not checked: Node (20 or newer) and npm are not installed here."
  exit 0
fi
if [ "$(node -p 'parseInt(process.versions.node, 10)')" -lt 20 ]; then
  echo "The scripts of the pages are not checked: that takes Node 20 or newer, and this is $(node --version)."
  exit 0
fi

installed=node_modules/.installed # a copy of the lock file that was installed
if ! cmp -s package-lock.json "$installed"; then
  echo "Installing what checks the scripts (once, under a minute)."
  if ! npm ci --no-audit --no-fund --loglevel=error; then
    echo "The scripts of the pages are not checked: what checks them could not be installed."
    exit 0
  fi
  cp package-lock.json "$installed"
fi
node_modules/.bin/biome check --error-on-warnings .
checks= # side by side: each takes a core for a few seconds
for scripts in tsconfig.json tsconfig.site.json tsconfig.worker.json tsconfig.sw.json; do
  node_modules/.bin/tsc --project "$scripts" &
  checks="$checks $!"
done
node --test --test-reporter=dot tests/js/*.test.js
for check in $checks; do
  wait "$check"
done
