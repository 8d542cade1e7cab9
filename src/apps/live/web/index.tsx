import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { Radio } from 'lucide'
import { lazy } from 'react'
import type { WebApp } from '#web/web-app.ts'

/** Live in the browser. Enters the shell: pages and what they need load when they are opened. */
export const webApp: WebApp = {
  id: 'live',
  title: 'Live',
  icon: Radio,
  order: 20,
  path: '/live',
  routes: (parent) => [
    createRoute({
      getParentRoute: () => parent,
      path: '/live',
      component: lazyRouteComponent(() => import('./channels-page.tsx'), 'ChannelsPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/live/channels',
      component: lazyRouteComponent(() => import('./manage-page.tsx'), 'ManagePage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/live/$channel',
      component: lazyRouteComponent(() => import('./channel-page.tsx'), 'ChannelPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/live/$channel/broadcast',
      component: lazyRouteComponent(() => import('./broadcast-page.tsx'), 'BroadcastPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/live/$channel/studio',
      component: lazyRouteComponent(() => import('./studio-page.tsx'), 'StudioPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/live/$channel/past/$event',
      component: lazyRouteComponent(() => import('./past-page.tsx'), 'PastPage'),
    }),
  ],
  bareRoutes: (parent) => [
    createRoute({
      getParentRoute: () => parent,
      path: '/embed/live/$channel',
      component: lazyRouteComponent(() => import('./embed-page.tsx'), 'EmbedPage'),
    }),
  ],
  kinds: { channel: { name: 'Channel', icon: Radio, hrefOf: ({ id }) => `/live/${id}` } },
  Notifications: lazy(async () => ({ default: (await import('./follow-list.tsx')).FollowList })),
  Beside: lazy(async () => ({ default: (await import('./notices.tsx')).Notices })),
}
