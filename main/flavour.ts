declare const __FLAVOUR__: 'development' | 'test' | 'release'

/**
 * Written into the bundle when it is built; what runs as it stands is in development. A `test` build is a `release` that
 * takes Chromium's switches, so that it can be driven, and has names of its own, so that it is never taken for one.
 */
export const flavour = typeof __FLAVOUR__ === 'undefined' ? 'development' : __FLAVOUR__

/** Of the machine's own files, below `/etc` and `/var/lib` or `C:\ProgramData`. */
export const machineFolder = {
  unix: flavour === 'test' ? 'tor-unveil-login-test' : 'tor-unveil-login',
  windows: flavour === 'test' ? 'TOR UNVEIL Login Test' : 'TOR UNVEIL Login',
}
