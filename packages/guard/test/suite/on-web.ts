/** Adapters whose framework takes web requests: called in this process, without a socket. */
import { type Behind, type Opened, type Sent, endpoint, origin } from './adapter.ts'
import { askOver } from './ask.ts'

export type Fetch = (request: Request) => Response | Promise<Response>

export const openOnWeb = (fetch: Fetch, behind: Behind): Opened => {
  const call = async (sent: Sent): Promise<Response> => await fetch(toRequest(sent))
  return { ...behind, call, ask: askOver(call) }
}

const toRequest = ({ method = 'POST', target = endpoint, headers = {}, body }: Sent): Request => {
  const fields = new Headers()
  for (const [name, value] of Object.entries(headers)) for (const one of [value].flat()) fields.append(name, one)
  const isStream = typeof body === 'object' && !(body instanceof Uint8Array)
  return new Request(target.startsWith('/') ? `${origin}${target}` : target, {
    method,
    headers: fields,
    ...(body === undefined
      ? {}
      : { body: isStream ? ReadableStream.from(body) : (body as string | Uint8Array<ArrayBuffer>) }),
    ...(isStream ? { duplex: 'half' } : {}),
  })
}
