import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router'

const parts = {
  overview: lazyRouteComponent(() => import('./overview-page.tsx'), 'OverviewPage'),
  jobs: lazyRouteComponent(() => import('./jobs-page.tsx'), 'JobsPage'),
  members: lazyRouteComponent(() => import('./members-page.tsx'), 'MembersPage'),
  settings: lazyRouteComponent(() => import('./space-settings-page.tsx'), 'SpaceSettingsPage'),
}

/** `/admin` opens the first part. */
export const adminRoutes = (parent: AnyRoute) =>
  Object.entries({ '': parts.overview, ...parts }).map(([part, component]) =>
    createRoute({ getParentRoute: () => parent, path: `/admin/${part}`, component }),
  )
