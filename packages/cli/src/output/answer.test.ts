import { expect, it } from 'vitest'
import type { World } from '../world.ts'
import { answer } from './answer.ts'

const said = (data: unknown): string => {
  let whole = ''
  answer({ say: (text: string) => void (whole += text) } as World, { json: true }, { data, words: '' })
  return whole
}

it('JSON for a program moves no terminal: what strangers wrote is spelled out, and says the same', () => {
  const data = { tools: [{ description: 'a\u009b2J\u202egnp\u2028\u{e0041}\n\ud800é' }] }
  const text = said(data)
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
  expect(JSON.parse(text)).toEqual(data)
  expect(text.split('\n').length).toBe(8)
})
