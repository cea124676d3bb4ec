/** A person's computer for programs that open a browser themselves: a home of its own, and a browser (`$BROWSER`, `xdg-open`) that is the test's Chromium with the person before it. */
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext } from 'playwright-core'
import { letIn } from './browser.ts'

export interface Desktop {
  readonly home: string
  /** For programs of this person, and nothing of the test's own. */
  readonly environment: Readonly<Record<string, string>>
  /** What programs opened, in their order. */
  readonly opened: readonly URL[]
  /** Throws if the person did not get through somewhere. */
  close(): Promise<void>
}

export const openDesktop = async (context: BrowserContext): Promise<Desktop> => {
  const home = await mkdtemp(join(tmpdir(), 'gatehouse-desktop-'))
  const opened: URL[] = []
  const walks: Promise<unknown>[] = []
  const person = createServer((request, response) => {
    const url = new URL(decodeURIComponent((request.url ?? '').slice(1)))
    opened.push(url)
    walks.push(letIn(context, url.href).catch((error: unknown) => error))
    response.end()
  }).listen(0, '127.0.0.1')
  await once(person, 'listening')
  const { port } = person.address() as AddressInfo
  const program = `#!${process.execPath}\nfetch('http://127.0.0.1:${port}/' + encodeURIComponent(process.argv[2]))\n`
  for (const name of ['browser', 'xdg-open']) {
    await writeFile(join(home, name), program)
    await chmod(join(home, name), 0o755)
  }
  return {
    home,
    opened,
    environment: { HOME: home, PATH: `${home}:${process.env['PATH'] ?? ''}`, BROWSER: join(home, 'browser') },
    async close() {
      person.closeAllConnections()
      person.close()
      const errors = (await Promise.all(walks)).filter((outcome) => outcome instanceof Error)
      await rm(home, { recursive: true, force: true })
      if (errors.length > 0) throw new AggregateError(errors, 'the person did not get through')
    },
  }
}
