import { Navigate } from '@tanstack/react-router'
import { useWelcome } from '../../session.ts'
import { DoorCard } from './door.tsx'
import { setupSteps, useSetupProgress } from './setup-progress.ts'
import { AccountStep, LookStep, ReadyStep, SpaceStep, WelcomeStep } from './setup-steps.tsx'

/**
 * Five steps from an empty house to a first clip. Each Next saves what its step shows: in this tab until there is an account,
 * then on the server. The account and the space are made together in the third step.
 */
export function SetupPage() {
  const { setup } = useWelcome()
  const [progress, save] = useSetupProgress()
  const step = setup.needed ? Math.min(progress.step, 3) : progress.step
  if (!setup.needed && step < 4) return <Navigate to="/" replace />
  const next = (change: Partial<typeof progress> = {}) => save({ ...change, step: step + 1 })
  const parts = {
    progress,
    next,
    back: (change: Partial<typeof progress> = {}) => save({ ...change, step: step - 1 }),
    restart: () => save({ step: 1 }),
  }
  return (
    <>
      <ol aria-label="Steps" className="mb-4 flex gap-1.5">
        {setupSteps.map((name, index) => (
          <li
            key={name}
            aria-current={index + 1 === step ? 'step' : undefined}
            className={`flex-1 border-t-3 pt-1.5 text-xs font-medium ${index + 1 <= step ? 'border-accent text-ink' : 'border-line text-muted'}`}
          >
            {name}
          </li>
        ))}
      </ol>
      <DoorCard key={step} title={titles[step - 1] ?? ''} note={notes[step - 1]}>
        {step === 1 && <WelcomeStep {...parts} tokenNeeded={setup.tokenNeeded} />}
        {step === 2 && <SpaceStep {...parts} />}
        {step === 3 && <AccountStep {...parts} />}
        {step === 4 && <LookStep {...parts} />}
        {step === 5 && <ReadyStep />}
      </DoorCard>
    </>
  )
}

export type StepParts = {
  progress: ReturnType<typeof useSetupProgress>[0]
  next: (change?: Partial<StepParts['progress']>) => void
  back: (change?: Partial<StepParts['progress']>) => void
  /** To the first step, where the token is asked for. */
  restart: () => void
}

const titles = [
  'Welcome to your house',
  'Name your space',
  'Your account',
  'How it looks',
  'Your house is ready',
]
const notes = [
  'Longhouse shares what your community films. Everything stays on this machine. Setting it up takes two minutes.',
  'A space is your community’s place: its clips, its members, its name on every page.',
  'You own this house: you can invite others, give them roles and change everything later.',
  'You can change this at any time under Settings and Admin.',
  'Share the first clip, or invite the first members with a link.',
]
