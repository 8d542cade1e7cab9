import { expect, test } from 'vitest'
import { safeName } from './file-names.ts'

test.each([
  ['photo.jpg', 'photo.jpg'],
  ['Straße 12 – Übersicht.pdf', 'Straße 12 – Übersicht.pdf'],
  ['写真 🎉.png', '写真 🎉.png'],
  ['../../etc/passwd', 'etc passwd'],
  ['..\\..\\boot.ini', 'boot.ini'],
  ['C:\\x\\y.txt', 'C x y.txt'],
  ['a\0b\u0007.txt', 'a b .txt'],
  ['invoice\u202efdp.exe', 'invoice fdp.exe'],
  ['CON.txt', 'CON_.txt'],
  ['...', 'file'],
  ['   ', 'file'],
  ['.hidden', 'hidden'],
  ['half \ud800 pair.txt', 'half pair.txt'],
])('%j becomes %j', (name, safe) => {
  expect(safeName(name, 'file')).toBe(safe)
})

test('long names keep their ending and stay within what every disk takes', () => {
  for (const name of [`${'x'.repeat(300)}.jpeg`, `${'🎉'.repeat(200)}.jpeg`]) {
    const safe = safeName(name, 'file')
    expect(safe.endsWith('.jpeg')).toBe(true)
    expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(210)
    expect(safe.isWellFormed()).toBe(true)
  }
})

test('a safe name is safe already', () => {
  for (const name of ['CON', 'a/b', 'x'.repeat(500), 'a . ', 'e\u0301.txt']) {
    const safe = safeName(name, 'file')
    expect(safeName(safe, 'file')).toBe(safe)
  }
})
