import { keepPreviousData, useQueries } from '@tanstack/react-query'
import { useNavigate, useRouter } from '@tanstack/react-router'
import { ArrowRight, Film, LogIn, Settings, Shield, type IconNode } from 'lucide'
import { type KeyboardEvent, useDeferredValue, useId, useState } from 'react'
import { useApps, useAtLeast, useMe, useSpace } from '../session.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icon.tsx'

type Choice = { id: string; title: string; note?: string; href: string; icon: IconNode }

/** One search over everything: the pages of the house and what its apps hold. Arrows choose, Enter opens. */
export function SearchDialog({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const list = useId()
  const navigate = useNavigate()
  const router = useRouter()
  const pages = usePages().filter(({ title }) => title.toLowerCase().includes(text.trim().toLowerCase()))
  const { hits, asking, failed } = useHits(useDeferredValue(text.trim()))
  const choices = [...hits, ...pages]
  const chosen = choices[Math.min(at, choices.length - 1)]
  const open = (choice: Choice) => {
    onClose()
    void navigate({ href: choice.href })
  }
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && choices.length > 0) {
      event.preventDefault()
      setAt((Math.min(at, choices.length - 1) + step + choices.length) % choices.length)
    }
    if (event.key === 'Enter' && chosen) open(chosen)
  }
  return (
    <Dialog title="Search" onClose={onClose} width={560}>
      <input
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={chosen && `${list}-${chosen.id}`}
        aria-label="Search everything"
        placeholder="Clips, pages, settings"
        className="input"
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={keys}
      />
      <div id={list} role="listbox" aria-label="Results" className="mt-3 max-h-96 overflow-auto">
        {choices.map((choice) => (
          // The keyboard chooses through the field above; the pointer here.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={choice.id}
            id={`${list}-${choice.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={choice === chosen}
            className="menu-item cursor-pointer"
            onClick={() => open(choice)}
            onPointerEnter={() => void router.preloadRoute({ to: choice.href }).catch(() => {})}
          >
            <Icon of={choice.icon} size={18} className="text-muted" />
            <span className="flex-1 truncate">{choice.title}</span>
            {choice.note && <span className="text-sm text-muted">{choice.note}</span>}
            {choice === chosen && <Icon of={ArrowRight} size={16} className="text-muted" />}
          </div>
        ))}
      </div>
      <p role="status" className="px-2 pt-2 text-md text-muted">
        {failed
          ? 'The search did not answer. Type on to try again.'
          : choices.length === 0 && !asking && `Nothing found for “${text.trim()}”.`}
      </p>
    </Dialog>
  )
}

function usePages(): Choice[] {
  const me = useMe()
  const admin = useAtLeast('admin')
  const to = (title: string, href: string, icon: IconNode): Choice => ({
    id: href.slice(1).replaceAll('/', '-'),
    title,
    href,
    icon,
  })
  return [
    ...useApps().map((app) => to(app.title, app.path, app.icon)),
    ...(me
      ? [
          to('My profile', '/settings/profile', Settings),
          to('Password and two-factor sign-in', '/settings/security', Settings),
          to('My sessions', '/settings/sessions', Settings),
          to('API keys', '/settings/api-keys', Settings),
          to('Appearance', '/settings/appearance', Settings),
        ]
      : [to('Sign in', '/login', LogIn)]),
    ...(admin
      ? [
          to('Overview of this house', '/admin/overview', Shield),
          to('Jobs', '/admin/jobs', Shield),
          to('Members and invitations', '/admin/members', Shield),
          to('Space settings', '/admin/settings', Shield),
        ]
      : []),
  ]
}

function useHits(text: string): { hits: Choice[]; asking: boolean; failed: boolean } {
  const { slug } = useSpace()
  const apps = useApps().filter((app) => app.search)
  const answers = useQueries({
    queries: apps.map((app) => ({
      queryKey: ['search', slug, app.id, text],
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        (await app.search!()).search({ space: slug, text, signal }),
      enabled: text.length > 1,
      placeholderData: keepPreviousData,
    })),
  })
  const hits = answers.flatMap((answer, index) =>
    text.length > 1 ? (answer.data ?? []).map((hit) => ({ ...hit, icon: apps[index]?.icon ?? Film })) : [],
  )
  return {
    hits,
    asking: answers.some((answer) => answer.isFetching),
    failed: answers.some((answer) => answer.isError),
  }
}
