#!/bin/sh
# Runs Electron as the user `nobody`: its sandbox then works, which it does not for root.
as_nobody='setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all'
project=$(dirname "$(dirname "$(realpath "$0")")")

# The first folder on the way to the project that is closed to others, as /root is.
closed_folder() {
  folder=$1
  [ "$folder" = / ] && return
  above=$(closed_folder "$(dirname "$folder")")
  if [ -n "$above" ]; then echo "$above"
  elif ! $as_nobody test -x "$folder"; then echo "$folder"
  fi
}

closed=$(closed_folder "$(dirname "$project")")
[ -z "$closed" ] && exec $as_nobody "$ELECTRON_EXECUTABLE" "$@"

# For this program alone, the project then lies where it does, and the closed folder holds nothing else.
export closed project as_nobody
exec unshare --mount sh -c '
  mount --bind "$project" "$HOME" && mount -t tmpfs -o mode=755 none "$closed" &&
  mkdir -p "$project" && mount --move "$HOME" "$project" &&
  exec $as_nobody "$ELECTRON_EXECUTABLE" "$@"' sh "$@"
