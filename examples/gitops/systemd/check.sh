#!/bin/sh
# Looks for drift with the credentials that systemd loaded: each is a file that is named like the environment variable.
set -eu
for file in "$CREDENTIALS_DIRECTORY"/*; do
  export "${file##*/}=$(cat -- "$file")"
done
exec ./node_modules/.bin/pulumi-permissions drift --stack "$STACK" "$@"
