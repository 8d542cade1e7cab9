import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { openMetrics } from '#platform/observability/open-metrics.ts'
import { quietLog } from '../../../../../test/harness/quiet.ts'
import { openRtmpServer } from './open-rtmp-server.ts'

const open = (host?: string) =>
  openRtmpServer({
    gate: { admit: async () => null },
    log: quietLog(),
    metrics: openMetrics(),
    port: 0,
    ...(host && { host }),
  })
async function reaches(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

test('encoders come to every address of the machine, or to the one that was said', async () => {
  const everywhere = await open()
  const one = await open('127.0.0.1')
  try {
    for (const address of ['127.0.0.1', '127.0.0.2'])
      expect([address, await reaches(address, everywhere.port)]).toEqual([address, true])
    expect(await reaches('127.0.0.1', one.port)).toBe(true)
    expect(await reaches('127.0.0.2', one.port)).toBe(false)
  } finally {
    await everywhere.close(0)
    await one.close(0)
  }
})
