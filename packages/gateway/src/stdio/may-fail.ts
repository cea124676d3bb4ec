/** A failure that is told from outside, for a race: it may come, and nobody has to wait for it. */

export interface Told {
  readonly comes: Promise<never>
  readonly fail: (error: Error) => void
}

export const mayFail = (): Told => {
  let fail: Told['fail'] = () => undefined
  const comes = new Promise<never>((_, reject) => {
    fail = reject
  })
  comes.catch(() => undefined)
  return { comes, fail }
}
