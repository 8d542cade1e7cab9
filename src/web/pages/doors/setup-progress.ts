import { useState } from 'react'

/** Where the wizard stands. Kept for this tab, so that a reload goes on; a password is never kept. */
export type SetupProgress = { step: number; token: string; spaceName: string; name: string; email: string }

export const setupSteps = ['Welcome', 'Space', 'Account', 'Look', 'Ready'] as const

export function useSetupProgress() {
  const [progress, setProgress] = useState(read)
  const save = (change: Partial<SetupProgress>) => {
    const next = { ...progress, ...change }
    setProgress(next)
    try {
      sessionStorage.setItem(key, JSON.stringify(next))
    } catch {}
  }
  return [progress, save] as const
}

/** The wizard is over; opening `/setup` again leads into the house. */
export function endSetup() {
  try {
    sessionStorage.removeItem(key)
  } catch {}
}

const key = 'longhouse.setup'
const fresh: SetupProgress = { step: 1, token: '', spaceName: '', name: '', email: '' }

function read(): SetupProgress {
  try {
    return { ...fresh, ...(JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<SetupProgress>) }
  } catch {
    return fresh
  }
}
