/** Sees whether a process leads a group of its own alone, by what Linux tells in /proc; elsewhere nobody knows, so it is not believed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** `pid (name) state parent group ...`: the name may hold anything. */
const groupOf = (pid: string): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' ? undefined : group
  } catch {
    // It ended meanwhile.
    return undefined
  }
}

export const isAlone = (leader: number | undefined): boolean =>
  existsSync('/proc/self/stat') &&
  readdirSync('/proc').every((pid) => !/^\d+$/.test(pid) || pid === String(leader) || groupOf(pid) !== String(leader))
