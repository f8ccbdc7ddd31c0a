# Sourced by the commands beside it. `environment GROUP` makes, or brings up to date, the virtual environment of one
# group of dependencies from its lock, and puts it first on the PATH. Needs only Python 3.11 or newer and a shell.

find_python() {
  for python in "${CONVENOR_PYTHON:-python3}" python3 python3.13 python3.12 python3.11; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo "$python"; return; fi
  done
  echo "Convenor needs Python 3.11 or newer; none was found. Set CONVENOR_PYTHON to its path." >&2
  return 1
}

environment() {
  lock="requirements/$1.txt"
  venv="$PWD/.venv-$1"
  stamp="$venv/locked"
  if ! cmp -s "$lock" "$stamp"; then
    python=$(find_python)
    echo "Setting up $venv from $lock (once) …" >&2
    "$python" -m venv --clear "$venv" || { echo "Python's venv module is missing: on Debian, install python3-venv." >&2; return 1; }
    # What is imported is compiled then; compiling all took a third of the time.
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r "$lock"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
    cp "$lock" "$stamp"
  fi
  PATH="$venv/bin:$PATH"
  export PATH
  python -m messages compile
}
