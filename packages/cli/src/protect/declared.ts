/** Which servers are protected: the one that the command line names, or those of a file; each with what is wrong with it. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ServerDefinition } from '@gatehouse/gateway'
import { readServers, type Problem, type ReadServers } from '@gatehouse/gateway/config'
import { ConfigError } from '@gatehouse/server/config/config-error'
import { Misuse } from '../explain.ts'
import type { World } from '../world.ts'
import { definitionFrom, serverFlags, type ServerFlags } from './definition-from.ts'
import type { Target } from './target.ts'

export interface Declared {
  readonly definitions: readonly ServerDefinition[]
  readonly warnings: readonly Problem[]
  /** Where they stand; undefined: on the command line. */
  readonly file: DeclaringFile | undefined
}

export interface DeclaringFile {
  /** Absolute. */
  readonly path: string
  /** As it is now. */
  readonly read: () => ReadServers
}

/** Throws Misuse and ConfigError. */
export const declaredBy = (
  target: Target,
  { servers, ...flags }: ServerFlags & { readonly servers?: string },
  world: World,
): Declared => {
  if (servers === undefined) {
    if (!target) throw new Misuse(`nothing to protect: ${ways}`)
    return { ...definitionFrom(target, flags, world), file: undefined }
  }
  if (target) throw new Misuse('--servers and a server on the command line: write it into the file as well')
  const stray = serverFlags.find(({ member }) => flags[member] !== undefined)
  if (stray) throw new Misuse(`${stray.flag} is for one server: with --servers, write it into the file`)
  const file = declaringFile(resolve(world.workingDirectory, servers), world)
  const { definitions, problems, warnings } = file.read()
  if (problems.length > 0) throw new ConfigError(problems)
  return { definitions, warnings, file }
}

const ways = `name it
  gatehouse protect http://localhost:3000/mcp
  gatehouse protect -- npx -y @modelcontextprotocol/server-filesystem ./folder
  gatehouse protect --servers servers.yaml`

const declaringFile = (path: string, { environment }: World): DeclaringFile => ({
  path,
  read() {
    const text = textOf(path)
    if (typeof text === 'string') return readServers({ path, text, environment })
    return { definitions: [], problems: [text], warnings: [] }
  },
})

const textOf = (path: string): string | Problem => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const reason = code === 'ENOENT' ? 'the file does not exist' : `the file cannot be read (${code})`
    return { key: '--servers', source: path, reason, cure: 'Mend its path, or name another' }
  }
}
