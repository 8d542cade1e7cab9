import { systemClock } from '../src/platform/clock.ts'
import { openSignedPaths } from '../src/platform/http/signed-paths.ts'
import { newId } from '../src/platform/ids.ts'

type Row = { what: string; value: string; target?: string; ok?: boolean }

/** A list page signs 20 posters, the same ones for an hour; every segment a player asks for is opened once. */
export const bench = {
  name: 'signed-paths',
  title: 'Signed media paths: giving one out and opening one',
  async run(): Promise<{ rows: Row[] }> {
    const paths = openSignedPaths({ secretKey: Buffer.alloc(32, 7), cdnUrl: null, clock: systemClock })
    const grants = Array.from({ length: 1000 }, () => ({ purpose: 'footage', object: newId(), version: 3 }))
    const sign = (grant: (typeof grants)[number]) => paths.sign(grant, 3600)
    const first = microseconds(1, grants, sign)
    const again = microseconds(2000, grants, sign)
    const tokens = grants.map((grant) => sign(grant).split('/')[2]!)
    const opened = microseconds(20, tokens, (token) => paths.open(token))
    return {
      rows: [
        { what: 'given out for the first time', value: `${first.toFixed(1)} µs` },
        { what: 'given out again', value: `${again.toFixed(2)} µs`, target: '≤ 1 µs', ok: again <= 1 },
        { what: 'opened', value: `${opened.toFixed(1)} µs`, target: '≤ 20 µs', ok: opened <= 20 },
      ],
    }
  },
}

/** Of processor time per call, over `rounds` of all `inputs`. */
function microseconds<T>(rounds: number, inputs: T[], call: (input: T) => unknown): number {
  const start = process.cpuUsage()
  for (let round = 0; round < rounds; round++) for (const input of inputs) call(input)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / (rounds * inputs.length)
}
