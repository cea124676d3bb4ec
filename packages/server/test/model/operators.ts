/** What operators do, and what time does: people come and go, keys rotate, rows are swept, clocks move on. */
import type { UserId } from '@gatehouse/issuer/ports/ids'
import { seconds } from '@gatehouse/protocol/time'
import { otherPassword, renew } from './account.ts'
import { ofAct } from './answers.ts'
import { at, endGrants, lives, type Facts } from './facts.ts'
import { visit } from './real.ts'
import { refused, type Effect, type Expected, type Step } from './step.ts'

const idOf = (known: Facts, index: number): UserId => at(known.people, index).id as UserId

const isLastAdmin = ({ people }: Facts, index: number): boolean => {
  const acts = people.filter(({ isDisabled, isGone }) => !isDisabled && !isGone)
  return acts.length === 1 && acts[0] === people[index]
}

const onPerson = (facts: Facts, index: number, effect: Effect): Expected => {
  if (at(facts.people, index).isGone) return refused('unknown')
  return { says: 'done', effects: [effect] }
}

/** Everybody here is an admin; the last one stays. */
export const disablePerson = (known: Facts, index: number): Step => ({
  ask: (real) => ofAct(() => real.world().issuer.people.setDisabled(idOf(known, index), true, visit)),
  expect(facts) {
    if (isLastAdmin(facts, index)) return refused('lastAdmin')
    const disable = (): void => {
      const person = at(facts.people, index)
      person.isDisabled = true
      person.epoch += 1
      endGrants(facts, (grant) => grant.person === index)
    }
    return onPerson(facts, index, { verb: 'users.setDisabled', apply: disable })
  },
})

export const enablePerson = (known: Facts, index: number): Step => ({
  ask: (real) => ofAct(() => real.world().issuer.people.setDisabled(idOf(known, index), false, visit)),
  expect: (facts) =>
    onPerson(facts, index, {
      verb: 'users.setDisabled',
      apply: () => void (at(facts.people, index).isDisabled = false),
    }),
})

export const setPassword = (known: Facts, index: number): Step => {
  const next = otherPassword(at(known.people, index).password)
  return {
    ask: (real) =>
      ofAct(async () => (await real.world().issuer.people.setPassword(idOf(known, index), next, visit)).outcome),
    expect: (facts) => onPerson(facts, index, { verb: 'users.setPassword', apply: () => renew(facts, index, next) }),
  }
}

export const removePerson = (known: Facts, index: number): Step => ({
  ask: (real) => ofAct(() => real.world().issuer.people.remove(idOf(known, index), visit)),
  expect(facts) {
    if (isLastAdmin(facts, index)) return refused('lastAdmin')
    if (at(facts.people, index).isGone) return refused('unknown')
    const remove = (): void => {
      at(facts.people, index).isGone = true
      endGrants(facts, (grant) => grant.person === index)
    }
    return { says: 'removed', effects: [{ verb: 'users.remove', apply: remove }] }
  },
})

export const rotateKeys = (isNow: boolean): Step => ({
  ask: (real) => ofAct(async () => void (await real.world().needs.keyKeeping.rotate({ isNow }, visit))),
  expect: () => refused('undefined'),
})

/** Every replica looks after the keys now and then. */
export const advance = (span: number): Step => ({
  ask: (real) =>
    ofAct(async () => {
      real.clock.advance(seconds(span))
      if (span >= 3600) for (const replica of real.replicas) await replica.rotateKeys()
    }),
  expect: () => refused('undefined'),
})

export const switchReplica = (): Step => ({
  ask: (real) => ofAct(async () => void (real.turn = real.turn === 0 ? 1 : 0)),
  expect: () => refused('undefined'),
})

/** Takes what nobody can see any more; clients that nobody ever used go, too. */
export const sweep = (): Step => ({
  ask: (real) =>
    ofAct(async () => {
      const { store, clock } = real.world()
      while ((await store.forTenant('main').sweep(clock.now(), 100)) === 100);
    }),
  expect: (facts) => ({ says: 'undefined', effects: [{ verb: '', apply: () => sweepFacts(facts) }] }),
})

const sweepFacts = (facts: Facts): void => {
  const { now, codes, grants, clients } = facts
  for (const code of codes) if (code.expiresAt + lives.afterlife <= now) code.isGone = true
  for (const grant of grants) if (grant.absoluteEnd + lives.afterlife <= now) grant.isGone = true
  for (const client of clients) {
    const mayGo = client.provenance !== 'configured' && !client.isUsed && !client.isDisabled
    if (mayGo && client.createdAt + lives.unusedClient <= now) client.isGone = true
  }
}
