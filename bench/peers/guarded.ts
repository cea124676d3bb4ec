/** One framework with one guard: `/open` is nobody's, `/mcp` needs a token. Which one is said by VARIANT. */
import { variants } from './guarded-variants.ts'

const { VARIANT = '', PORT = '', ISSUER = '', RESOURCE = '' } = process.env
const variant = variants[VARIANT]
if (!variant) throw new Error(`no guard is called ${VARIANT}`)
await variant({ port: Number(PORT), issuer: ISSUER, resource: RESOURCE })
process.once('SIGTERM', () => process.exit(0))
