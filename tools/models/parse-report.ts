/** What spin's verifier printed, as a verdict: takes its output, hands over whether the model held, and over how many states. */

export interface Report {
  /** `cut`: not every state was seen, or the model got stuck: neither proves anything. */
  readonly outcome: 'holds' | 'violated' | 'cut'
  readonly states: number
  readonly reason: string
}

export const parseReport = (text: string): Report => {
  const states = Number(/^\s*(\d+) states, stored/m.exec(text)?.[1] ?? 0)
  const errors = Number(/errors: (\d+)/.exec(text)?.[1] ?? -1)
  const [, broken] = /^pan:\d+: assertion violated (.*) \(at depth \d+\)/m.exec(text) ?? []
  const [, other = 'no report'] = /^pan:\d+: (.*)$/m.exec(text) ?? []
  const isWhole = /^State-vector/m.test(text) && !/max search depth too small|Search not completed/.test(text)
  if (broken !== undefined) return { outcome: 'violated', states, reason: broken.trim() }
  return errors === 0 && isWhole ? { outcome: 'holds', states, reason: '' } : { outcome: 'cut', states, reason: other }
}
