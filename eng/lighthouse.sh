#!/usr/bin/env bash
# Prints Lighthouse's four scores of the portal's main pages, with mobile settings, in Debian's Chromium. Not part of CI: the scores hang on the machine's idleness.
#   eng/lighthouse.sh            the main pages
#   eng/lighthouse.sh /dues /    some of a member's pages
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build samples/MemberPortal/MemberPortal.csproj -c Release -v q -nologo -clp:ErrorsOnly
mkdir -p artifacts/lighthouse
[ -d artifacts/lighthouse/node_modules/lighthouse ] || npm install --prefix artifacts/lighthouse --no-audit --no-fund --no-package-lock lighthouse@12 > /dev/null
cp eng/lighthouse.mjs artifacts/lighthouse/
exec node artifacts/lighthouse/lighthouse.mjs "$@"
