/** The only way HTML is made here: a tagged template that escapes every value. Takes text and other markup; hands over Markup. */
import { html as template, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

export type Markup = HtmlEscapedString

/** What may stand in a template: text is escaped, markup is not, absent things vanish. */
export type Slot = string | number | Markup | false | undefined | readonly Slot[]

export const html = (strings: TemplateStringsArray, ...slots: readonly Slot[]): Markup => {
  const made = template(strings, ...slots)
  if (made instanceof Promise) throw new TypeError('a page is made at once: no promise may stand in a template')
  return made
}

/** The one exception from escaping: the stylesheet, which holds only our own rules and proven colours; not a blank more, or its hash is another. */
export const styleElement = (stylesheet: string): Markup => raw(`<style>${stylesheet}</style>`)
