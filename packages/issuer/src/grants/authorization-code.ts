/** The authorization_code grant: one code becomes tokens once. RFC 6749 §4.1.3, RFC 7636 §4.6 */
import { refuse } from '@gatehouse/protocol/errors'
import { required, single } from '@gatehouse/protocol/parameters'
import { codeChallengeOf, isCodeVerifier } from '@gatehouse/protocol/pkce'
import { between, seconds } from '@gatehouse/protocol/time'
import type { AuthenticatedClient } from '../clients/authenticate-client.ts'
import type { CodeId } from '../ports/ids.ts'
import type { AuthorizationCode } from '../ports/issuance.ts'
import type { Ports } from '../ports/ports.ts'
import { readPresented } from '../presented-token.ts'
import { listTargets } from '../registry/targets.ts'
import { selectResource } from '../tokens/select-resource.ts'
import { unchangedUser } from '../tokens/unchanged-user.ts'
import type { Visit } from '../visit.ts'
import type { GrantDefinition } from './grant.ts'
import type { Needs } from '../needs.ts'

/** A client's own double send; later a second redemption means that the code was stolen. RFC 6749 §4.1.2 */
const doubleSend = seconds(10)

export const authorizationCode = (needs: Needs): GrantDefinition => ({
  type: 'authorization_code',
  allows: ({ client }) => client.grantTypes.includes('authorization_code'),
  async prove(form, client, visit) {
    const { clock } = needs
    const code = await findCode(needs, required(form, 'code'))
    const verifier = required(form, 'code_verifier')
    const redirectUri = single(form, 'redirect_uri')
    if (!code) throw unknown()
    if (code.clientId !== client.client.id) throw refuse('invalid_grant', 'the code was issued to another client')
    if (code.clientAuthentication !== client.authentication)
      throw refuse('invalid_grant', 'the client proves itself in another way than when it asked for this code')
    if (!answersChallenge(needs, verifier, code))
      throw refuse('invalid_grant', 'code_verifier does not answer the code_challenge')
    if (code.spentAt !== undefined) throw await replayed(needs)(code, client, visit)
    if (code.expiresAt <= clock.now()) throw unknown()
    if (redirectUri !== undefined && redirectUri !== code.redirectUri) {
      throw refuse('invalid_grant', 'redirect_uri is not the one of the authorization request', {
        parameter: 'redirect_uri',
      })
    }
    const { resource, scopes } = selectResource(form, code.approved, await listTargets(needs))
    const user = await unchangedUser(needs)(code)
    return {
      authorization: {
        subject: user.id,
        grantId: code.grantId,
        resource,
        scopes,
        hasOfflineAccess: code.hasOfflineAccess,
        authTime: code.authTime,
        amr: code.amr,
        nonce: code.nonce,
      },
      spend: { kind: 'code', code },
    }
  },
})

const findCode = async ({ store, digest }: Ports, text: string): Promise<AuthorizationCode | undefined> => {
  const presented = readPresented('cod', text)
  return presented && store.issuance.findCode(presented.id as CodeId, digest.sha256(presented.secret))
}

const answersChallenge = ({ digest }: Ports, verifier: string, code: AuthorizationCode): boolean =>
  isCodeVerifier(verifier) &&
  digest.equal(
    codeChallengeOf(verifier, (text) => digest.sha256(text)),
    code.codeChallenge,
  )

/** Only a party that proves client and verifier gets here: without that proof nothing ends. */
const replayed =
  ({ store, clock, entry }: Needs) =>
  async (code: AuthorizationCode, { client }: AuthenticatedClient, visit: Visit) => {
    const now = clock.now()
    const facts = { userId: code.userId, clientId: client.id, grantId: code.grantId }
    if (code.spentAt !== undefined && between(code.spentAt, now) >= doubleSend) {
      await store.grants.end(code.grantId, 'code replayed', now, [entry('grant.ended-by-replay', visit, facts)])
    } else {
      await store.journal.append([entry('code.sent-twice', visit, facts)])
    }
    return refuse('invalid_grant', 'the code was used already')
  }

const unknown = () => refuse('invalid_grant', 'the code is unknown or has expired')
