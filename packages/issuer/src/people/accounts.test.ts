import { describe, expect, it } from 'vitest'
import { canonicalName, passwordProblem } from './accounts.ts'

describe('a sign-in name', () => {
  it('is one name in every spelling that looks or sounds the same', () => {
    const spellings = ['alice', 'ALICE', ' Alice ', 'ａｌｉｃｅ', 'Ａlice']
    expect(new Set(spellings.map(canonicalName))).toEqual(new Set(['alice']))
    expect(canonicalName('Straße')).toBe(canonicalName('STRASSE'))
    expect(canonicalName('e\u0301mile')).toBe(canonicalName('Émile'))
  })
  it('stays itself when it is made canonical twice', () => {
    for (const name of ['ﬁona', 'Ǆ', 'ẛ̣', 'İstanbul', 'ΣΊΣΥΦΟΣ'])
      expect(canonicalName(canonicalName(name))).toBe(canonicalName(name))
  })
})

describe('a password', () => {
  const problem = (password: string) => passwordProblem(password)?.problem
  it('has 12 to 256 characters, of any kind', () => {
    expect(problem('')).toBe('missing')
    expect(problem('elevenchars')).toBe('tooShort')
    expect(problem('𓀀𓀁𓀂𓀃𓀄𓀅')).toBe('tooShort')
    expect(problem('a lamp in every window')).toBeUndefined()
    expect(problem('ab '.repeat(85))).toBe('common')
    expect(problem('the quick brown '.repeat(16))).toBeUndefined()
    expect(problem('the quick brown '.repeat(17))).toBe('tooLong')
  })
  it('is none of those that everybody tries first', () => {
    for (const common of [
      'Password1234',
      '123456789012',
      '999999999999',
      'hunter2hunter2',
      'CorrectHorseBatteryStaple',
      'abababababab',
      '0987654321098',
    ]) {
      expect(problem(common)).toBe('common')
    }
  })
})
