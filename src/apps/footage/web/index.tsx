import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { Film } from 'lucide'
import type { WebApp } from '../../../web/web-app.ts'
import { clipSearch, listSearch } from './footage-urls.ts'

/** Footage in the browser. Enters the shell: pages and what they need load when they are opened. */
export const webApp: WebApp = {
  id: 'footage',
  title: 'Footage',
  icon: Film,
  order: 10,
  path: '/footage',
  routes: (parent) => [
    createRoute({
      getParentRoute: () => parent,
      path: '/footage',
      validateSearch: listSearch,
      component: lazyRouteComponent(() => import('./clips-page.tsx'), 'ClipsPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/footage/$id',
      validateSearch: clipSearch,
      component: lazyRouteComponent(() => import('./clip-page.tsx'), 'ClipPage'),
    }),
  ],
  bareRoutes: (parent) => [
    createRoute({
      getParentRoute: () => parent,
      path: '/embed/footage/$id',
      validateSearch: clipSearch,
      component: lazyRouteComponent(() => import('./embed-page.tsx'), 'EmbedPage'),
    }),
  ],
  kinds: { clip: { name: 'Clip', icon: Film, hrefOf: ({ id }) => `/footage/${id}` } },
  uploads: () => import('./watch-upload.ts'),
}
