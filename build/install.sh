#!/bin/sh
# Installs a requirements file into the environment of a Python, one short line a package instead of pip's many.
#
# Nothing is installed that the file does not name by hash. Byte-compiling is left to the first
# import, which compiles only what is used: that saves nearly half of the time.
#
# Plain POSIX sh: `sh build/install.sh .venv/bin/python requirements/serve.txt`

set -u
python=$1
requirements=$2

# A first run that was interrupted may have left an environment without pip.
"$python" -m pip --version >/dev/null 2>&1 || "$python" -m ensurepip >/dev/null || exit 1

# pip's lines begin with "Collecting NAME==VERSION from ..." and "Installing collected packages: NAME, ...".
shorten() {
    while read -r word name _; do
        case $word in
            Collecting) printf '  %s\n' "$name" ;;
            Installing) printf '  unpacking\n' ;;
        esac
    done
}

# A pipe's exit code is that of its last command, so pip's travels around it on a channel of its own.
status=$({
    {
        "$python" -m pip install --no-compile --require-hashes -r "$requirements" 3>&-
        printf '%s' "$?" >&3
    } | shorten >&2
} 3>&1)
exit "$status"
