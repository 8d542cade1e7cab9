import { apps } from '../apps.ts'
import type { WebApp } from './web-app.ts'

const found = import.meta.glob<WebApp>('../apps/*/web/index.tsx', { eager: true, import: 'webApp' })

/** The apps of this build, in the order of the navigation. Which of them are on is the server's word (`useApps`). */
export const webApps: readonly WebApp[] = Object.values(found)
  .filter((app) => (apps as readonly string[]).includes(app.id))
  .toSorted((a, b) => a.order - b.order)
