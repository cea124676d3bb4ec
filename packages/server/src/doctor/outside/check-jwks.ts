/** Are the keys published, and are they the ones that sign? RFC 7517 §5 */
import { fail, fine, warn, type Check, type Finding } from '../finding.ts'
import { objectIn, type Ask } from './ask.ts'
import { textOf, type AuthorizationServer } from './authorization-server.ts'
import { trips, whyOf } from './trips.ts'

const check: Check = 'JWKS'

/** `ours`: the names of the keys that must be there, where the doctor may know them. */
export const checkJwks = async (
  ask: Ask,
  server: AuthorizationServer,
  ours?: readonly string[],
): Promise<readonly Finding[]> => {
  const url = textOf(server, 'jwks_uri')
  if (url === undefined) return []
  const answer = await ask(url)
  const keys = answer.status === 200 ? objectIn(answer)?.['keys'] : undefined
  if (!Array.isArray(keys) || keys.length === 0) {
    const says = `there are no keys at ${url} (status ${answer.status})`
    return [fail(check, { says, why: whyOf(trips.staleKeys), cure: 'Let the proxy pass this path as it is' })]
  }
  const kids = keys.map((key: unknown) =>
    typeof key === 'object' && key !== null && 'kid' in key ? key.kid : undefined,
  )
  const age = Number(answer.headers.get('age') ?? 0)
  if (age > 600) return [tooOld(url, age)]
  return [compared(url, kids, ours)]
}

const compared = (url: string, kids: readonly unknown[], ours: readonly string[] | undefined): Finding => {
  if (!ours) return fine(check, `${kids.length} published`)
  const missing = ours.filter((kid) => !kids.includes(kid))
  const strange = kids.filter((kid) => !ours.some((one) => one === kid))
  if (missing.length === 0 && strange.length === 0) return fine(check, `${kids.length} published, the same as inside`)
  const [says, cure] =
    missing.length > 0
      ? [`${url} lacks ${missing.join(', ')}`, 'Let the proxy keep /jwks no longer than its Cache-Control says']
      : [`${url} also has ${strange.join(', ')}`, 'Let every process behind the public URL use the same database']
  return fail(check, {
    says: `${says}: nobody outside sees the keys of this server`,
    why: whyOf(trips.staleKeys),
    cure,
  })
}

const tooOld = (url: string, age: number): Finding =>
  warn(check, {
    says: `the answer at ${url} was kept for ${age} seconds on the way`,
    why: whyOf(trips.staleKeys),
    cure: 'Let the proxy keep it no longer than its Cache-Control says',
  })
