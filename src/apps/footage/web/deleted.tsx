import { Undo2 } from 'lucide'
import { Button } from '../../../web/ui/button.tsx'
import { shortDate } from '../../../web/ui/relative-time.tsx'
import { wordsOf } from '../../../web/ui/states.tsx'
import { useToast } from '../../../web/ui/toast.tsx'
import type { Clip } from '../contract/clip.ts'
import { useClipChanges } from './clip-queries.ts'

/** Says that a clip is deleted and until when it can come back. */
export function Deleted({ clip }: { clip: Clip }) {
  const { restore } = useClipChanges(clip.id)
  const toast = useToast()
  if (clip.deletedAt === null) return null
  const back = () =>
    restore.mutate(undefined, {
      onSuccess: () => toast('The clip is back'),
      onError: (problem) => toast(wordsOf(problem)),
    })
  return (
    <div className="notice notice-warn mt-4 flex-wrap items-center justify-between">
      <p>
        This clip is deleted.
        {clip.restorableUntil && ` It can be brought back until ${shortDate(clip.restorableUntil)}.`}
      </p>
      <Button small icon={Undo2} busy={restore.isPending} onClick={back}>
        Bring back
      </Button>
    </div>
  )
}
