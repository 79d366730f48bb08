#!/bin/sh
# `manage.py check --deploy` as an installation would pass it: production settings, a throwaway authority.
set -eu

cd "$(dirname "$0")/.."
CHINGIN_CA_DIR=$(mktemp -d)
export CHINGIN_CA_DIR
trap 'rm -rf "$CHINGIN_CA_DIR"' EXIT
deploy/as-production.sh sh -euc '
    head -c 48 /dev/urandom | base64 --wrap=0 \
        | .venv/bin/python manage.py init_ca --root-passphrase-file /dev/stdin >/dev/null
    rm "$CHINGIN_CA_DIR/private/root.key.pem"
    .venv/bin/python manage.py check --deploy --fail-level WARNING'
