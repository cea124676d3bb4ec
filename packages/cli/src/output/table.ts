/** Rows for people: aligned columns under quiet headings. */
export const table = (headings: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = headings.map((heading, column) =>
    Math.max(...[heading, ...rows.map((row) => row[column] ?? '')].map(width)),
  )
  return [headings, ...rows]
    .map((row) => row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell))).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
}

const width = (text: string): number => [...text].length

/** The minute in UTC; empty for none. */
export const minute = (epochSeconds: number | undefined): string =>
  epochSeconds === undefined ? '' : new Date(epochSeconds * 1000).toISOString().slice(0, 16).replace('T', ' ')

/** As people write days: in UTC, so that it reads alike everywhere. */
export const day = (epochSeconds: number | undefined): string =>
  epochSeconds === undefined ? '' : new Date(epochSeconds * 1000).toISOString().slice(0, 10)
