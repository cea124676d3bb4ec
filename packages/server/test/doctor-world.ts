/** Installations for the doctor: a data directory of their own, real servers, and whatever else listens; all gone after each test. */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { loadConfig } from '../src/config/load.ts'
import { examine } from '../src/doctor/examine.ts'
import type { Check, Finding } from '../src/doctor/finding.ts'
import { openHouse, type OpenHouse } from '../src/open-house.ts'

type Environment = Readonly<Record<string, string>>

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** With an account, so that nothing is left to say. */
export const furnished = {
  GATEHOUSE_BOOTSTRAP_USER: 'alice',
  GATEHOUSE_BOOTSTRAP_PASSWORD: 'a walk in the woods',
}

interface DoctorWorld {
  readonly dataDir: () => string
  /** Runs the server as `serve` does, on a free port. */
  readonly start: (environment?: Environment) => Promise<OpenHouse & { readonly port: number }>
  readonly stop: () => Promise<void>
  /** The doctor, at this installation. */
  readonly look: (environment: Environment, nodeVersion?: string) => Promise<readonly Finding[]>
  readonly serve: (listener: RequestListener) => Promise<{ readonly port: number; readonly server: Server }>
  readonly afterwards: (close: () => Promise<unknown>) => void
}

export const useDoctor = (): DoctorWorld => {
  let dataDir = ''
  const open: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (const close of open.splice(0).toReversed()) await close()
  }
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-doctor-'))
  })
  afterEach(async () => {
    await stop()
    await rm(dataDir, { recursive: true, force: true })
  })
  return {
    dataDir: () => dataDir,
    stop,
    async start(environment = {}) {
      const said = { GATEHOUSE_DATA_DIR: dataDir, PORT: '0', ...environment }
      const house = await openHouse(loadConfig({ environment: said, workingDirectory: dataDir }), { log: silent })
      open.push(() => house.close(0))
      return { ...house, port: house.config.port }
    },
    look: (environment, nodeVersion = process.version) =>
      examine({ environment: { GATEHOUSE_DATA_DIR: dataDir, ...environment }, workingDirectory: dataDir, nodeVersion }),
    async serve(listener) {
      const server = createServer(listener).listen(0, '127.0.0.1')
      await once(server, 'listening')
      open.push(async () => {
        server.close()
        server.closeAllConnections()
      })
      return { server, port: (server.address() as AddressInfo).port }
    },
    afterwards: (close) => void open.push(close),
  }
}

const inWords = (finding: Finding): string =>
  finding.level === 'ok' ? `fine: ${finding.says}` : `${finding.says} -> ${finding.cure}`

export const about = (check: Check, findings: readonly Finding[]): string => {
  const found = findings.filter((one) => one.check === check)
  return found.length === 0 ? 'nothing' : found.map(inWords).join('\n')
}

export const wrong = (findings: readonly Finding[]): readonly string[] =>
  findings.flatMap((one) => (one.level === 'ok' ? [] : [`${one.level} ${one.check}: ${inWords(one)}`]))
