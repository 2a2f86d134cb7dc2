#!/bin/sh
# What a pull or merge request would do to live access, as its comment: who would lose and gain what.
#
#   STACK=production sh ci/plan.sh preview.json [more options of `pulumi-permissions plan`]
#
# preview.json is what `pulumi preview --json --show-sames` printed. Nothing of the request's own code runs here, so that the
# credentials of the systems never meet it. Exit status: 0 there is a plan, 1 there is none, or --max-losing was exceeded.
# Leaves plan.md and plan.html.
set -u
here=$(dirname -- "$0")
preview=$1
shift
rm -f plan.md plan.html

status=0
./node_modules/.bin/pulumi-permissions plan --preview "$preview" --format markdown --output plan.md --also plan.html "$@" || status=$?
if [ ! -s plan.md ]; then
  name=$(printf '%s' "${STACK##*/}" | tr -c 'A-Za-z0-9_.-' '_')
  printf '<!-- pulumi-permissions plan %s -->\n**There is no plan.** The log of this job says why.\n' "$name" >plan.md
fi
if [ -n "${GITHUB_TOKEN:-}${GITLAB_TOKEN:-}" ]; then node "$here/comment.mjs" plan.md || exit 1; fi
case $status in
  0 | 2) ;;
  *) exit 1 ;;
esac
