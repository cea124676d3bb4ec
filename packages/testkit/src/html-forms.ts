/** Reads forms out of our own HTML, as a browser would offer them to a person. */
export interface Form {
  readonly id: string | undefined
  readonly method: string
  readonly action: string
  readonly fields: readonly Field[]
  readonly buttons: readonly Button[]
}

export interface Field {
  readonly name: string
  readonly value: string
  readonly type: string
  readonly isChecked: boolean
}

export interface Button {
  readonly name: string | undefined
  readonly value: string
  readonly words: string
}

export const formsIn = (html: string): readonly Form[] =>
  [...html.matchAll(/<form\b([^>]*)>([^]*?)<\/form>/g)].map(([, tag = '', inside = '']) => {
    const attributes = attributesOf(tag)
    const id = attributes.get('id')
    const elsewhere = id === undefined ? [] : buttonsIn(html).filter(({ form }) => form === id)
    return {
      id,
      method: (attributes.get('method') ?? 'get').toUpperCase(),
      action: attributes.get('action') ?? '',
      fields: fieldsIn(inside),
      buttons: [...buttonsIn(inside).filter(({ form }) => form === undefined), ...elsewhere],
    }
  })

/** The text of a page, without its tags. */
export const wordsOf = (html: string): string =>
  unescaped(html.replace(/<style>[^]*?<\/style>/g, '').replace(/<[^>]*>/g, ''))
    .replace(/\s+/g, ' ')
    .trim()

const fieldsIn = (html: string): readonly Field[] =>
  [...html.matchAll(/<input\b([^>]*)>/g)].map(([, tag = '']) => {
    const attributes = attributesOf(tag)
    return {
      name: attributes.get('name') ?? '',
      value: attributes.get('value') ?? '',
      type: attributes.get('type') ?? 'text',
      isChecked: attributes.has('checked'),
    }
  })

const buttonsIn = (html: string): readonly (Button & { readonly form: string | undefined })[] =>
  [...html.matchAll(/<button\b([^>]*)>([^]*?)<\/button>/g)].map(([, tag = '', words = '']) => {
    const attributes = attributesOf(tag)
    return {
      name: attributes.get('name'),
      value: attributes.get('value') ?? '',
      words: wordsOf(words),
      form: attributes.get('form'),
    }
  })

const attributesOf = (tag: string): ReadonlyMap<string, string> =>
  new Map([...tag.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name, unescaped(value)]))

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

const unescaped = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '')
