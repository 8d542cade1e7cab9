import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { startTransition, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { openQueries } from './queries.ts'
import { openRouter } from './router.tsx'
import { Shortcuts } from './ui/shortcuts.tsx'
import { Toasts } from './ui/toast.tsx'
import { Uploads } from './uploads/use-uploads.tsx'
import './styles/main.css'

const queries = openQueries()
const router = openRouter()

const page = (
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Toasts>
        <Shortcuts>
          <Uploads>
            <RouterProvider router={router} />
          </Uploads>
        </Shortcuts>
      </Toasts>
    </QueryClientProvider>
  </StrictMode>
)

// As a transition the first render is cut into slices, and the page answers to the finger in between.
const begin = () => startTransition(() => createRoot(document.getElementById('root')!).render(page))

// What `first.js` paints comes before the long work of the app; where it has nothing to paint this waits for nothing.
void Promise.race([globalThis.firstPainted, new Promise((late) => setTimeout(late, 100))]).then(begin)
