import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { createSpace, editSpace, readSpace, Space } from '../../../contract/spaces.ts'
import { call } from '../../api.ts'
import { useMe, useSpace, useWelcome, welcomeQuery } from '../../session.ts'
import { Field, TextArea } from '../../ui/fields.tsx'
import { Form, FormProblem } from '../../ui/form.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Section } from '../../ui/section.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Submit } from '../doors/sign-in-form.tsx'
import { AdminFrame } from './admin-frame.tsx'

/** `/admin/settings`: name and description of the space; another space. */
export const SpaceSettingsPage = () => (
  <AdminFrame>
    <NameAndDescription />
    <AnotherSpace />
  </AdminFrame>
)

function NameAndDescription() {
  const { slug } = useSpace()
  const query = useQuery({
    queryKey: ['space', slug],
    queryFn: ({ signal }) =>
      call<typeof readSpace>('GET /spaces/:space', { params: { space: slug }, signal }),
  })
  return (
    <Section title="Space" note="Name and description are on every page of the space.">
      <Loaded query={query} skeleton={<Skeleton className="h-72 w-full" />}>
        {(space) => <SpaceForm key={space.id} space={space} />}
      </Loaded>
    </Section>
  )
}

function SpaceForm({ space }: { space: Space }) {
  const queries = useQueryClient()
  const toast = useToast()
  return (
    <Form
      save={async (values) => {
        const saved = await call<typeof editSpace>('PATCH /spaces/:space', {
          params: { space: space.slug },
          body: { name: values.text('name'), description: values.text('description') },
        })
        queries.setQueryData(['space', space.slug], saved)
        await queries.invalidateQueries({ queryKey: welcomeQuery.queryKey })
        toast('Saved')
      }}
    >
      <Field label="Name" name="name" required maxLength={100} defaultValue={space.name} autoComplete="off" />
      <TextArea label="Description" name="description" maxLength={2000} defaultValue={space.description} />
      <FormProblem fields={['name', 'description']} />
      <div>
        <Submit>Save</Submit>
      </div>
    </Form>
  )
}

/** Owners of the first space may open more of them. */
function AnotherSpace() {
  const { firstSpace } = useWelcome()
  const me = useMe()
  const queries = useQueryClient()
  const navigate = useNavigate()
  if (me?.spaces.find(({ slug }) => slug === firstSpace?.slug)?.role !== 'owner') return null
  return (
    <Section
      title="Another space"
      note="A community of its own in this house: other members, other clips, other settings."
    >
      <Form
        save={async (values) => {
          const made = await call<typeof createSpace>('POST /spaces', {
            body: { name: values.text('spaceName') },
          })
          await queries.invalidateQueries({ queryKey: welcomeQuery.queryKey })
          await navigate({ to: '/admin/members', search: { space: made.slug } })
        }}
      >
        <Field
          label="Name of the new space"
          name="spaceName"
          errorPath="name"
          required
          maxLength={100}
          autoComplete="off"
        />
        <FormProblem fields={['name']} />
        <div>
          <Submit>Open space</Submit>
        </div>
      </Form>
    </Section>
  )
}
