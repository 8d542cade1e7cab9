import { useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { type ReactNode, useRef } from 'react'
import { welcomeQuery } from '../../session.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { useDocumentTitle, useFocusAfterNavigation } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'

/** The quiet page around setup, sign in, invitation and reset: one column, the name of the house, nothing else. */
export function Door() {
  const welcome = useQuery(welcomeQuery)
  const name = welcome.data?.firstSpace?.name ?? 'Longhouse'
  return (
    <div className="flex min-h-dvh flex-col items-center bg-surface px-4 py-8 sm:py-16">
      <header className="mb-6 flex items-center gap-2.5 font-semibold">
        <img src="/icon.svg" alt="" width={28} height={28} />
        {name}
      </header>
      <main className="w-full max-w-sm">
        <Loaded query={welcome} skeleton={<Skeleton className="h-80 w-full rounded-lg" />}>
          {() => <Outlet />}
        </Loaded>
      </main>
    </div>
  )
}

/** One question of a door: title, a line about it, the form. */
export function DoorCard({
  title,
  note,
  children,
}: {
  title: string
  note?: ReactNode
  children?: ReactNode
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useDocumentTitle(title)
  useFocusAfterNavigation(heading)
  return (
    <div className="panel p-5 sm:p-7">
      <h1 ref={heading} tabIndex={-1} className="text-xl">
        {title}
      </h1>
      {note && <div className="mt-1.5 text-md text-muted">{note}</div>}
      {children && <div className="mt-6">{children}</div>}
    </div>
  )
}
