import {
  type AnyRoute,
  type RouteComponent,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  retainSearchParams,
} from '@tanstack/react-router'
import { adminRoutes } from './pages/admin/routes.tsx'
import { settingsRoutes } from './pages/settings/routes.tsx'
import { Broken, Nowhere, Opening } from './shell/fallbacks.tsx'
import { Home } from './shell/home.tsx'
import { Shell } from './shell/shell.tsx'
import { spaceSearch, spaceUrl } from './space-url.ts'
import { dropFirstPage } from './ui/first-page.ts'
import { webApps } from './web-apps.ts'

/** Every page of the house. Pages are chunks of their own; the shell around them stays. */
export function openRouter() {
  const root = createRootRouteWithContext<RouterContext>()({
    validateSearch: spaceSearch,
    search: { middlewares: [retainSearchParams(['space'])] },
  })
  const house = createRoute({ getParentRoute: () => root, id: 'house', component: Shell })
  const doors = createRoute({
    getParentRoute: () => root,
    id: 'doors',
    component: lazyRouteComponent(() => import('./pages/doors/door.tsx'), 'Door'),
  })
  const visit = { moved: false }
  const router = createRouter({
    routeTree: root.addChildren([
      house.addChildren([
        createRoute({ getParentRoute: () => house, path: '/', component: Home }),
        ...settingsRoutes(house),
        ...adminRoutes(house),
        ...webApps.flatMap((app) => app.routes(house)),
        createRoute({ getParentRoute: () => house, path: '$', component: Nowhere }),
      ]),
      doors.addChildren([
        door(doors, '/setup', () => import('./pages/doors/setup-page.tsx'), 'SetupPage'),
        door(doors, '/login', () => import('./pages/doors/login-page.tsx'), 'LoginPage'),
        door(doors, '/reset-password', () => import('./pages/doors/reset-page.tsx'), 'ResetPage'),
        door(doors, '/invite', () => import('./pages/doors/invite-page.tsx'), 'InvitePage'),
      ]),
      ...webApps.flatMap((app) => app.bareRoutes?.(root) ?? []),
    ]),
    rewrite: spaceUrl,
    context: { visit },
    scrollRestoration: true,
    defaultPreload: 'intent',
    defaultPendingMs: 150,
    defaultPendingComponent: Opening,
    defaultErrorComponent: Broken,
    defaultNotFoundComponent: Nowhere,
  })
  router.subscribe('onBeforeNavigate', ({ fromLocation, pathChanged }) => {
    if (!fromLocation || !pathChanged) return
    visit.moved = true
    dropFirstPage()
  })
  return router
}

/** `visit.moved`: the person has been to another page since the app was opened. */
export type RouterContext = { visit: { moved: boolean } }

function door<M extends Record<string, unknown>>(
  parent: AnyRoute,
  path: string,
  load: () => Promise<M>,
  name: keyof M & string,
) {
  const component = lazyRouteComponent(load, name) as RouteComponent
  return createRoute({ getParentRoute: () => parent, path, component })
}
