/** The issuers are looked at shortly after the program has started, once, beside everything else: what keeps clients out is said loudly. */
import { type CheckNeeds, checkIssuers } from './check-issuer.ts'
import { warn } from './warn.ts'

export interface SoonNeeds extends CheckNeeds {
  readonly resource: string
  readonly checkAtStart: boolean
}

/** Milliseconds. A server and its authorization server are often started together. */
const first = 2000
const again = 15_000

/** Never holds the process, and does nothing where a timer would. Returns how to call it off. */
export const checkSoon = (needs: SoonNeeds): (() => void) => {
  let timer: NodeJS.Timeout | undefined
  const inSome = (pause: number, act: () => Promise<void>): void => {
    timer = setTimeout(() => void act(), pause)
    if (typeof timer.unref === 'function') timer.unref()
    else clearTimeout(timer)
  }
  const look = async (isLast: boolean): Promise<void> => {
    const findings = await checkIssuers(needs)
    if (!isLast && findings.some(({ code }) => code === 'unreachable')) return inSome(again, () => look(true))
    for (const { issuer, weight, problem, cure } of findings) {
      if (weight === 'fault') warn(`the authorization server ${issuer} of ${needs.resource}: ${problem}. Cure: ${cure}`)
    }
  }
  if (needs.checkAtStart) inSome(first, () => look(false))
  return () => clearTimeout(timer)
}
