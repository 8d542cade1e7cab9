import { Download, File, Image, Trash2 } from 'lucide'
import { buttonClass, IconButton } from '#web/ui/button.tsx'
import { bytes } from '#web/ui/format.ts'
import { Icon } from '#web/ui/icon.tsx'
import type { Attachment } from '../../contract/note.ts'

/** A file of a note, to be taken along. */
export const FileRow = ({ file, remove }: { file: Attachment; remove: (() => void) | null }) => (
  <li className="panel-row flex items-center gap-3 py-2">
    <Icon of={file.image ? Image : File} className="text-muted" />
    <span className="min-w-0 flex-1 truncate text-md font-medium">{file.name}</span>
    <span className="text-sm whitespace-nowrap text-muted">
      {file.state === 'ready' ? bytes(file.size) : 'On its way'}
    </span>
    {file.download && (
      <a
        href={file.download}
        download={file.name}
        aria-label={`Download ${file.name}`}
        title={`Download ${file.name}`}
        className={`${buttonClass({ kind: 'quiet', small: true })} btn-icon`}
      >
        <Icon of={Download} size={18} />
      </a>
    )}
    {remove && <IconButton small label={`Remove ${file.name}`} icon={Trash2} onClick={remove} />}
  </li>
)
