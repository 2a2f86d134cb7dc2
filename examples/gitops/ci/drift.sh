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

status=0
./node_modules/.bin/pulumi-permissions drift --stack "$STACK" --format markdown --output drift.md --also drift.html "$@" 2>drift.log ||
  status=$?
cat drift.log >&2
case $status in
  0 | 2) ;;
  *) status=1 ;; # also when it was killed or is not installed
esac
echo "$status" >drift.status

[ "$status" -ne 0 ] || rm -f drift.html

node "$here/issue.mjs" "$status" || exit 1
[ "$status" -ne 1 ]
