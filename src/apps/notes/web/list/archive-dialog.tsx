import { call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog, DialogActions } from '#web/ui/dialog.tsx'
import { Field } from '#web/ui/fields.tsx'
import { Form, FormProblem, type FormValues, useFormState } from '#web/ui/form.tsx'
import { useToast } from '#web/ui/toast.tsx'
import type { archiveNotes } from '../../contract/note-routes.ts'
import { dayStart } from '../notes-urls.ts'

/** Moves what nobody touches any more out of the way, in the background. */
export function ArchiveDialog({ onClose }: { onClose: () => void }) {
  const { slug: space } = useSpace()
  const toast = useToast()
  const save = async (values: FormValues) => {
    await call<typeof archiveNotes>('POST /spaces/:space/notes-archivings', {
      params: { space },
      body: { unchangedSince: dayStart(values.text('day')) ?? '' },
    })
    toast('Old notes move to the archive in the background')
    onClose()
  }
  return (
    <Dialog title="Archive old notes" onClose={onClose}>
      <Form save={save}>
        <p className="text-md text-muted">
          Archived notes leave the list; links and the search still find them. Pinned notes stay. You archive
          your own notes; admins archive everybody’s.
        </p>
        <Field
          label="Not changed since"
          name="day"
          errorPath="unchangedSince"
          type="date"
          required
          defaultValue={yearAgo()}
          max={dayOf(new Date())}
        />
        <FormProblem fields={['unchangedSince']} />
        <Actions onClose={onClose} />
      </Form>
    </Dialog>
  )
}

function Actions({ onClose }: { onClose: () => void }) {
  const { busy } = useFormState()
  return (
    <DialogActions>
      <Button onClick={onClose}>Cancel</Button>
      <Button kind="primary" type="submit" busy={busy}>
        Archive them
      </Button>
    </DialogActions>
  )
}

const dayOf = (date: Date) =>
  new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 10)

function yearAgo() {
  const date = new Date()
  date.setFullYear(date.getFullYear() - 1)
  return dayOf(date)
}
