/** The names that installers already know, and the setting that each one stands for. */
export const settingsByName: Record<string, [section: string, provider: string, key: string]> = {
  TWILIO_ACCOUNT_SID: ['sms', 'twilio', 'accountSid'],
  TWILIO_AUTH_TOKEN: ['sms', 'twilio', 'authToken'],
  TWILIO_PHONE_NUMBER: ['sms', 'twilio', 'from'],
  AWS_ACCESS_KEY_ID: ['sms', 'aws', 'accessKeyId'],
  AWS_SECRET_ACCESS_KEY: ['sms', 'aws', 'secretAccessKey'],
  AWS_REGION: ['sms', 'aws', 'region'],
}

const kept = new Set([
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'TZ', 'LANG', 'LANGUAGE', 'TMPDIR', 'TEMP', 'TMP'],
  ...[
    'DISPLAY',
    'WAYLAND_DISPLAY',
    'XAUTHORITY',
    'DESKTOP_SESSION',
    'GDMSESSION',
    'DBUS_SESSION_BUS_ADDRESS',
  ],
  ...['GNOME_KEYRING_CONTROL', 'GNOME_DESKTOP_SESSION_ID', 'KDE_FULL_SESSION', 'KDE_SESSION_VERSION'],
  ...[
    'SYSTEMROOT',
    'SYSTEMDRIVE',
    'WINDIR',
    'COMSPEC',
    'PATHEXT',
    'OS',
    'COMPUTERNAME',
    'USERNAME',
    'USERDOMAIN',
  ],
  ...['USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA', 'PROGRAMFILES', 'ALLUSERSPROFILE', 'PUBLIC'],
  ...['HOMEDRIVE', 'HOMEPATH', 'NUMBER_OF_PROCESSORS', 'PROCESSOR_ARCHITECTURE', 'SESSIONNAME'],
])
const keptPrefixes = ['XDG_', 'LC_', 'GTK_', 'QT_', '__CF']
// A clock that a tester turns needs these to stay.
const keptInDevelopment = ['FAKETIME', 'LD_PRELOAD']

/**
 * Deletes every variable that is not known to be harmless, so that none can redirect a request, weaken TLS or
 * print a secret later (proxies, TLS switches, debug switches, SDK settings). Run once, before another process is started; the
 * configuration is read from a copy.
 */
export const scrubEnvironment = (environment: NodeJS.ProcessEnv, packaged: boolean) => {
  for (const name of foreignVariables(environment, packaged)) delete environment[name]
}

/** The names of those that are not known to be harmless. */
export const foreignVariables = (environment: NodeJS.ProcessEnv, packaged: boolean): string[] => {
  const prefixes = packaged ? keptPrefixes : [...keptPrefixes, ...keptInDevelopment]
  return Object.keys(environment).filter((name) => {
    const upper = name.toUpperCase()
    return !kept.has(upper) && !prefixes.some((prefix) => upper.startsWith(prefix))
  })
}
