/** Browser sign-ins as the model sees them: what moves them, begins them and ends them. */
import { at, isOfUnchangedPerson, isSignedIn, lives, type Facts } from './facts.ts'
import type { Effect } from './step.ts'

/** A page for the person who is signed in moves the idle end, once a minute at most and never beyond the absolute one. */
export const touching = (facts: Facts, seat: number): readonly Effect[] => {
  const { session } = at(facts.seats, seat)
  const idleEnd = facts.now + lives.session
  if (!session || !isSignedIn(facts, seat) || idleEnd - session.idleEnd < 60) return []
  return [{ verb: 'sessions.touch', apply: () => void (session.idleEnd = Math.min(idleEnd, session.absoluteEnd)) }]
}

export const openSession = (facts: Facts, seat: number): Effect => ({
  verb: 'sessions.create',
  isInCookie: true,
  apply() {
    const { now, people, seats } = facts
    const place = at(seats, seat)
    const { epoch } = at(people, place.person)
    place.session = { epoch, idleEnd: now + lives.session, absoluteEnd: now + lives.sessionAbsolute }
  },
})

export const endSessions = (facts: Facts, person: number): Effect => ({
  verb: 'sessions.endAll',
  apply() {
    for (const seat of facts.seats) if (seat.person === person) seat.session = undefined
  },
})

/** Whether this person can sign in with this password; a wrong guess counts. */
export const canSignIn = (facts: Facts, person: number, isRight: boolean): boolean => {
  const { epoch } = at(facts.people, person)
  return isRight && isOfUnchangedPerson(facts, { person, epoch })
}

/** Six wrong ones in a quarter of an hour are limited: a story of its own (B12). */
export const mayGuess = (facts: Facts, person: number): boolean => at(facts.people, person).wrongGuesses < 4

export const countGuess = (facts: Facts, person: number): Effect => ({
  verb: '',
  apply: () => void (at(facts.people, person).wrongGuesses += 1),
})
