import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { NotebookPen } from 'lucide'
import type { WebApp } from '#web/web-app.ts'
import { noteSearch, notesSearch } from './notes-urls.ts'

/** Notes in the browser. Enters the shell: pages and what they need load when they are opened. */
export const webApp: WebApp = {
  id: 'notes',
  title: 'Notes',
  icon: NotebookPen,
  order: 40,
  path: '/notes',
  routes: (parent) => [
    createRoute({
      getParentRoute: () => parent,
      path: '/notes',
      validateSearch: notesSearch,
      component: lazyRouteComponent(() => import('./notes-page.tsx'), 'NotesPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/notes/export',
      component: lazyRouteComponent(() => import('./transfer-page.tsx'), 'TransferPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/notes/$id',
      validateSearch: noteSearch,
      component: lazyRouteComponent(() => import('./note-page.tsx'), 'NotePage'),
    }),
  ],
  bareRoutes: (parent) => [
    createRoute({
      getParentRoute: () => parent,
      path: '/shared/notes',
      component: lazyRouteComponent(() => import('./shared-page.tsx'), 'SharedPage'),
    }),
  ],
  kinds: { note: { name: 'Note', icon: NotebookPen, hrefOf: ({ id }) => `/notes/${id}` } },
  uploads: () => import('./transfer/watch-upload.ts'),
}
