import { seconds } from '@gatehouse/protocol/time'
import { days } from '@gatehouse/protocol'
export const x = [seconds(1), days(2)]
