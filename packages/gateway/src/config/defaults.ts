/** What holds where an operator says nothing: the only place of these numbers. Times in milliseconds, sizes in bytes. */
import type { HttpDefinition, LimitsDefinition, PolicyDefinition, StdioDefinition } from '../definition.ts'

const second = 1000
const minute = 60 * second
const mebibyte = 1_048_576

export const usualLimits: LimitsDefinition = {
  perPerson: 600,
  perServer: 6000,
  concurrentPerPerson: 20,
  concurrent: 200,
  streamsPerPerson: 10,
}

export const usualPolicy: Pick<PolicyDefinition, 'onToolChange' | 'listing'> = {
  onToolChange: 'withhold',
  listing: 'reachable',
}

export const usualHttp: Pick<HttpDefinition, 'timeouts' | 'maxAnswerBytes'> = {
  timeouts: { connect: 10 * second, head: minute, silence: 10 * minute },
  maxAnswerBytes: 16 * mebibyte,
}

export const usualStdio: Pick<StdioDefinition, 'perUser' | 'timeouts' | 'maxChildren' | 'maxLineBytes'> = {
  perUser: false,
  // A first start may have to download the program.
  timeouts: { idle: 10 * minute, call: 5 * minute, start: minute },
  maxChildren: 20,
  maxLineBytes: 16 * mebibyte,
}
