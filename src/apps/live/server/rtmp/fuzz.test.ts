import { once } from 'node:events'
import { duplexPair } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { bareMetrics, quietLog } from '../../../../../test/harness/quiet.ts'
import { until } from '../../../../../test/until.ts'
import { openIngestMeasures } from './ingest-measures.ts'
import { defaultLimits } from './limits.ts'
import { messageType } from './message-types.ts'
import { mutatedSession, pieces, randomFrom } from './mutations.fixture.ts'
import { RtmpSession } from './rtmp-session.ts'
import { collectingGate } from './session.fixture.ts'

/** The long form runs the hundred thousand; a seed is the number of its session, and gives the same one again. */
const sessions = process.env.LONG ? 100_000 : 2000
const atOnce = 50

test(
  'no session, however broken, harms more than itself',
  async () => {
    const metrics = bareMetrics()
    const measures = openIngestMeasures(metrics)
    const log = quietLog()
    const faults: unknown[] = []
    // What the house itself got wrong is said as an error; encoders never are.
    log.error = (...said: unknown[]) => faults.push(said)
    let admitted = 0

    async function run(seed: number): Promise<void> {
      const random = randomFrom(seed)
      const { gate, pushes } = collectingGate()
      const [encoder, stream] = duplexPair()
      const limits = { ...defaultLimits, wrongKeySeconds: 0, farewellSeconds: 0.02 }
      const session = { by: 'rtmp' as const, address: '192.0.2.1', gate, log, measures, limits, stream }
      // Held for as long as its stream: nothing else refers to it.
      void new RtmpSession({ ...session, admitted: () => {} })
      encoder.on('error', () => {})
      encoder.resume()
      const closed = once(stream, 'close')
      for (const piece of pieces(mutatedSession(random), random)) encoder.write(piece)
      // An encoder that hangs up while its key is checked would have sent the rest for nothing.
      do await turn()
      while (!stream.destroyed && (stream.isPaused() || stream.readableLength > 0))
      encoder.end()
      await closed
      await turn()
      admitted += pushes.length
      for (const { ends } of pushes) if (ends.length !== 1) faults.push({ seed, ends })
    }

    let early = 0
    for (let seed = 0; seed < sessions; seed += atOnce) {
      await Promise.all(Array.from({ length: atOnce }, (_, i) => run(seed + i)))
      if (seed === Math.floor(sessions / 4 / atOnce) * atOnce) early = bytesHeld()
    }
    expect(faults).toEqual([])
    // Memory of buffers is given back a little after its owner is gone.
    await until(() => bytesHeld() - early < 16 * 1024 ** 2, { what: 'all memory being given back' })

    // The fuzz must not fool itself: it came past the key, and to everything that is behind it.
    expect(admitted).toBeGreaterThan(sessions * 0.6)
    const { values } = await metrics.registry.getSingleMetric('longhouse_live_ingest_messages_total')!.get()
    expect(values.filter(({ value }) => value < sessions * 0.005)).toEqual([])
    expect(values).toHaveLength(Object.keys(messageType).length + 1)
    const refused = await metrics.registry.getSingleMetric('longhouse_live_ingest_refused_total')!.get()
    const reasons = refused.values.map(({ labels }) => labels.reason)
    expect(reasons).toEqual(expect.arrayContaining(['handshake', 'chunk', 'amf', 'limit', 'command', 'play']))
    if (process.env.LONG) console.info({ sessions, admitted, values, refused: refused.values })
  },
  process.env.LONG ? 3_600_000 : 60_000,
)

/** After everything that can be let go was let go. */
function bytesHeld(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
