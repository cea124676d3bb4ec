/** Says something loudly to whoever runs the program: only for what must not be overlooked. */

export const warn = (text: string): void => {
  // oxlint-disable-next-line no-console -- nobody has given the guard a log, and silence would be worse
  console.warn(`[gatehouse guard] ${text}`)
}
