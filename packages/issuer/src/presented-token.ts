/** The form of what we hand out: `<id>.<secret>`. The id finds the row, the hash of the secret proves it. */

/** undefined unless the text has exactly our form: `rft_` + 26 characters, a dot, 43 base64url characters. */
export const readPresented = (
  prefix: string,
  text: string,
): { readonly id: string; readonly secret: string } | undefined => {
  if (text.length !== prefix.length + 1 + 26 + 1 + 43) return undefined
  const match = form.exec(text)
  if (!match || match[2] !== prefix) return undefined
  return { id: match[1] ?? '', secret: match[3] ?? '' }
}

const form = /^(([a-z]{3})_[0-9a-z]{26})\.([A-Za-z0-9_-]{43})$/

export const presentable = (id: string, secret: string): string => `${id}.${secret}`
