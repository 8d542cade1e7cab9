import { useNavigate, useRouter } from '@tanstack/react-router'
import { ChevronDown, Clock, type IconNode, X } from 'lucide'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useMe, useSpace } from '../session.ts'
import { Dialog } from '../ui/dialog.tsx'
import { recentSearches } from './recent-searches.ts'
import { SearchFilters } from './search-filters.tsx'
import { useHits } from './search-hits.ts'
import { HitText, SearchOption } from './search-option.tsx'
import { usePages } from './search-pages.ts'
import { SearchStatus } from './search-status.tsx'

type Choice = { icon: IconNode; text: ReactNode; run: () => void; preload?: () => void }
type Group = { title: string; choices: Choice[] }

/** One search over everything: what the apps hold, members, and the pages of the house. Arrows choose, Enter opens. */
export function SearchDialog({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const [opening, setOpening] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const list = useId()
  const hits = useHits(text.trim())
  const groups = useGroups(text, hits, { onClose, write })
  const choices = groups.flatMap((group) => group.choices)
  const chosen = choices[Math.min(at, choices.length - 1)]

  function write(next: string) {
    setText(next)
    setAt(0)
    setOpening(false)
    field.current?.focus()
  }
  // Enter came before the answer: what it meant is there now.
  useEffect(() => {
    if (!opening || hits.pending) return
    setOpening(false)
    chosen?.run()
  }, [opening, hits.pending, chosen])

  const keys = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && choices.length > 0) {
      event.preventDefault()
      setAt((Math.min(at, choices.length - 1) + step + choices.length) % choices.length)
    }
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    event.preventDefault()
    if (hits.pending && at === 0) setOpening(true)
    else chosen?.run()
  }
  return (
    <Dialog title="Search" onClose={onClose} width={640}>
      <div className="search">
        <div className="px-5">
          <input
            ref={field}
            type="search"
            role="combobox"
            autoComplete="off"
            enterKeyHint="go"
            maxLength={400}
            aria-expanded={choices.length > 0}
            aria-controls={choices.length > 0 ? list : undefined}
            aria-autocomplete="list"
            aria-activedescendant={chosen && `${list}-${choices.indexOf(chosen)}`}
            aria-label="Search everything"
            placeholder="Notes, clips, people, pages"
            className="input"
            value={text}
            onChange={(event) => write(event.target.value)}
            onKeyDown={keys}
          />
        </div>
        <div className="search-results" aria-busy={hits.pending}>
          {choices.length > 0 && (
            <div id={list} role="listbox" aria-label="Results">
              {groups.map((group) => (
                <div key={group.title} role="group" aria-label={group.title}>
                  <p aria-hidden className="px-2.5 pt-3 pb-1 text-sm font-semibold text-muted">
                    {group.title}
                  </p>
                  {group.choices.map((choice) => (
                    <SearchOption
                      key={choices.indexOf(choice)}
                      id={`${list}-${choices.indexOf(choice)}`}
                      icon={choice.icon}
                      chosen={choice === chosen}
                      onOpen={choice.run}
                      onHover={choice.preload}
                    >
                      {choice.text}
                    </SearchOption>
                  ))}
                </div>
              ))}
            </div>
          )}
          <SearchStatus text={text.trim()} hits={hits} others={choices.length - hits.hits.length} />
        </div>
        <SearchFilters write={(filter) => write(`${text.trimEnd()} ${filter}`.trimStart())} />
      </div>
    </Dialog>
  )
}

function useGroups(
  text: string,
  { hits, more }: ReturnType<typeof useHits>,
  { onClose, write }: { onClose: () => void; write: (text: string) => void },
): Group[] {
  const navigate = useNavigate()
  const router = useRouter()
  const recent = recentSearches(useMe()?.account.id, useSpace().slug)
  const [before, setBefore] = useState(recent.read)
  const pages = usePages(text.trim())
  const to = (href: string) => ({
    run() {
      onClose()
      void navigate({ href })
    },
    preload: () => void router.preloadRoute({ to: href }).catch(() => {}),
  })
  const forget = () => {
    recent.forget()
    setBefore([])
  }
  const groups: Group[] = [
    {
      title: 'Recent searches',
      choices:
        text.trim() === '' && before.length > 0
          ? [
              ...before.map((old) => ({ icon: Clock, text: old, run: () => write(old) })),
              { icon: X, text: 'Forget these', run: forget },
            ]
          : [],
    },
    {
      title: 'Found',
      choices: [
        ...hits.map((found): Choice => {
          const drawn = { icon: found.kind.icon, text: <HitText {...found} /> }
          if ('narrow' in found) return { ...drawn, run: () => write(found.narrow) }
          const opens = to(found.href)
          const run = () => {
            recent.remember(text)
            opens.run()
          }
          return { ...drawn, ...opens, run }
        }),
        ...(more ? [{ icon: ChevronDown, text: 'Show more', run: more }] : []),
      ],
    },
    {
      title: 'Pages',
      choices: pages.map(({ title, href, icon }) => ({ icon, text: title, ...to(href) })),
    },
  ]
  return groups.filter(({ choices }) => choices.length > 0)
}
