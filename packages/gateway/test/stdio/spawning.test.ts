/** How a child is started: which program, with which arguments, and what it gets from us. S16 */
import { chmodSync, existsSync, mkdirSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type GatewayFault, toFault } from '../../src/fault.ts'
import { type ChildrenWorld, descriptorsOf, echo, openChildren, until } from './children-world.ts'

/** Tells what it was started with. */
const tell = `
  console.log(JSON.stringify({ argv: process.argv.slice(1), env: process.env, cwd: process.cwd() }))
  process.stdin.resume()`

const firstMessage = async ({ children, messages }: ChildrenWorld) => {
  await children.get('')
  await until(() => messages.length > 0, 'a message')
  return messages[0] as { readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>> }
}

const refusal = ({ children }: ChildrenWorld): Promise<GatewayFault> =>
  children.get('').then(() => Promise.reject(new Error('it started')), toFault)

describe('what a child is started with', () => {
  it('S16: arguments arrive as they were declared, whatever a shell would make of them', async () => {
    const argv = [
      '; touch owned',
      '$(touch owned)',
      '`touch owned`',
      'a\nb',
      '--eval',
      '-',
      '*',
      '',
      '|| touch owned',
      '"',
    ]
    const world = openChildren([process.execPath, '-e', tell, '--', ...argv])
    expect((await firstMessage(world)).argv).toEqual(argv)
    expect(existsSync(join(world.folder, 'owned'))).toBe(false)
    expect(readdirSync(world.folder)).toEqual([])
  })

  it('S16: of our environment only harmless names reach it, besides what was declared for it', async () => {
    const ours = {
      PATH: process.env['PATH'],
      HOME: '/home/of-us',
      LC_TIME: 'C',
      HTTPS_PROXY: 'http://proxy.example:3128',
      HTTP_PROXY: 'http://us:secret@proxy.example:3128',
      NODE_EXTRA_CA_CERTS: undefined,
      NODE_OPTIONS: '--no-warnings',
      LD_PRELOAD: '/tmp/evil.so',
      DYLD_INSERT_LIBRARIES: '/tmp/evil.dylib',
      GATEHOUSE_MASTER_KEY: 'secret',
      AWS_SECRET_ACCESS_KEY: 'secret',
      SSH_AUTH_SOCK: '/tmp/agent',
      npm_lifecycle_event: 'start',
    }
    const world = openChildren(tell, {
      needs: { environment: ours },
      definition: { environment: { API_KEY: 'theirs' } },
    })
    expect((await firstMessage(world)).env).toEqual({
      PATH: process.env['PATH'],
      HOME: '/home/of-us',
      LC_TIME: 'C',
      HTTPS_PROXY: 'http://proxy.example:3128',
      API_KEY: 'theirs',
    })
  })

  it.each([
    'NODE_OPTIONS',
    'node_options',
    'LD_PRELOAD',
    'LD_LIBRARY_PATH',
    'LD_AUDIT',
    'DYLD_INSERT_LIBRARIES',
    'BASH_ENV',
    'GATEHOUSE_MASTER_KEY',
    'A=B',
    '',
  ])('S16: nothing starts where %o is declared', async (name) => {
    const world = openChildren(tell, { definition: { environment: { [name]: '--require=/tmp/evil.js' } } })
    expect(await refusal(world)).toMatchObject({ fault: 'upstream_unreachable' })
    expect(world.lines.map(({ event }) => event)).toEqual(['gateway.child-refused'])
    expect(world.children.health()).toMatchObject({ state: 'down', reason: expect.stringContaining(name) as unknown })
  })

  it.each(existsSync('/proc/self/fd') ? ['through /proc'] : [])(
    'S16: it has three descriptors, and all of them are pipes of ours (%s)',
    async () => {
      const world = openChildren(['cat'])
      const child = await world.children.get('')
      child.send({ hello: 1 })
      await until(() => world.messages.length === 1)
      const [pid = 0] = world.pids()
      expect(descriptorsOf(pid)).toEqual([])
      for (const one of [0, 1, 2]) expect(readlinkSync(`/proc/${pid}/fd/${one}`)).toMatch(/^(socket|pipe):/)
    },
  )
})

describe('which program', () => {
  const program = (file: string, says: string): void => {
    writeFileSync(file, `#!/bin/sh\necho '{"says":"${says}"}'\ncat\n`)
    chmodSync(file, 0o755)
  }

  it('S16: is found in PATH when the server is opened, and nobody slips in another one later', async () => {
    const place = openChildren(echo).folder
    for (const name of ['first', 'second']) mkdirSync(join(place, name))
    program(join(place, 'second', 'notes'), 'ours')
    const path = `${join(place, 'first')}:${join(place, 'second')}:/usr/bin:/bin`
    const world = openChildren(['notes'], { needs: { environment: { PATH: path } } })
    program(join(place, 'first', 'notes'), 'theirs')
    expect(await firstMessage(world)).toEqual({ says: 'ours' })
  })

  it('S16: is never sought in the folder where the gateway or the child happens to be', async () => {
    const { folder } = openChildren(echo)
    program(join(folder, 'notes'), 'whatever lies around')
    const world = openChildren(['notes'], {
      definition: { cwd: folder },
      needs: { environment: { PATH: `:.:${relative(process.cwd(), folder)}` } },
    })
    expect((await refusal(world)).cause).toMatchObject({ message: expect.stringContaining('"notes"') as unknown })
  })

  it('may be named by a path, from the folder where it runs, and through a link', async () => {
    const { folder } = openChildren(echo)
    program(join(folder, 'real'), 'by its path')
    symlinkSync(join(folder, 'real'), join(folder, 'link'))
    const world = openChildren(['./link'], { definition: { cwd: folder } })
    expect(await firstMessage(world)).toEqual({ says: 'by its path' })
  })

  it.each([
    [['no-such-program'], /"no-such-program" was not found in PATH \(\/nowhere\): install it/],
    [['./no-such-program'], /no program at .*no-such-program: mend its path/],
    [[''], /no program: name one/],
  ] as const)('that is not there is told to its operator with a cure: %o', async (command, words) => {
    const world = openChildren(command, { needs: { environment: { PATH: '/nowhere' } } })
    const fault = await refusal(world)
    expect(fault).toMatchObject({
      fault: 'upstream_unreachable',
      cause: { message: expect.stringMatching(words) as unknown },
    })
    expect(fault.message).not.toMatch(words)
    expect(world.lines).toEqual([
      {
        level: 'error',
        event: 'gateway.child-refused',
        facts: { server: 'notes', reason: expect.stringMatching(words) as unknown },
      },
    ])
    expect(world.children.health()).toEqual({ state: 'down', reason: expect.stringMatching(words) as unknown })
  })

  it('cannot run in a folder that is not there', async () => {
    const world = openChildren(['cat'], { definition: { cwd: '/no/such/folder' } })
    expect((await refusal(world)).cause).toMatchObject({
      message: expect.stringContaining('/no/such/folder') as unknown,
    })
  })

  it('that cannot run here is told, and waits before the next try', async () => {
    const { folder } = openChildren(echo)
    const file = join(folder, 'script')
    writeFileSync(file, '#!/no/such/interpreter\n')
    chmodSync(file, 0o755)
    const world = openChildren([file])
    const cause = { message: `spawn ${file} ENOENT` }
    expect(await refusal(world)).toMatchObject({ fault: 'upstream_unreachable', cause })
    expect(await refusal(world)).toMatchObject({ fault: 'upstream_not_ready', retryAfter: 1 })
  })
})
