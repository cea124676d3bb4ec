/** What is no reason not to start, and yet should be read. */
import type { Problem } from '@gatehouse/gateway/config'
import { sentence } from '@gatehouse/server/config/config-error'
import { brush } from '../output/paint.ts'
import type { World } from '../world.ts'

export const sayWarnings = (
  warnings: readonly (Pick<Problem, 'key' | 'reason'> & Partial<Problem>)[],
  { complain, hasColours }: World,
): void => {
  const paint = brush(hasColours)
  for (const { key, reason, cure } of warnings) {
    const words = [reason, ...(cure === undefined ? [] : [cure])].map(sentence).join(' ')
    complain(`gatehouse: ${paint.strong(key)}: ${words}\n`)
  }
}
