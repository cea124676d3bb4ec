/** How a child ends: by itself, because it is told to, and with everything that it started. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { growTree } from '../../src/stdio/process-tree.ts'
import { descriptorsOf, echo, isAlive, openChildren, until } from './children-world.ts'

const hasProc = existsSync('/proc/self/fd')
const program = (file: string, ...argv: readonly string[]) => ({ file, argv, cwd: '/', environment: process.env })
/** Notices neither the end of its input nor a friendly word. */
const stubborn = `process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000)`
/** Like npx: a program, a shell below it, and the server below that one. All tell their process. */
const grandparent = (server: string) =>
  `
  const { spawn } = require('node:child_process')
  const shell = spawn('/bin/sh', ['-c', '"$0" -e "$1"; true', process.execPath, process.argv[1]], { stdio: 'inherit' })
  shell.on('exit', (code) => process.exit(code ?? 1))
  console.log(JSON.stringify({ pids: [process.pid, shell.pid] }))`.replace('process.argv[1]', JSON.stringify(server))
const tellPid = `console.log(JSON.stringify({ pids: [process.pid] }));`

const pidsIn = (messages: readonly Readonly<Record<string, unknown>>[]): readonly number[] =>
  messages.flatMap(({ pids }) => (Array.isArray(pids) ? pids.map(Number) : []))

describe('a child that ends', () => {
  it.each([
    ['process.exit(3)', /^it ended with exit code 3$/],
    ['process.kill(process.pid, "SIGSEGV")', /^it was ended by SIGSEGV$/],
    ['console.error("no key\\nset API_KEY"); process.exit(1)', /exit code 1; it last said: set API_KEY$/],
  ])('by %s tells so once, in words', async (last, words) => {
    const world = openChildren(`process.stdin.once('data', () => { ${last} })`)
    const child = await world.children.get('')
    child.send({ go: 1 })
    await until(() => world.ends.length > 0)
    await world.children.close(0)
    expect(world.ends).toEqual([expect.stringMatching(words)])
    expect(child.send({ too: 'late' })).toBe(true)
    await child.whenDrained()
  })

  it('is heard to its last word', async () => {
    const world = openChildren(`process.stdin.once('data', () => {
      process.stdout.write('{"n":1}\\n'.repeat(5000), () => process.exit(1))
    })`)
    const child = await world.children.get('')
    child.pause()
    child.send({ go: 1 })
    await until(() => world.ends.length > 0)
    expect(world.messages).toHaveLength(5000)
  })

  it.each(['exec 0<&-', 'exec 1>&-'])('hears or answers no more after %s: it is as good as dead', async (deed) => {
    const world = openChildren(['/bin/sh', '-c', `read line; ${deed}; exec sleep 100`])
    const child = await world.children.get('')
    child.send({ go: 1 })
    await until(() => {
      child.send({ more: 1 })
      return world.ends.length > 0
    })
    expect(world.ends).toEqual(['it closed its input or its output'])
  })
})

describe('what a child started', () => {
  it('S16: ends with it, down to the grandchildren, and leaves no zombie', async () => {
    const world = openChildren(grandparent(`${tellPid}${echo}`))
    await world.children.get('')
    await until(() => pidsIn(world.messages).length === 3)
    await world.children.close(0)
    expect(pidsIn(world.messages).filter(isAlive)).toEqual([])
    expect(world.ends).toEqual(['its server is closed'])
  })

  it('S16: ends also where the program at its head is killed alone', async () => {
    const world = openChildren(grandparent(`${tellPid}${stubborn}`))
    await world.children.get('')
    await until(() => pidsIn(world.messages).length === 3)
    process.kill(world.pids()[0] ?? 0, 'SIGKILL')
    await until(() => world.ends.length > 0)
    expect(world.ends).toEqual(['it was ended by SIGKILL'])
    await world.children.close(0)
    await until(() => !pidsIn(world.messages).some(isAlive), 'the end of all')
  })

  it('S16: is killed where it heeds neither its closed input nor SIGTERM', async () => {
    const tree = await growTree(program(process.execPath, '-e', grandparent(`${tellPid}${stubborn}`)))
    let said = ''
    tree.pipes.stdout.on('data', (bytes: Buffer) => void (said += bytes.toString()))
    await until(() => said.split('\n').length === 3)
    tree.pipes.stdin.end()
    await tree.end({ closed: 50, asked: 100 })
    const all = said
      .trim()
      .split('\n')
      .flatMap((line) => pidsIn([JSON.parse(line) as Record<string, unknown>]))
    expect(all).toHaveLength(3)
    await until(() => !all.some(isAlive), 'the end of all')
  })

  it('is asked before it is killed', async () => {
    const tree = await growTree(
      program(
        process.execPath,
        '-e',
        `process.on('SIGTERM', () => process.exit(7)); setInterval(() => 0, 1000); console.log()`,
      ),
    )
    await new Promise((resolve) => tree.pipes.stdout.once('data', resolve))
    tree.pipes.stdin.end()
    await tree.end({ closed: 10, asked: 5000 })
    expect(await tree.ended).toBe('it ended with exit code 7')
  })

  it.each(hasProc ? ['through /proc'] : [])(
    'S16: leaves us no zombie and no open descriptor, after many of them (%s)',
    async () => {
      const zombies = (): readonly string[] =>
        readdirSync('/proc')
          .filter((name) => /^\d+$/.test(name))
          .filter((pid) => isZombieOfOurs(pid))
      const round = async (): Promise<void> => {
        const world = openChildren(['cat'])
        await world.children.get('')
        await world.children.close(0)
      }
      await round()
      const before = readdirSync('/proc/self/fd').length
      for (let times = 0; times < 10; times += 1) await round()
      expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before)
      expect(zombies()).toEqual([])
    },
  )
})

const isZombieOfOurs = (pid: string): boolean => {
  try {
    return /\) Z (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] === String(process.pid)
  } catch {
    return false
  }
}

describe('a gateway that goes', () => {
  const keepers: ChildProcess[] = []
  afterEach(() => keepers.splice(0).forEach((keeping) => keeping.kill('SIGKILL')))
  const keeper = new URL('keeper.ts', import.meta.url).pathname
  const startKeeper = async (...argv: readonly string[]) => {
    // Some are descriptors that the gateway itself got from whoever started it: low ones, and one far from the others.
    const stdio = Array.from({ length: 41 }, (_, at) => ([0, 1, 3, 4, 40].includes(at) ? 'pipe' : 'ignore'))
    const keeping = spawn(process.execPath, [keeper, ...argv], { stdio })
    keepers.push(keeping)
    let said = ''
    keeping.stdout?.on('data', (bytes: Buffer) => void (said += bytes.toString()))
    await until(() => said.includes('\n'), 'the pid of the child')
    return { keeping, pid: Number(said) }
  }

  it('S16: without a word leaves no child behind that reads its input', async () => {
    const { keeping, pid } = await startKeeper('cat')
    expect(isAlive(pid)).toBe(true)
    keeping.kill('SIGKILL')
    await until(() => !isAlive(pid), 'the end of the child')
  })

  it('S16: in a hurry leaves nobody behind, not even whoever heeds nothing', async () => {
    const { keeping, pid } = await startKeeper(process.execPath, '-e', stubborn)
    expect(isAlive(pid)).toBe(true)
    keeping.stdin?.end('leave\n')
    await until(() => !isAlive(pid), 'the end of the child')
  })

  it.each(hasProc ? ['through /proc'] : [])(
    'S16: hands on no descriptor that it was itself started with (%s)',
    async () => {
      const { keeping, pid } = await startKeeper('cat')
      expect(readdirSync(`/proc/${keeping.pid}/fd`)).toEqual(expect.arrayContaining(['3', '4', '40']))
      expect(descriptorsOf(pid)).toEqual([])
    },
  )
})
