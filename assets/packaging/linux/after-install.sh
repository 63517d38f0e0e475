#!/bin/sh
# dpkg runs this as root when the files lie in their places, at the first installation and at each upgrade.
set -e
[ "$1" = configure ] || exit 0

# Where the system gives ordinary users no namespaces, the sandbox of the page needs this helper, and it must be root's.
chown root:root '/opt/${sanitizedProductName}/chrome-sandbox'
chmod 4755 '/opt/${sanitizedProductName}/chrome-sandbox'

install -d -m 755 '/etc/${executable}' '/var/lib/${executable}'

# What root leaves in the inbox is for the account of the terminal, and for nobody else. Where none is named yet the command makes it,
# when root brings something: one that is root's, as older versions left it, is closed to every account, and holds nothing.
config='/etc/${executable}/config.json'
inbox='/var/lib/${executable}/inbox'
account=$(tr -d '\n' 2>/dev/null <"$config" | sed -n 's/.*"account"[[:space:]]*:[[:space:]]*"\([A-Za-z_][A-Za-z0-9_.@-]*\)".*/\1/p') || true
if [ "$(id -u "$account" 2>/dev/null || echo 0)" != 0 ]; then
  install -d -m 700 -o "$account" "$inbox"
elif [ -O "$inbox" ]; then
  rmdir --ignore-fail-on-non-empty "$inbox"
fi
