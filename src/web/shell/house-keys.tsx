import { createContext, lazy, type ReactNode, Suspense, use, useMemo, useState } from 'react'
import { useShortcut } from '../ui/shortcuts.tsx'

const SearchDialog = lazy(async () => ({ default: (await import('./search-dialog.tsx')).SearchDialog }))
const KeysDialog = lazy(async () => ({ default: (await import('./keys-dialog.tsx')).KeysDialog }))

const HouseContext = createContext({ openSearch: () => {}, openKeys: () => {} })
export const useHouseKeys = () => use(HouseContext)

/** The search and the list of shortcuts, one key away on every page. */
export function HouseKeys({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<'search' | 'keys' | null>(null)
  const doors = useMemo(() => ({ openSearch: () => setOpen('search'), openKeys: () => setOpen('keys') }), [])
  const close = () => setOpen(null)
  useShortcut('Ctrl K', 'Search', doors.openSearch)
  useShortcut('?', 'Show these shortcuts', doors.openKeys)
  return (
    <HouseContext value={doors}>
      {children}
      <Suspense>
        {open === 'search' && <SearchDialog onClose={close} />}
        {open === 'keys' && <KeysDialog onClose={close} />}
      </Suspense>
    </HouseContext>
  )
}
