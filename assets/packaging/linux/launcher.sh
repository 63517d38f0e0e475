#!/bin/sh
# Starts the program. It never runs as root: what root brings for the terminal is left in the inbox of its account, which
# takes it at its next start.
program='/opt/${sanitizedProductName}/${executable}'
config='/etc/${executable}/config.json'
inbox='/var/lib/${executable}/inbox'

refuse() {
  echo "$1" >&2
  exit "$2"
}

account() {
  tr -d '\n' 2>/dev/null <"$config" | sed -n 's/.*"account"[[:space:]]*:[[:space:]]*"\([A-Za-z_][A-Za-z0-9_.@-]*\)".*/\1/p'
}

leave() {
  owner=$(account)
  [ "$(id -u "$owner" 2>/dev/null || echo 0)" != 0 ] || refuse "$config names no account of this computer: nothing was done." 78
  [ -r "$1" ] || refuse "$1 cannot be read: nothing was done." 78
  # It is made in a folder of root, where nobody can put a link in its way, and moved whole.
  left=$(mktemp "$(dirname "$inbox")/XXXXXXXXXX") && trap 'rm -f "$left"' EXIT || exit 78
  install -d -m 700 -o "$owner" "$inbox" && cat <"$1" >"$left" && chown "$owner" "$left" && sync "$left" &&
    mv -fT "$left" "$inbox/$2" || refuse "$1 could not be left for $owner." 78
  echo "$1 was left for $owner, who takes it when the program starts next."
  # It may be wanted for other terminals, so it is not taken away.
  echo "$1 itself stays here: delete it."
}

# Who parses a file that came from anywhere should have no rights.
check_config() {
  name=$(basename "$1")
  home=$(mktemp -d) && trap 'rm -rf "$home"' EXIT || exit 78
  cat <"$1" >"$home/$name" || exit 78
  chown -R nobody "$home" && cd "$home" || exit 78
  setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups --inh-caps=-all env -i PATH="$PATH" HOME="$home" \
    "$program" --log-level=3 --ozone-platform=headless --disable-gpu --check-config "$name"
}

if [ "$(id -u)" = 0 ]; then
  case "$#$1" in
    1--*=*) set -- "${1%%=*}" "${1#*=}" ;;
  esac
  case "$#$1" in
    2--apply-kit) leave "$2" kit.json ;;
    2--put-secrets) leave "$2" secrets.json ;;
    2--check-config) check_config "$2" ;;
    *) refuse 'As root there are --apply-kit FILE, --put-secrets FILE and --check-config FILE only: the program itself runs under the account of the terminal.' 78 ;;
  esac
  exit
fi

# Who comes with sudo or ssh lacks the words of the account's own session: where its bus is, and from which desktop's keyring the
# window takes its keys. Only a bus in a folder of this account is believed; what sudo keeps of a screen is somebody else's.
join_session() {
  folder=/run/user/$(id -u)
  if [ -z "$DBUS_SESSION_BUS_ADDRESS" ]; then
    [ -r "${XAUTHORITY:-/}" ] || unset DISPLAY XAUTHORITY
    [ -O "$folder" ] && [ -O "$folder/bus" ] && [ -S "$folder/bus" ] || return 0
    export DBUS_SESSION_BUS_ADDRESS="unix:path=$folder/bus"
    if [ ! -O "$XDG_RUNTIME_DIR" ]; then
      export XDG_RUNTIME_DIR="$folder"
      unset XDG_CURRENT_DESKTOP DESKTOP_SESSION KDE_SESSION_VERSION
    fi
  elif [ -n "$DISPLAY$WAYLAND_DISPLAY" ]; then
    return 0
  fi
  [ -z "$XDG_CURRENT_DESKTOP$DESKTOP_SESSION" ] || return 0
  for word in $(systemctl --user show-environment 2>/dev/null |
    grep -Ex '(XDG_CURRENT_DESKTOP|DESKTOP_SESSION|KDE_SESSION_VERSION)=[A-Za-z0-9:_.-]+'); do
    export "$word"
  done
  [ -z "$XDG_CURRENT_DESKTOP$DESKTOP_SESSION" ] || return 0
  # Chromium asks for a keyring only under a desktop that it knows. KWallet owns this name too, and keeps the window's keys elsewhere.
  case $(dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.ListNames 2>/dev/null) in
    *'"org.kde.kwalletd'*) ;;
    *'"org.freedesktop.secrets"'*) export XDG_CURRENT_DESKTOP=GNOME ;;
  esac
}

join_session
if [ "$#" -gt 0 ]; then
  # Chromium's own remarks do not belong among the words of a task.
  set -- --log-level=3 "$@"
  [ -n "$DISPLAY$WAYLAND_DISPLAY" ] || set -- --ozone-platform=headless --disable-gpu "$@"
elif [ -z "$DISPLAY$WAYLAND_DISPLAY" ]; then
  refuse 'There is no display, and no task.' 64
fi
exec "$program" "$@"
