/** Server and load on cores of their own, where there are two and taskset knows how. */
import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

const cores = { server: '0', load: '1' } as const

export type Role = keyof typeof cores

export const isPinned = availableParallelism() > 1 && spawnSync('taskset', ['-V']).status === 0

/** The command line that runs `command` on its core. */
export const pinned = (role: Role, ...command: readonly string[]): readonly string[] =>
  isPinned ? ['taskset', '-c', cores[role], ...command] : command
