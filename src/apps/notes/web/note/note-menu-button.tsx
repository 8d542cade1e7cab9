import { Ellipsis } from 'lucide'
import { type ButtonHTMLAttributes, lazy, Suspense, useState } from 'react'
import { IconButton } from '#web/ui/button.tsx'
import { nameOf } from '../plain-text.ts'
import type { NoteMenuProps } from './note-menu.tsx'

const loadMenu = () => import('./note-menu.tsx')
const NoteMenu = lazy(async () => ({ default: (await loadMenu()).NoteMenu }))

/** The dots of a note. What is behind them is made when they are pressed for the first time, and opens as it comes. */
export function NoteDots(menu: Omit<NoteMenuProps, 'startOpen'>) {
  const [pressed, setPressed] = useState(false)
  const dots = (
    <NoteMenuButton
      note={menu.note}
      small={menu.small ?? false}
      onPointerEnter={() => void loadMenu().catch(() => {})}
      onClick={() => setPressed(true)}
    />
  )
  if (!pressed) return dots
  return (
    <Suspense fallback={dots}>
      <NoteMenu {...menu} startOpen />
    </Suspense>
  )
}

export const NoteMenuButton = ({
  note,
  small,
  ...button
}: Pick<NoteMenuProps, 'note'> & { small: boolean } & ButtonHTMLAttributes<HTMLButtonElement>) => (
  <IconButton
    small={small}
    label={`Actions for ${nameOf(note)}`}
    icon={Ellipsis}
    kind={small ? 'quiet' : 'plain'}
    {...button}
  />
)
