import { type AnyRoute, createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'

const parts = {
  overview: lazyRouteComponent(() => import('./overview-page.tsx'), 'OverviewPage'),
  jobs: lazyRouteComponent(() => import('./jobs-page.tsx'), 'JobsPage'),
  members: lazyRouteComponent(() => import('./members-page.tsx'), 'MembersPage'),
  audit: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
  settings: lazyRouteComponent(() => import('./space-settings-page.tsx'), 'SpaceSettingsPage'),
}

/** `/admin` opens the first part. */
export const adminRoutes = (parent: AnyRoute) => [
  createRoute({
    getParentRoute: () => parent,
    path: '/admin',
    beforeLoad: () => {
      throw redirect({ to: '/admin/overview', replace: true })
    },
  }),
  ...Object.entries(parts).map(([part, component]) =>
    createRoute({ getParentRoute: () => parent, path: `/admin/${part}`, component }),
  ),
]
