/**
 * A Response whose fields and bytes are known at once. It becomes a real one when somebody asks for what only that can do; the server on
 * node:http does not, and writes it as it is: making Headers and a stream costs more than most answers do. Fetch §5.5
 */

export interface Plain {
  readonly status: number
  /** By their names in small letters. */
  readonly fields: Record<string, string>
  readonly body: string | null
  /** Once somebody asked for them, these count. */
  headers?: Headers
}

const plainOf = Symbol('what this answer is made of')
const realOf = Symbol('the same as a real Response')

interface Light {
  readonly [plainOf]: Plain
  [realOf]?: Response
}

/** What no field may hold: RFC 9110 §5.5. */
const unfit = /[^\t\u0020-\u007e\u0080-\u00ff]/

export const plainResponse = (
  body: string | null,
  { status = 200, headers }: { readonly status?: number; readonly headers: Readonly<Record<string, string>> },
): Response => {
  const fields: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (unfit.test(value)) throw new TypeError(`${name} cannot be written as a header`)
    fields[name.toLowerCase()] = value
  }
  const plain: Plain = { status, fields, body }
  // With every member of a Response, by the prototype.
  return Object.assign(Object.create(prototype) as Response, { [plainOf]: plain })
}

/** undefined: a real one, which may be a stream. */
export const plainIn = (response: Response): Plain | undefined => {
  const light = response as Partial<Light>
  return light[realOf] ? undefined : light[plainOf]
}

/** Sets what the answer does not say itself, or says otherwise if `isStronger`. `name` in small letters. */
export const setField = (response: Response, [name, value]: readonly [string, string], isStronger = false): void => {
  const plain = plainIn(response)
  if (!plain || plain.headers) {
    if (isStronger || !response.headers.has(name)) response.headers.set(name, value)
    return
  }
  if (isStronger || plain.fields[name] === undefined) plain.fields[name] = value
}

const real = (light: Light): Response => {
  const { body, status, fields, headers } = light[plainOf]
  return (light[realOf] ??= new Response(body, { status, headers: headers ?? fields }))
}

const headersOf = (light: Light): Headers => {
  const made = light[realOf]
  return made ? made.headers : (light[plainOf].headers ??= new Headers(light[plainOf].fields))
}

/** A member of Response, asked of the real one. */
const throughReal = (name: string): PropertyDescriptor => ({
  get(this: Light): unknown {
    const one = real(this)
    const member: unknown = Reflect.get(one, name)
    return typeof member === 'function' ? member.bind(one) : member
  },
})

const members = Object.getOwnPropertyNames(Response.prototype).filter((name) => name !== 'constructor')

const prototype: object = Object.create(Response.prototype, {
  ...Object.fromEntries(members.map((name) => [name, throughReal(name)])),
  status: {
    get(this: Light): number {
      return this[plainOf].status
    },
  },
  headers: {
    get(this: Light): Headers {
      return headersOf(this)
    },
  },
})
