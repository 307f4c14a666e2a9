#!/bin/sh
# Prints PLAYGROUND_FIREFOX=… and PLAYGROUND_WEBKIT=…, as `make test-browsers` hands them on; what it does meanwhile
# goes to stderr.
#
# For each of them, in this order: the variable if it is set, then the path, then Debian's packages where apt-get and
# root are there. A browser that cannot be had is left out with a sentence; only where neither can be had, this fails.
#
# Firefox is one program. WebKit is a driver (WebKitWebDriver, which is what is printed), a screen that nobody sees
# (Xvfb), and the library with Python's bindings, in which tests/browsers/webkit_window.py is a window.
#
# Plain POSIX sh: `sh build/find_other_browsers.sh`

set -u

say() { printf '%s\n' "$*" >&2; }

firefox_on_path() {
    for name in firefox-esr firefox; do
        found=$(command -v "$name") && "$found" --version >/dev/null 2>&1 && printf '%s\n' "$found" && return
    done
    return 1
}

# What WebKit needs beside its driver. The bindings belong to the system's Python, not to ours.
webkit_window() {
    command -v Xvfb >/dev/null 2>&1 && /usr/bin/python3 -c '
import gi
gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import WebKit2
' >/dev/null 2>&1
}

webkit_on_path() {
    found=$(command -v WebKitWebDriver) && "$found" --help >/dev/null 2>&1 && webkit_window && printf '%s\n' "$found"
}

# Debian's packages, with what is said about it first.
install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
    say "$1"
    shift
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >/dev/null
    apt-get install -y -qq --no-install-recommends "$@" fonts-dejavu-core >/dev/null
}

firefox() {
    if [ -n "${PLAYGROUND_FIREFOX:-}" ]; then
        "$PLAYGROUND_FIREFOX" --version >/dev/null 2>&1 && printf '%s\n' "$PLAYGROUND_FIREFOX" && return
        say "PLAYGROUND_FIREFOX=$PLAYGROUND_FIREFOX does not run."
        return 1
    fi
    firefox_on_path && return
    install "No Firefox yet: installing Debian's firefox-esr (a minute)." firefox-esr && firefox_on_path
}

webkit() {
    if [ -n "${PLAYGROUND_WEBKIT:-}" ]; then
        "$PLAYGROUND_WEBKIT" --help >/dev/null 2>&1 && webkit_window && printf '%s\n' "$PLAYGROUND_WEBKIT" && return
        say "PLAYGROUND_WEBKIT=$PLAYGROUND_WEBKIT does not run, or what its window needs is not there."
        return 1
    fi
    webkit_on_path && return
    install "No WebKit yet: installing Debian's webkit2gtk-driver, xvfb and WebKit's bindings for Python (a minute)." \
        webkit2gtk-driver xvfb python3-gi gir1.2-webkit2-4.1 && webkit_on_path
}

some=no
if found=$(firefox); then
    some=yes
    printf 'PLAYGROUND_FIREFOX=%s\n' "$found"
else
    say "Firefox cannot be had here, so it is left out. Install it, or name it: PLAYGROUND_FIREFOX=/path/to/firefox"
fi
if found=$(webkit); then
    some=yes
    printf 'PLAYGROUND_WEBKIT=%s\n' "$found"
else
    say "WebKit cannot be had here, so it is left out. On Debian and its kin these packages are it:"
    say "webkit2gtk-driver xvfb python3-gi gir1.2-webkit2-4.1"
fi

[ "$some" = yes ] && exit 0
say ""
say "Neither of the other browsers can be had here, so nothing was tested."
exit 1
