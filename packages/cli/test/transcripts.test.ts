/** The command as its users see it: each transcript is played again, and must come out letter for letter (`vitest run -u` writes it anew). */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { play } from './transcript.ts'

const folder = fileURLToPath(new URL('transcripts/', import.meta.url))

describe('the command', () => {
  it.each(readdirSync(folder))('says what is written in %s', { timeout: 60_000 }, async (name) => {
    await expect(await play(readFileSync(folder + name, 'utf8'))).toMatchFileSnapshot(folder + name)
  })
})
