/** Everybody who is told of a call: the log, the audit journal, the numbers for Prometheus. */
import type { GatewayNeeds, Meter } from '../gateway-needs.ts'
import { type TellOfCall, tellLog } from './call-event.ts'
import { createCallJournal } from './call-journal.ts'
import { restrainRefusals } from './restrain-refusals.ts'

export interface Telling {
  readonly tell: TellOfCall
  /** Writes what is not yet written. */
  readonly close: () => Promise<void>
}

export const createTelling = ({ log, record, meter }: Pick<GatewayNeeds, 'log' | 'record' | 'meter'>): Telling => {
  const journal = record && createCallJournal({ record, log })
  const inLog = tellLog(log)
  const count = meter && tellMeter(meter)
  const written = restrainRefusals((event) => {
    inLog(event)
    journal?.tell(event)
  })
  return {
    tell(event) {
      count?.(event)
      written.tell(event)
    },
    async close() {
      written.settle()
      await journal?.close()
    },
  }
}

const tellMeter =
  (meter: Meter): TellOfCall =>
  ({ server, outcome, duration }) =>
    meter.called(server, outcome, duration / 1000)
