/** The master key: 32 random bytes that seal the signing keys. Takes them as people write them; hands over proven ones. */
import { ConfigError } from '../config/config-error.ts'

declare const proven: unique symbol

/** 32 bytes as base64url. Only this file makes one. */
export type MasterKey = string & { readonly [proven]: 'MasterKey' }

export const masterKeyVariable = 'GATEHOUSE_MASTER_KEY'
export const previousMasterKeyVariable = 'GATEHOUSE_PREVIOUS_MASTER_KEY'

const howToMake = '`openssl rand -base64 32` prints a good one'

/** As the environment says it. Throws ConfigError. */
export const masterKeyFrom = (text: string, variable: string): MasterKey =>
  parseMasterKey(text, variable, `Set ${variable} to 32 random bytes: ${howToMake}`)

/** Throws ConfigError for anything but 32 bytes that chance has made. */
export const parseMasterKey = (text: string, source: string, cure: string): MasterKey => {
  const bytes = decode(text.trim())
  const reason = bytes ? weaknessOf(bytes) : 'it is not base64 or hexadecimal'
  if (bytes && reason === undefined) return bytes.toString('base64url') as MasterKey
  const key = source === previousMasterKeyVariable ? 'previousMasterKey' : 'masterKey'
  throw new ConfigError([{ key, source, reason: `the master key cannot be used: ${reason}`, cure }])
}

const decode = (text: string): Buffer | undefined => {
  if (/^(?:[0-9a-f]{2})+$/i.test(text) && text.length >= 64) return Buffer.from(text, 'hex')
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined
}

/** Random bytes fail none of these in the life of the universe; what people type and copy does. */
const weaknessOf = (bytes: Buffer): string | undefined => {
  if (bytes.length !== 32) return `it has ${bytes.length} bytes instead of 32`
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) return 'it is text, not random bytes'
  return new Set(bytes).size < 16 || isSequence(bytes) ? 'it is a pattern, not random bytes' : undefined
}

const isSequence = (bytes: Buffer): boolean => {
  const steps = new Set(bytes.subarray(1).map((byte, index) => byte - (bytes[index] ?? 0)))
  return steps.size <= 2
}
