/** Event streams as a load: opened, listened to for a while, closed. Counts whole events and how old each was. HTML, "Server-sent events" */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { cpuOf } from '../machine/process-usage.ts'
import type { Measuring } from './measure.ts'
import { textOf } from './script.ts'
import type { Sample, Work } from './work.ts'

export const measureEvents = async (
  { ask, streams }: Extract<Work, { kind: 'events' }>,
  port: number,
  { pid, span }: Measuring,
): Promise<Sample> => {
  const text = textOf(ask, port)
  let ages: number[] = []
  const hear = (age: number): void => void ages.push(age)
  const sockets = await Promise.all(Array.from({ length: streams }, () => openStream(port, text, hear)))
  await pause(span.warmUp * 1000)
  const [cpu, begun] = [cpuOf(pid), performance.now()]
  ages = []
  await pause(span.counted * 1000)
  const [used, seconds, heard] = [cpuOf(pid) - cpu, (performance.now() - begun) / 1000, ages]
  for (const socket of sockets) {
    if (socket.destroyed) throw new Error('a stream ended before its time')
    socket.destroy()
  }
  const sorted = heard.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0
  const operations = heard.length
  return { operations, seconds, cpuMicroseconds: used / operations, p50: at(0.5), p99: at(0.99) }
}

const openStream = async (port: number, request: string, hear: (age: number) => void): Promise<Socket> => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.on('error', () => socket.destroy())
  await once(socket, 'connect')
  socket.write(request, 'latin1')
  const [first] = (await once(socket, 'data')) as [Buffer]
  const head = first.toString('latin1')
  if (!/^HTTP\/1.1 200/.test(head)) throw new Error(`a stream was refused: ${head}`)
  let rest = ''
  socket.on('data', (bytes: Buffer) => {
    const now = performance.timeOrigin + performance.now()
    const events = (rest + bytes.toString('latin1')).split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) hear(now - Number(/"sent":([\d.]+)/.exec(event)?.[1]))
  })
  return socket
}
