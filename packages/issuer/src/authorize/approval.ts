/** The two ways to an approval: what the person ticked, or (silently) what was asked. */
import { openId } from '@gatehouse/protocol/scope'
import type { ResourceScopes } from '../ports/pending-authorizations.ts'
import { isIdentity } from '../scopes-asked.ts'
import type { ApprovedAuthorization, ConsentAsk, ConsentQuestion } from './corridor.ts'

/** For next-step alone. */
export const approvedAsAsked = (question: ConsentQuestion): ApprovedAuthorization =>
  approve(
    question.asks.map(({ resource, scopes }) => ({
      resource: resource.uri,
      scopes: scopes.filter(({ isAsked }) => isAsked).map(({ definition }) => definition.name),
    })),
  )

/** Exactly what was on the page and stayed, also where something else is asked by now; undefined when that is nothing of what servers were asked for. */
export const approvedByPerson = (
  question: ConsentQuestion,
  ticked: readonly ResourceScopes[],
): ApprovedAuthorization | undefined => {
  const scopes = question.asks
    .map((ask) => {
      const chosen = ticked.find(({ resource }) => resource === ask.resource.uri)?.scopes ?? []
      const allowed = ask.scopes.filter(({ definition: { name } }) => name === openId || chosen.includes(name))
      return { resource: ask.resource.uri, scopes: allowed.map(({ definition }) => definition.name) }
    })
    .filter((pair) => pair.scopes.length > 0)
  const isNothing = question.asks.some(isOfServer) && scopes.every(isIdentity)
  return isNothing ? undefined : approve(scopes)
}

const isOfServer = ({ scopes }: ConsentAsk): boolean =>
  !isIdentity({ scopes: scopes.map(({ definition }) => definition.name) })

const approve = (scopes: readonly ResourceScopes[]): ApprovedAuthorization => ({ scopes }) as ApprovedAuthorization
