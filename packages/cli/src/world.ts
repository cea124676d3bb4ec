/** What a command sees of the world: handed in once, so that no command looks around by itself. */
import type { ReadStream } from 'node:tty'

export interface World {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly workingDirectory: string
  readonly input: NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY'>>
  /** What was asked for. */
  readonly say: (text: string) => void
  /** What went wrong, and questions. */
  readonly complain: (text: string) => void
  /** Standard output is a terminal that wants colours. */
  readonly hasColours: boolean
  /** Aborted when whoever read standard output has left: nothing more needs to be said. */
  readonly nobodyReads?: AbortSignal
  /** Standard error is a terminal. */
  readonly isWatched: boolean
}
