/** A program of lines, spoken to without anybody between: what comes in is told apart by its id. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Answer, Connection } from './connection.ts'

interface Pipes extends Connection {
  /** Nothing comes back that anybody waits for. */
  tell(line: string): void
}

const idOf = (text: string): string => /"id":(\d+)/.exec(text)?.[1] ?? ''

export const openPipes = ([program = '', ...argv]: readonly string[]): { pid: number; connection: Pipes } => {
  const child = spawn(program, argv, { stdio: ['pipe', 'pipe', 'ignore'] })
  const waiting = new Map<string, (answer: Answer) => void>()
  createInterface({ input: child.stdout }).on('line', (body) => {
    const id = idOf(body)
    waiting.get(id)?.({ status: 200, head: '', body })
    waiting.delete(id)
  })
  const tell = (line: string): void => void child.stdin.write(`${line}\n`)
  const connection: Pipes = {
    tell,
    send: (request) =>
      new Promise((resolve) => {
        waiting.set(idOf(request), resolve)
        tell(request)
      }),
    close: () => void child.kill(),
  }
  return { pid: child.pid ?? 0, connection }
}
