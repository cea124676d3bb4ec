/** A tunnel from a public https URL to a port of this computer: an installed program, started before anything else, ended with this process. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { findProgram } from '@gatehouse/gateway/config'
import { Misuse } from '../explain.ts'
import type { World } from '../world.ts'
import { type TunnelProgram, tunnelPrograms } from './tunnel-programs.ts'

export interface Tunnel {
  readonly url: string
  readonly program: TunnelProgram
  /** Calls back when it ends by itself. */
  readonly onEnd: (hear: (reason: string) => void) => void
  readonly end: () => void
}

/** In milliseconds: until it says its URL. */
const patience = 30_000

/** `wanted`: the program; whichever is installed unless said. Throws Misuse. */
export const openTunnel = async (
  wanted: string | undefined,
  port: number,
  { environment, workingDirectory: cwd }: World,
): Promise<Tunnel> => {
  const { program, path } = choose(wanted, (name) => seek(name, environment['PATH'], cwd))
  const env = Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('GATEHOUSE_')))
  const child = spawn(path, program.argv(port), { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const end = (): void => void child.kill('SIGTERM')
  // Also where nobody waits any more: on a second Ctrl-C, or when the start fails.
  process.once('exit', end)
  try {
    const url = await urlOf(child, program)
    return { url, program, end, onEnd: (hear) => whenOver(child, hear) }
  } catch (error) {
    end()
    throw error
  }
}

const choose = (wanted: string | undefined, find: (name: string) => string | undefined) => {
  const candidates = tunnelPrograms.filter(({ name }) => wanted === undefined || name === wanted)
  if (candidates.length === 0)
    throw new Misuse(`--tunnel ${wanted}: write ${tunnelPrograms.map(({ name }) => name).join(' or ')}`)
  for (const program of candidates) {
    const path = find(program.name)
    if (path !== undefined) return { program, path }
  }
  const [first] = candidates
  const names = candidates.map(({ name }) => name).join(' nor ')
  throw new Misuse(
    `--tunnel: ${candidates.length > 1 ? 'neither ' : ''}${names} is installed\n${first?.howToGet ?? ''}`,
  )
}

const seek = (program: string, path: string | undefined, cwd: string): string | undefined => {
  try {
    return findProgram({ program, cwd, path })
  } catch {
    return undefined
  }
}

const urlOf = (child: ChildProcess, { name, urlIn, complaintIn }: TunnelProgram): Promise<string> =>
  new Promise((resolve, reject) => {
    const complaints = new Set<string>()
    const fail = (what: string): void => {
      clearTimeout(timer)
      const why = complaints.size === 0 ? '' : `:\n  ${[...complaints].slice(0, 5).join('\n  ')}`
      reject(new Misuse(`--tunnel: ${name} ${what}${why}\nRun ${child.spawnargs.join(' ')} to see all that it says.`))
    }
    const timer = setTimeout(() => fail(`said no URL within ${patience / 1000} s`), patience)
    const hear = (line: string): void => {
      const complaint = complaintIn(line)
      if (complaint !== undefined) complaints.add(complaint)
      const url = urlIn(line)
      if (url === undefined) return
      clearTimeout(timer)
      resolve(url)
    }
    // Read to the end of its life: a full pipe would stop it.
    for (const output of [child.stdout, child.stderr]) if (output) createInterface({ input: output }).on('line', hear)
    child.once('error', (error) => fail(`cannot be started (${error.message})`))
    child.once('close', (code) => fail(`ended with ${code ?? 'a signal'} before it had a URL`))
  })

const whenOver = (child: ChildProcess, hear: (reason: string) => void): void => {
  const tell = (): void => hear(`it ended with ${child.exitCode ?? child.signalCode ?? 'no code'}`)
  if (child.exitCode !== null || child.signalCode !== null) tell()
  else child.once('exit', tell)
}
