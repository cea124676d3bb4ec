/** Does a server run on this data directory? It answers on its own socket, whatever stands before its port. */
import { AdminUnreachable, adminSocketPath, createAdminClient } from '@gatehouse/admin-api'
import type { Config } from '../config/load.ts'
import { fine, problem, type Finding } from './finding.ts'

export const checkServer = async ({
  dataDir,
  publicUrl,
}: Pick<Config, 'dataDir' | 'publicUrl'>): Promise<{ readonly finding: Finding; readonly isRunning: boolean }> => {
  try {
    const { issuer } = await createAdminClient(adminSocketPath(dataDir))('status', {})
    if (issuer === publicUrl) return { isRunning: true, finding: fine('server', `runs as ${issuer}`) }
    const says = `the running server calls itself ${issuer}, but this configuration says ${publicUrl}`
    const cure = 'Run the doctor with the configuration of the server (--config, environment), or restart the server'
    return { isRunning: true, finding: problem('server', says, cure) }
  } catch (error) {
    if (!(error instanceof AdminUnreachable)) throw error
    if (error.kind === 'absent') return { isRunning: false, finding: fine('server', 'does not run') }
    return {
      isRunning: true,
      finding: problem(
        'server',
        error.message,
        'Run the doctor as the user who runs Gatehouse; if it hangs, restart it',
      ),
    }
  }
}
