/** Every name under which a package can be imported: its `exports`, patterns spelled out over what was packed. */

export type Exports = Readonly<Record<string, string | Readonly<Record<string, string>>>>

const fileOf = (target: Exports[string]): string => (typeof target === 'string' ? target : (target['default'] ?? ''))

export const entryPoints = (name: string, exports: Exports, files: readonly string[]): readonly string[] =>
  Object.entries(exports).flatMap(([subpath, target]) => {
    if (!subpath.includes('*')) return [name + subpath.slice(1)]
    const [before = '', after = ''] = fileOf(target).replace(/^\.\//, '').split('*')
    return files
      .filter((path) => path.startsWith(before) && path.endsWith(after))
      .map((path) => name + subpath.slice(1).replace('*', path.slice(before.length, path.length - after.length)))
  })
