/** Is the database whole, and is there room for it to grow? */
import { stat, statfs } from 'node:fs/promises'
import { databaseFile, quickCheck } from '../../compose.ts'
import type { Config } from '../../config/load.ts'
import { fail, fine, orFine, warn, type Check, type Finding } from '../finding.ts'

const check: Check = 'database'
const megabyte = 1024 * 1024
/** Reading more takes longer than a person waits. */
const mostRead = 2048 * megabyte

/** Nothing to say before the first start. */
export const checkDatabase = async ({ dataDir }: Pick<Config, 'dataDir'>): Promise<readonly Finding[]> => {
  const path = databaseFile(dataDir)
  const found = await stat(path).catch(() => undefined)
  if (!found) return []
  // Opening it as somebody else would leave files beside it that the server cannot use.
  if (process.getuid !== undefined && found.uid !== process.getuid()) {
    return [fine(check, 'not looked at: it belongs to another user')]
  }
  const { bavail, bsize } = await statfs(dataDir)
  const free = bavail * bsize
  const isRead = found.size <= mostRead
  const says = `${inWords(found.size)}, ${isRead ? 'whole' : 'too large to be read through here'}, ${inWords(free)} free`
  return orFine(check, [isRead ? broken(path) : undefined, tight(found.size, free)], says)
}

const broken = (path: string): Finding | undefined => {
  const complaint = quickCheck(path)
  if (complaint === undefined) return undefined
  return fail(check, {
    says: `${path} is damaged: ${complaint}`,
    why: 'The server does not start, or answers 503 where it reads the damaged part',
    cure: 'Stop the server, keep a copy, and put the file back from a backup; then look at the disk',
  })
}

const tight = (size: number, free: number): Finding | undefined => {
  if (free >= Math.max(512 * megabyte, size)) return undefined
  const complaint = {
    says: `only ${inWords(free)} are free beside a database of ${inWords(size)}`,
    why: 'On a full disk every sign-in and every refresh gets 503',
    cure: 'Make room, or move the data directory to a larger disk',
  }
  return (free < 64 * megabyte ? fail : warn)(check, complaint)
}

const inWords = (bytes: number): string => {
  const megabytes = bytes / megabyte
  return megabytes >= 1024 ? `${(megabytes / 1024).toFixed(1)} GB` : `${Math.ceil(megabytes)} MB`
}
