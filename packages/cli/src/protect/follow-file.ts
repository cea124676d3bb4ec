/** The servers follow their file while it changes. A broken file changes nothing, and every problem of it is told. */
import type { ServerDefinition } from '@gatehouse/gateway'
import type { Problem, ReadServers } from '@gatehouse/gateway/config'

interface Log {
  info(event: string, facts?: Readonly<Record<string, unknown>>): void
  warn(event: string, facts?: Readonly<Record<string, unknown>>): void
  error(event: string, facts?: Readonly<Record<string, unknown>>): void
}

export interface FollowNeeds {
  /** For the log. */
  readonly path: string
  readonly read: () => ReadServers
  readonly apply: (definitions: readonly ServerDefinition[]) => Promise<void>
  readonly names: () => readonly string[]
  readonly log: Log
}

/** Returns what is to be called when the file may have changed: one look at a time, and one more if it changed meanwhile. */
export const followFile = (needs: FollowNeeds): (() => void) => {
  let isLooking = false
  let isWanted = false
  const look = async (): Promise<void> => {
    if (isLooking) return
    isLooking = true
    while (isWanted) {
      isWanted = false
      await reload(needs)
    }
    isLooking = false
  }
  return () => {
    isWanted = true
    void look()
  }
}

const reload = async ({ path, read, apply, names, log }: FollowNeeds): Promise<void> => {
  const { definitions, problems, warnings } = read()
  tellAll(warnings, (facts) => log.warn('gateway.servers-remark', facts))
  if (problems.length > 0) {
    tellAll(problems, (facts) => log.error('gateway.servers-refused', facts))
    return log.error('gateway.servers-kept', {
      path,
      count: names().length,
      reason: 'the file cannot be used: mend it',
    })
  }
  const before = names()
  try {
    await apply(definitions)
    const added = names().filter((name) => !before.includes(name))
    const removed = before.filter((name) => !names().includes(name))
    log.info('gateway.servers-applied', { path, count: names().length, added, removed })
  } catch (error) {
    log.error('gateway.servers-kept', { path, count: before.length, reason: String(error), cause: error })
  }
}

const tellAll = (problems: readonly Problem[], tell: (facts: Readonly<Record<string, unknown>>) => void): void => {
  for (const { key, source, reason, cure } of problems) tell({ key, path: source, reason, cure })
}
