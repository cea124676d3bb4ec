/** An introspection answer that is signed: its JWT in, the answer out, if the issuer made it for us, just now. RFC 9701 §5 */
import { introspectionResponseType } from '@gatehouse/protocol/introspection'
import { parseJson } from '@gatehouse/protocol/json'
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { IssuerKeys } from './discover.ts'
import type { IntrospectionOptions, IssuerSettings } from './issuer-options.ts'
import { verifyJws } from './verify-jws.ts'

export const signedAnswerType = `application/${introspectionResponseType}`

export interface SignedAnswerNeeds {
  readonly issuer: IssuerSettings
  readonly options: IntrospectionOptions
  readonly resource: string
  readonly keys: IssuerKeys
  readonly now: () => EpochSeconds
}

/** Between the issuer's clock and ours. An older answer is somebody's recording. */
const skew = 60

/** Throws whatever is wrong with it: then nothing was answered. */
export const readSignedAnswer = async (text: string, needs: SignedAnswerNeeds): Promise<unknown> => {
  const { issuer, options, resource, keys, now } = needs
  const json = await verifyJws(text, { types: [introspectionResponseType], algorithms: issuer.algorithms, keys })
  const claims = parseJson(json, { refusal: 'server_error' })
  if (!isRecord(claims) || claims['iss'] !== issuer.url) throw new Error('the signed answer is of another issuer')
  const { aud, iat } = claims
  // Whom an issuer names here is its own choice: the client that asked, or the resource that it asks for.
  const ours: readonly unknown[] = [options.clientId, resource, issuer.audience]
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  if (!named.some((one) => ours.includes(one))) throw new Error('the signed answer is for somebody else')
  if (typeof iat !== 'number' || Math.abs(now() - iat) > skew) throw new Error('the signed answer is not of now')
  return claims['token_introspection']
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
