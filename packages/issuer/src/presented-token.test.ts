import { expect, it } from 'vitest'
import { presentable, readPresented } from './presented-token.ts'

const id = `rft_${'0'.repeat(26)}`
const secret = 'A'.repeat(43)

it('reads back exactly what was handed out', () => {
  expect(readPresented('rft', presentable(id, secret))).toEqual({ id, secret })
})

it('knows no other form, and never a token of another purpose (INV9)', () => {
  const forms = [
    '',
    id,
    `${id}.`,
    `.${secret}`,
    `${id}.${secret}A`,
    `${id}.${secret.slice(1)}`,
    `${id} ${secret}`,
    `${id.toUpperCase()}.${secret}`,
    `cod_${'0'.repeat(26)}.${secret}`,
    `${id}.${'='.repeat(43)}`,
    `${id}.${secret}\n`,
    'x'.repeat(1_000_000),
  ]
  for (const form of forms) expect(readPresented('rft', form)).toBeUndefined()
})
