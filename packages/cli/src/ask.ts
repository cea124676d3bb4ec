/** Questions to the person at the keyboard: a password without echo, a yes. Without a terminal the answer is on standard input. */
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { Misuse, NotConfirmed } from './explain.ts'
import type { World } from './world.ts'

/** Twice on a terminal; else the first line of the input. Never an argument: every user of the machine can read those. */
export const askPassword = async (world: World, { fromInput }: { readonly fromInput: boolean }): Promise<string> => {
  if (fromInput || !world.input.isTTY) return firstLine(world)
  const password = await askLine(world, 'Password: ', 'hidden')
  if ((await askLine(world, 'Once more: ', 'hidden')) !== password) throw new Misuse('the two passwords differ')
  return password
}

/** Without a terminal only `--yes` says yes. */
export const confirm = async (world: World, question: string, isSaid: boolean | undefined): Promise<void> => {
  if (isSaid) return
  if (!world.input.isTTY) throw new Misuse(`${question} Say --yes to do it.`)
  const said = await askLine(world, `${question} [y/N] `, 'shown')
  if (!/^y(es)?$/i.test(said.trim())) throw new NotConfirmed('nothing was changed')
}

const askLine = (world: World, question: string, echo: 'shown' | 'hidden'): Promise<string> =>
  new Promise((resolve, reject) => {
    world.complain(question)
    const show = (chunk: unknown): void => world.complain(String(chunk))
    const output = new Writable({
      write(chunk, _, written) {
        if (echo === 'shown') show(chunk)
        written()
      },
    })
    const lines = createInterface({ input: world.input, output, terminal: true })
    let isAnswered = false
    lines.once('line', (line) => {
      isAnswered = true
      lines.close()
      resolve(line)
    })
    lines.once('close', () => {
      if (echo === 'hidden') world.complain('\n')
      if (!isAnswered) reject(new NotConfirmed('nothing was changed'))
    })
  })

const firstLine = async ({ input }: World): Promise<string> => {
  let text = ''
  input.setEncoding('utf8')
  for await (const chunk of input) {
    text += String(chunk)
    if (text.length > 10_000) break
  }
  const [line = ''] = text.split(/\r?\n/)
  if (line === '') throw new Misuse('there is no password on standard input')
  return line
}
