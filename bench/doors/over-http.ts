/** The doors that hand HTTP on, beside none at all. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startServer, type Command } from '../machine/server-process.ts'
import { workOf } from './asking.ts'
import { httpCrossings, type Crossing, type Door, type Ground } from './door.ts'

const serverFile = (name: string): string => fileURLToPath(new URL(`../servers/${name}.ts`, import.meta.url))

export const isOverHttp = (crossing: Crossing): boolean => httpCrossings.some((one) => one === crossing)

/** The MCP server's own path is kept by everybody but ours. */
const pathOf = (crossing: Crossing): string => (crossing === 'numbered' ? '/numbered' : '/mcp')

const httpDoor = (name: string, says: string, commandFor: (port: number, ground: Ground) => Command): Door => ({
  name,
  says,
  async open(ground, crossing) {
    if (!isOverHttp(crossing)) return undefined
    const port = ground.nextPort()
    const server = await startServer(commandFor(port, ground), { port, metadataPath: '/up' })
    return { server, port, work: workOf(crossing, pathOf(crossing)) }
  },
})

const proxy =
  (file: string) =>
  (port: number, { upstream }: Ground): Command => ({
    argv: [serverFile(file)],
    environment: { PORT: String(port), UPSTREAM: upstream },
  })

export const upstreamCommand = (port: number): Command => ({
  argv: [serverFile('mcp-http')],
  environment: { PORT: String(port) },
})

const undiciManifest = new URL('../node_modules/undici/package.json', import.meta.url)
const { version: undiciVersion } = JSON.parse(readFileSync(undiciManifest, 'utf8')) as { readonly version: string }

const nginxConfig = (port: number, { upstream, directory }: Ground): string => `
daemon off; master_process off; pid ${directory}/nginx.pid; error_log stderr warn;
events { worker_connections 1024; }
http {
  access_log off; tcp_nodelay on;
  client_body_temp_path ${directory}/body; proxy_temp_path ${directory}/proxy; fastcgi_temp_path ${directory}/fastcgi;
  uwsgi_temp_path ${directory}/uwsgi; scgi_temp_path ${directory}/scgi;
  upstream mcp { server ${new URL(upstream).host}; keepalive 128; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port}; keepalive_requests 1000000000;
    location / { proxy_pass http://mcp; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; proxy_read_timeout 1h; }
  }
}
`

const nginxCommand = (port: number, ground: Ground): Command => {
  const file = join(ground.directory, `nginx-${port}.conf`)
  writeFileSync(file, nginxConfig(port, ground))
  return { program: 'nginx', argv: ['-e', 'stderr', '-p', ground.directory, '-c', file], environment: {} }
}

const hasNginx = (): string | undefined => {
  try {
    return execFileSync('sh', ['-c', 'nginx -v 2>&1'], { encoding: 'utf8' }).trim().replace('nginx version: ', '')
  } catch {
    return undefined
  }
}

const nginx = hasNginx()

export const doorsOverHttp: readonly Door[] = [
  httpDoor('nothing between', 'the MCP server itself, on the core of the doors', upstreamCommand),
  httpDoor('bare undici', `undici ${undiciVersion}, \`dispatch\`, the least code that streams`, proxy('proxy-undici')),
  httpDoor(
    'undici stream',
    `undici ${undiciVersion}, \`stream\`, as most people write it`,
    proxy('proxy-undici-stream'),
  ),
  httpDoor('bare node:http', `node:http of Node ${process.version}, piped both ways`, proxy('proxy-node')),
  ...(nginx === undefined ? [] : [httpDoor('nginx', `${nginx}, one process, unbuffered, no log`, nginxCommand)]),
]
