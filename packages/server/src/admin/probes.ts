/** How a request of the doctor arrived, through whatever stands before the public port. */
import type { Probes } from '../http/probes.ts'
import { AdminProblem, type Answers } from './answers.ts'

export const probeAnswers = (probes: Probes): Pick<Answers, 'expectProbe' | 'findProbe'> => ({
  expectProbe: async () => ({ probe: probes.expect() }),
  async findProbe({ probe }) {
    const arrival = probes.arrived(probe)
    if (!arrival) throw new AdminProblem('not_found', 'no request with this name has arrived')
    return arrival
  },
})
