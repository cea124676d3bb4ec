/** The guard as a bundler sees it: one file with everything that it needs, for a runtime without Node's built-ins. */
import { build } from 'esbuild'

/** `contents`: a module beside `packages/guard/test`. Fails when anything of Node is asked for. */
export const bundle = async (contents: string, conditions: readonly string[]): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2023',
    mainFields: ['module', 'main'],
    conditions: ['gatehouse:source', ...conditions, 'import', 'default'],
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}
