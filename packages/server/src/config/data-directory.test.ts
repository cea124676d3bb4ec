/** Where data goes when nobody says where. */
import { describe, expect, it } from 'vitest'
import { usualDataDirectory } from './data-directory.ts'

describe('the usual data directory', () => {
  it.each([
    ['linux', {}, '/home/a', '/home/a/.local/share/gatehouse'],
    ['linux', { XDG_DATA_HOME: '/x' }, '/home/a', '/x/gatehouse'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/a', '/home/a/.local/share/gatehouse'],
    ['darwin', { XDG_DATA_HOME: '/x' }, '/Users/a', '/Users/a/Library/Application Support/Gatehouse'],
    ['win32', { LOCALAPPDATA: 'C:\\L' }, 'C:\\Users\\a', 'C:\\L\\Gatehouse'],
    ['win32', {}, 'C:\\Users\\a', 'C:\\Users\\a\\AppData\\Local\\Gatehouse'],
  ] as const)('of %s with %o', (platform, environment, home, expected) => {
    expect(usualDataDirectory(platform, environment, home)).toBe(expected)
  })
})
