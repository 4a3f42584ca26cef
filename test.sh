#!/usr/bin/env bash
# Installs what the tests need, builds everything and runs every test. Ends with one line: N passed, N failed, N skipped.
#   ./test.sh              everything
#   ./test.sh SyncEngine   only the test projects whose name contains the word
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

for project in tests/*/; do
  name=$(basename "$project")
  dll=tests/$name/bin/$configuration/net10.0/$name.dll
  [ -f "${dll%.dll}.runtimeconfig.json" ] || continue
  [[ $name == *"$only"* ]] || continue
  echo "== $name"
  timeout --kill-after=10 ${TEST_TIMEOUT:-900} dotnet "$dll" -noColor -noLogo -result-xml "$PWD/$results/$name.xml" < /dev/null || echo "$name ended with $?"
  [ -f "$results/$name.xml" ] || echo '<assembly name="no results: it crashed or ran out of time" passed="0" failed="1" errors="0" skipped="0" />' > "$results/$name.xml"
done

total() { grep -ho "<assembly [^>]*" "$results"/*.xml 2>/dev/null | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ n += $1 } END { print n + 0 }'; }
passed=$(total passed) failed=$(($(total failed) + $(total errors))) skipped=$(total skipped)
grep -l 'result="Fail"' "$results"/*.xml 2>/dev/null | sed 's|.*/||; s|\.xml$||; s|^|failures in |'
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
