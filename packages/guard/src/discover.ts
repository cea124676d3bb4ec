/** From an issuer's name to its signing keys: a token's header in, the one key that fits it out. RFC 8414 §3, RFC 7517 §5 */
import type { CryptoKey, JWSHeaderParameters } from 'jose'
import { refuse } from '@gatehouse/protocol/errors'
import type { EpochSeconds } from '@gatehouse/protocol/time'
import { type Fetch, fetchDocument } from './fetch-document.ts'
import { type IssuerMetadata, endpointOf, fetchIssuerMetadata } from './issuer-metadata.ts'
import { type Kept, createKept } from './kept.ts'
import { type KeySet, createKeySet } from './key-set.ts'

export interface IssuerKeys {
  /** Refuses with `invalid_token` (no such key) or `temporarily_unavailable` (no keys to look among). */
  find(header: JWSHeaderParameters): Promise<CryptoKey>
  /** Where the issuer says what has ended; undefined if it says it nowhere, or was not asked yet. */
  revocations(): string | undefined
}

export interface IssuerKeysNeeds {
  readonly issuer: string
  readonly metadata: Kept<IssuerMetadata>
  /** Where the keys are, if the metadata shall not be asked. */
  readonly jwksUri?: string
  readonly fetch: Fetch
  readonly now: () => EpochSeconds
}

interface Discovered {
  readonly keys: KeySet
  readonly revocations: string | undefined
}

export const keepMetadata = (issuer: string, fetch: Fetch, now: () => EpochSeconds): Kept<IssuerMetadata> =>
  createKept({
    what: 'the metadata of the authorization server',
    ask: () => fetchIssuerMetadata(issuer, fetch),
    now,
  })

export const createIssuerKeys = (needs: IssuerKeysNeeds): IssuerKeys => {
  const kept = createKept({ what: 'the keys of the authorization server', ask: () => ask(needs), now: needs.now })
  return {
    revocations: () => kept.peek()?.revocations,
    async find(header) {
      const known = await (await kept.read()).keys(header)
      if (known) return known
      await kept.refresh()
      const learned = await (await kept.read()).keys(header)
      if (learned) return learned
      if (kept.failure() !== undefined) throw kept.unavailable()
      throw refuse('invalid_token', 'the access token is not accepted: no key of the issuer fits it')
    },
  }
}

const ask = async ({ issuer, metadata, jwksUri, fetch }: IssuerKeysNeeds): Promise<Discovered> => {
  if (jwksUri !== undefined) return { keys: createKeySet(await fetchDocument(fetch, jwksUri)), revocations: undefined }
  const said = await metadata.read()
  try {
    const revocations = endpointOf(said, 'gatehouse_revocations_endpoint', issuer)
    const named = endpointOf(said, 'jwks_uri', issuer)
    if (named === undefined) throw new Error(`the issuer ${issuer} names no jwks_uri`)
    return { keys: createKeySet(await fetchDocument(fetch, named)), revocations }
  } catch (error) {
    // The keys may have moved: the metadata says where to.
    metadata.doubt()
    throw error
  }
}
