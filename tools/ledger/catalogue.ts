/** Reads docs/cases.md: takes its text, hands over every abuse case with its group and star. */

export interface Case {
  readonly id: string
  readonly group: string
  readonly isStarred: boolean
  readonly words: string
}

export interface Group {
  readonly letter: string
  readonly title: string
}

export const readCases = (text: string): readonly Case[] =>
  [...text.matchAll(/^- ([A-Z])(\d+)(\*?) (.+)$/gm)].map(([, group = '', number = '', star, words = '']) => ({
    id: `${group}${number}`,
    group,
    isStarred: star === '*',
    words,
  }))

export const readGroups = (text: string): readonly Group[] =>
  [...text.matchAll(/^### ([A-Z]) (.+)$/gm)].map(([, letter = '', title = '']) => ({ letter, title }))

const numberOf = (id: string): number => Number(id.slice(1))

/** The ids that a term means: `C7`, `F7-F9`, or `L` for the whole group; several parted by commas. */
export const expand = (terms: string, cases: readonly Case[]): readonly string[] =>
  terms.split(',').flatMap((part) => {
    const [first = '', last = first] = part.trim().split('-')
    const isMeant = ({ id, group }: Case) =>
      first.length === 1
        ? group === first
        : group === first[0] && numberOf(id) >= numberOf(first) && numberOf(id) <= numberOf(last)
    const ids = cases.filter(isMeant).map(({ id }) => id)
    if (ids.length === 0) throw new Error(`not-due.json: ${part.trim()} names no case of docs/cases.md`)
    return ids
  })
