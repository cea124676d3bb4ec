/** What clients asked and the server acknowledged, one line each, on disk before anybody acts on it; and the lines read again. */
import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs'

/** `family` is the first refresh token of it; `life` says how often the server had been started. */
export type Fact = { readonly family: string; readonly life: number } & (
  | Issued
  /** Written before it is asked: from now on what it names may have ended. */
  | { readonly kind: 'ending'; readonly what: End }
  /** Written after a 200. */
  | { readonly kind: 'ended'; readonly what: End }
)

/** A code or a refresh token was answered with tokens. */
export interface Issued {
  readonly kind: 'issued'
  readonly spent: 'code' | 'refresh token'
  /** The code or the refresh token that was presented. */
  readonly parent: string
  readonly refreshToken: string
  readonly accessToken: string
  readonly resource: string
}

/** The family, or one access token of it. */
export type End = 'family' | { readonly accessToken: string }

export const isIssued = (fact: Fact): fact is Fact & Issued => fact.kind === 'issued'

export interface FactBook {
  readonly write: (fact: Fact) => void
  readonly read: () => readonly Fact[]
  readonly close: () => void
}

export const openFactBook = (path: string): FactBook => {
  const file = openSync(path, 'a', 0o600)
  return {
    write(fact) {
      writeSync(file, `${JSON.stringify(fact)}\n`)
      fdatasyncSync(file)
    },
    // Our own lines, and nobody kills this process: each is whole.
    read: () =>
      readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Fact),
    close: () => closeSync(file),
  }
}
