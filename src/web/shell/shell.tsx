import { useQuery } from '@tanstack/react-query'
import { Navigate, Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useDeferredValue } from 'react'
import { useApps, useFreshRights, useSpace, welcomeQuery } from '../session.ts'
import { useUploads } from '../uploads/use-uploads.tsx'
import { ErrorState } from '../ui/states.tsx'
import { Banners } from './banners.tsx'
import { Opening } from './fallbacks.tsx'
import { BottomBar, TopBar } from './phone-bars.tsx'
import { Rail } from './rail.tsx'
import { HouseKeys } from './house-keys.tsx'

const Tray = lazy(async () => ({ default: (await import('../uploads/tray.tsx')).Tray }))

/** What stands around every page: rail or bars, banners, the page, the upload tray. */
export function Shell() {
  const welcome = useQuery(welcomeQuery)
  useFreshRights()
  // The page inside is rendered in slices.
  const isKnown = useDeferredValue(welcome.data !== undefined)
  if (welcome.data?.setup.needed) return <Navigate to="/setup" replace />
  return (
    <HouseKeys>
      <div className="shell">
        <a href="#main" className="skip btn btn-primary">
          Skip to the page
        </a>
        <Rail />
        <div className="column">
          <TopBar />
          <Banners />
          <main id="main" tabIndex={-1} className="main">
            {welcome.data && isKnown ? (
              <Inside />
            ) : welcome.error ? (
              <ErrorState problem={welcome.error} retry={welcome.refetch} />
            ) : (
              <Opening />
            )}
          </main>
          <UploadDock />
          {isKnown && <Besides />}
        </div>
        <BottomBar />
      </div>
    </HouseKeys>
  )
}

/** A page belongs to one space: in another everything starts afresh. */
const Inside = () => <Outlet key={useSpace().slug} />

/** Each for itself: what one app waits for holds up no other. */
const Besides = () =>
  useApps().map(
    ({ id, Beside }) =>
      Beside && (
        <Suspense key={id}>
          <Beside />
        </Suspense>
      ),
  )

function UploadDock() {
  const { open } = useUploads()
  return open ? (
    <Suspense>
      <Tray />
    </Suspense>
  ) : null
}
