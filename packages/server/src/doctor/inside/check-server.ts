/** Does a server run on this data directory? It answers on its own socket, whatever stands before its port. */
import { AdminUnreachable, adminSocketPath, createAdminClient, type AdminClient } from '@gatehouse/admin-api'
import type { Config } from '../../config/load.ts'
import { fail, fine, warn, type Finding } from '../finding.ts'

export interface Met {
  readonly findings: readonly Finding[]
  readonly isRunning: boolean
  /** How to ask it more; undefined when it does not answer, or is another one than the configuration says. */
  readonly admin: AdminClient | undefined
}

export const checkServer = async ({ dataDir, publicUrl }: Pick<Config, 'dataDir' | 'publicUrl'>): Promise<Met> => {
  const admin = createAdminClient(adminSocketPath(dataDir))
  try {
    const { issuer, isClaimed } = await admin('status', {})
    if (issuer !== publicUrl)
      return { isRunning: true, findings: [otherConfiguration(issuer, publicUrl)], admin: undefined }
    const findings = [fine('server', `runs as ${issuer}`), ...(isClaimed ? [] : [nobodysOwn])]
    return { isRunning: true, findings, admin }
  } catch (error) {
    if (!(error instanceof AdminUnreachable)) throw error
    if (error.kind === 'absent')
      return { isRunning: false, findings: [fine('server', 'does not run')], admin: undefined }
    const finding = fail('server', {
      says: error.message,
      why: 'No command can speak to it',
      cure: 'Run the doctor as the user who runs Gatehouse; if it hangs, restart it',
    })
    return { isRunning: true, findings: [finding], admin: undefined }
  }
}

const otherConfiguration = (issuer: string, publicUrl: string): Finding =>
  fail('server', {
    says: `the running server calls itself ${issuer}, but this configuration says ${publicUrl}`,
    why: 'After the next start, clients and tokens of the one would be strangers to the other',
    cure: 'Run the doctor with the configuration of the server (--config, environment), or restart the server',
  })

const nobodysOwn = warn('account', {
  says: 'nobody has an account yet',
  why: 'Nobody can sign in: clients get no further than the first page',
  cure: 'Open the setup link that the start printed (a restart prints a new one), or run `gatehouse users add <name> --admin`',
})
