/** Colours for a terminal that wants them; nothing at all elsewhere. */
export interface Brush {
  readonly strong: (text: string) => string
  readonly quiet: (text: string) => string
  readonly link: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
}

export const brush = (hasColours: boolean): Brush => {
  const inked = (code: number) => (text: string) => (hasColours ? `\u001b[${code}m${text}\u001b[0m` : text)
  return { strong: inked(1), quiet: inked(2), link: inked(36), good: inked(32), bad: inked(31) }
}
