/**
 * `npm start`: a fresh clone becomes a running Gatehouse. Installs what runtime needs, builds what changed, runs the example on a new enough Node,
 * or the command that is named: `npm start -- protect http://localhost:3000/mcp`.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from './machine/build.mjs'
import { ensureInstalled } from './machine/install.mjs'
import { findNode, howToGetNode } from './machine/node.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const entry = join(root, 'examples', 'files', 'dist', 'main.js')
const command = join(root, 'packages', 'cli', 'bin', 'gatehouse.js')
const startedAt = performance.now()

const say = (/** @type {string} */ line) => console.error(`gatehouse: ${line}`)
const giveUp = (/** @type {string} */ line) => {
  say(line)
  process.exit(1)
}

/** @type {(node: string) => boolean} */
const buildAll = (node) =>
  build(root, node, ['tsconfig.build.json']) &&
  (existsSync(entry) || build(root, node, ['tsconfig.build.json', '--force']))

/** @type {() => string} */
const prepare = () => {
  if (!ensureInstalled(root, 'runtime', say)) return giveUp('the installation failed; npm says why above')
  const node = findNode(root, 'own') ?? giveUp(howToGetNode())
  if (!existsSync(entry)) say('building')
  if (!buildAll(node)) return giveUp('the build failed; TypeScript says why above')
  const seconds = (performance.now() - startedAt) / 1000
  if (seconds > 3) say(`ready to start after ${seconds.toFixed(0)} s`)
  return node
}

const words = process.argv.slice(2)
const isCommand = words[0] !== undefined && !words[0].startsWith('-')
const program = isCommand ? command : entry
const child = spawn(prepare(), ['--disable-warning=ExperimentalWarning', program, ...words], { stdio: 'inherit' })

// A terminal hands Ctrl-C to the child as well: forwarding it would count twice.
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
process.on('SIGTERM', () => child.kill('SIGTERM'))
process.on('SIGHUP', () => child.kill('SIGHUP'))
child.on('error', (error) => giveUp(`cannot run ${program}: ${error.message}`))
child.on('exit', (code, signal) => {
  if (!signal) process.exit(code ?? 1)
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
})
