import { Link, useRouter } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { useSpace } from '../session.ts'

/**
 * The frame of a page: title, tabs, actions. Names the document and, after a navigation, takes the focus to its heading, so that
 * screen readers say where one is.
 */
export function Page({
  title,
  tabs,
  actions,
  note,
  children,
}: {
  title: string
  tabs?: readonly { to: string; label: string }[]
  actions?: ReactNode
  note?: ReactNode
  children: ReactNode
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  const row = useRef<HTMLElement>(null)
  useDocumentTitle(title)
  useFocusAfterNavigation(heading)
  useEffect(() => {
    row.current?.querySelector('[data-status=active]')?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <>
      <div className="mb-4 flex min-h-10 flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {note && <p className="text-md text-muted">{note}</p>}
        </div>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
      {tabs && (
        <nav ref={row} aria-label={`Parts of ${title}`} className="tabs mb-6">
          {tabs.map((tab) => (
            <Link key={tab.to} to={tab.to} className="tab" activeOptions={{ includeSearch: false }}>
              {tab.label}
            </Link>
          ))}
        </nav>
      )}
      {children}
    </>
  )
}

export function useDocumentTitle(title: string) {
  const { name } = useSpace()
  useEffect(() => {
    document.title = [title, name || 'Longhouse']
      .filter((part, at, all) => all.indexOf(part) === at)
      .join(' · ')
  }, [title, name])
}

/** Not on the first page: there the browser already reads from the top. */
export function useFocusAfterNavigation(heading: { current: HTMLElement | null }) {
  const router = useRouter()
  useEffect(() => {
    if (router.options.context.visit.moved) heading.current?.focus({ preventScroll: true })
  }, [router, heading])
}
