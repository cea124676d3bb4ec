import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Tests read the sources of every package through the export condition `gatehouse:source`: nothing has to be built first.
// No `import` here: it would also be believed of what CommonJS requires, and hand it ES modules.
const conditions = ['gatehouse:source', 'node']

const house = ['{packages,examples}/*/{src,test}/**/*.test.ts', 'tools/**/*.test.ts']
const clients = ['conformance/test/**/*.test.ts']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Children that a test starts run the same TypeScript sources.
    env: { NODE_OPTIONS: '--conditions=gatehouse:source --disable-warning=ExperimentalWarning' },
    // Left to itself, vitest keeps a core for its own work; on two cores it would go from file to file.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 20_000,
    projects: [
      { extends: true, test: { name: 'house', include: house } },
      { extends: true, test: { name: 'clients', include: clients, testTimeout: 60_000 } },
    ],
  },
})
