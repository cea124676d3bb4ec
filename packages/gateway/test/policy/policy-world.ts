/** A policy with a folder of its own, a clock that is set, and tools that are said: `reopen()` is the next start of the process. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PolicyDefinition } from '../../src/definition.ts'
import { openPins } from '../../src/policy/keep-pins.ts'
import { toolsFile } from '../../src/policy/pins.ts'
import { openPolicy, type Policy } from '../../src/policy/policy.ts'
import type { Tool } from '../../src/upstream.ts'
import { usualPolicy } from '../definitions.ts'
import { capturedLog, type Line } from '../gateway-world.ts'

export interface PolicyWorld {
  readonly policy: Policy
  readonly lines: readonly Line[]
  readonly file: string
  readonly clock: { ms: number }
  /** How often the list was asked for, and what happens then. */
  readonly relisting: { count: number; whenAsked: () => void }
  /** With the same file, and other rules where some are said. */
  readonly reopen: (definition?: Partial<PolicyDefinition>) => Policy
  readonly close: () => Promise<void>
}

export const openPolicyWorld = async (definition: Partial<PolicyDefinition> = {}): Promise<PolicyWorld> => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'gatehouse-policy-'))
  const file = toolsFile(dataDirectory, 'notes')
  const { log, lines } = capturedLog()
  const clock = { ms: Date.parse('2026-11-21T12:00:00Z') }
  const relisting: PolicyWorld['relisting'] = { count: 0, whenAsked: () => undefined }
  const opened: Policy[] = []
  const reopen = (more: Partial<PolicyDefinition> = {}): Policy => {
    const policy = openPolicy({
      name: 'notes',
      title: 'Notes',
      definition: { ...usualPolicy, ...definition, ...more },
      pins: openPins({ server: 'notes', file, log, nowMs: () => clock.ms }),
      log,
      nowMs: () => clock.ms,
      relist() {
        relisting.count += 1
        relisting.whenAsked()
      },
    })
    opened.push(policy)
    return policy
  }
  return {
    policy: reopen(),
    lines,
    file,
    clock,
    relisting,
    reopen,
    async close() {
      await Promise.all(opened.map((policy) => policy.close()))
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}

export const look: Tool = {
  name: 'look',
  title: 'Look at a note',
  description: 'Shows one note',
  inputSchema: { type: 'object', properties: { path: { type: 'string' } } },
  annotations: { readOnlyHint: true },
}
export const put: Tool = { name: 'put', description: 'Writes one note', inputSchema: { type: 'object' } }
export const wipe: Tool = { name: 'wipe', inputSchema: { type: 'object' }, annotations: { destructiveHint: true } }
export const three: readonly Tool[] = [look, put, wipe]

export const callOf = (name: string, args?: Readonly<Record<string, unknown>>) => ({
  method: 'tools/call',
  name,
  ...(args && { arguments: args }),
})

const noHeader = (): null => null

export const namesOf = (tools: readonly unknown[]): readonly string[] => tools.map((tool) => (tool as Tool).name)

/** As a client sees it that holds these scopes. */
export const listedTo = (policy: Policy, tools: readonly Tool[], scopes: readonly string[]): readonly string[] =>
  namesOf(policy.screen(tools)).filter((name) => policy.rules.isListed(name, scopes))

/** The reason, or `undefined` where the call may go on to the scopes. */
export const refusalOf = (policy: Policy, name: string): string | undefined => {
  try {
    policy.refuse([callOf(name)], noHeader)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
