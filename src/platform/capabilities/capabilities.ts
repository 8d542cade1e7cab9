import type { ClipIntake } from './clip-intake.ts'

/** What one app can do for another, by name. Each has its interface here, so that neither app knows the other. */
export type Capabilities = {
  'clip-intake': ClipIntake
}

/** How an app asks. Null where no app of this house offers it: whoever asks does without. Not before all apps are open. */
export interface Capable {
  ask<N extends keyof Capabilities>(name: N): Capabilities[N] | null
}

export type OpenedCapabilities = Capable & { offer(offers: Partial<Capabilities>): void }

/** Throws when two apps offer the same: nobody could say which one answers. */
export function openCapabilities(): OpenedCapabilities {
  const offered: Partial<Capabilities> = {}
  return {
    ask: (name) => offered[name] ?? null,
    offer(offers) {
      for (const name of Object.keys(offers) as (keyof Capabilities)[])
        if (offered[name]) throw new Error(`two apps offer ${name}`)
      Object.assign(offered, offers)
    },
  }
}
