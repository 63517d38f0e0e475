/** What the build was made for; only a release belongs on a terminal. */
export type Flavour = 'development' | 'test' | 'release'

declare const __FLAVOUR__: Flavour

/** Written in by the build. Sources that run as they stand are development. */
export const flavour: Flavour = typeof __FLAVOUR__ === 'undefined' ? 'development' : __FLAVOUR__
