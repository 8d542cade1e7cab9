import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { LogOut, Settings } from 'lucide'
import type { deleteSession } from '../../contract/accounts.ts'
import { call } from '../api.ts'
import { useEnter } from '../session.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { wordsOf } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'

/** The person: settings and sign out. */
export function AccountMenu({ name, className }: { name: string; className: string }) {
  const navigate = useNavigate()
  const enter = useEnter()
  const toast = useToast()
  const signOut = useMutation({
    mutationFn: () => call<typeof deleteSession>('DELETE /session'),
    onSuccess: async () => {
      // Forgotten first: the door leads those who are still known straight back in.
      await enter(null)
      await navigate({ to: '/login' })
    },
    onError: (problem) => toast(wordsOf(problem)),
  })
  return (
    <Menu
      label={name}
      trigger={(button) => (
        <button type="button" className={className} title={name} {...button}>
          <Avatar name={name} size={28} />
          <span>{name}</span>
        </button>
      )}
    >
      <MenuItem icon={Settings} onClick={() => void navigate({ to: '/settings' })}>
        Settings
      </MenuItem>
      <MenuItem icon={LogOut} onClick={() => signOut.mutate()}>
        Sign out
      </MenuItem>
    </Menu>
  )
}
