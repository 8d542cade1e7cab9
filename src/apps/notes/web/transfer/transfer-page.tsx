import { Link } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide'
import { WithRole } from '#web/ui/gates.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { Page } from '#web/ui/page.tsx'
import { ExportPart } from './export-part.tsx'
import { ImportPart } from './import-part.tsx'

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
      <ImportPart />
    </Page>
  </WithRole>
)
