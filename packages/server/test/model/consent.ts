/** What the consent page must show, and what allowing it comes to. docs/protocol.md "Step-up" */
import type { Page } from '@gatehouse/testkit'
import { at, isIdentity, isListed, type Facts, type Pair, type RequestFacts } from './facts.ts'
import { scopesOf } from './servers.ts'

interface Shown extends Pair {
  /** Allowed with everything else; has no box. */
  readonly required: readonly string[]
}

/** What is asked, and what this installation has already and would lose. */
export const shownOf = (facts: Facts, request: RequestFacts): readonly Shown[] => {
  const { provenance, address } = at(facts.clients, request.client)
  const { person } = at(facts.seats, request.seat)
  const isOneInstallation = provenance === 'dynamic' || address.startsWith('https:')
  const held = facts.grants.filter(
    (grant, index) =>
      isOneInstallation && grant.client === request.client && grant.person === person && isListed(facts, index),
  )
  const atServers = request.asked.filter((pair) => !isIdentity(pair)).flatMap(({ scopes }) => scopes)
  return request.asked.map((asked) => {
    const kept = isIdentity(asked) ? [] : held.flatMap(({ approved }) => approved)
    const has = kept.filter(({ resource }) => resource === asked.resource).flatMap(({ scopes }) => scopes)
    const scopes = scopesOf(asked.resource).filter((name) => asked.scopes.includes(name) || has.includes(name))
    const isOnly = atServers.length === 1 && scopes.length === 1
    return { resource: asked.resource, scopes, required: scopes.filter((name) => name === 'openid' || isOnly) }
  })
}

export const boxesOf = (shown: readonly Shown[]): readonly string[] =>
  valuesOf(shown, ({ scopes, required }) => scopes.filter((name) => !required.includes(name)))

export const fixedOf = (shown: readonly Shown[]): readonly string[] => valuesOf(shown, ({ required }) => required)

const valuesOf = (shown: readonly Shown[], names: (pair: Shown) => readonly string[]): readonly string[] =>
  shown.flatMap((pair) => names(pair).map((name) => `${pair.resource} ${name}`))

export const boxesOn = (page: Page | undefined): readonly string[] =>
  (page?.forms ?? []).flatMap(({ fields }) =>
    fields.filter(({ type }) => type === 'checkbox').map(({ value }) => value),
  )

/** What was on the page and was not cleared, as far as it is still asked. */
export const approvedOf = (shown: readonly Shown[], left: readonly string[]): readonly Pair[] =>
  shown
    .map(({ resource, scopes }) => ({
      resource,
      scopes: scopes.filter((name) => left.includes(`${resource} ${name}`)),
    }))
    .filter(({ scopes }) => scopes.length > 0)
