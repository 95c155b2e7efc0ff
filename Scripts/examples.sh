#!/usr/bin/env bash
# Builds Examples/ and Examples/Embedded/ as users' packages would be built, runs each program, and
# compares what it prints with what it should. Closes with 'N passed, N failed'.
set -uo pipefail
cd "$(dirname "$0")/../Examples"

# Only the run time is needed: half the wait.
export TRICOLOR_PART=runtime
swift build -c release || exit 1
bin=$(swift build -c release --show-bin-path)
passed=0
failed=0

# expect NAME FILE COMMAND…: the command's output is the file's.
expect() {
  local name=$1 file=$2
  shift 2
  if diff <("$@") "$file" >/tmp/examples.$$ 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED $name"
    head -5 /tmp/examples.$$
  fi
  rm -f /tmp/examples.$$
}

expect BinaryTrees Programs/trees.expected "$bin/BinaryTrees" 12
expect LRUCache Programs/lru.expected "$bin/LRUCache" 1000000
expect Scheme Programs/tour.expected "$bin/Scheme" --limit 32 Programs/tour.scm

# In the Embedded subset: a package of its own, whose trait reaches ours.
cd Embedded
swift build -c release -Xswiftc -Xfrontend -Xswiftc -function-sections || exit 1
expect Versions versions.expected "$(swift build -c release --show-bin-path)/Versions"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
