#!/bin/sh
# Brings a Debian machine to where `make demo` or `make test` can run; does nothing where nothing is missing.
#   deploy/bootstrap.sh demo    system packages and .venv for the demo
#   deploy/bootstrap.sh tests   those and what the tests and lints need
#   deploy/bootstrap.sh clean   forget the demo's state
# PYTHON names the interpreter that .venv is made from.
set -eu

cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
# Debian keeps daemons here, where ordinary users' PATH does not look.
PATH=$PATH:/usr/sbin:/sbin

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "$@"
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

require_root() {
    [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null \
        || fail "システムパッケージを入れる権限がありません。管理者 (root) で次を実行してから、もう一度実行してください: apt-get install --no-install-recommends$packages"
}

# A long program of ours: TERM and Ctrl-C end it too, at once.
run() {
    "$@" </dev/null >&2 &
    child=$!
    trap 'kill "$child" 2>/dev/null; wait "$child" || true; exit 130' INT TERM HUP
    status=0
    wait "$child" || status=$?
    trap - INT TERM HUP
    return "$status"
}

listed() {
    for list in "$@"; do
        sed 's/#.*//' "deploy/packages/$list"
    done
}

is_installed() {
    [ "$(dpkg-query --show --showformat '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Sets $packages to those of "$@" that are missing.
find_missing() {
    packages=
    for package in "$@"; do
        is_installed "$package" || packages="$packages $package"
    done
}

apt_get() {
    # RUNLEVEL: without systemd, no package starts its service.
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 LC_ALL=C.UTF-8 apt-get --quiet --yes "$@" >>"$log" 2>&1
}

# With systemd: services that come with the packages are neither started now nor at the next boot; we run
# private ones. Services that were there before are left alone.
silence_services() {
    [ -d /run/systemd/system ] || return 0
    for unit in nginx.service postgresql.service redis-server.service; do
        systemctl cat "$unit" >/dev/null 2>&1 || silenced="$silenced $unit"
    done
    [ -z "$silenced" ] || as_root systemctl --quiet mask $silenced
}

restore_services() {
    [ -n "$silenced" ] || return 0
    as_root systemctl --quiet unmask $silenced
    for unit in $silenced; do
        ! systemctl cat "$unit" >/dev/null 2>&1 || as_root systemctl --quiet disable "$unit" >>"$log" 2>&1
    done
    silenced=
}

install_packages() {
    command -v dpkg-query >/dev/null || fail "Debian ではないため、必要なパッケージを入れられません。Debian 12 以降で実行してください。"
    find_missing "$@"
    [ -n "$packages" ] || return 0
    require_root
    say "システムパッケージを入れています:$packages"
    log=$(mktemp)
    silenced=
    trap 'restore_services' EXIT
    # apt-get is left to end what it began.
    trap 'exit 143' TERM HUP
    trap 'exit 130' INT
    silence_services
    # The package lists are fetched only where those at hand do not do.
    apt_get install --no-install-recommends $packages \
        || { apt_get update && apt_get install --no-install-recommends $packages; } \
        || { tail -n 20 "$log" >&2; fail "システムパッケージを入れられませんでした。ネットワークと /etc/apt/sources.list を確認し、もう一度実行してください。(記録: $log)"; }
    restore_services
    trap - EXIT INT TERM HUP
    rm -f "$log"
}

require_python() {
    command -v "$python" >/dev/null || fail "$python がありません。Debian の python3 パッケージを入れてください。"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
        || fail "Python 3.11 以上が必要です。Debian 12 以降で実行するか、PYTHON=/path/to/python3.11 を指定してください。"
}

# Debian keeps ensurepip, and with it `python3 -m venv`, in a package of its own.
venv_package() {
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        printf 'python3-venv'
    fi
}

# install_python STAMP LOCK: .venv holds LOCK; a hash beside it saves the look inside.
install_python() {
    stamp=.venv/$1.sha256
    wanted=$({ "$python" -VV; cat "$2"; } | sha256sum)
    if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && .venv/bin/python -c '' 2>/dev/null; then
        return 0
    fi
    require_same_python
    say "Python のパッケージを .venv に入れています。"
    run .venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check --require-hashes -r "$2" \
        || fail "Python のパッケージを入れられませんでした。ネットワークを確認し、もう一度実行してください。"
    printf '%s\n' "$wanted" >"$stamp"
}

# .venv is made anew when it does not run or belongs to another Python.
require_same_python() {
    if [ "$(.venv/bin/python -VV 2>/dev/null)" != "$("$python" -VV)" ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        run "$python" -m venv --clear .venv || fail ".venv を作れませんでした。このディレクトリに書き込めるかを確認してください。"
    fi
}

install_node_packages() {
    [ -f tests/lint/package.json ] || return 0
    wanted=$(cat tests/lint/package.json tests/lint/package-lock.json | sha256sum)
    [ "$(cat tests/lint/node_modules/.sha256 2>/dev/null)" != "$wanted" ] || return 0
    say "静的検査の Node.js パッケージを tests/lint/node_modules に入れています。"
    run npm ci --prefix tests/lint --ignore-scripts --no-audit --no-fund --loglevel=error \
        || fail "Node.js のパッケージを入れられませんでした。ネットワークを確認し、もう一度実行してください。"
    printf '%s\n' "$wanted" >tests/lint/node_modules/.sha256
}

node_package() {
    if ! command -v node >/dev/null; then
        printf 'nodejs '
    fi
    if ! command -v npm >/dev/null; then
        printf 'npm'
    fi
}

clean() {
    [ -d var/demo ] || return 0
    if [ -e var/demo/lock ] && ! flock --nonblock var/demo/lock true; then
        fail "デモが動いています(プロセス番号 $(cat var/demo/lock))。止めてから、もう一度実行してください。"
    fi
    rm -rf var/demo
}

case ${1-} in
demo)
    require_python
    install_packages $(listed runtime demo) $(venv_package)
    install_python demo requirements.lock
    ;;
tests)
    require_python
    install_packages $(listed runtime tests) $(venv_package) $(node_package)
    install_python tests tests/requirements.lock
    install_node_packages
    ;;
clean)
    clean
    ;;
*)
    fail "使い方: deploy/bootstrap.sh demo | tests | clean"
    ;;
esac
