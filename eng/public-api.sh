#!/usr/bin/env bash
# Rewrites each package's PublicAPI.Unshipped.txt from its present public surface. Review the diff: it is the API review.
set -euo pipefail
cd "$(dirname "$0")/.."
for file in src/*/PublicAPI.Unshipped.txt; do printf '#nullable enable\n' > "$file"; done
for project in src/*/*.csproj; do
  dotnet format analyzers "$project" --diagnostics RS0016 --severity info --no-restore
  file=$(dirname "$project")/PublicAPI.Unshipped.txt
  { echo '#nullable enable'; grep -v '^#nullable enable' "$file" | grep . | LC_ALL=C sort -u; } > "$file.new" && mv "$file.new" "$file"
done
