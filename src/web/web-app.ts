import type { AnyRoute } from '@tanstack/react-router'
import type { IconNode } from 'lucide'
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
  /** What Ctrl K finds in this app. Loaded when the search is opened. */
  search?: () => Promise<{ search: SearchApp }>
  /** How the tray follows what becomes of an upload, also after a reload. Loaded with the first upload. */
  uploads?: () => Promise<{ watchUpload: UploadWatch }>
}

/** Finds at most eight hits, best first. Rejects when `signal` aborts. */
export type SearchApp = (ask: { space: string; text: string; signal: AbortSignal }) => Promise<SearchHit[]>
export type SearchHit = { id: string; title: string; note?: string; href: string }
