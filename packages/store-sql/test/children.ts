/** Other processes on the same database: started, asked, ended. */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** The script says when it is ready. */
export const startChild = async (script: URL): Promise<ChildProcess> => {
  const child = fork(fileURLToPath(script))
  await answerOf(child)
  return child
}

/** The next message; an end without one is an error. */
export const answerOf = async (child: ChildProcess): Promise<unknown> => {
  const watched = new AbortController()
  const exited = once(child, 'exit', watched).then(([code]) => {
    throw new Error(`the process ended with ${String(code)} before it answered`)
  })
  exited.catch(() => undefined)
  try {
    const [message]: unknown[] = await Promise.race([once(child, 'message', watched), exited])
    return message
  } finally {
    watched.abort()
  }
}

export const endChild = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}
