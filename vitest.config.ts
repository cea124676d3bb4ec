import { defineConfig } from 'vitest/config'

// Tests read the sources of every package through the export condition `gatehouse:source`: nothing has to be built first.
const conditions = ['gatehouse:source', 'node', 'import', 'module', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'tools/**/*.test.ts'],
    // Children that a test starts run the same TypeScript sources.
    env: { NODE_OPTIONS: '--conditions=gatehouse:source --disable-warning=ExperimentalWarning' },
    testTimeout: 20_000,
  },
})
