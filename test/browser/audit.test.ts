import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe } from './axe.ts'
import { openPlace, type Place } from './house.ts'
import { type Size, visit } from './visit.ts'

let place: Place
beforeAll(async () => {
  place = await openPlace('audit')
  await joined('Ben Member', 'operator')
  const cleo = await joined('Cleo Gone', 'member')
  await ask('DELETE', `/members/${cleo}`)
  await ask('PATCH', '', { description: 'Clips of the week' })
})
afterAll(() => place?.close())

async function ask(method: string, path: string, body?: object, base = '/spaces/riverside-dashcam-club') {
  const guest = base === ''
  const cookie = place.state.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const answer = await fetch(`${place.house.origin}/api/v1${base}${path}`, {
    method,
    headers: { ...(guest ? {} : { cookie }), origin: place.house.origin, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return (answer.status === 204 ? {} : await answer.json()) as Record<string, string>
}

/** A new account in the space; its id. */
async function joined(name: string, role: string): Promise<string> {
  const { url } = await ask('POST', '/invitations', { role })
  const email = `${name.split(' ')[0]!.toLowerCase()}@example.org`
  const account = { name, email, password: 'a long enough password' }
  const me = await ask('POST', '/memberships', { token: url!.split('#')[1], account }, '')
  return (me.account as unknown as { id: string }).id
}

const asOwner = (look: { size?: Size; theme?: 'light' | 'dark' } = {}) =>
  visit(place.browser, place.house.origin, { storageState: place.state, ...look })

test('who did what is found by person, action and day, and the address keeps it', async () => {
  const { page, faults, close } = await asOwner()
  await page.goto('/admin/overview')
  await page.getByRole('link', { name: 'Audit' }).click()
  const rows = page.locator('tbody tr')
  await rows.first().waitFor()
  await page
    .getByRole('row', { name: /Ada Owner changed the description of the space Riverside Dashcam Club/ })
    .waitFor()

  await page.getByRole('combobox', { name: 'Person' }).selectOption('Ben Member')
  await page.getByRole('row', { name: /Ben Member joined as operator Ben Member/ }).waitFor()
  expect(await rows.count()).toBe(1)
  await page.reload()
  await page.getByRole('row', { name: /Ben Member joined/ }).waitFor()
  expect(await page.getByRole('combobox', { name: 'Person' }).inputValue()).toBe(
    new URL(page.url()).searchParams.get('actor'),
  )

  await page.getByRole('combobox', { name: 'Person' }).selectOption('All')
  await page.getByRole('combobox', { name: 'Action' }).selectOption('Member: removed')
  await page.getByRole('row', { name: /removed a member, who was member Cleo Gone/ }).waitFor()
  expect(await rows.count()).toBe(1)

  await page.getByLabel('To', { exact: true }).fill('2020-01-01')
  await page.getByRole('heading', { name: 'Nothing like this' }).waitFor()
  await page.getByRole('button', { name: 'Show everything' }).click()
  await page.getByRole('row', { name: /made this space/ }).waitFor()
  expect(new URL(page.url()).search).toBe('')
  expect(faults).toEqual([])
  await close()
})

test('a thing that is there is a link to it, one that is gone is not', async () => {
  const { page, faults, close } = await asOwner()
  await page.goto('/admin/audit')
  await page.getByText('Cleo Gone').first().waitFor()
  expect(await page.getByRole('link', { name: 'Cleo Gone' }).count()).toBe(0)
  await page.getByRole('link', { name: 'Ben Member' }).click()
  await page.getByRole('heading', { name: 'Members', exact: true }).waitFor()
  expect(faults).toEqual([])
  await close()
})

test('whoever is no admin reads why it is not for them', async () => {
  const { page, close } = await visit(place.browser, place.house.origin)
  await page.goto('/login?next=%2Fadmin%2Faudit')
  await page.getByLabel('Email').fill('ben@example.org')
  await page.getByLabel('Password', { exact: true }).fill('a long enough password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Not for your role' }).waitFor()
  expect(await page.getByRole('table').count()).toBe(0)
  await close()
})

test('a log that cannot be read says so, and can be asked for again', async () => {
  const { page, close } = await asOwner()
  await page.route('**/audit?*', (route) =>
    route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      body: JSON.stringify({ status: 500, code: 'unexpected', detail: 'Broken', requestId: 'r' }),
    }),
  )
  await page.goto('/admin/audit')
  const again = page.getByRole('button', { name: 'Try again' })
  await again.waitFor()
  await page.unroute('**/audit?*')
  await again.click()
  await page.getByRole('table').waitFor()
  expect(await again.count()).toBe(0)
  await close()
})

test.each([
  ['desktop', 'light'],
  ['phone', 'dark'],
] as const)('axe finds nothing on a %s in %s, and nothing is wider than the page', async (size, theme) => {
  const { page, close } = await asOwner({ size, theme })
  await page.goto('/admin/audit')
  await page.locator('tbody tr').first().waitFor()
  expect(await axe(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  await close()
})
