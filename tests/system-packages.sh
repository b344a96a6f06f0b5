#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Installs what the tests need from Debian: a browser, the age program, PHP for real MediaWikis, MariaDB.
# Without the right to install it says what is missing and stops: a test that was not run must not look passed.
set -euo pipefail

packages=(
	age chromium fonts-liberation fonts-noto-core mariadb-server
	php-cli php-sqlite3 php-intl php-mbstring php-xml php-gmp php-curl php-apcu lua5.1
)

missing=()
for package in "${packages[@]}"; do
	dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
	become=none
elif [ "$(id -u)" = 0 ]; then
	become=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
	become=(sudo -n)
else
	become=none
fi
if [ "${become[*]-}" = none ]; then
	echo "The tests need these Debian packages; please install them and run again:" >&2
	echo "  ${missing[*]}" >&2
	exit 1
fi
export DEBIAN_FRONTEND=noninteractive
"${become[@]}" apt-get -o DPkg::Lock::Timeout=300 -qq update
# Packages start no servers here: the tests start their own, on their own folders and ports.
"${become[@]}" apt-get -o DPkg::Lock::Timeout=300 -qq install --yes --no-install-recommends "${missing[@]}" >/dev/null
