import { expect, test } from 'vitest'
import { pageHeaders } from './security-headers.ts'

test('pages read media where browsers are sent for them, and run nothing from there', () => {
  const served = { secure: true, cdnUrl: 'https://cdn.example', mediaOrigin: 'https://files.example' }
  const policy = pageHeaders(served)['content-security-policy']!.split('; ')
  for (const kind of ['img-src', 'media-src', 'connect-src'])
    expect(policy.find((line) => line.startsWith(kind))).toMatch(
      / https:\/\/cdn\.example https:\/\/files\.example$/,
    )
  expect(policy).toContain("script-src 'self'")
  expect(pageHeaders({ ...served, mediaOrigin: null })['content-security-policy']).not.toContain(
    'files.example',
  )
})
