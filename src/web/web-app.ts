import type { AnyRoute } from '@tanstack/react-router'
import type { IconNode } from 'lucide'
import type { ComponentType } from 'react'
import type { SearchHit } from '../contract/search.ts'
import type { UploadWatch } from './uploads/uploads.ts'

/**
 * An app in the browser: what `apps/<id>/web/index.tsx` exports as `webApp`. That file enters the shell, so it holds only this object;
 * pages come through `lazyRouteComponent(() => import('./clips-page.tsx'), 'ClipsPage')`.
 */
export type WebApp = {
  id: string
  title: string
  icon: IconNode
  /** Place in the navigation, lowest first. */
  order: number
  /** Where the app opens: `/footage`. Paths are written without the space; the router adds `/s/:space`. */
  path: string
  /** The app's pages, inside the shell. Each is made with `getParentRoute: () => parent`. */
  routes(parent: AnyRoute): AnyRoute[]
  /** Pages without the shell: embeds. */
  bareRoutes?(parent: AnyRoute): AnyRoute[]
  /** Runs beside every page inside the shell and shows nothing by itself: it tells people what happens elsewhere. Made with `lazy`. */
  Beside?: ComponentType
  /** What of this app people are told, each to be turned off: a part of `/settings/notifications`. Made with `lazy`. */
  Notifications?: ComponentType
  /** What the search finds of this app, by the kind of the hit. */
  kinds?: Record<string, HitKind>
  /** How the tray follows what becomes of an upload, also after a reload. Loaded with the first upload. */
  uploads?: () => Promise<{ watchUpload: UploadWatch }>
}

/** How one kind of hit is called and drawn, and where it opens. */
export type HitKind = {
  name: string
  icon: IconNode
  hrefOf: (hit: Pick<SearchHit, 'id' | 'kind'>) => string
}
