#!/bin/sh
# Runs a command under the production settings with throwaway values: for checks and for collecting static
# files while an image is built. Never for service. CHINGIN_STATIC_ROOT and CHINGIN_CA_DIR may be given.
set -eu

throwaway=$(head -c 48 /dev/urandom | base64 | tr -d '\n')
exec env \
    DJANGO_SETTINGS_MODULE=chingin.settings.production \
    CHINGIN_SECRET_KEY="$throwaway" \
    CHINGIN_PUBLIC_ORIGIN=https://public.example \
    CHINGIN_CERTIFICATE_ORIGIN=https://certificate.example \
    CHINGIN_STAFF_ORIGIN=https://staff.example \
    CHINGIN_TRUST_PROXY=yes \
    CHINGIN_DB_HOST=localhost \
    CHINGIN_DB_NAME=chingin \
    CHINGIN_DB_USER=chingin \
    CHINGIN_REDIS_URL=redis://localhost \
    CHINGIN_SMTP_HOST=localhost \
    CHINGIN_MAIL_FROM=system@public.example \
    CHINGIN_STATIC_ROOT="${CHINGIN_STATIC_ROOT:-/nonexistent/static}" \
    CHINGIN_CA_DIR="${CHINGIN_CA_DIR:-/nonexistent/ca}" \
    CHINGIN_RECEIVED_FILES_ROOT=/nonexistent/received \
    CHINGIN_CA_PASSPHRASE="$throwaway" \
    "$@"
