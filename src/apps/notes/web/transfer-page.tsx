import { Link } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide'
import { lazy, Suspense } from 'react'
import { WithRole } from '#web/ui/gates.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { Page } from '#web/ui/page.tsx'
import { ExportPart } from './transfer/export-part.tsx'

const ImportPart = lazy(async () => ({ default: (await import('./transfer/import-part.tsx')).ImportPart }))

/** `/notes/export`: take notes along, and bring notes in. */
export const TransferPage = () => (
  <WithRole least="member">
    <Link
      to={'/notes' as string}
      className="mb-3 inline-flex min-h-8 items-center gap-1 text-md text-muted hover:text-ink"
    >
      <Icon of={ChevronLeft} size={18} />
      Notes
    </Link>
    <Page title="Export and import">
      <ExportPart />
      <Suspense>
        <ImportPart />
      </Suspense>
    </Page>
  </WithRole>
)
