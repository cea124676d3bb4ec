/** What must hold after every step, and what is looked at when everything is over. docs/cases.md, INV1 to INV9 */
import type { GrantId } from '@gatehouse/issuer/ports/ids'
import { introspect } from './asking.ts'
import { ofJson } from './answers.ts'
import { isAccessAlive, type Facts } from './facts.ts'
import type { Real } from './real.ts'
import { must, mustEqual } from './step.ts'

/** The store keeps what was acknowledged, and nothing else: each grant as ended as the model has it, each token with one child. INV1, INV2 */
export const proveStore = async ({ stage }: Real, facts: Facts): Promise<void> => {
  const { grants } = stage.store.forTenant('main')
  for (const { id, hasEnded, isGone } of facts.grants) {
    if (id === undefined || isGone) continue
    mustEqual(`whether ${id} has ended`, (await grants.find(id as GrantId))?.ended !== undefined, hasEnded)
  }
  const kept = facts.refreshTokens.filter(({ grant }) => facts.grants[grant]?.isGone === false)
  mustEqual('how many refresh tokens there are', stage.countRefreshTokens(), kept.length)
}

/** The grant of an opaque token is known by asking. */
export const learnGrants = async (real: Real, facts: Facts): Promise<void> => {
  for (const token of facts.accessTokens) {
    const { text, grant } = token
    const row = facts.grants[grant]
    if (!row || row.id !== undefined || !isAccessAlive(facts, token)) continue
    const headers = { Authorization: `Bearer ${real.keys['notes'] ?? ''}` }
    const asked = { method: 'POST', headers, body: new URLSearchParams({ token: text }) }
    const { grant_id: id } = (await ofJson(await real.ask('/introspect', asked))).body
    if (typeof id === 'string') row.id = id
  }
}

/** Every token that was ever handed out, to both servers. INV2, INV6 */
export const proveTokens = async (real: Real, facts: Facts): Promise<void> => {
  for (const [token] of facts.accessTokens.entries()) {
    for (const server of ['files', 'notes'] as const) {
      const step = introspect(facts, { kind: 'access', token }, server)
      const answer = await step.ask(real)
      const { says, proves } = step.expect(facts)
      mustEqual('introspection', answer.says, says)
      proves?.(answer)
    }
  }
}

/** Nothing that opens anything is kept or logged as it is. INV5 */
export const proveSecrets = (real: Real, facts: Facts): void => {
  const halves = (text: string | undefined): string => text?.split('.').at(-1) ?? ''
  const secrets = [
    ...[...facts.codes, ...facts.refreshTokens, ...facts.accessTokens].map(({ text }) => halves(text)),
    ...facts.clients.flatMap(({ secret, registrationTokens }) => [secret ?? '', ...registrationTokens.map(halves)]),
    ...real.seats.flatMap(({ browser: { cookies } }) =>
      [...cookies.kept.keys()].map((name) => halves(cookies.value(name))),
    ),
    ...Object.values(real.keys).map(halves),
    ...facts.people.map(({ password }) => password),
  ].filter((secret) => secret.length > 8)
  const kept = real.stage.dump()
  const logged = JSON.stringify(real.replicas.map(({ log }) => log.lines))
  for (const secret of secrets) {
    must(!kept.includes(secret), `${secret} is kept as it is`)
    must(!logged.includes(secret), `${secret} is in the log`)
  }
}
