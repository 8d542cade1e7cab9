import { describe, expect, test } from 'vitest'
import { ApiProblem } from '#web/api.ts'
import { type Draft, openAutosave } from './autosave.ts'
import { type changesOf, type NoteText, sameText, type SavedText } from './note-text.ts'

const text = (body: string, more: Partial<NoteText> = {}): NoteText => ({
  title: 'T',
  tags: [],
  body,
  ...more,
})
const problem = (status: number) =>
  new ApiProblem({ status, code: 'x', detail: `refused with ${status}`, requestId: '' })

/** A server with one note, a browser that keeps one draft, and a clock in the test's hand. */
function desk(body = 'start', draft?: Draft) {
  const server = { note: { ...text(body), version: 1 } as SavedText, down: false, lost: false, refuse: 0 }
  const sent: string[] = []
  const merged: string[] = []
  let kept: Draft | null = null
  let now = 0
  let timers: { at: number; run: () => void }[] = []
  const gates: (() => void)[] = []
  let held = false
  const machine = openAutosave(draft ?? { base: server.note, mine: server.note, sent: [] }, {
    async send(change: ReturnType<typeof changesOf>, version) {
      sent.push(change.body ?? '')
      if (held) await new Promise<void>((open) => gates.push(open))
      if (server.down) throw problem(0)
      if (server.refuse) throw problem(server.refuse)
      if (version !== server.note.version) throw problem(412)
      server.note = { ...server.note, ...change, version: version + 1 }
      if (server.lost) throw problem(0)
      return server.note
    },
    async read() {
      if (server.down) throw problem(0)
      return server.note
    },
    keep: (draft) => void (kept = draft && structuredClone(draft)),
    replaced: (text) => void merged.push(text.body),
    clock: {
      now: () => now,
      later(milliseconds, run) {
        const timer = { at: now + milliseconds, run }
        timers.push(timer)
        return () => void (timers = timers.filter((other) => other !== timer))
      },
    },
  })
  const settle = () => new Promise((resolve) => setTimeout(resolve))
  return {
    machine,
    server,
    sent,
    merged,
    kept: () => kept,
    is: () => machine.state().kind,
    settle,
    hold: () => void (held = true),
    open: () => {
      held = false
      for (const gate of gates.splice(0)) gate()
      return settle()
    },
    async pass(milliseconds: number) {
      const end = now + milliseconds
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
        if (!next) break
        now = next.at
        timers = timers.filter((timer) => timer !== next)
        next.run()
        await settle()
      }
      now = end
    },
  }
}

describe('autosave', () => {
  test('saves a second after the last letter, five after the first', async () => {
    const { machine, sent, pass, is } = desk()
    machine.edit(text('a'))
    expect(is()).toBe('changed')
    await pass(900)
    expect(sent).toEqual([])
    await pass(200)
    expect([sent, is()]).toEqual([['a'], 'saved'])
    for (const letter of 'bcdefghijkl') {
      machine.edit(text(letter))
      await pass(600)
    }
    expect(sent).toEqual(['a', 'j'])
    await pass(1000)
    expect(sent).toEqual(['a', 'j', 'l'])
  })

  test('has one request under way; what is typed meanwhile goes in the next', async () => {
    const { machine, server, sent, pass, hold, open, is, kept } = desk()
    hold()
    machine.edit(text('a'))
    await pass(1000)
    expect(is()).toBe('saving')
    machine.edit(text('ab'))
    void machine.saveNow()
    await pass(6000)
    expect(sent).toEqual(['a'])
    expect(kept()?.mine.body).toBe('ab')
    await open()
    await pass(1000)
    expect([sent, server.note.body, is(), kept()]).toEqual([['a', 'ab'], 'ab', 'saved', null])
  })

  test('every letter is kept until the server has it', async () => {
    const { machine, kept, pass } = desk()
    machine.edit(text('a'))
    expect(kept()?.mine.body).toBe('a')
    await pass(1000)
    expect(kept()).toBeNull()
  })

  test('without a connection it waits, keeps, and sends by itself', async () => {
    const { machine, server, pass, is, kept, settle } = desk()
    server.down = true
    machine.edit(text('a'))
    await pass(1000)
    expect([is(), kept()?.mine.body]).toEqual(['offline', 'a'])
    machine.edit(text('ab'))
    await pass(20_000)
    expect([is(), kept()?.mine.body]).toEqual(['offline', 'ab'])
    server.down = false
    machine.wake()
    await settle()
    expect([is(), server.note.body, kept()]).toEqual(['saved', 'ab', null])
  })

  test('a save that arrived without an answer is not a conflict, also in the next page', async () => {
    const { machine, server, pass, kept, is } = desk()
    server.lost = true
    machine.edit(text('a'))
    await pass(1000)
    expect([is(), server.note.version]).toEqual(['offline', 2])
    machine.edit(text('a and b'))
    const left = structuredClone(kept()!)
    server.lost = false
    await pass(2000)
    expect([is(), server.note.body]).toEqual(['saved', 'a and b'])

    const next = desk('a', left)
    next.server.note.version = 2
    await next.pass(0)
    await next.pass(0)
    expect([next.is(), next.server.note.body, next.merged]).toEqual(['saved', 'a and b', []])
  })

  test('merges what somebody else changed elsewhere', async () => {
    const { machine, server, merged, pass, is } = desk('one\ntwo\nthree')
    server.note = { ...server.note, body: 'one\ntwo\nTHREE', version: 2 }
    machine.edit(text('ONE\ntwo\nthree'))
    await pass(1000)
    await pass(0)
    expect(merged).toEqual(['ONE\ntwo\nTHREE'])
    expect([server.note.body, server.note.version, is()]).toEqual(['ONE\ntwo\nTHREE', 3, 'saved'])
  })

  test('asks about the same place, keeps what is typed meanwhile, and saves the decision', async () => {
    const { machine, server, sent, pass, is, kept, settle } = desk('one')
    server.note = { ...server.note, body: 'theirs', version: 2 }
    machine.edit(text('mine'))
    await pass(1000)
    expect(is()).toBe('conflict')
    machine.edit(text('mine, more'))
    await pass(10_000)
    expect([sent.length, kept()?.mine.body]).toEqual([1, 'mine, more'])
    machine.resolve(text('both'))
    await settle()
    expect([server.note.body, is(), kept()]).toEqual(['both', 'saved', null])
  })

  test('a third writer between the question and the answer is asked about again', async () => {
    const { machine, server, pass, is, settle } = desk('one')
    server.note = { ...server.note, body: 'theirs', version: 2 }
    machine.edit(text('mine'))
    await pass(1000)
    server.note = { ...server.note, body: 'third', version: 3 }
    machine.resolve(text('both'))
    await settle()
    expect([is(), server.note.body]).toEqual(['conflict', 'third'])
  })

  test('a refusal says why, keeps the text, and the next letter tries again', async () => {
    const { machine, server, pass, kept, is } = desk()
    server.refuse = 403
    machine.edit(text('a'))
    await pass(1000)
    expect(machine.state()).toEqual({ kind: 'failed', words: 'refused with 403' })
    expect(kept()?.mine.body).toBe('a')
    await pass(60_000)
    expect(is()).toBe('failed')
    server.refuse = 0
    machine.edit(text('ab'))
    await pass(1000)
    expect([is(), server.note.body]).toEqual(['saved', 'ab'])
  })

  test('a newer version that comes by is taken in: quietly, or merged', async () => {
    const { machine, merged, pass, server, is } = desk('one\ntwo')
    machine.meet({ ...text('one\nTWO'), version: 2 })
    server.note = { ...text('one\nTWO'), version: 2 }
    expect([merged, is()]).toEqual([['one\nTWO'], 'saved'])
    machine.edit(text('ONE\nTWO'))
    machine.meet({ ...text('one\nTWO', { title: 'New' }), version: 3 })
    server.note = { ...text('one\nTWO', { title: 'New' }), version: 3 }
    await pass(1000)
    expect(server.note).toEqual({ ...text('ONE\nTWO', { title: 'New' }), version: 4 })
  })

  test('a merge that is undone is saved over theirs', async () => {
    const { machine, server, pass } = desk('one\ntwo\nthree')
    server.note = { ...server.note, body: 'one\ntwo\nTHREE', version: 2 }
    machine.edit(text('ONE\ntwo\nthree'))
    await pass(1000)
    machine.edit(text('ONE\ntwo\nthree'))
    await pass(1000)
    expect(server.note.body).toBe('ONE\ntwo\nthree')
  })

  test('closing sends what is left, also what was typed while a request was under way', async () => {
    const { machine, server, hold, open, pass } = desk()
    hold()
    machine.edit(text('a'))
    await pass(1000)
    machine.edit(text('ab'))
    const closing = machine.close()
    await open()
    await closing
    expect(server.note.body).toBe('ab')
  })

  test('a title that the server trims is saved once', async () => {
    const { machine, sent, pass } = desk()
    machine.edit(text('start', { title: 'Two  words ' }))
    await pass(20_000)
    expect(sent).toHaveLength(1)
  })
})

test('fifty writers and a thousand changes each lose nothing', async () => {
  const rooms = Array.from({ length: 50 }, () => desk(''))
  for (let change = 1; change <= 20; change++)
    for (const [at, { machine, server, pass }] of rooms.entries()) {
      server.down = (change + at) % 7 === 0
      server.lost = (change + at) % 5 === 0
      for (let letter = 0; letter < 50; letter++)
        machine.edit(text(`${machine.text().body}${String.fromCharCode(97 + (letter % 26))}`))
      await pass(change % 3 === 0 ? 1500 : 300)
    }
  for (const { machine, server, pass, is } of rooms) {
    server.down = server.lost = false
    await pass(30_000)
    expect([is(), server.note.body.length, sameText(machine.text(), server.note)]).toEqual([
      'saved',
      1000,
      true,
    ])
  }
})
