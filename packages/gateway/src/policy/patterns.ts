/** Names and patterns with `*`, as operators write them. */

export type Matches = (name: string) => boolean

export const matchPattern = (pattern: string): Matches => {
  if (!pattern.includes('*')) return (name) => name === pattern
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const whole = new RegExp(`^${parts.join('[^]*')}$`, 'u')
  return (name) => whole.test(name)
}

export const matchAny = (patterns: readonly string[]): Matches => {
  const all = patterns.map(matchPattern)
  return (name) => all.some((matches) => matches(name))
}
