/** Keys that an operator hands over, and the algorithms that go with them, checked before the first request. RFC 7517, RFC 8725 §3.1 */
import { readKeyFile } from '#key-file'
import { createKeySet } from './key-set.ts'
import { misconfigured } from './misconfigured.ts'

export type KeySource =
  | { readonly jwksUri: string }
  | { readonly jwks: { readonly keys: readonly unknown[] } }
  /** SPKI or a certificate, in the clear text of the file. */
  | { readonly pem: string }
  /** A path to such a PEM, or to a JWKS: read once while the program starts. On Node only. */
  | { readonly file: string }
  /** At least 32 bytes, shared with the issuer: whoever knows it can also sign. */
  | { readonly secret: string }

/** What is left of it when files are read. */
export type KeyMaterial = Exclude<KeySource, { readonly file: string }>

interface Context {
  /** Throws GuardMisconfigured unless the text is a URL that may be used. */
  readonly readUrl: (key: string, text: unknown) => string
}

const asymmetric: readonly string[] = ['ES256', 'RS256', 'PS256', 'EdDSA']
const verifiable: ReadonlySet<string> = new Set([
  ...asymmetric,
  'ES384',
  'ES512',
  'RS384',
  'RS512',
  'PS384',
  'PS512',
  'Ed25519',
])

/** A secret takes HS256 alone, and nothing else takes it: whoever can verify could also sign. Throws GuardMisconfigured. RFC 8725 §3.1 */
export const readAlgorithms = (
  key: string,
  algorithms: readonly string[] | undefined,
  keys: KeySource | undefined,
): readonly string[] => {
  const isShared = keys !== undefined && 'secret' in keys
  const chosen = algorithms ?? (isShared ? ['HS256'] : asymmetric)
  const fits = (algorithm: string): boolean => (isShared ? algorithm === 'HS256' : verifiable.has(algorithm))
  const odd = chosen.find((algorithm) => !fits(algorithm))
  if (odd === undefined && chosen.length > 0) return chosen
  const choice = isShared ? 'HS256' : [...verifiable].join(', ')
  throw misconfigured(
    key === 'issuer' ? 'algorithms' : `${key}.algorithms`,
    `has ${odd ?? 'nothing in it'}`,
    `choose among ${choice}`,
  )
}

/** Throws GuardMisconfigured. */
export const readKeys = (
  issuer: string,
  keys: KeySource | undefined,
  { readUrl }: Context,
): KeyMaterial | undefined => {
  if (keys === undefined) return undefined
  const key = `${issuer}.keys`
  const [kind, ...more] = Object.keys(keys)
  if (more.length > 0) throw misconfigured(key, `names ${[kind, ...more].join(' and ')}`, 'decide for one of them')
  if ('jwksUri' in keys) return { jwksUri: readUrl(`${key}.jwksUri`, keys.jwksUri) }
  if ('file' in keys) return readFileText(`${key}.file`, readKeyFile(`${key}.file`, keys.file))
  if ('jwks' in keys) return { jwks: readJwks(`${key}.jwks`, keys.jwks) }
  if ('pem' in keys) return { pem: readPem(`${key}.pem`, keys.pem) }
  if ('secret' in keys) return { secret: readSecret(`${key}.secret`, keys.secret) }
  throw misconfigured(key, 'names no keys', 'write one of jwksUri, jwks, pem, file, secret')
}

const readFileText = (key: string, text: string): KeyMaterial => {
  if (!text.trimStart().startsWith('{')) return { pem: readPem(key, text) }
  try {
    return { jwks: readJwks(key, JSON.parse(text)) }
  } catch (cause) {
    if (cause instanceof SyntaxError) throw misconfigured(key, 'is no JSON', 'name a file with a JWKS or a PEM')
    throw cause
  }
}

const readJwks = (key: string, jwks: unknown): { readonly keys: readonly unknown[] } => {
  try {
    createKeySet(jwks)
  } catch {
    throw misconfigured(key, 'holds no public key for signatures', 'write { keys: [...] } with public keys (RFC 7517)')
  }
  return jwks as { readonly keys: readonly unknown[] } // createKeySet has found keys in it
}

const readPem = (key: string, pem: unknown): string => {
  if (typeof pem === 'string' && pem.includes('PRIVATE KEY')) {
    throw misconfigured(key, 'is a private key', 'hand over the public half, and keep that one where it belongs')
  }
  if (typeof pem === 'string' && /-----BEGIN (?:PUBLIC KEY|CERTIFICATE)-----/.test(pem)) return pem
  throw misconfigured(key, 'is no PEM of a public key', 'it begins with -----BEGIN PUBLIC KEY----- or a certificate')
}

const readSecret = (key: string, secret: unknown): string => {
  if (typeof secret === 'string' && new TextEncoder().encode(secret).length >= 32) return secret
  throw misconfigured(key, 'is shorter than 32 bytes', 'make a long random one')
}
