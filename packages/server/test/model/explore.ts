/** Random lives of the whole authorization server: as many as are asked for, each against the model. Hands over what fast-check found. */
import fc from 'fast-check'
import { events, type Event } from './acts.ts'
import { begin } from './begin.ts'
import { proveSecrets, proveTokens } from './invariants.ts'
import type { Real, Stage } from './real.ts'
import { isPossible, perform, type Model } from './run.ts'

export interface Exploration {
  readonly open: () => Promise<Stage>
  readonly runs: number
  readonly seed: number
  /** As fast-check printed it: only that counter-example. */
  readonly path?: string | undefined
  readonly replayPath?: string | undefined
  readonly longest?: number
}

const asCommand = (event: Event): fc.AsyncCommand<Model, Real> => ({
  check: (model) => isPossible(event, model),
  run: (model, real) => perform(event, model, real),
  toString: () => JSON.stringify(event),
})

export const explore = async ({ open, runs, seed, path, replayPath, longest }: Exploration) => {
  const commands = fc.commands(
    events.map((event) => event.map(asCommand)),
    { maxCommands: 40, size: 'max', ...(replayPath !== undefined && { replayPath }) },
  )
  const tally = new Map<string, number>()
  const property = fc.asyncProperty(commands, (given) =>
    live(open, async (setup) => {
      await fc.asyncModelRun(setup, given)
      for (const came of (await setup()).real.told) tally.set(came, (tally.get(came) ?? 0) + 1)
    }),
  )
  const details = await fc.check(property, {
    numRuns: runs,
    seed,
    ...(path !== undefined && { path }),
    ...(longest !== undefined && { plugins: [fc.interruptAfterTimeLimit(longest)] }),
  })
  return { details, tally }
}

/** One known life again, event by event; those that are not possible as things stand are left out, as fast-check does. */
export const relive = (open: () => Promise<Stage>, given: readonly Event[]): Promise<void> =>
  live(open, async (setup) => {
    const { model, real } = await setup()
    for (const event of given) if (isPossible(event, model)) await perform(event, model, real)
  })

type Setup = () => Promise<{ readonly model: Model; readonly real: Real }>

const live = async (open: () => Promise<Stage>, act: (setup: Setup) => Promise<void>): Promise<void> => {
  const stage = await open()
  try {
    const world = await begin(stage)
    await act(async () => world)
    await proveTokens(world.real, world.model.facts)
    proveSecrets(world.real, world.model.facts)
  } finally {
    await stage.close()
  }
}
