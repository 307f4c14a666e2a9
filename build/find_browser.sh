#!/bin/sh
# Prints the path of a Chromium for the browser tests; what it does meanwhile goes to stderr.
#
# In this order: $PLAYGROUND_CHROMIUM if set, then the path, then the one Playwright has fetched before, then
# Debian's package where apt-get and root are there, then Playwright's own download.
#
# Plain POSIX sh. The first argument is the Python that has Playwright: `sh build/find_browser.sh .venv/bin/python`

set -u
python=${1:-.venv/bin/python}

say() { printf '%s\n' "$*" >&2; }

# A browser counts only if it runs: Ubuntu's chromium-browser may be a stub that asks for a snap.
runs() { "$1" --version >/dev/null 2>&1; }

on_path() {
    for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
        browser=$(command -v "$name") && runs "$browser" && printf '%s\n' "$browser" && return
    done
    return 1
}

playwrights_own() {
    browser=$("$python" -c '
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
') && [ -x "$browser" ] && runs "$browser" && printf '%s\n' "$browser"
}

if [ -n "${PLAYGROUND_CHROMIUM:-}" ]; then
    runs "$PLAYGROUND_CHROMIUM" && printf '%s\n' "$PLAYGROUND_CHROMIUM" && exit 0
    say "PLAYGROUND_CHROMIUM=$PLAYGROUND_CHROMIUM does not run."
    exit 1
fi

on_path && exit 0
playwrights_own && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "No browser yet: installing Debian's chromium (a minute or two)."
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >/dev/null
    for package in chromium-headless-shell chromium; do # the first draws no windows that nobody sees
        apt-get install -y -qq --no-install-recommends $package fonts-dejavu-core >/dev/null && on_path && exit 0
    done
fi

say "No browser yet: fetching Playwright's Chromium."
"$python" -m playwright install chromium >&2 && playwrights_own && exit 0

say ""
say "No browser was found, and none could be fetched, so the browser tests cannot run."
say "Install Chromium or Chrome, or name one: make test PLAYGROUND_CHROMIUM=/path/to/chromium"
say "The tests that need no browser: make check"
exit 1
