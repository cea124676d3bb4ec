/** Waiting for something, but not for ever. */

/** Whether it came within so many milliseconds; a rejection counts as coming. */
export const within = (span: number, something: Promise<unknown>): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, span, false)
    const came = (): void => {
      clearTimeout(timer)
      resolve(true)
    }
    something.then(came, came)
  })
