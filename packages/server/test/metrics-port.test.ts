/** The port of its own for Prometheus: opened with the server, closed with it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '@gatehouse/server/config/load'
import { openHouse } from '@gatehouse/server/open-house'
import { capturedLog } from '@gatehouse/testkit'
import { expect, it } from 'vitest'

it('serves the numbers on their own port and nothing else, until the server leaves', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-metrics-'))
  const environment = { GATEHOUSE_DATA_DIR: dataDir, PORT: '0', GATEHOUSE_METRICS_PORT: '0' }
  const house = await openHouse(loadConfig({ environment, workingDirectory: dataDir }), { log: capturedLog() })
  const { publicUrl } = house.config
  const numbersAt = `http://localhost:${house.metricsPort}`
  try {
    await fetch(`${publicUrl}/health`)
    const numbers = await fetch(`${numbersAt}/metrics`)
    expect(numbers.headers.get('Content-Type')).toContain('text/plain')
    expect(await numbers.text()).toContain('route="/health",method="GET",status="200"} 1')
    expect((await fetch(`${numbersAt}/`)).status).toBe(404)
    expect((await fetch(`${publicUrl}/metrics`)).status).toBe(404)
  } finally {
    await house.close()
    await rm(dataDir, { recursive: true, force: true })
  }
  await expect(fetch(`${numbersAt}/metrics`)).rejects.toThrow('fetch failed')
})
