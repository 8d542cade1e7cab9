import type { Finding } from './finding.ts'

/** Seconds that two machines may be apart before something breaks: signed requests of S3 at 900, two-factor codes at 30. */
const [weak, ill] = [2, 30]

/** A clock that was asked between `before` and `after` (milliseconds of this one); null when they agree. */
export function otherClock(
  whose: string,
  there: number,
  before: number,
  after: number,
): Omit<Finding, 'name'> | null {
  const apart = there < before ? before - there : Math.max(0, there - after)
  const seconds = apart / 1000
  if (seconds < weak) return null
  return {
    state: seconds < ill ? 'weak' : 'ill',
    found: `the clock of ${whose} is ${seconds.toFixed(0)} s ${there < before ? 'behind' : 'ahead of'} this machine's`,
    mend: 'Keep the clocks of all machines by a time server: `sudo timedatectl set-ntp true` on each.',
  }
}
