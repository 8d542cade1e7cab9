import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { createInvitation } from '../../../contract/spaces.ts'
import type { Role } from '../../../contract/shapes.ts'
import { call } from '../../api.ts'
import { useSpace } from '../../session.ts'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { Field, Select } from '../../ui/fields.tsx'
import { Form, FormProblem } from '../../ui/form.tsx'
import { rolesUpTo, roleWords } from '../../ui/roles.ts'
import { Submit } from '../doors/sign-in-form.tsx'
import { invitationsQuery } from './admin-queries.ts'

/** Role, life and number of uses of a link; then the link, this once. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const [url, setUrl] = useState<string | null>(null)
  return (
    <Dialog title={url ? 'Share this link' : 'Invite people'} onClose={onClose}>
      {url ? (
        <>
          <p className="mb-4 text-md text-muted">
            Whoever opens it can join. It is shown this once; you can revoke it at any time.
          </p>
          <CopyField label="Invitation link" value={url} />
          <DialogActions>
            <Button kind="primary" onClick={onClose}>
              Done
            </Button>
          </DialogActions>
        </>
      ) : (
        <InviteForm onMade={setUrl} onClose={onClose} />
      )}
    </Dialog>
  )
}

function InviteForm({ onMade, onClose }: { onMade: (url: string | null) => void; onClose: () => void }) {
  const { slug: space, role: own } = useSpace()
  const queries = useQueryClient()
  return (
    <Form
      save={async (values) => {
        const made = await call<typeof createInvitation>('POST /spaces/:space/invitations', {
          params: { space },
          body: {
            role: values.text('role') as Role,
            days: Number(values.text('days')),
            uses: Number(values.text('uses')),
          },
        })
        onMade(made.url)
        await queries.invalidateQueries({ queryKey: invitationsQuery(space).queryKey })
      }}
    >
      <Select
        label="They join as"
        name="role"
        options={rolesUpTo(own ?? 'member').map((role) => ({
          value: role,
          label: `${roleWords[role].name}: ${roleWords[role].about.toLowerCase()}`,
        }))}
      />
      <div className="grid grid-cols-2 gap-4">
        <Field
          label="Days it is good for"
          name="days"
          type="number"
          min={1}
          max={90}
          defaultValue={7}
          required
        />
        <Field
          label="People who can use it"
          name="uses"
          type="number"
          min={1}
          max={1000}
          defaultValue={1}
          required
        />
      </div>
      <FormProblem fields={['days', 'uses']} />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Submit>Make link</Submit>
      </DialogActions>
    </Form>
  )
}
