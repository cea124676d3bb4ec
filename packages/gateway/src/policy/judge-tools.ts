/**
 * A list of tools against what was pinned: which of them may be shown, what has to be remembered, and what an operator should hear. Who asks
 * plays no part here: that is what scopes are for.
 */
import { judgeTool, type News, type Seen } from './judge-tool.ts'
import { hidesInName, likenessesOf } from './names.ts'
import type { KnownTool, KnownTools } from './pins.ts'
import type { Pin, Pinned } from './tool-definition.ts'

export interface Judged {
  /** Those of the list that may be shown, as they came. */
  readonly shown: readonly unknown[]
  /** What is remembered from now on. */
  readonly changed: readonly KnownTool[]
  readonly news: readonly News[]
}

export interface Grounds extends Pick<Seen, 'from' | 'at'> {
  readonly known: KnownTools
  readonly pin: Pin
  /** Whether a changed tool is kept back. */
  readonly withholds: boolean
  /** Tools that the operator offers: nobody sees the others, so nothing about them is remembered. */
  readonly isOffered: (name: string) => boolean
}

/** No honest server has so many in all its life; what goes beyond is not offered. */
const mostKnown = 5000
/** In characters, all definitions together: they are held in memory, and written as one text. */
const mostText = 33_554_432

type Named = Readonly<Record<string, unknown>> & { readonly name: string }

export const judgeTools = (tools: readonly unknown[], grounds: Grounds): Judged => {
  const { known, pin, withholds, isOffered, from, at } = grounds
  const offered = tools.filter((tool): tool is Named => isNamed(tool) && isOffered(tool.name))
  const byName = groupBy(offered, ({ name }) => name)
  const twinsOf = findTwins([...byName.keys()], grounds)
  const shown = new Set<string>()
  const changed: KnownTool[] = []
  const news: News[] = []
  let room = mostKnown - known.size
  const weigh = createScales(known)

  for (const [name, said] of byName) {
    const own = known.get(name)
    const verdict = judgeTool({
      name,
      versions: versionsOf(said.map(pin)),
      own,
      twins: own?.pinned ? [] : twinsOf(name),
      from,
      at,
    })
    const isBeyond = verdict.next !== undefined && ((!own && (room -= 1) < 0) || weigh(verdict.next) > mostText)
    const tool = verdict.next ?? own
    if (verdict.news) news.push(isBeyond ? tooMany(verdict.news) : verdict.news)
    if (isBeyond) continue
    if (verdict.next) changed.push(verdict.next)
    if (verdict.isFit && tool && !isWithheld(tool, withholds)) shown.add(name)
  }
  return { shown: offered.filter(({ name }) => shown.has(name)), changed, news }
}

/** Kept back from lists and calls until somebody accepts it. */
export const isWithheld = ({ pinned, waiting }: KnownTool, withholds: boolean): boolean =>
  pinned === undefined || (waiting !== undefined && withholds)

const isNamed = (tool: unknown): tool is Named =>
  typeof tool === 'object' && tool !== null && 'name' in tool && typeof tool.name === 'string'

const versionsOf = ([first, ...others]: readonly (Pinned | undefined)[]): Seen['versions'] => {
  if (!first || others.includes(undefined)) return undefined
  const different = others.filter((other): other is Pinned => other !== undefined && other.sha256 !== first.sha256)
  return [first, ...different]
}

/** Among the tools that are listed, and those that were promised before: also a tool that has gone can be impersonated. */
const findTwins = (names: readonly string[], { known, isOffered }: Grounds) => {
  if (names.every((name) => known.get(name)?.pinned)) return () => []
  const promised = [...known.values()].flatMap(({ name, pinned }) => (pinned && isOffered(name) ? [name] : []))
  const all = [...new Set([...names, ...promised])].filter((name) => !hidesInName(name))
  const likes = all.flatMap((name) => likenessesOf(name).map((likeness) => ({ name, likeness })))
  const byLikeness = groupBy(likes, ({ likeness }) => likeness)
  return (name: string): readonly string[] => {
    const others = likenessesOf(name).flatMap((likeness) => byLikeness.get(likeness) ?? [])
    return [...new Set(others.map((other) => other.name))].filter((other) => other !== name)
  }
}

/** How long everything is together with one more; nothing is counted while nothing is new. */
const createScales = (known: KnownTools): ((more: KnownTool) => number) => {
  let all: number | undefined
  return (more) => {
    all ??= [...known.values()].reduce((sum, tool) => sum + textOf(tool), 0)
    return (all += textOf(more) - textOf(known.get(more.name)))
  }
}

const textOf = (tool: KnownTool | undefined): number => (tool ? JSON.stringify(tool).length : 0)

const tooMany = (news: News): News => ({
  event: 'tool-unfit',
  tool: news.tool,
  facts: {
    reason: `there were more than ${mostKnown} tools, or definitions of more than ${mostText} characters, before it`,
  },
})

const groupBy = <Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, readonly Item[]> => {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
