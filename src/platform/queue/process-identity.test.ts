import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { isGone, newOwner } from './process-identity.ts'

const identity = new URL('./process-identity.ts', import.meta.url).href

test('this process is there', () => {
  const owner = newOwner()
  expect(owner).not.toBe(newOwner())
  expect(isGone(owner)).toBe(false)
})

test('a process that ended is gone, and so is an earlier one with the same pid', async () => {
  const script = `import { newOwner } from '${identity}'; process.stdout.write(newOwner())`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script])
  const chunks: string[] = []
  child.stdout.on('data', (chunk) => chunks.push(String(chunk)))
  await once(child, 'close')
  const owner = chunks.join('')
  expect(owner.split('/')).toHaveLength(5)
  expect(isGone(owner)).toBe(true)

  const earlier = newOwner().split('/')
  earlier[3] = '1'
  expect(isGone(earlier.join('/'))).toBe(true)
})

test('nothing is certain about another machine', () => {
  const [, ...rest] = newOwner().split('/')
  expect(isGone(['other-boot', ...rest].join('/'))).toBe(false)
})
