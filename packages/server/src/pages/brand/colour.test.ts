import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { colour, contrast, inkOn, mix, parseColour, readable } from './colour.ts'

const anyColour = fc
  .integer({ min: 0, max: 0xff_ff_ff })
  .map((value) => colour(`#${value.toString(16).padStart(6, '0')}`))

describe('a colour', () => {
  it('is hex, long or short, and comes out in one form', () => {
    expect(parseColour('#0B6B5B')).toBe('#0b6b5b')
    expect(parseColour('#fA0')).toBe('#ffaa00')
  })

  it('is nothing else: no name, no function, nothing that could leave its declaration', () => {
    for (const text of [
      'red',
      '#12345',
      '#12345g',
      ' #fff',
      '#fff;',
      '#fff}body{',
      'rgb(0,0,0)',
      'url(//evil.example)',
      '#fff\n',
      '',
    ]) {
      expect(parseColour(text)).toBeUndefined()
    }
  })

  it('has the contrast that WCAG defines', () => {
    expect(contrast(colour('#000'), colour('#fff'))).toBeCloseTo(21, 5)
    expect(contrast(colour('#777777'), colour('#ffffff'))).toBeCloseTo(4.48, 2)
    expect(mix(colour('#ffffff'), colour('#000000'), 0.5)).toBe('#808080')
  })

  it('always finds an ink that can be read on it', () => {
    const legible = fc.property(anyColour, (ground) => contrast(inkOn(ground), ground) >= 4.5)
    expect(fc.check(legible).failed).toBe(false)
  })

  it('is moved just as far as its ground needs', () => {
    const light = colour('#ffffff')
    fc.assert(fc.property(anyColour, (wish) => contrast(readable(wish, [light], 4.5), light) >= 4.5))
    expect(readable(colour('#0b6b5b'), [light], 4.5)).toBe('#0b6b5b')
  })
})
