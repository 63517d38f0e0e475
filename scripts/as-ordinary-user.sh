#!/bin/sh
# Runs Electron as the user `nobody`: its sandbox then works, which it does not for root.
exec setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all "$ELECTRON_EXECUTABLE" "$@"
