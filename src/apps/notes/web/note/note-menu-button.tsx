import { Ellipsis } from 'lucide'
import { type ButtonHTMLAttributes, lazy, Suspense, useState } from 'react'
import { IconButton } from '#web/ui/button.tsx'
import { nameOf } from '../plain-text.ts'
import type { NoteMenuProps } from './note-menu.tsx'

const NoteMenu = lazy(async () => ({ default: (await import('./note-menu.tsx')).NoteMenu }))

/** The dots of a note. What is behind them follows the page; when they are pressed before it is there, it opens as it comes. */
export function NoteDots(menu: Omit<NoteMenuProps, 'startOpen'>) {
  const [pressed, setPressed] = useState(false)
  const early = (
    <NoteMenuButton note={menu.note} small={menu.small ?? false} onClick={() => setPressed(true)} />
  )
  return (
    <Suspense fallback={early}>
      <NoteMenu {...menu} startOpen={pressed} />
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
