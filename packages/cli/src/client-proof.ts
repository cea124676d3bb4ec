/** How a client proves itself, as the command line says it: by nothing, by a secret of ours, or by keys of its own. RFC 7591 §2 */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Misuse } from './explain.ts'
import type { World } from './world.ts'

interface Flags {
  readonly public?: boolean
  /** A file. */
  readonly jwks?: string
  readonly jwksUri?: string
}

interface Proof {
  readonly authenticationMethod?: string
  readonly keys?: { jwks: Record<string, unknown>[] } | { jwksUri: string }
}

/** Empty when nothing was said. */
export const proofFrom = async (world: World, flags: Flags): Promise<Proof> => {
  const { public: isPublic, jwks: file, jwksUri } = flags
  if ([isPublic, file, jwksUri].filter((said) => said !== undefined).length > 1) {
    throw new Misuse('--public, --jwks and --jwks-uri exclude each other')
  }
  const authenticationMethod = 'private_key_jwt'
  if (jwksUri !== undefined) return { authenticationMethod, keys: { jwksUri } }
  if (file !== undefined) return { authenticationMethod, keys: { jwks: await keysIn(world, file) } }
  if (isPublic === undefined) return {}
  return { authenticationMethod: isPublic ? 'none' : 'client_secret_basic' }
}

const keysIn = async ({ workingDirectory }: World, file: string): Promise<Record<string, unknown>[]> => {
  const text = await readFile(resolve(workingDirectory, file), 'utf8').catch((error: unknown) => {
    throw new Misuse(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  })
  const set = parsed(text)
  const keys: unknown = typeof set === 'object' && set !== null && 'keys' in set ? set.keys : undefined
  if (Array.isArray(keys) && keys.every(isObject)) return keys
  throw new Misuse(`${file} is no JSON Web Key Set: it looks like {"keys":[{"kty":...}]}`)
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
