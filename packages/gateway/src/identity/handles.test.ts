/** Names of an upstream as one caller may use them. */
import { describe, expect, it } from 'vitest'
import { createHandles } from './handles.ts'

const secret = new Uint8Array(32).fill(7)
const notes = { server: 'notes', upstream: 'here' }
const handles = createHandles(secret, notes)
const [alice, bob] = ['["alice","app"]', '["bob","app"]']

describe('a handle', () => {
  it('is good for its owner as often as he likes, and for nobody else, before and after that', () => {
    const handle = handles.mark('session-1', alice)
    expect(handles.unmark(handle, bob)).toBeUndefined()
    expect(handles.unmark(handle, alice)).toBe('session-1')
    expect(handles.unmark(handle, bob)).toBeUndefined()
    expect(handles.unmark(handle, alice)).toBe('session-1')
    expect(createHandles(secret, notes).unmark(handle, alice)).toBe('session-1')
  })

  it('is worth nothing at another server, at another upstream of the same name, at another installation, or when one letter of it is another', () => {
    const handle = handles.mark('session-1', alice)
    expect(handles.unmark(handle, alice)).toBe('session-1')
    for (const other of [{ server: 'files' }, { upstream: 'elsewhere' }]) {
      expect(createHandles(secret, { ...notes, ...other }).unmark(handle, alice)).toBeUndefined()
    }
    expect(createHandles(new Uint8Array(32), notes).unmark(handle, alice)).toBeUndefined()
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.split('')
    const good = letters.filter((letter) => handles.unmark(handle.slice(0, -1) + letter, alice) !== undefined)
    expect(good).toEqual([handle.at(-1)])
    for (const other of [
      handle.replace('1', '2'),
      handle.slice(1),
      handle.slice(0, -1),
      '',
      '.',
      handle.slice(9),
      `${handle.slice(0, -1)}é`,
    ]) {
      expect(handles.unmark(other, alice)).toBeUndefined()
    }
  })

  it('may be long', () => {
    const state = 'x'.repeat(100_000)
    expect(handles.unmark(handles.mark(state, alice), alice)).toBe(state)
    expect(handles.unmark(handles.mark(state, alice), bob)).toBeUndefined()
  })

  it('is known again, however many others were proven meanwhile', () => {
    for (let index = 0; index < 2500; index += 1) {
      expect(handles.unmark(handles.mark(`session-${index}`, alice), alice)).toBe(`session-${index}`)
    }
  })
})
