/**
 * Plays a transcript: `$` runs a command, `&` starts a server as a process of its own and waits for it, `!` ends it. Hands over the same
 * text with what came out. The commands of `gatehouse` run in this process, everything else in a shell.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { run } from '../src/run.ts'
import type { World } from '../src/world.ts'

const notesServer = fileURLToPath(new URL('notes-server.mjs', import.meta.url))
const bin = fileURLToPath(new URL('../bin/gatehouse.js', import.meta.url))

interface Scene {
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  server?: ChildProcess | undefined
}

export const play = async (script: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'gh-'))
  const environment = {
    HOME: folder,
    // Of this Node and of the system, so that what is not found is told alike everywhere.
    PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    NOTES_SERVER: notesServer,
    GATEHOUSE_DATA_DIR: join(folder, 'data'),
    GATEHOUSE_LOG_FORMAT: 'json',
  }
  const scene: Scene = { folder, environment }
  try {
    const parts: string[] = []
    for (const line of script.split('\n').filter((one) => /^(?:[$&!#]|$)/.test(one))) {
      parts.push(`${line}\n${await perform(scene, line)}`)
    }
    return `${plain(parts.join(''), folder)
      .replace(/\n{3,}/g, '\n\n')
      .trimEnd()}\n`
  } finally {
    if (scene.server) await end(scene.server)
    await rm(folder, { recursive: true, force: true })
  }
}

const perform = async (scene: Scene, line: string): Promise<string> => {
  const said = read(line.slice(1).trim())
  if (line.startsWith('&')) return start(scene, said)
  if (line.startsWith('$'))
    return said.words[0] === 'gatehouse' ? inProcess(scene, said) : inShell(scene, line.slice(1))
  if (!line.startsWith('!') || !scene.server) return ''
  const { server } = scene
  scene.server = undefined
  return `(ended with ${String(await end(server))})\n`
}

interface Said {
  readonly words: readonly string[]
  readonly variables: Readonly<Record<string, string>>
  readonly input: string
}

/** `A=b gatehouse ...` and `echo '...' | gatehouse ...`, with quotes. */
const read = (line: string): Said => {
  const [, input = '', command = line] = /^echo '([^']*)' \| (.*)$/.exec(line) ?? []
  const words = (command.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? []).map((word) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  )
  const first = words.findIndex((word) => !/^[A-Z_]+=/.test(word))
  const variables = words
    .slice(0, first)
    .map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)])
  return { words: words.slice(first), variables: Object.fromEntries(variables) as Record<string, string>, input }
}

const inProcess = async ({ folder, environment }: Scene, { words, variables, input }: Said): Promise<string> => {
  let heard = ''
  const hear = (text: string): void => {
    heard += text
  }
  const world: World = {
    environment: { ...environment, ...variables },
    workingDirectory: folder,
    input: Readable.from(input === '' ? [] : [`${input}\n`]),
    say: hear,
    complain: hear,
    hasColours: false,
    isWatched: false,
  }
  const code = await run(words.slice(1), world)
  return heard + (code === 0 ? '' : `(exit ${code})\n`)
}

const inShell = ({ folder: cwd, environment }: Scene, words: string): string =>
  execFileSync('sh', ['-c', words], { cwd, env: { ...environment }, encoding: 'utf8' })

/** Everything it prints until its log says that it has started. */
const start = (scene: Scene, { words, variables }: Said): Promise<string> =>
  new Promise((resolve) => {
    const { folder: cwd, environment } = scene
    const child = spawn(process.execPath, ['--conditions=gatehouse:source', bin, ...words.slice(1)], {
      cwd,
      env: { ...environment, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    scene.server = child
    process.once('exit', () => child.kill('SIGKILL'))
    let printed = ''
    let complained = ''
    // What it prints comes before what it logs, but through another pipe: either may be heard first.
    const look = (): void => {
      if (complained.includes('server.started') && /\n {2}Data .*\n[^]*\n$/.test(printed)) resolve(printed)
    }
    child.stdout.on('data', (text: Buffer) => {
      printed += text.toString()
      look()
    })
    child.stderr.on('data', (text: Buffer) => {
      complained += text.toString()
      look()
    })
    child.once('close', (code) => resolve(`${printed}${complained}(exit ${String(code)})\n`))
  })

const end = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode)
    child.once('close', resolve)
    child.kill('SIGTERM')
  })

/** Without what differs from run to run. */
const plain = (text: string, folder: string): string =>
  text
    .replaceAll(join(folder, 'data'), '<data>')
    .replaceAll(folder, '<home>')
    .replaceAll(dirname(process.execPath), '<node>')
    .replace(/config=([\w-]+)(?:%3D)*/g, (whole, coded: string) =>
      Buffer.from(coded, 'base64').includes('localhost:') ? 'config=<config>' : whole,
    )
    .replace(/\b([a-z]{3})_[0-9a-z]{26}/g, '$1_<id>')
    .replace(/(?<![\w-])[\w-]{43}(?![\w-=])/g, '<secret>')
    .replace(/(localhost|127\.0\.0\.1):\d{5}\b/g, '$1:<port>')
    .replace(/Node v[\d.]+/g, 'Node <version>')
    .replace(/\b[\d.]+ [GM]B free/g, '<room> free')
    .replaceAll(new Date().toISOString().slice(0, 10), '<today>')
    .replace(/\b20\d\d-\d\d-\d\d\b/g, '<a-later-day>')
    .replace(/<(?:today|a-later-day)>([ T])\d\d:\d\d(?::\d\d)?/g, '<day>$1<time>')
    .replace(/"(createdAt|activeFrom)": \d+/g, '"$1": <now>')
