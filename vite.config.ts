import { builtinModules } from 'node:module'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import type { InlineConfig, Plugin } from 'vite'

export type Flavour = 'development' | 'test' | 'release'

const here = import.meta.dirname
// What is native stays a package of its own; everything else becomes part of the bundle, what is imported on first use as a chunk.
const leftOutside = ['electron', 'better-sqlite3']

const firstScreens = (module: string) => !/[\\/]renderer[\\/](admin|set-up)[\\/]/.test(module)

// Each file costs a millisecond or two: what the first screen waits for is one, what is behind the door another, and what both need lies in
// the first.
const opened = [
  {
    name: 'window',
    priority: 2,
    test: /[\\/]main[\\/](app-protocol|arguments|clock|data-folder|exit-codes|file-questions|first-call|flavour|log|machine|presence|problem|this-program|window|window-size|write-whole|config[\\/]environment|vault[\\/]electron-vault)\.ts$/,
  },
  { name: 'behind', priority: 1, test: /[\\/]main[\\/]behind\.ts$/ },
]

// The entry waits for the rest, so nothing of it may lie in the rest: it is a bundle of its own.
const restOutside: Plugin = {
  name: 'rest-outside',
  enforce: 'pre',
  resolveId: (id) => (id === './index.ts' ? { id: '../main/index.js', external: true } : undefined),
}

type Parts = { plugins?: Plugin[]; groups?: typeof opened }

/** The program's four bundles: the entry, the rest of the main process, the bridge of the window, and the page. */
export const bundles = ({
  flavour,
  watch = false,
  out = join(here, 'dist'),
}: {
  flavour: Flavour
  watch?: boolean
  out?: string
}): Record<string, InlineConfig> => {
  const everywhere = { configFile: false, envDir: false, logLevel: 'warn', clearScreen: false } as const
  const define = { __FLAVOUR__: JSON.stringify(flavour) }
  const build = {
    emptyOutDir: true,
    minify: !watch,
    sourcemap: watch,
    watch: watch ? {} : null,
    reportCompressedSize: false,
  }
  const ofMain = (
    name: string,
    sources: Record<string, string>,
    { plugins = [], groups = [] }: Parts = {},
  ): InlineConfig => ({
    ...everywhere,
    root: here,
    define,
    plugins,
    publicDir: false,
    ssr: { noExternal: true, external: leftOutside, target: 'node' },
    build: {
      ...build,
      ssr: true,
      target: 'node24',
      outDir: join(out, name),
      rolldownOptions: {
        input: sources,
        external: leftOutside,
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: '[name]-[hash].js',
          codeSplitting: { groups },
        },
      },
    },
  })
  return {
    entry: ofMain('entry', { index: 'main/entry.ts' }, { plugins: [restOutside] }),
    main: ofMain(
      'main',
      { index: 'main/index.ts', 'write-back-thread': 'main/store/sqlite/write-back-thread.ts' },
      { groups: opened },
    ),
    // A sandboxed preload script can require nothing but Electron, so it is one CommonJS file.
    preload: {
      ...everywhere,
      root: here,
      define,
      publicDir: false,
      build: {
        ...build,
        target: 'chrome140',
        outDir: join(out, 'preload'),
        lib: { entry: join(here, 'preload/index.ts'), formats: ['cjs'], fileName: () => 'index.cjs' },
        rolldownOptions: { external: ['electron', ...builtinModules] },
      },
    },
    // The Content-Security-Policy allows no inline script or style and no data: address, so nothing is inlined.
    page: {
      ...everywhere,
      root: join(here, 'renderer'),
      base: './',
      define,
      plugins: [react()],
      build: {
        ...build,
        target: 'chrome140',
        outDir: join(out, 'renderer'),
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        // One file for the first screens, one for each part that is loaded later: what both need lies in the first.
        rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'page', test: firstScreens }] } } },
      },
    },
  }
}
