#!/bin/sh
# Prints the path of a Python >= 3.12 that can make virtual environments; what it does meanwhile goes to stderr.
# With a version as its argument (3.12), of just that version.
#
# In this order: $PYTHON if set, then the path, then pyenv's and uv's versions (whatever the default `python3` is),
# then on Debian as root the package that Debian's Python lacks, then uv, which fetches a Python into the user's
# own folder. Why so: docs/decisions/0001-how-python-is-found-and-pinned.md
#
# Plain POSIX sh. Run from anywhere: `sh build/find_python.sh`

set -u
only=${1:-}
root=$(cd "$(dirname "$0")/.." && pwd)
tools="$root/.tools"
uv_pythons="${UV_PYTHON_INSTALL_DIR:-${XDG_DATA_HOME:-${HOME:-}/.local/share}/uv/python}"
export PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '%s\n' "$*" >&2; }

# A candidate counts only if it runs: pyenv's shims stand on the path for versions that are not active, and Debian
# ships Python without the module that puts pip into a virtual environment. Prints the interpreter behind shims
# and virtual environments.
usable() {
    "$1" -c '
import sys, sysconfig
assert sys.version_info >= (3, 12) and "%d.%d" % sys.version_info[:2] in (sys.argv[1] or sys.version) and not sysconfig.get_config_var("Py_GIL_DISABLED")
import ensurepip, venv
print(getattr(sys, "_base_executable", "") or sys.executable)
' "$only" 2>/dev/null </dev/null
}

folders() {
    printf '%s\n' "${PATH:-}" | tr ':' '\n'
    for folder in "${PYENV_ROOT:-${HOME:-}/.pyenv}"/versions/*/bin "$uv_pythons"/*/bin; do
        printf '%s\n' "$folder"
    done
}

# The versions the tests run on come first; a plain `python3` may be any newer one.
search() {
    for name in ${only:+"python$only"} python3.13 python3.12 python3.14 python3; do
        folders | while IFS= read -r folder; do
            if [ -x "$folder/$name" ] && usable "$folder/$name"; then
                break
            fi
        done
    done | head -n 1
}

found() {
    python=$(search)
    [ -n "$python" ] || return 1
    printf '%s\n' "$python"
}

debian_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

install_debian_python() {
    say "No usable Python yet: installing Debian's python3-venv."
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
}

# uv into .tools/, by way of any Python 3 that has pip or can make an environment that has.
fetch_uv_with() {
    if "$1" -m pip --version >/dev/null 2>&1; then
        pip_python=$1
    elif "$1" -m venv "$tools/venv" >/dev/null 2>&1; then
        pip_python="$tools/venv/bin/python"
    else
        return 1
    fi
    say "Fetching uv, which fetches a Python."
    "$pip_python" -m pip install --quiet --require-hashes \
        --target "$tools" -r "$root/requirements/uv.txt" >&2
}

find_uv() {
    command -v uv && return
    folders | while IFS= read -r folder; do
        [ ! -x "$tools/bin/uv" ] || break
        [ -x "$folder/python3" ] && fetch_uv_with "$folder/python3" </dev/null
    done
    [ -x "$tools/bin/uv" ] && printf '%s\n' "$tools/bin/uv"
}

if [ -n "${PYTHON:-}" ]; then
    usable "$PYTHON" && exit 0
    say "PYTHON=$PYTHON is not a Python 3.12 or newer with the modules venv and ensurepip."
    exit 1
fi

say "Looking for Python ${only:-3.12 or newer}."
found && exit 0

if debian_root && ! python3 -c 'import ensurepip, venv' >/dev/null 2>&1; then
    install_debian_python && found && exit 0
fi

if uv=$(find_uv); then
    say "None here: fetching Python ${only:-3.13} with uv."
    "$uv" python install "${only:-3.13}" >&2 && found && exit 0
fi

say ""
say "No Python 3.12 or newer was found, and none could be fetched."
say "Install one (from your system's packages, with pyenv or with uv), or name one: make serve PYTHON=/path/to/python3"
say "On Debian and Ubuntu it needs the package python3-venv as well."
exit 1
