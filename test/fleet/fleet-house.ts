import { setupTokenOf } from '../../src/platform/auth/setup-token.ts'
import type { RealHouse } from '../uploads/start-house.ts'
import { fleetKey, startFleet } from './start-fleet.ts'

/** A fleet as the journeys see a house: one address. */
export async function startFleetHouse(env: Record<string, string>): Promise<RealHouse> {
  const fleet = await startFleet({ env })
  const all = [...fleet.webs, ...fleet.workers, ...fleet.schedulers]
  return {
    origin: fleet.origin,
    pid: fleet.webs[0]!.pid,
    engines: fleet.engines,
    clear: fleet.stop,
    async stop(signal) {
      const codes = signal === 'SIGTERM' ? await fleet.close() : []
      if (signal === 'SIGKILL') await fleet.stop()
      return { code: codes.find((code) => code !== 0) ?? 0, log: all.map((one) => one.log()).join('\n') }
    },
  }
}

export const fleetSetupToken = setupTokenOf({ secretKey: Buffer.from(fleetKey) })
