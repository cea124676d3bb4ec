/** A plain response is a Response in every way that anybody asks for. */
import { describe, expect, it } from 'vitest'
import { plainIn, plainResponse, setField } from './plain-response.ts'

const answer = (body: string | null = '{"a":1}') =>
  plainResponse(body, { status: 201, headers: { 'Content-Type': 'application/json', 'X-Two': 'b' } })

describe('a plain response', () => {
  it('is read like a real one', async () => {
    expect(answer()).toBeInstanceOf(Response)
    expect(answer().status).toBe(201)
    expect(answer().ok).toBe(true)
    expect(answer().headers.get('content-type')).toBe('application/json')
    expect(await answer().json()).toEqual({ a: 1 })
    expect(await answer().clone().text()).toBe('{"a":1}')
    expect(answer(null).body).toBeNull()
    const read = answer()
    await read.text()
    expect(read.bodyUsed).toBe(true)
    await expect(read.text()).rejects.toThrow(TypeError)
  })

  it('is written with what was set before and after somebody looked at its headers', () => {
    const response = answer()
    setField(response, ['x-two', 'c'])
    setField(response, ['x-three', 'd'])
    expect(plainIn(response)?.fields).toMatchObject({ 'x-two': 'b', 'x-three': 'd' })
    response.headers.append('Set-Cookie', 'a=1')
    setField(response, ['x-three', 'e'], true)
    expect(plainIn(response)?.headers?.get('x-three')).toBe('e')
    expect(plainIn(response)?.headers?.getSetCookie()).toEqual(['a=1'])
  })

  it('is plain no more once it was read: its body is gone then', async () => {
    const response = answer()
    await response.text()
    expect(plainIn(response)).toBeUndefined()
    setField(response, ['x-late', 'f'])
    expect(response.headers.get('x-late')).toBe('f')
  })

  it.each(['a\r\nSet-Cookie: b', 'a\0', 'snow \u2603'])('refuses %j for a header', (value) => {
    expect(() => plainResponse(null, { headers: { Location: value } })).toThrow(TypeError)
  })
})
