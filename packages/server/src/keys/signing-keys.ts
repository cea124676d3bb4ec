/** The keys that sign tokens: made on the first start, sealed under the master key, unsealed once. RFC 7517, RFC 7518 §3.4 */
import type { Clock } from '@gatehouse/issuer/ports/clock'
import type { Sealer } from '@gatehouse/issuer/ports/sealer'
import type { SigningKey, SigningKeys } from '@gatehouse/issuer/ports/signing-keys'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey } from 'jose'
import { z } from 'zod'
import { ConfigError } from '../config/config-error.ts'
import type { MasterKey } from './master-key.ts'

/** A key as the signer holds it: the private half cannot be read out of it. */
export interface UnsealedKey {
  readonly kid: string
  readonly alg: typeof algorithm
  readonly publicJwk: PublicJwk
  readonly publicKey: CryptoKey
  readonly privateKey: CryptoKey
}

const algorithm = 'ES256'

const member = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
/** Strips what it does not know: a private member that got into the row never gets out. */
const publicJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: member,
  y: member,
  kid: z.string().min(1),
  use: z.literal('sig'),
  alg: z.literal(algorithm),
})
const privateJwk = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: member, y: member, d: member })

export type PublicJwk = Readonly<z.infer<typeof publicJwk>>

interface Needs {
  readonly rows: SigningKeys
  readonly sealer: Sealer
  readonly clock: Clock
  readonly masterKey: MasterKey
}

/** All keys, oldest first; the first key of all is made here, once over all replicas. Throws ConfigError when one does not open. */
export const openSigningKeys = async (needs: Needs): Promise<readonly UnsealedKey[]> => {
  const kept = await needs.rows.list()
  if (kept.length > 0) return unsealAll(needs, kept)
  await needs.rows.createFirst(await newKey(needs))
  return unsealAll(needs, await needs.rows.list())
}

const newKey = async ({ sealer, clock, masterKey }: Needs): Promise<SigningKey> => {
  const pair = await generateKeyPair(algorithm, { extractable: true })
  const { d, ...open } = await exportJWK(pair.privateKey)
  const kid = await calculateJwkThumbprint(open)
  return {
    kid,
    alg: algorithm,
    publicJwk: publicJwk.parse({ ...open, kid, use: 'sig', alg: algorithm }),
    sealedPrivateKey: sealer.seal(masterKey, JSON.stringify({ ...open, d }), kid),
    createdAt: clock.now(),
    activeFrom: clock.now(),
  }
}

const unsealAll = async (needs: Needs, rows: readonly SigningKey[]): Promise<readonly UnsealedKey[]> => {
  if (new Set(rows.map(({ kid }) => kid)).size !== rows.length) throw unusable('two signing keys share one kid')
  return Promise.all(rows.map((row) => unseal(needs, row)))
}

const unseal = async ({ sealer, masterKey }: Needs, row: SigningKey): Promise<UnsealedKey> => {
  const text = sealer.open(masterKey, row.sealedPrivateKey, row.kid)
  if (text === undefined) throw unusable(`the master key does not open the signing key ${row.kid}`)
  const open = publicJwk.safeParse(row.publicJwk)
  const whole = privateJwk.safeParse(JSON.parse(text))
  if (!open.success || !whole.success || open.data.kid !== row.kid || row.alg !== algorithm) {
    throw unusable(`the signing key ${row.kid} is not an ${algorithm} key`)
  }
  if (open.data.x !== whole.data.x || open.data.y !== whole.data.y) {
    throw unusable(`the halves of the signing key ${row.kid} do not belong together`)
  }
  return {
    kid: row.kid,
    alg: algorithm,
    publicJwk: open.data,
    publicKey: await imported(open.data),
    privateKey: await imported(whole.data),
  }
}

const imported = async (jwk: Readonly<Record<string, string>>): Promise<CryptoKey> => {
  const key = await importJWK({ ...jwk, ext: false }, algorithm)
  if (key instanceof Uint8Array) throw unusable('a signing key is symmetric')
  return key
}

// Never a new key instead: every token and every client that trusts the old one would break without a word.
const unusable = (reason: string): ConfigError =>
  new ConfigError([
    {
      key: 'masterKey',
      source: 'data directory',
      reason,
      cure: 'Start with the master key that this data directory was made with: its own file `master-key` from a backup, or the same GATEHOUSE_MASTER_KEY as before',
    },
  ])
