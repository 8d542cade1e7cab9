import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestSearch, type TestSearch } from './search.fixture.ts'

/** How every driver's index comes up to what is true: after crashes, beside other processes, during rebuilds. */
export function indexingSuite(): void {
  let house: TestSearch
  beforeEach(async () => {
    house = await openTestSearch()
  })
  afterEach(() => house.close())

  test('what a process has committed before it died is indexed by the next one', async () => {
    await house.putAndDie({ title: 'left behind' })
    expect(await house.marks()).toBe(1)
    const next = await house.another()
    await next.search.complete()
    await next.search.settle()
    expect(await house.marks()).toBe(0)
    expect(await next.titles('behind', { viewer: { sees: 'public' } })).toEqual([])
    expect(await next.titles('behind')).toEqual(['left behind'])
  })

  test('a change while its object is indexed is not lost', async () => {
    const { id, goOn } = await heldAt('second')
    await house.putAndDie({ id, title: 'third' })
    goOn()
    expect(await house.titles('third')).toEqual(['third'])
    expect(await house.titles('second')).toEqual([])
    expect(await house.marks()).toBe(0)
  })

  test('a process that is slow puts nothing old over what another has indexed', async () => {
    const { id, goOn } = await heldAt('second')
    await house.putAndDie({ id, title: 'third' })
    const other = await house.another()
    expect(await other.titles('third')).toEqual(['third'])
    goOn()
    await house.search.close()
    expect(await other.titles('third')).toEqual(['third'])
    expect(await other.titles('second')).toEqual([])
  })

  /** A thing whose state the indexer has read, and holds without having written it. */
  async function heldAt(title: string): Promise<{ id: string; goOn: () => void }> {
    const id = await house.put({ title: 'first' })
    await house.search.settle()
    const slow = Promise.withResolvers<void>()
    const reads = Promise.withResolvers<void>()
    house.gate.before = () => {
      reads.resolve()
      return slow.promise
    }
    await house.put({ id, title })
    await reads.promise
    house.gate.before = () => {}
    return { id, goOn: slow.resolve }
  }

  test('a change that is rolled back marks nothing', async () => {
    await expect(
      house.db.transact(async (tx) => {
        await house.search.changed(tx, { kind: 'thing', id: 'x', spaceId: 'y' })
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect(await house.marks()).toBe(0)
  })

  test('an object that cannot be read keeps nobody else from being found, and is tried again', async () => {
    const ids = await house.putAll(numbers(3).map((n) => ({ title: `needle ${n}` })))
    await house.search.settle()
    const broken = ids[1]!
    house.gate.before = (asked) => {
      if (asked.includes(broken)) throw new Error('unreadable')
    }
    await house.putAndDie(...ids.map((id, n) => ({ id, title: `pin ${n}` })))
    await house.search.settle()
    expect((await house.titles('pin')).toSorted()).toEqual(['pin 0', 'pin 2'])
    expect(await house.marks()).toBe(1)
    house.gate.before = () => {}
    await house.search.settle()
    expect(await house.titles('pin')).toHaveLength(3)
    expect(await house.marks()).toBe(0)
  })

  test('what was there before the index is found after the first start', async () => {
    await house.putUnmarked(...numbers(1200).map((n) => ({ title: `old ${n}` })))
    expect(await house.titles('old')).toEqual([])
    house.search.start()
    await house.search.complete()
    await house.search.settle()
    expect(await house.titles('1199')).toEqual(['old 1199'])
    expect(await house.titles('"old 0"')).toEqual(['old 0'])
  })

  test('an app that is turned on later brings what it has; one that is off is not found', async () => {
    await house.putUnmarked({ kind: 'thing', title: 'thing' }, { kind: 'member', title: 'member' })
    const before = await house.another({ kinds: ['thing'] })
    await before.search.complete()
    await before.search.settle()
    expect(await before.titles('-x')).toEqual(['thing'])
    const both = await house.another()
    await both.search.complete()
    await both.search.settle()
    expect((await both.titles('-x')).toSorted()).toEqual(['member', 'thing'])
    expect(await before.titles('-x')).toEqual(['thing'])
  })

  test('a rebuild brings back what is true, in order, while people change and search', async () => {
    await house.putAll(numbers(120).map((n) => ({ title: `entry ${n}` })))
    await house.search.settle()
    await house.putUnmarked({ title: 'entry unnoticed' })
    const gone = await house.put({ title: 'entry gone' })
    await house.search.settle()
    await house.db.transact((tx) => tx.deleteFrom('things').where('id', '=', gone).execute())
    const told: string[] = []
    const work = house.search.rebuild((done, kind) => told.push(`${done} ${kind}`))
    let written = 0
    const busy = (async () => {
      for (; written < 30; written++) {
        const title = `entry meanwhile ${written}`
        await house.put({ title, at: `2027-01-01T00:00:${String(written).padStart(2, '0')}.000Z` })
        expect(await house.titles(`"meanwhile ${written}"`)).toEqual([title])
        expect(await house.titles('"entry 0"')).toEqual(['entry 0'])
      }
    })()
    const [count] = await Promise.all([work, busy])
    expect(count).toBeGreaterThanOrEqual(121)
    expect(told.length).toBeGreaterThanOrEqual(121)
    await house.search.settle()
    expect(await house.titles('unnoticed')).toEqual(['entry unnoticed'])
    expect(await house.titles('gone')).toEqual([])
    const found = await house.titles('-none')
    const old = found.filter((title) => /^entry \d+$/.test(title))
    expect(old).toEqual(
      numbers(120)
        .map((n) => `entry ${119 - n}`)
        .slice(0, old.length),
    )
  })

  test('a rebuild that is stopped is finished later', async () => {
    await house.putAll(numbers(300).map((n) => ({ title: `entry ${n}` })))
    const stopping = new AbortController()
    await house.search.rebuild((done) => done === 60 && stopping.abort(), stopping.signal)
    await house.search.complete()
    await house.search.settle()
    expect(await house.titles('"entry 0"')).toEqual(['entry 0'])
    expect(await house.titles('"entry 299"')).toEqual(['entry 299'])
  })

  test('many processes at once index everything once', async () => {
    const others = [await house.another(), await house.another()]
    await Promise.all(
      numbers(40).map(async (n) => {
        await house.put({ title: `busy ${n}` })
        await others[n % 2]!.search.settle()
      }),
    )
    expect(await house.titles('busy')).toHaveLength(40)
    expect(await house.marks()).toBe(0)
  })
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)
