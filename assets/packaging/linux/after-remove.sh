#!/bin/sh
# dpkg runs this as root. Configuration and data stay at an upgrade and at a removal; a purge takes them.
set -e
[ "$1" = purge ] || exit 0

config='/etc/${executable}/config.json'
account=$(tr -d '\n' 2>/dev/null <"$config" | sed -n 's/.*"account"[[:space:]]*:[[:space:]]*"\([A-Za-z_][A-Za-z0-9_.@-]*\)".*/\1/p') || true
home=$(getent passwd "$account" | cut -d: -f6) || true
if [ -n "$account" ] && [ -n "$home" ]; then
  # As that account: root follows no link that it may have laid.
  runuser -u "$account" -- rm -rf "$home/.config/${sanitizedProductName}"
else
  echo 'No account is configured: the data stay in its ~/.config/${sanitizedProductName}.' >&2
fi
rm -rf '/etc/${executable}' '/var/lib/${executable}'
