/** Everybody who is told of a call: the log, the audit journal, the numbers for Prometheus. */
import type { GatewayNeeds, Meter } from '../gateway-needs.ts'
import { type TellOfCall, tellLog } from './call-event.ts'
import { createCallJournal } from './call-journal.ts'

export interface Telling {
  readonly tell: TellOfCall
  /** Writes what is not yet written. */
  readonly close: () => Promise<void>
}

export const createTelling = ({ log, record, meter }: Pick<GatewayNeeds, 'log' | 'record' | 'meter'>): Telling => {
  const journal = record && createCallJournal({ record, log })
  const told = [tellLog(log), journal?.tell, meter && tellMeter(meter)].filter((one) => one !== undefined)
  return {
    tell(event) {
      for (const tell of told) tell(event)
    },
    close: async () => await journal?.close(),
  }
}

const tellMeter =
  (meter: Meter): TellOfCall =>
  ({ server, outcome, duration }) =>
    meter.called(server, outcome, duration / 1000)
