import type { House } from '../compose.ts'

export type Streams = { stop(): Promise<void> }

/** Seconds that encoders get to leave. */
const graceSeconds = 3

/** Takes streams in. `listening` is what this process answers on: other processes send viewers there. */
export async function startLive({ apps, platform }: House, listening: string): Promise<Streams> {
  const { hostname, port } = new URL(listening)
  const { host } = platform.config
  const everywhere = ['0.0.0.0', '::', '[::]'].includes(host) || hostname === '0.0.0.0'
  const address = `http://${everywhere ? '127.0.0.1' : hostname}:${port}`
  const work = apps.flatMap(({ opened }) => opened.live ?? [])
  for (const one of work) await one.start(address)
  return {
    async stop() {
      await Promise.all(work.map((one) => one.stop(graceSeconds)))
    },
  }
}
