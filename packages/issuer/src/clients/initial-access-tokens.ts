/** Initial access tokens: where not everybody may register, an operator hands out permissions, `iat_....<secret>`. RFC 7591 §3 */
import { parseBearer } from '@gatehouse/protocol/bearer'
import { cleanDisplayText } from '@gatehouse/protocol/display-text'
import { refuse } from '@gatehouse/protocol/errors'
import { after, type Seconds } from '@gatehouse/protocol/time'
import type { Needs } from '../needs.ts'
import type { RegistrationTokenId } from '../ports/ids.ts'
import type { RegistrationToken } from '../ports/registration-tokens.ts'
import { presentable, readPresented } from '../presented-token.ts'
import type { Visit } from '../visit.ts'

export interface NewPermission {
  readonly label: string
  /** How many clients may register with it; any number unless said otherwise. */
  readonly uses?: number | undefined
  /** It never expires unless said otherwise. */
  readonly lifetime?: Seconds | undefined
}

export interface InitialAccessTokens {
  /** `token` is shown once. */
  add(wanted: NewPermission, visit: Visit): Promise<{ readonly row: RegistrationToken; readonly token: string }>
  list(): Promise<readonly RegistrationToken[]>
  /** What was registered with it stays. */
  remove(id: RegistrationTokenId, visit: Visit): Promise<boolean>
}

export const initialAccessTokens = ({ store, ids, digest, clock, entry }: Needs): InitialAccessTokens => ({
  async add({ label, uses, lifetime }, visit) {
    const secret = ids.secret()
    const now = clock.now()
    const row: RegistrationToken = {
      id: ids.next('iat'),
      secretHash: digest.sha256(secret),
      label: cleanDisplayText(label, 100),
      createdAt: now,
      expiresAt: lifetime === undefined ? undefined : after(now, lifetime),
      usesLeft: uses,
    }
    const detail = { registrationToken: row.id, label: row.label }
    await store.registrationTokens.create(row, [entry('registration-token.added', visit, { detail })])
    return { row, token: presentable(row.id, secret) }
  },
  list: () => store.registrationTokens.list(),
  async remove(id, visit) {
    const journal = [entry('registration-token.removed', visit, { detail: { registrationToken: id } })]
    return (await store.registrationTokens.remove(id, journal)) === 'removed'
  },
})

/** Whether this registration may be: takes one use of the presented token where one is needed. Throws invalid_token. */
export const spendPermission =
  ({ policy: { registration }, store, digest, clock }: Needs) =>
  async (authorization: string | null): Promise<{ readonly registrationTokenId?: RegistrationTokenId | undefined }> => {
    if (registration === 'open') return {}
    if (registration === 'off') throw refuse('access_denied', 'clients cannot register themselves here')
    const bearer = parseBearer(authorization)
    const presented = 'token' in bearer ? readPresented('iat', bearer.token) : undefined
    const id = presented?.id as RegistrationTokenId | undefined
    const hash = digest.sha256(presented?.secret ?? '')
    const taken = id && (await store.registrationTokens.take(id, hash, clock.now()))
    if (taken === 'taken') return { registrationTokenId: id }
    throw refuse(
      'invalid_token',
      'registering here needs an initial access token that is valid and not used up: ask the operator for one',
    )
  }
