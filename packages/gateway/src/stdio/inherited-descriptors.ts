/** Descriptors that this process was itself started with and that its children would get, too. S16 */
import { readdirSync, readFileSync } from 'node:fs'

/** Node marks its own to be closed in children, and the first few of whoever started it; the others only Linux tells us of. */
const isKeptByChildren = (descriptor: number): boolean => {
  try {
    const [, flags = '0'] = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8')) ?? []
    return (Number.parseInt(flags, 8) & closeOnExec) === 0
  } catch {
    return false
  }
}

const closeOnExec = 0o2000000

const find = (): readonly number[] => {
  try {
    return readdirSync('/proc/self/fdinfo')
      .map(Number)
      .filter((descriptor) => descriptor > 2 && isKeptByChildren(descriptor))
  } catch {
    return []
  }
}

let found: readonly number[] | undefined

/** Found once: nothing that is opened later stays open in a child. */
export const inheritedDescriptors = (): readonly number[] => (found ??= find())
