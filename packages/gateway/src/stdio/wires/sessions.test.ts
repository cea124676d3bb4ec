import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createHandles } from '../../identity/handles.ts'
import { createSessions, type Session } from './sessions.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const open = () => {
  const ended: Session[] = []
  const handles = createHandles(new Uint8Array(32).fill(7), { server: 'notes', upstream: 'here' })
  const sessions = createSessions({ handles, now: Date.now, onEnd: (session) => ended.push(session) })
  const enter = (person: string) =>
    sessions.open({ person, owner: `${person} at a client`, clientInfo: {}, capabilities: {} })
  const find = ({ handle, person }: Session) => sessions.find(handle, `${person} at a client`)
  return { ended, sessions, enter, find }
}

it('forgets a session that nobody used for an hour, and no other', () => {
  const { ended, enter, find } = open()
  const [idle, used] = [enter('alice'), enter('bob')]
  vi.advanceTimersByTime(3_000_000)
  expect(find(used)).toBe(used)
  vi.advanceTimersByTime(600_000)
  expect(ended).toEqual([idle])
  expect(() => find(idle)).toThrow('there is no such session')
  expect(find(used)).toBe(used)
})

it('keeps 50 of one person: a further one takes the place of the one that was used longest ago', () => {
  const { ended, enter, find } = open()
  const [first, second] = Array.from({ length: 50 }, () => enter('alice'))
  const others = enter('bob')
  if (first) find(first)
  enter('alice')
  expect(ended).toEqual([second])
  expect(find(others)).toBe(others)
})

it('holds so many of all people, then says so', () => {
  const { enter } = open()
  for (let person = 0; person < 200; person += 1) for (let one = 0; one < 50; one += 1) enter(`person ${person}`)
  expect(() => enter('one more')).toThrow('too many sessions')
})

it('names sessions by 128 bits of chance and a mark', () => {
  const { enter } = open()
  const names = Array.from({ length: 50 }, () => enter('alice').handle)
  expect(new Set(names).size).toBe(50)
  for (const name of names) expect(name).toMatch(/^[\w-]{22}\.[\w-]{22}$/)
})
