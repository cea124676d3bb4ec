/** The same for a stream of events: pieces of text in; out come the events as soon as they are whole, rewritten where one holds a list. HTML "Server-sent events" §9.2.6 */
import { type IsListed, filterMessage } from './tool-lists.ts'

export interface EventFilter {
  push(text: string): string
  /** What lacked its empty line at the end. */
  end(): string
}

/** A line and its end. A CR at the very end of a piece may be half of one. */
const line = /^([^\r\n]*)(\r\n|\n|\r(?!$))/

export const createEventFilter = (isListed: IsListed): EventFilter => {
  let rest = ''
  let event: readonly string[] = []

  const finish = (): string => {
    const whole = filterEvent(event, isListed)
    event = []
    return whole
  }
  const take = (text: string, whole: string): string => {
    // A comment between two events keeps the connection alive: it must not wait for the next.
    if (event.length === 0 && text.startsWith(':')) return whole
    event = [...event, whole]
    return text === '' ? finish() : ''
  }
  const push = (text: string): string => {
    let out = ''
    rest += text
    for (let found = line.exec(rest); found; found = line.exec(rest)) {
      const [whole, content = ''] = found
      rest = rest.slice(whole.length)
      out += take(content, whole)
    }
    return out
  }

  return {
    push,
    end() {
      event = [...event, rest]
      rest = ''
      return finish()
    },
  }
}

const data = /^data(?::[ ]?(.*))?$/s

const filterEvent = (lines: readonly string[], isListed: IsListed): string => {
  const contents = lines.map((one) => data.exec(one.replace(/[\r\n]+$/, '')))
  const filtered = filterMessage(contents.flatMap((found) => (found ? [found[1] ?? ''] : [])).join('\n'), isListed)
  if (filtered === undefined) return lines.join('')
  const others = lines.filter((one, index) => !contents[index] && one.trim() !== '')
  return `${others.join('')}data: ${filtered}\n\n`
}
