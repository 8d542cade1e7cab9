import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSource, openTarget } from './open-ends.ts'

test('a file that is no database, or not there, is told in words; looking makes none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-move-file-'))
  try {
    const [letter, nowhere] = [join(folder, 'letter.txt'), join(folder, 'nowhere.db')]
    await writeFile(letter, 'Dear house, '.repeat(200))
    for (const open of [openSource, openTarget])
      await expect(open({ engine: 'sqlite', file: letter })).rejects.toMatchObject({
        code: 'db-unreachable',
        message: expect.stringContaining('letter.txt cannot be used'),
      })
    await expect(openSource({ engine: 'sqlite', file: nowhere })).rejects.toMatchObject({ code: 'no-source' })
    const look = await openTarget({ engine: 'sqlite', file: nowhere }, { look: true })
    expect(await look.tables()).toEqual([])
    await look.close()
    await expect(openSource({ engine: 'sqlite', file: nowhere })).rejects.toMatchObject({ code: 'no-source' })
  } finally {
    await rm(folder, { recursive: true })
  }
})
