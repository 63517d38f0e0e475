import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/package/**'],
    environment: 'node',
    // A CommonJS package is imported as Node and the bundle import it.
    deps: { interopDefault: false },
    // A busy computer is no fault of the program.
    testTimeout: 60_000,
  },
})
