/** What a form is about: the code or refresh token that it names, with the class of the client that it was given to. */
import { single, type Parameters } from '@gatehouse/protocol/parameters'
import type { Needs } from '../needs.ts'
import type { ClientAuthentication } from '../ports/clients.ts'
import type { ClientId, CodeId, RefreshTokenId } from '../ports/ids.ts'
import { readPresented } from '../presented-token.ts'

interface Named {
  readonly clientId: ClientId
  readonly clientAuthentication: ClientAuthentication
}

type FindNeeds = Pick<Needs, 'store' | 'digest'>

/** `token` is RFC 7009's. undefined: none of ours is named. */
export const findNamed = async (needs: FindNeeds, form: Parameters): Promise<Named | undefined> =>
  (await findCode(needs, single(form, 'code'))) ??
  (await findGrant(needs, single(form, 'refresh_token') ?? single(form, 'token')))

const findCode = async ({ store, digest }: FindNeeds, text = ''): Promise<Named | undefined> => {
  const presented = readPresented('cod', text)
  return presented && store.issuance.findCode(presented.id as CodeId, digest.sha256(presented.secret))
}

const findGrant = async ({ store, digest }: FindNeeds, text = ''): Promise<Named | undefined> => {
  const presented = readPresented('rft', text)
  if (!presented) return undefined
  return (await store.issuance.findRefreshToken(presented.id as RefreshTokenId, digest.sha256(presented.secret)))?.grant
}
