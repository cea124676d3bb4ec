/** A work becomes a load that can be measured again and again: over connections, over the pipes of a program, or as open event streams. */
import { openConnection } from './connection.ts'
import { measureEvents } from './events.ts'
import { measure, warmUp, type Measuring, type Worker } from './measure.ts'
import { openPipes } from './pipes.ts'
import { calling, scriptFor, type ScriptedWork } from './script.ts'
import type { Sample, Work } from './work.ts'

export type Load = (measuring: Omit<Measuring, 'pid'> & { readonly pid?: number }) => Promise<Sample>

const usualConnections = 64

export const prepareLoad = async ({ port, work }: { readonly port: number; readonly work: Work }): Promise<Load> => {
  if (work.kind === 'events') return (measuring) => measureEvents(work, port, { ...measuring, pid: known(measuring) })
  if (work.kind === 'lines') return prepareLines(work)
  const workers = await openWorkers(work, port)
  await warmUp(workers)
  return (measuring) => measure(workers, { ...measuring, pid: known(measuring) })
}

const known = ({ pid }: { readonly pid?: number }): number => {
  if (pid === undefined) throw new Error('whose CPU time is to be measured?')
  return pid
}

const openWorkers = async (work: ScriptedWork, port: number): Promise<readonly Worker[]> => {
  const length = work.kind === 'calls' ? (work.connections ?? usualConnections) : usualConnections
  const workers = Array.from({ length }, async (_, index) => ({
    connection: await openConnection(port),
    script: scriptFor(work, { port, index }),
  }))
  return await Promise.all(workers)
}

const prepareLines = async ({ command, greeting, line }: Extract<Work, { kind: 'lines' }>): Promise<Load> => {
  const { pid, connection } = openPipes(command)
  for (const one of greeting) connection.tell(one)
  const workers = Array.from({ length: usualConnections }, () => ({ connection, script: calling(line) }))
  await warmUp(workers)
  return (measuring) => measure(workers, { ...measuring, pid })
}
