/** A body as text, capped: whoever sends more than the limit is cut off in the middle. RFC 9110 §15.5.14 */

export type Body = ReadableStream<Uint8Array> | null

/** `undefined` as soon as it is longer than `limit` bytes; the rest is then left unread. Throws if it is no UTF-8. */
export const readText = async (body: Body, limit: number): Promise<string | undefined> => {
  if (!body) return ''
  const reader = body.getReader()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let length = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.byteLength
    if (length > limit) {
      // Not awaited: the cancelling of one half of a cloned body ends only when the other half is cancelled too.
      reader.cancel().catch(ignore)
      return undefined
    }
    text += decoder.decode(part.value, { stream: true })
  }
  return text + decoder.decode()
}

const ignore = (): void => undefined
