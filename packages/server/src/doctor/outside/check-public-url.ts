/** Do clients reach this server at its public URL, and does it call itself so there? RFC 8414 §3.3 */
import { NoAnswer, type Answer } from '@gatehouse/egress'
import { authorizationServerMetadataUrls } from '@gatehouse/protocol/well-known'
import type { Config } from '../../config/load.ts'
import { fail, fine, type Check, type Finding } from '../finding.ts'
import { objectIn, reasonOf, redirectOf, type Ask } from './ask.ts'
import { trips, whyOf } from './trips.ts'

const check: Check = 'public URL'

/** While the server does not run, only a foreign answer is worth a word. */
export const checkPublicUrl = async (
  ask: Ask,
  { publicUrl, host, port }: Pick<Config, 'publicUrl' | 'host' | 'port'>,
  isRunning: boolean,
): Promise<Finding | undefined> => {
  const [url = ''] = authorizationServerMetadataUrls(publicUrl)
  try {
    const answer = await ask(url)
    if (!isRunning && issuerIn(answer) === publicUrl) return undefined
    return judge(publicUrl, answer)
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    if (!isRunning) return undefined
    return fail(check, {
      says: `clients cannot reach ${publicUrl}: ${reasonOf(error)}`,
      why: 'Every client begins there',
      cure: `Let ${publicUrl} lead to ${host}:${port} of this machine, or set publicUrl to the address that does`,
    })
  }
}

const judge = (publicUrl: string, answer: Answer): Finding => {
  const location = redirectOf(answer)
  if (location !== undefined) {
    const says = `${publicUrl} redirects to ${location}`
    return fail(check, { says, why: whyOf(trips.redirected), cure: 'Set publicUrl to where it leads' })
  }
  const issuer = issuerIn(answer)
  if (issuer === publicUrl) return fine(check, `${publicUrl} answers and calls itself so`)
  if (issuer === undefined) {
    const says = `something else answers at ${publicUrl} (status ${answer.status})`
    const cure = 'Let the proxy pass /.well-known/ and everything else of this origin to Gatehouse'
    return fail(check, { says, why: whyOf(trips.noMetadata), cure })
  }
  return fail(check, {
    says: `at ${publicUrl} a server answers that calls itself ${issuer}`,
    why: whyOf(trips.otherIssuer),
    cure: `Set publicUrl to ${issuer}, or let ${publicUrl} lead to this server`,
  })
}

const issuerIn = (answer: Answer): string | undefined => {
  const issuer = answer.status === 200 ? objectIn(answer)?.['issuer'] : undefined
  return typeof issuer === 'string' ? issuer : undefined
}
