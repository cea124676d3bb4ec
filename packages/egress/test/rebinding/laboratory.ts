/** The rebinding laboratory: a network of its own on this machine, a name server in it that changes its mind, and the door in between. Case X14 */
import { execFile, execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export interface Seen {
  readonly rounds: number
  /** How the door's fetches ended, by `fetched` or the code of the failure. */
  readonly outcomes: Readonly<Record<string, number>>
  /** Connections to an address that is not public: by the door, and by a twin that checks and then connects by name. */
  readonly astray: { readonly door: number; readonly careless: number }
}

const ownNetwork = ['--net', '--mount', '--map-root-user', '--kill-child', '--fork']

/** Undefined where the laboratory can be built; else what this machine lacks. */
export const whatLacks = (): string | undefined => {
  const tries = [
    ['a network namespace of its own (Linux, unshare)', 'unshare', [...ownNetwork, 'ip', 'link', 'set', 'lo', 'up']],
    ['dnsmasq (apt-get install dnsmasq-base)', 'dnsmasq', ['--version']],
  ] as const
  return tries.find(([, command, given]) => !works(command, given))?.[0]
}

/** Programs of the system's administrator are not on everybody's PATH. */
const withSystemPrograms = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` }

const works = (command: string, given: readonly string[]): boolean => {
  try {
    execFileSync(command, given, { stdio: 'ignore', env: withSystemPrograms })
    return true
  } catch {
    return false
  }
}

export const runLaboratory = async (rounds: number): Promise<Seen> => {
  const inside = [
    process.execPath,
    '--conditions=gatehouse:source',
    fileURLToPath(import.meta.resolve('./inside.ts')),
    String(rounds),
  ]
  const { stdout } = await promisify(execFile)('unshare', [...ownNetwork, ...inside], { env: withSystemPrograms })
  // Written by inside.ts, in this shape.
  return JSON.parse(stdout) as Seen
}
