/** Asks the server about every access token that it ever gave: what nobody ended is active, what was acknowledged as ended is not. RFC 7662 */
import type { AppFetch } from '../../src/app-needs.ts'
import { isIssued } from './facts.ts'
import type { Fact, Issued } from './facts.ts'

export interface Asking {
  readonly issuer: string
  readonly ask: AppFetch
  /** The key of each resource. */
  readonly keys: ReadonlyMap<string, string>
}

const AT_ONCE = 16

export const wrongTokens = async (
  facts: readonly Fact[],
  asking: Asking,
  isMeant: (fact: Fact) => boolean,
): Promise<readonly string[]> => {
  const expected = expectations(facts)
  const wrong: string[] = []
  const waiting = facts.filter(isIssued).filter(isMeant)
  const work = async () => {
    for (let fact = waiting.pop(); fact; fact = waiting.pop()) {
      const isExpected = expected(fact)
      const isActive = isExpected === undefined ? undefined : await introspect(fact, asking)
      if (isActive !== isExpected) wrong.push(`an access token of life ${fact.life} is ${isActive ? '' : 'not '}active`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return wrong
}

/** undefined: its end was asked for, and nobody knows whether it came. */
const expectations = (facts: readonly Fact[]) => {
  const named = (kind: 'ending' | 'ended') =>
    new Set(
      facts.flatMap((fact) =>
        fact.kind === kind ? [fact.what === 'family' ? fact.family : fact.what.accessToken] : [],
      ),
    )
  const [ending, ended] = [named('ending'), named('ended')]
  return ({ family, accessToken }: Issued & Fact): boolean | undefined => {
    if (ended.has(family) || ended.has(accessToken)) return false
    return ending.has(family) || ending.has(accessToken) ? undefined : true
  }
}

const introspect = async ({ accessToken, resource }: Issued, { issuer, ask, keys }: Asking): Promise<boolean> => {
  const request = new Request(`${issuer}/introspect`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${keys.get(resource) ?? ''}` },
    body: new URLSearchParams({ token: accessToken }),
  })
  const answer = await ask(request, { address: '203.0.113.1' })
  if (answer.status !== 200) throw new Error(`introspection answered ${answer.status}: ${await answer.text()}`)
  // The shape is the server's own; anything else reads as not active.
  return ((await answer.json()) as { readonly active?: unknown }).active === true
}
