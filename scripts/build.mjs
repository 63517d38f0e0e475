import { build as viteBuild } from 'vite'
import { bundles } from '../vite.config.ts'
import { plainly, startedAs } from './plainly.mjs'

/** Builds the three bundles into dist/. */
export const build = async (flavour = 'development') => {
  const started = performance.now()
  for (const config of Object.values(bundles({ flavour }))) await viteBuild(config)
  console.log(`Built dist/ in ${Math.round(performance.now() - started)} ms.`)
}

if (startedAs(import.meta)) plainly(() => build())
