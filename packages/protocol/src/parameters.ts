/** Form and query parameters, read strictly: text in, a map of lists out. RFC 6749 §3.1, §3.2, Appendix B */
import { refuse } from './errors.ts'

/** Name to values, in order of arrival. A Map, so `__proto__` is a name like any other. */
export type Parameters = ReadonlyMap<string, readonly string[]>

/** More members than any honest request has. */
export const mostParameters = 200

/**
 * Reads application/x-www-form-urlencoded text (a query without its `?`, or a body) in one pass.
 * Refuses with `invalid_request`: broken percent or UTF-8 sequences, NUL, raw control or non-ASCII characters, more than 200 members.
 */
export const parseParameters = (text: string): Parameters => {
  if (/[^\x20-\x7e]/.test(text)) throw refuse('invalid_request', 'parameters must be percent-encoded UTF-8')
  const found = new Map<string, string[]>()
  let members = 0
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = text.indexOf('&', start)
    if (end < 0) end = text.length
    if (end === start) continue
    members += 1
    if (members > mostParameters) throw refuse('invalid_request', `more than ${mostParameters} parameters`)
    addMember(found, text.slice(start, end))
  }
  return found
}

/** The parameters of two places (query and body) as one, so that one in each counts as twice. */
export const joinParameters = (first: Parameters, second: Parameters): Parameters => {
  const joined = new Map(first)
  for (const [name, values] of second) joined.set(name, [...(joined.get(name) ?? []), ...values])
  return joined
}

/** The one value; `undefined` if absent or empty (an empty value counts as omitted). Twice: `invalid_request` naming it. RFC 6749 §3.1 */
export const single = (parameters: Parameters, name: string): string | undefined => {
  const values = parameters.get(name) ?? []
  if (values.length > 1) throw refuse('invalid_request', `${name} is given more than once`, { parameter: name })
  return values[0] === '' ? undefined : values[0]
}

/** Like `single`, but absence is `invalid_request`, too. */
export const required = (parameters: Parameters, name: string): string => {
  const value = single(parameters, name)
  if (value === undefined) throw refuse('invalid_request', `${name} is missing`, { parameter: name })
  return value
}

/** Every value that is not empty, for the parameters that may repeat (`resource`). */
export const all = (parameters: Parameters, name: string): readonly string[] =>
  (parameters.get(name) ?? []).filter((value) => value !== '')

/** Refuses any parameter given twice, known or unknown, except those named in `mayRepeat`. RFC 6749 §3.1 */
export const refuseDuplicates = (
  parameters: Parameters,
  { mayRepeat }: { readonly mayRepeat: readonly string[] },
): void => {
  for (const name of parameters.keys()) if (!mayRepeat.includes(name)) single(parameters, name)
}

/** `+` is a space, the rest is percent-encoded UTF-8; `undefined` if it is not. */
export const decodeFormText = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

const addMember = (found: Map<string, string[]>, member: string): void => {
  const equals = member.indexOf('=')
  const name = decodeFormText(equals < 0 ? member : member.slice(0, equals))
  const value = decodeFormText(equals < 0 ? '' : member.slice(equals + 1))
  if (name === undefined || value === undefined) {
    throw refuse(
      'invalid_request',
      'a parameter is not percent-encoded UTF-8',
      name === undefined ? {} : { parameter: name },
    )
  }
  if (name.includes('\0') || value.includes('\0')) throw refuse('invalid_request', 'a parameter contains NUL')
  const values = found.get(name)
  if (values) values.push(value)
  else found.set(name, [value])
}
