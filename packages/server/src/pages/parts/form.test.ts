import { describe, expect, it } from 'vitest'
import { ownPath } from './form.ts'

describe('a link or form of ours', () => {
  it('leads to a path of this origin', () => {
    expect(ownPath('/sign-in?request=pen_1')).toBe('/sign-in?request=pen_1')
    expect(ownPath('/')).toBe('/')
  })

  it('B14: leads nowhere else', () => {
    for (const path of [
      '//evil.example',
      '/\\evil',
      'https:evil',
      'javascript:alert(1)',
      '\t//evil',
      '/a\\b',
      '',
      'sign-in',
      '/a b',
      '/\u202E',
    ]) {
      expect(() => ownPath(path)).toThrow('own origin')
    }
  })
})
