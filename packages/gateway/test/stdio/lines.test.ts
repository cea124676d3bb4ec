/** What a child says and is told: lines, of any size and number, and words for people. */
import { describe, expect, it } from 'vitest'
import { splitLines } from '../../src/stdio/split-lines.ts'
import { echo, openChildren, until } from './children-world.ts'

const run = (script: string): string =>
  `process.stdin.once('data', () => { ${script} }); process.stdin.on("end", () => process.exit())`

const tellIt = async (program: string, options: Parameters<typeof openChildren>[1] = {}) => {
  const world = openChildren(program, options)
  const child = await world.children.get('')
  child.send({ go: 1 })
  return { ...world, child }
}

describe('lines', () => {
  it.each([1, 2, 3, 7, 100])('are the same in pieces of %d bytes', (size) => {
    const bytes = Buffer.from('{"a":1}\n\n\r\n{"b":"ä\\n€"}\r\n  {"c":3}\nrest')
    const lines: string[] = []
    const needs = { maxBytes: 100, onLine: (line: Buffer) => lines.push(line.toString()), onTooLong: () => undefined }
    const { take, rest } = splitLines(needs)
    for (let at = 0; at < bytes.length; at += size) take(bytes.subarray(at, at + size))
    expect(lines).toEqual(['{"a":1}', '{"b":"ä\\n€"}', '  {"c":3}'])
    expect(rest().toString()).toBe('rest')
  })

  it('that are too long are told once, by their beginning, and the next one is whole again', () => {
    const said: string[] = []
    const onLine = (line: Buffer): void => void said.push(`line ${line.toString()}`)
    const onTooLong = (line: Buffer): void => void said.push(`long ${line.toString()}`)
    const { take } = splitLines({ maxBytes: 5, onLine, onTooLong })
    for (const piece of ['123', '4567', '89', '0\n12345\n', '123456\n1\n']) take(Buffer.from(piece))
    expect(said).toEqual(['long 12345', 'line 12345', 'long 12345', 'line 1'])
  })

  it('INV8: in pieces of one byte cost little more than their bytes while they wait for their end', () => {
    const { take, rest } = splitLines({ maxBytes: 2_000_000, onLine: () => undefined, onTooLong: () => undefined })
    const flood = Buffer.alloc(2_000_000, 'x')
    const before = process.memoryUsage().heapUsed
    for (let at = 0; at < flood.length; at += 1) take(flood.subarray(at, at + 1))
    const cost = process.memoryUsage().heapUsed - before
    expect(rest()).toHaveLength(flood.length)
    expect(cost).toBeLessThan(100_000_000)
  })

  it('of 10 MB pass both ways, in time that grows with their length only', async () => {
    const { child, messages } = await tellIt(echo)
    const text = 'ä'.repeat(5_000_000)
    child.send({ text })
    await until(() => messages.length === 2, 'the long line')
    expect(messages[1]).toEqual({ text })
  })

  it('keep keys with escapes as they are, whatever others said before', async () => {
    JSON.parse('{"a":[],"\\\\":1}')
    const { child, messages } = await tellIt(echo)
    child.send({ a: [], '\n': 1 })
    await until(() => messages.length === 2, 'the line')
    expect(messages[1]).toEqual({ a: [], '\n': 1 })
  })

  it('come one after the other, 100,000 of them, and none is lost', async () => {
    const { child, messages } = await tellIt(echo)
    for (let n = 0; n < 100_000; n += 1) if (!child.send({ n })) await child.whenDrained()
    await until(() => messages.length === 100_001, 'the last line')
    expect(messages.slice(1).every(({ n }, at) => n === at)).toBe(true)
  })

  it('that are no message are told to the log and dropped', async () => {
    const { messages, lines, ends } = await tellIt(
      run(`process.stdout.write(Buffer.concat([
        Buffer.from('Server ready!\\n[1]\\nnull\\n"x"\\n{"cut":\\n'), Buffer.from([123, 34, 255, 34, 58, 49, 125, 10]),
        Buffer.from('{"good":1}\\n')]))`),
    )
    await until(() => messages.length > 0)
    expect(messages).toEqual([{ good: 1 }])
    const told = lines.filter(({ event }) => event === 'gateway.stdout')
    expect(told.map(({ facts }) => facts['line'])).toEqual([
      'Server ready!',
      '[1]',
      'null',
      '"x"',
      '{"cut":',
      '{"\ufffd":1}',
    ])
    expect(ends).toEqual([])
  })

  it('longer than they may be end the child, and nothing of them is heard', async () => {
    const { messages, ends } = await tellIt(
      run(`process.stdout.write('{"text":"' + 'x'.repeat(3000) + '"}\\n{"n":1}\\n')`),
      {
        definition: { maxLineBytes: 2000 },
      },
    )
    await until(() => ends.length > 0)
    expect(ends).toEqual(['it wrote a line of more than 2000 bytes'])
    expect(messages).toEqual([])
  })

  it('that cannot be taken end the child, and nothing else', async () => {
    const onMessage = (): never => {
      throw new TypeError('no such call')
    }
    const ends: string[] = []
    const onEnd = (reason: string): void => void ends.push(reason)
    await tellIt(echo, { needs: { greet: async (child) => child.listen({ onMessage, onEnd }) } })
    await until(() => ends.length > 0)
    expect(ends).toEqual(['what it said could not be taken: TypeError: no such call'])
  })

  it('without an end do not fill the memory', async () => {
    const { ends } = await tellIt(run(`const more = () => process.stdout.write('x'.repeat(65536), more); more()`), {
      definition: { maxLineBytes: 20_000_000 },
    })
    const before = process.memoryUsage().rss
    await until(() => ends.length > 0)
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
  })

  it('wait in the child while we pause', async () => {
    const { child, messages } = await tellIt(
      run(
        `let n = 0; const more = () => { while (process.stdout.write(JSON.stringify({ n: n++, text: 'x'.repeat(20000) }) + '\\n')); process.stdout.once('drain', more) }; more()`,
      ),
    )
    await until(() => messages.length > 0)
    const [one, other] = [child.pause(), child.pause()]
    one()
    one()
    await quietOf(messages)
    const heard = messages.length
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(messages.length).toBe(heard)
    other()
    await until(() => messages.length > heard)
    expect(messages.every(({ n }, at) => n === at)).toBe(true)
  })

  it('to a child that does not read stop at a full pipe, which its end sets free', async () => {
    const world = openChildren(`setInterval(() => undefined, 1000)`)
    const child = await world.children.get('')
    let sent = 0
    while (child.send({ text: 'x'.repeat(1000) })) {
      sent += 1
      if (sent % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(sent).toBeLessThan(5000)
    const drained = child.whenDrained()
    process.kill(world.pids()[0] ?? 0, 'SIGKILL')
    await drained
    await until(() => world.ends.length > 0)
  })
})

/** Until nothing more comes of what was already on its way. */
const quietOf = async (messages: readonly unknown[]): Promise<void> => {
  for (let heard = -1; heard !== messages.length;) {
    heard = messages.length
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe('words for people', () => {
  const stderrOf = (lines: Awaited<ReturnType<typeof tellIt>>['lines']) =>
    lines.filter(({ event }) => event === 'gateway.stderr').map(({ facts }) => facts)

  it('become log lines: whole, cut, with the server and the process, and the last one too', async () => {
    const { lines, ends, pids } = await tellIt(
      `process.stderr.write('ha'); setTimeout(() => process.stderr.write('lf\\n\\n\\u001b[31mred\\n' + 'x'.repeat(9000) + '\\nno end', () => process.exit()), 30)`,
    )
    await until(() => ends.length > 0)
    const facts = { server: 'notes', pid: pids()[0] }
    expect(stderrOf(lines)).toEqual(
      ['half', '\u001b[31mred', `${'x'.repeat(500)}…`, 'no end'].map((line) => ({ ...facts, line })),
    )
    expect(ends).toEqual(['it ended with exit code 0; it last said: no end'])
  })

  it('hold nothing that the child was trusted with', async () => {
    const { lines } = await tellIt(
      `console.error('key ' + process.env.API_KEY + ', mode ' + process.env.MODE + ', caller eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln'); process.stdin.resume()`,
      { definition: { environment: { API_KEY: 'sk-123456789', MODE: 'dev' } } },
    )
    await until(() => stderrOf(lines).length > 0)
    expect(stderrOf(lines)[0]?.['line']).toBe('key [hidden], mode dev, caller [hidden]')
  })

  it('in a flood are counted instead of told, and calls go on', async () => {
    let now = 0
    const { child, lines, messages } = await tellIt(
      `let n = 0; const more = () => n++ < 500 ? process.stderr.write('again and again\\n'.repeat(1000), more) : console.error('dry')
       more(); ${echo}`,
      { needs: { now: () => now } },
    )
    child.send({ n: 1 })
    await until(() => messages.length === 2)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(stderrOf(lines).length).toBeLessThanOrEqual(50)
    now = 10_000
    await until(() => stderrOf(lines).some(({ missed }) => Number(missed) > 0), 'the count')
    expect(stderrOf(lines).length).toBeLessThanOrEqual(100)
  })
})
