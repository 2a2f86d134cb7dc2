#!/bin/sh
# Looks for drift, and keeps an issue about it: opened or brought up to date on drift and on failure, closed when all is well.
#
#   STACK=production sh ci/drift.sh [more options of `pulumi-permissions drift`]
#
# Exit status: 0 looked (drift included: the issue is the alarm), 1 the look or the issue failed.
# Leaves drift.md, drift.log and drift.status (0, 1 or 2), and drift.html unless all is well.
set -u
here=$(dirname -- "$0")
rm -f drift.md drift.log drift.status drift.html

drift() {
  ./node_modules/.bin/pulumi-permissions drift --stack "$STACK" "$@"
}

status=0
drift --format markdown --output drift.md "$@" 2>drift.log || status=$?
cat drift.log >&2
case $status in
  0 | 2) ;;
  *) status=1 ;; # also when it was killed or is not installed
esac
echo "$status" >drift.status

# A second look, and never a second correction. It may fail: the first one counts.
[ "$status" -eq 0 ] || drift --format html --output drift.html 2>/dev/null || :

node "$here/issue.mjs" "$status" || exit 1
[ "$status" -ne 1 ]
