/** Is this Node new enough? node:sqlite is. */
import { fail, fine, type Finding } from '../finding.ts'

const oldestNode = '22.19.0'

/** `version` as `process.version` says it: `v24.21.0`. */
export const checkNode = (version: string): Finding =>
  isOlder(version, oldestNode)
    ? fail('Node', {
        says: `Node ${version} is too old`,
        why: 'It lacks parts that the server is built on, such as node:sqlite',
        cure: `Install Node ${oldestNode} or newer, better Node 24`,
      })
    : fine('Node', `Node ${version}`)

const isOlder = (version: string, than: string): boolean => {
  const [have, need] = [numbersOf(version), numbersOf(than)]
  const at = need.findIndex((number, index) => number !== (have[index] ?? 0))
  return at >= 0 && (have[at] ?? 0) < (need[at] ?? 0)
}

const numbersOf = (version: string): readonly number[] => version.replace(/^v/, '').split('.').map(Number)
