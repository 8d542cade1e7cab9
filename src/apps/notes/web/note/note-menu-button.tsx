import { Ellipsis } from 'lucide'
import { type ButtonHTMLAttributes, lazy, Suspense } from 'react'
import { IconButton } from '#web/ui/button.tsx'
import { nameOf } from '../plain-text.ts'
import type { NoteMenuProps } from './note-menu.tsx'

const NoteMenu = lazy(async () => ({ default: (await import('./note-menu.tsx')).NoteMenu }))

/** The dots of a note. What is behind them follows the page. */
export const NoteDots = (menu: NoteMenuProps) => (
  <Suspense fallback={<NoteMenuButton note={menu.note} small={menu.small ?? false} />}>
    <NoteMenu {...menu} />
  </Suspense>
)

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
