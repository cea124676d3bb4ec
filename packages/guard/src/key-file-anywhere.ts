/** Where there are no files, keys cannot come out of one. */
import { misconfigured } from './misconfigured.ts'

/** Throws GuardMisconfigured. */
export const readKeyFile = (key: string, path: string): string => {
  throw misconfigured(key, `is "${path}", but files are read on Node only`, 'hand over its text: { pem } or { jwks }')
}
