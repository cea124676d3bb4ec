/** What an operator hears about the tools of a server: once for each thing, and never the server's own text. */
import { nearest } from '@gatehouse/protocol/nearest'
import type { PolicyDefinition } from '../definition.ts'
import type { GatewayLog } from '../upstream.ts'
import type { News } from './judge-tool.ts'
import { showText } from './names.ts'
import { matchPattern } from './patterns.ts'

export interface Reporter {
  readonly tell: (news: readonly News[], about: { readonly isFirst: boolean }) => void
  /** The operator means a tool that is not there: a slip of the pen leaves another one unprotected. */
  readonly tellRulesWithoutTool: (listed: readonly string[]) => void
}

export interface ReporterNeeds {
  readonly server: string
  readonly definition: PolicyDefinition
  readonly log: GatewayLog
}

/** A server that invents names must not fill the memory, or the log. */
const mostTold = 1000

export const createReporter = ({ server, definition, log }: ReporterNeeds): Reporter => {
  const told = new Set<string>()
  const patterns = [...new Set([...(definition.allow ?? []), ...definition.deny, ...Object.keys(definition.tools)])]

  const once = (key: string, say: () => void): void => {
    if (told.has(key) || told.size >= mostTold) return
    told.add(key)
    say()
  }
  const tellOne = ({ event, tool, facts }: News): void => {
    const whole = { server, tool, ...facts }
    if (event === 'tool-unfit') return once(`${event} ${tool}`, () => log.warn('gateway.tool-unfit', whole))
    if (event === 'tool-new' || event === 'tool-restored') log.info(`gateway.${event}`, whole)
    else log.warn(`gateway.${event}`, { ...whole, onToolChange: definition.onToolChange })
  }

  return {
    tell(news, { isFirst }) {
      const pinned = news.filter(({ event }) => event === 'tool-new')
      if (isFirst && pinned.length > 0) log.info('gateway.tools-pinned', { server, count: pinned.length })
      for (const one of news) {
        const isOrdinary = isFirst && one.event === 'tool-new' && one.facts['hidesText'] === undefined
        if (!isOrdinary) tellOne(one)
      }
    },
    tellRulesWithoutTool(listed) {
      for (const pattern of patterns) {
        if (listed.some(matchPattern(pattern))) continue
        const near = nearest(pattern, listed)
        once(`rule ${pattern}`, () =>
          log.warn('gateway.rule-without-tool', {
            server,
            rule: pattern,
            ...(near === undefined ? {} : { didYouMean: showText(near) }),
          }),
        )
      }
    },
  }
}
