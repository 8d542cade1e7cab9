import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPlace, type Place } from './house.ts'
import { stateOf, visit } from './visit.ts'

let place: Place
beforeAll(async () => {
  place = await openPlace('roles')
})
afterAll(() => place?.close())

const members = '/spaces/riverside-dashcam-club/members'

/** The house over HTTP, as the owner. Throws what it refuses. */
async function asOwner(method: string, path: string, body?: object) {
  const cookie = place.state.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const answer = await fetch(`${place.house.origin}/api/v1${path}`, {
    method,
    headers: { cookie, origin: place.house.origin, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Record<string, unknown>
}

/** A new member of the space, and the way to give them another role. */
async function joined(name: string) {
  const { url } = await asOwner('POST', '/spaces/riverside-dashcam-club/invitations', { role: 'member' })
  const answer = await fetch(`${place.house.origin}/api/v1/memberships`, {
    method: 'POST',
    headers: { origin: place.house.origin, 'content-type': 'application/json' },
    body: JSON.stringify({
      token: String(url).split(/[/#=]/).at(-1),
      account: { name, email: `${name.toLowerCase()}@example.org`, password: 'a long enough password' },
    }),
  })
  expect(answer.status).toBe(201)
  const state = stateOf(place.house.origin, answer)
  const { items } = await asOwner('GET', members)
  const { accountId } = (items as { name: string; accountId: string }[]).find((one) => one.name === name)!
  return { state, become: (role: string) => asOwner('PATCH', `${members}/${accountId}`, { role }) }
}

describe('a role that changes while a page is open', () => {
  test('is seen when the person looks at the page again', async () => {
    const ben = await joined('Ben')
    const { page, close } = await visit(place.browser, place.house.origin, { storageState: ben.state })
    await page.goto('/footage')
    await page.getByRole('heading', { level: 1, name: 'Footage' }).waitFor()
    const admin = page.getByRole('navigation', { name: 'House' }).getByRole('link', { name: 'Admin' })
    expect(await admin.count()).toBe(0)

    await ben.become('admin')
    await page.evaluate(() => dispatchEvent(new Event('visibilitychange')))
    await admin.waitFor()
    await close()
  })

  test('is seen at the first thing that is refused', async () => {
    const eva = await joined('Eva')
    await eva.become('admin')
    const { page, close } = await visit(place.browser, place.house.origin, { storageState: eva.state })
    await page.goto('/admin/members')
    await page.getByRole('heading', { name: 'Invitations' }).waitFor()

    await eva.become('member')
    await page.getByRole('link', { name: 'Jobs', exact: true }).click()
    await page.getByRole('heading', { name: 'Not for your role' }).waitFor()
    await page.getByText('You are member here.').waitFor()
    expect(
      await page.getByRole('navigation', { name: 'House' }).getByRole('link', { name: 'Admin' }).count(),
    ).toBe(0)
    await close()
  })
})
