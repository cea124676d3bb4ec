/** How long is the certificate good, and does http hand out anything that belongs on https? RFC 5280 §4.1.2.5, RFC 9700 §2.6 */
import { certificateOf, NoAnswer } from '@gatehouse/egress'
import { fail, orFine, warn, type Check, type Finding } from '../finding.ts'
import type { Ask } from './ask.ts'

const check: Check = 'TLS'
const day = 86_400_000

export const checkTls = async (ask: Ask, issuer: string, now: () => number): Promise<readonly Finding[]> => {
  if (!issuer.startsWith('https:')) return []
  const { port } = new URL(issuer)
  const certificate = await certificateOf(issuer, 5000)
  if (!certificate) return []
  const daysLeft = Math.floor((certificate.validTo.getTime() - now()) / day)
  // Behind another port, nobody can say where its http would be.
  const plain = port === '' ? await checkPlain(ask, issuer.replace(/^https:/, 'http:')) : undefined
  return orFine(check, [endsSoon(daysLeft), plain], `the certificate is good for ${daysLeft} days`)
}

const endsSoon = (daysLeft: number): Finding | undefined => {
  if (daysLeft >= 14) return undefined
  const complaint = {
    says: daysLeft < 0 ? 'the certificate has expired' : `the certificate ends in ${daysLeft} days`,
    why: 'From then on every client and every browser refuses the connection',
    cure: 'Renew it now, and see why that did not happen by itself (ACME renews a month before)',
  }
  return (daysLeft < 3 ? fail : warn)(check, complaint)
}

/** The same place over http: a redirect or silence is right. */
export const checkPlain = async (ask: Ask, url: string): Promise<Finding | undefined> => {
  try {
    const { status } = await ask(url)
    if (status >= 300) return undefined
    return warn(check, {
      says: `${url} is served over http, too`,
      why: 'A password that is typed there travels in the clear',
      cure: 'Redirect http to https at the proxy',
    })
  } catch (error) {
    if (error instanceof NoAnswer) return undefined
    throw error
  }
}
