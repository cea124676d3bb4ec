/** The document around every page: head, brand, stylesheet, footer. Takes what a page has to say, hands over a Page. */
import type { Seconds } from '@gatehouse/protocol/time'
import type { Brand } from './brand/brand.ts'
import { mark } from './brand/mark.ts'
import type { Page } from './page.ts'
import { html, styleElement, type Markup } from './parts/markup.ts'
import { address, nameText } from './parts/shown.ts'
import type { Texts } from './texts/en.ts'

export type { Brand }

/** What every page takes beside its own props. */
export interface Frame {
  readonly brand: Brand
  readonly texts: Texts
  /** Ties the page to the log: shown at its foot. */
  readonly traceId?: string | undefined
}

interface Matter {
  /** Plain text. */
  readonly title: string
  readonly main: Markup
  readonly hasForm: boolean
  readonly isOnTheWay: boolean
  readonly status?: number
  /** What the person sent has to be mended: told in the title first. */
  readonly hasProblem?: boolean
  readonly width?: 'narrow' | 'wide'
  /** At the other end of the header. */
  readonly aside?: Markup | undefined
  readonly retryAfter?: Seconds | undefined
}

export const layout = (frame: Frame, matter: Matter): Page => {
  const { status = 200, hasForm, isOnTheWay, retryAfter } = matter
  return {
    status,
    html: document(frame, matter).toString(),
    stylesheetHash: frame.brand.stylesheetHash,
    hasForm,
    isOnTheWay,
    ...(retryAfter !== undefined && { retryAfter }),
  }
}

const document = (frame: Frame, { title, main, hasProblem = false, width = 'narrow', aside }: Matter): Markup => {
  const { brand, texts, traceId } = frame
  const heard = hasProblem ? texts.frame.problemTitle(title) : title
  return html`<!doctype html>
    <html lang="${texts.lang}" dir="${texts.dir}">
      <head>
        <meta charset="utf-8" />
        <title>${texts.frame.title(heard, nameText(brand.name, ''))}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" media="(prefers-color-scheme: light)" content="${brand.themeColours.light}" />
        <meta name="theme-color" media="(prefers-color-scheme: dark)" content="${brand.themeColours.dark}" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="${brand.iconPath}" />
        ${styleElement(brand.stylesheet)}
      </head>
      <body class="${width}">
        <header class="top"><div class="page">${brandLine(brand)}${aside}</div></header>
        <main class="page">${main}</main>
        <footer class="bottom">
          <div class="page">${traceId !== undefined && html`<p>${texts.frame.trace(copyable(traceId))}</p>`}</div>
        </footer>
      </body>
    </html> `
}

const brandLine = ({ name, logoPath }: Brand): Markup =>
  html`<span class="brand"
    >${logoPath === undefined ? mark() : html`<img class="logo" src="${logoPath}" alt="" />`}<bdi
      >${nameText(name, '')}</bdi
    ></span
  >`

/** One click selects all of it. */
const copyable = (id: string): Markup => html`<span class="copy">${address(id)}</span>`
