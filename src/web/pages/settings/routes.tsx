import { type AnyRoute, createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'

const parts = {
  profile: lazyRouteComponent(() => import('./profile-page.tsx'), 'ProfilePage'),
  security: lazyRouteComponent(() => import('./security-page.tsx'), 'SecurityPage'),
  sessions: lazyRouteComponent(() => import('./sessions-page.tsx'), 'SessionsPage'),
  'api-keys': lazyRouteComponent(() => import('./api-keys-page.tsx'), 'ApiKeysPage'),
  notifications: lazyRouteComponent(() => import('./notifications-page.tsx'), 'NotificationsPage'),
  appearance: lazyRouteComponent(() => import('./appearance-page.tsx'), 'AppearancePage'),
}

/** `/settings` opens the first part. */
export const settingsRoutes = (parent: AnyRoute) => [
  createRoute({
    getParentRoute: () => parent,
    path: '/settings',
    beforeLoad: () => {
      throw redirect({ to: '/settings/profile', replace: true })
    },
  }),
  ...Object.entries(parts).map(([part, component]) =>
    createRoute({ getParentRoute: () => parent, path: `/settings/${part}`, component }),
  ),
]
