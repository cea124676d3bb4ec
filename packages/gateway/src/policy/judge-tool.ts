/** One tool as it is listed now, against what was pinned of it: pinned at first sight, kept back when it is another, and told to the operator. */
import { hidesInName, hidesInText, showText } from './names.ts'
import type { KnownTool, PinnedAt, Waiting } from './pins.ts'
import { canonicalJson, findChanges, type Pinned, suggestLevel } from './tool-definition.ts'

export interface Seen {
  readonly name: string
  /** Its definitions in this list: two are one too many. `undefined`: one of them cannot be pinned. */
  readonly versions: readonly [Pinned, ...Pinned[]] | undefined
  readonly own: KnownTool | undefined
  /** Names that somebody could take it for. */
  readonly twins: readonly string[]
  /** `list`: the server told us; `answer`: it told a caller. */
  readonly from: 'list' | 'answer'
  /** ISO 8601. */
  readonly at: string
}

export interface Verdict {
  /** Not even an operator can accept it. */
  readonly isFit: boolean
  /** What is remembered of it from now on, if that is something else than before. */
  readonly next?: KnownTool
  readonly news?: News
}

export interface News {
  readonly event: 'tool-new' | 'tool-changed' | 'tool-restored' | 'tool-confusable' | 'tool-unfit'
  /** Fit to be shown. */
  readonly tool: string
  readonly facts: Readonly<Record<string, unknown>>
}

export const judgeTool = (seen: Seen): Verdict => {
  const { name, versions, own } = seen
  if (hidesInName(name)) return unfit(name, 'its name holds characters that nobody sees')
  if (!versions) return unfit(name, 'its definition is too large or nested too deeply to be pinned')
  const [version, ...others] = versions
  if (own?.pinned) return compare(own, own.pinned, { ...seen, versions })
  const resembles = others.length > 0 ? [name] : seen.twins
  if (resembles.length > 0) return withholdNewcomer(version, resembles, seen)
  // What was kept back from everybody is not offered because one answer leaves its twin out.
  if (own?.waiting && seen.from === 'answer') return { isFit: true }
  return {
    isFit: true,
    next: { name, pinned: { ...version, at: seen.at } },
    news: { event: 'tool-new', tool: showText(name), facts: aboutText(version) },
  }
}

const compare = (own: KnownTool, pinned: PinnedAt, { name, versions, from, at }: SeenFit): Verdict => {
  const other = versions.find((version) => differs(version, pinned, from))
  if (!other) return from === 'list' && own.waiting?.seenIn === 'list' ? restore(name, pinned) : { isFit: true }
  if (own.waiting && (from === 'answer' || own.waiting.sha256 === other.sha256)) return { isFit: true }
  const what = findChanges(pinned.definition, other.definition, { onlySaid: from === 'answer' })
  const waiting: Waiting = { ...other, at, why: 'changed', what, seenIn: from }
  const facts = { what, seenIn: from, suggested: suggestLevel(pinned.definition), ...aboutText(other) }
  return {
    isFit: true,
    next: { name, pinned, waiting },
    news: { event: 'tool-changed', tool: showText(name), facts },
  }
}

type SeenFit = Seen & { readonly versions: readonly Pinned[] }

/** An answer on an older wire leaves out what that wire does not know: only what is said can contradict. */
const differs = (version: Pinned, pinned: Pinned, from: Seen['from']): boolean => {
  if (version.sha256 === pinned.sha256) return false
  return from === 'list' || findChanges(pinned.definition, version.definition, { onlySaid: true }).length > 0
}

const restore = (name: string, pinned: PinnedAt): Verdict => ({
  isFit: true,
  next: { name, pinned },
  news: { event: 'tool-restored', tool: showText(name), facts: {} },
})

const withholdNewcomer = (version: Pinned, resembles: readonly string[], { name, own, from, at }: Seen): Verdict => {
  if (own?.waiting && (from === 'answer' || own.waiting.sha256 === version.sha256)) return { isFit: true }
  const what = resembles.map((other) => showText(other))
  const waiting: Waiting = { ...version, at, why: 'confusable', what, seenIn: from }
  return {
    isFit: true,
    next: { name, waiting },
    news: { event: 'tool-confusable', tool: showText(name), facts: { resembles: what } },
  }
}

const unfit = (name: string, reason: string): Verdict => ({
  isFit: false,
  news: { event: 'tool-unfit', tool: showText(name), facts: { reason } },
})

/** Never the text itself: it is the server's, and a log is read by people and by models. */
const aboutText = ({ definition, sha256 }: Pinned) => ({
  sha256,
  suggests: suggestLevel(definition),
  ...(hidesInText(canonicalJson(definition)) ? { hidesText: true } : {}),
})
