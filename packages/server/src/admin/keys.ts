/** Signing keys and the master key: look, rotate, take away. */
import type { KeyKeeping, Rotated } from '../keys/key-keeping.ts'
import { AdminProblem, type Answers } from './answers.ts'

export const keys = (
  keeping: KeyKeeping,
): Pick<Answers, 'listKeys' | 'rotateKeys' | 'removeKey' | 'changeMasterKey'> => ({
  listKeys: async () => ({ keys: [...(await keeping.list())] }),
  rotateKeys: async ({ algorithm: alg, isNow }, visit) => ({ key: added(await keeping.rotate({ alg, isNow }, visit)) }),
  async removeKey({ kid }, visit) {
    if ((await keeping.remove(kid, visit)) === 'removed') return {}
    throw new AdminProblem('not_found', `there is no signing key ${kid}`)
  },
  async changeMasterKey(_, visit) {
    if ((await keeping.changeMasterKey(visit)) === 'changed') return {}
    const cure = 'start with the new one in GATEHOUSE_MASTER_KEY and the old one in GATEHOUSE_PREVIOUS_MASTER_KEY'
    throw new AdminProblem('conflict', `the master key comes from the environment: ${cure}`)
  },
})

const added = (rotated: Rotated) => {
  switch (rotated.outcome) {
    case 'added': {
      const { kid, alg, activeFrom } = rotated
      return { kid, alg, activeFrom }
    }
    case 'waits':
      throw new AdminProblem('conflict', `${rotated.kid} is published and waits to sign: --now takes another at once`)
    case 'unknownAlgorithm': {
      const known = rotated.algorithms.join(', ')
      throw new AdminProblem('invalid_request', `signing.algorithms names ${known} only`, 'algorithm')
    }
    case 'tooMany':
      throw new AdminProblem('conflict', 'so many keys are published that verifiers would refuse one more: wait a day')
    case 'somebodyElse':
      throw new AdminProblem('conflict', 'somebody else rotated the keys at the same moment')
  }
}
