import { build as viteBuild } from 'vite'
import { bundles } from '../vite.config.ts'
import { plainly, startedAs } from './plainly.mjs'

/** Builds the bundles into dist/, or `out`. Answers with the modules that went into them. */
export const build = async (flavour = 'development', out = undefined) => {
  const started = performance.now()
  const modules = []
  for (const config of Object.values(bundles({ flavour, ...(out && { out }) }))) {
    for (const { output } of [await viteBuild(config)].flat())
      modules.push(...output.flatMap((chunk) => chunk.moduleIds ?? []))
  }
  console.log(`Built ${out ?? 'dist/'} in ${Math.round(performance.now() - started)} ms.`)
  return modules
}

if (startedAs(import.meta)) plainly(() => build())
