/** What signs tokens, and what seals it: a part of the schema. */
import { algorithms } from '../keys/algorithms.ts'
import { choices, duration, text } from './kinds.ts'
import { option, optional } from './option.ts'

export const masterKeys = {
  masterKey: optional(text(), {
    title: '32 random bytes, base64 or hexadecimal, that seal the signing keys. `openssl rand -base64 32` prints one.',
    absent: 'the file `master-key` in the data directory, made on the first start',
    isSecret: true,
  }),
  previousMasterKey: optional(text(), {
    title:
      'The master key before this one: a start seals the signing keys under `masterKey` then. Leave it out again afterwards.',
    absent: '`masterKey` opens everything',
    isSecret: true,
  }),
} as const

export const signing = {
  algorithms: option(choices(...algorithms), {
    title: 'What tokens are signed with: the first one, unless something else is asked for. One chain of keys each.',
    fallback: ['ES256'],
    example: ['ES256', 'RS256'],
  }),
  rotateEvery: option(duration('1d', '3650d'), {
    title: 'How long a signing key signs until the next one does.',
    fallback: '90d',
  }),
  publishAhead: option(duration('15m', '30d'), {
    title:
      'How long a new signing key is published before it signs. Longer than verifiers keep what they have read: the guard does 70 minutes at most.',
    fallback: '2h',
  }),
} as const
