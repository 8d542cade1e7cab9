import { collectingGate } from '../server/rtmp/session.fixture.ts'
import { openRtmpServer, type RtmpServerOptions } from '../server/rtmp/open-rtmp-server.ts'
import { bareMetrics, quietLog } from '../../../../test/harness/quiet.ts'

/** A server of this process on loopback that takes the key `good`, and what came in. */
export async function openCollectingServer(options: Partial<RtmpServerOptions> = {}) {
  const { gate, pushes } = collectingGate()
  const metrics = bareMetrics()
  const log = quietLog()
  const server = await openRtmpServer({ gate, log, metrics, host: '127.0.0.1', port: 0, ...options })
  return { server, pushes, metrics, url: `rtmp://127.0.0.1:${server.port}/live` }
}
