/** `npm run build`: builds every package, those for tests included. */
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from './machine/build.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
process.exitCode = build(root, process.execPath, ['tsconfig.all.json']) ? 0 : 1
