/**
 * One exchange from its beginning to its end: it ends once, the upstream is let go of, and whoever waits for it hears how it was. Given the
 * two ends that can leave; hands over what `pass-on.ts` ends it with, and what others may end it with.
 */
import { UpstreamLost } from '@gatehouse/egress/upstream'
import { type GatewayFault, toFault } from '../fault.ts'
import type { Ended, Exchange } from '../upstream.ts'
import type { Door } from './door.ts'
import { faultOf } from './lost-upstream.ts'

/** For whoever has to end what is under way. */
export interface Course {
  /** If it only waits for news. */
  readonly leave: () => void
  readonly cut: () => void
}

export interface Steering {
  readonly finish: (ended: Ended) => void
  /** Nothing was written. */
  readonly refuse: (fault: GatewayFault) => void
  readonly fail: (fault: GatewayFault) => void
  /** Whatever it throws ends the exchange. Nothing is done any more after its end. */
  readonly carefully: (work: () => void) => void
  /** From now on bytes go out there. */
  readonly enter: (door: Door) => void
  /** Bytes from the upstream. */
  readonly take: (bytes: Buffer) => void
  readonly end: () => void
  /** In good order, if it only waits for news. */
  readonly leave: () => void
  /** How to let go of the upstream. */
  readonly holdOn: (cutUpstream: () => void) => void
}

export interface CourseNeeds {
  readonly exchange: Exchange
  /** It only waits for news: it owes nobody an answer. */
  readonly isWaiting: boolean
  readonly open: Set<Course>
  readonly resolve: (ended: Ended) => void
  readonly reject: (fault: GatewayFault) => void
}

export const beginCourse = ({ exchange, isWaiting, open, resolve, reject }: CourseNeeds): Steering => {
  let door: Door | undefined
  let cutUpstream = (): void => undefined
  /** The last bytes are on their way. */
  let isEnding = false
  let isOver = false

  const settle = (tell: () => void): void => {
    if (isOver) return
    isOver = true
    cutUpstream()
    attention.end()
    open.delete(course)
    tell()
  }
  const finish = (ended: Ended): void => settle(() => resolve(ended))
  const refuse = (fault: GatewayFault): void => settle(() => reject(fault))
  /** Through the door, once; without one there is only a refusal. */
  const last = (fault: GatewayFault, close: (through: Door) => void): void => {
    if (isOver || isEnding) return
    cutUpstream()
    if (!door) return refuse(fault)
    isEnding = true
    close(door)
  }
  const fail = (fault: GatewayFault): void => last(fault, (through) => through.fail(fault))
  const carefully = (work: () => void): void => {
    if (isOver || isEnding) return
    try {
      work()
    } catch (error) {
      fail(toFault(error))
    }
  }
  const end = (): void => {
    door?.end()
    isEnding = true
  }
  const course: Course = {
    leave() {
      if (isWaiting && (!door || door.leave)) last(renewed(), (through) => through.leave?.())
    },
    cut: () => (isEnding ? void exchange.outgoing.destroy() : fail(renewed())),
  }
  const attention = attend(exchange, { ...course, isWaiting, finish })
  open.add(course)

  return {
    finish,
    refuse,
    fail,
    carefully,
    enter: (opened) => void (door = opened),
    take: (bytes) => carefully(() => door?.take(bytes)),
    end: () => carefully(end),
    leave: course.leave,
    holdOn(cut) {
      cutUpstream = cut
      if (isOver) cut()
      else attention.begin()
    },
  }
}

const renewed = (): GatewayFault => faultOf(new UpstreamLost('closed'))

type Attention = Course & Pick<Steering, 'finish'> & Pick<CourseNeeds, 'isWaiting'>

/** To the client, who may go, and to the gateway, which may leave: before it began, too. */
const attend = ({ outgoing, signal, leaving }: Exchange, { isWaiting, leave, cut, finish }: Attention) => {
  const stop = (): void => {
    if (!outgoing.destroyed) return cut()
    finish({ outcome: 'cancelled', status: outgoing.headersSent ? outgoing.statusCode : clientGone })
  }
  return {
    begin() {
      signal.addEventListener('abort', stop)
      if (isWaiting) leaving.addEventListener('abort', leave)
      if (signal.aborted) stop()
      else if (leaving.aborted) leave()
    },
    end() {
      if (isWaiting) leaving.removeEventListener('abort', leave)
    },
  }
}

/** Nobody sees it: nginx's number for clients that left. */
const clientGone = 499
