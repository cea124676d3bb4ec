/** What `npm test` runs, in this order. Suites of other rooms are added to the end of the list: commands that print `N passed, N failed` last. */

/**
 * @typedef {object} Step
 * @property {string} name for `--only`
 * @property {string} what the heading
 * @property {readonly string[]} command found in node_modules/.bin or on PATH
 * @property {'exit' | 'line' | 'vitest'} counts by its exit code, by its last line, or by vitest's report
 * @property {string} [needs] the step that must have passed before
 * @property {true} [browser] needs Chromium
 * @property {true} [spin] needs the model checker spin and a C compiler
 * @property {true} [quick] belongs to `npm run check`
 */

/** @type {readonly Step[]} */
export const steps = [
  { name: 'format', what: 'every file is formatted', command: ['oxfmt', '--check'], counts: 'exit', quick: true },
  { name: 'lint', what: 'the linter, with types, finds nothing', command: ['oxlint'], counts: 'exit', quick: true },
  { name: 'types', what: 'all types fit', command: ['tsc', '-p', 'tsconfig.json'], counts: 'exit', quick: true },
  {
    name: 'arrows',
    what: 'imports go only down',
    command: ['node', 'tools/check-arrows.ts'],
    counts: 'exit',
    quick: true,
  },
  {
    name: 'unused',
    what: 'no unused export, file or dependency',
    command: ['knip', '--no-progress'],
    counts: 'exit',
    quick: true,
  },
  {
    name: 'lock',
    what: 'the lock file is whole',
    command: ['node', 'tools/complete-lock.ts', '--check'],
    counts: 'exit',
    quick: true,
  },
  {
    name: 'cases',
    what: 'every abuse case has its test or its reason',
    command: ['node', 'tools/cases.ts'],
    counts: 'exit',
  },
  { name: 'build', what: 'everything builds', command: ['node', 'tools/build.mjs'], counts: 'exit' },
  {
    name: 'unit',
    what: 'units, stories, store contract, pages',
    command: ['vitest', 'run', '--project', 'house'],
    counts: 'vitest',
    browser: true,
  },
  {
    name: 'clients',
    what: 'official suite, real clients and people in Chromium, over real TCP',
    command: ['vitest', 'run', '--project', 'clients'],
    counts: 'vitest',
    browser: true,
  },
  {
    name: 'models',
    what: 'every state of the models is good, and without its guards each model fails',
    command: ['node', 'tools/models.ts'],
    counts: 'line',
    spin: true,
  },
  {
    name: 'mutants',
    what: 'known flaws, put back, turn their tests red',
    command: ['node', 'tools/mutants.ts'],
    counts: 'line',
    browser: true,
  },
  {
    name: 'packed',
    what: 'packed tarballs work like the tree',
    command: ['node', 'tools/check-packed.ts'],
    counts: 'line',
    needs: 'build',
  },
  {
    name: 'audit',
    what: 'no known hole in what runtime needs, but for dated waivers',
    command: ['node', 'tools/audit.ts'],
    counts: 'line',
  },
  {
    name: 'start',
    what: 'a fresh copy starts with one command',
    command: ['node', 'tools/check-start.ts'],
    counts: 'line',
    needs: 'build',
  },
]
