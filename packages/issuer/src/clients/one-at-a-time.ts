/** Whoever asks for something while it is being fetched waits for that one fetch. */
export interface OneAtATime<Result> {
  (key: string, work: () => Promise<Result>): Promise<Result>
  isUnderway(key: string): boolean
}

export const oneAtATime = <Result>(): OneAtATime<Result> => {
  const underway = new Map<string, Promise<Result>>()
  const join = (key: string, work: () => Promise<Result>): Promise<Result> => {
    const found = underway.get(key)
    if (found) return found
    const begun = work().finally(() => underway.delete(key))
    underway.set(key, begun)
    return begun
  }
  return Object.assign(join, { isUnderway: (key: string) => underway.has(key) })
}
