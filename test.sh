#!/usr/bin/env bash
# Installs what the tests need, builds everything and runs every test. Ends with one line: N passed, N failed, N skipped.
#   ./test.sh              everything
#   ./test.sh SyncEngine   only the test projects whose name contains the word
#   TEST_LANES=1 ./test.sh one project after the other instead of two at a time
set -uo pipefail
cd "$(dirname "$0")"
only=${1:-}
results=artifacts/test-results
configuration=Release
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1

install() { # command-or-path, package...
  local probe=$1; shift
  compgen -G "$probe" >/dev/null || command -v "$probe" >/dev/null && return
  echo "installing $*"
  local sudo=
  [ "$(id -u)" = 0 ] || sudo=sudo
  [ -n "${apt_updated:-}" ] || { $sudo apt-get update -qq && apt_updated=1; }
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$@" >/dev/null ||
    { echo "could not install $*: install it by hand and run again"; exit 1; }
}
install chromium chromium fonts-dejavu-core
install '/usr/lib/postgresql/*/bin/postgres' postgresql
install node nodejs npm
install npm npm
# What links a native program.
install gcc gcc libc6-dev
install /usr/include/zlib.h zlib1g-dev

rm -rf "$results" && mkdir -p "$results"
if ! dotnet build Connector.sln -c $configuration -v q -nologo -clp:ErrorsOnly; then
  echo 'the build failed'
  echo '0 passed, 1 failed, 0 skipped'
  exit 1
fi

run() { # project's name: its output is printed in one piece when it has ended
  local name=$1 log=$results/$1.log
  timeout --kill-after=10 "${TEST_TIMEOUT:-600}" dotnet "tests/$name/bin/$configuration/net10.0/$name.dll" -noColor -noLogo \
    -result-xml "$PWD/$results/$name.xml" < /dev/null > "$log" 2>&1 || echo "$name ended with $?" >> "$log"
  [ -f "$results/$name.xml" ] || echo '<assembly name="no results: it crashed or ran out of time" passed="0" failed="1" errors="0" skipped="0" />' > "$results/$name.xml"
  echo "== $name"
  cat "$log"
}
export -f run
export results configuration

# Most projects wait for processes, browsers and clocks more than they compute: two at a time, those that take longest first.
names() {
  printf '%s\n' MemberPortal.Tests MemberPortal.Browser Simulator.Tests SyncEngine.Simulation SyncEngine.AspNetCore.Tests
  ls tests
}
names | awk '!seen[$0]++' | while read -r name; do
  [ -f "tests/$name/bin/$configuration/net10.0/$name.runtimeconfig.json" ] && [[ $name == *"$only"* ]] && echo "$name"
done | xargs -P "${TEST_LANES:-2}" -I{} bash -c 'run {}'

total() { grep -ho "<assembly [^>]*" "$results"/*.xml 2>/dev/null | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ n += $1 } END { print n + 0 }'; }
passed=$(total passed) failed=$(($(total failed) + $(total errors))) skipped=$(total skipped)
for file in "$results"/*.xml; do
  grep -o '<test [^>]*result="Fail"' "$file" | grep -o ' name="[^"]*"' | sed "s|^ name=\"\(.*\)\"\$|failed in $(basename "$file" .xml): \1|"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
