import { expect, test } from 'vitest'
import { lsnOf } from './postgres-lsn.ts'
import { openReplicaLag } from './postgres-replica-lag.ts'

test('a replica is as far behind as the primary was there', () => {
  let now = 0
  const lag = openReplicaLag(() => now)
  expect(lag.of(100n)).toBeNull()
  lag.saw(100n)
  expect(lag.of(99n)).toBeNull()
  for (now = 1; now <= 60; now++) lag.saw(BigInt(100 + now))
  expect(lag.of(160n)).toBe(0)
  expect(lag.of(155n)).toBe(5)
  expect(lag.of(100n)).toBe(60)
})

test('a primary that rests leaves nobody behind', () => {
  let now = 0
  const lag = openReplicaLag(() => now)
  for (; now < 100; now++) lag.saw(7n)
  expect(lag.of(7n)).toBe(0)
  lag.saw(8n)
  expect(lag.of(7n)).toBe(1)
})

test('what others say of the primary counts unless it is older', () => {
  let now = 0
  const lag = openReplicaLag(() => now)
  lag.saw(100n)
  now = 60
  lag.heard(90n)
  expect(lag.of(90n)).toBeNull()
  lag.heard(100n)
  expect(lag.of(100n)).toBe(0)
  now = 70
  lag.heard(150n)
  expect(lag.of(100n)).toBe(10)
  expect(lag.of(150n)).toBe(0)
})

test('places in the log compare as numbers', () => {
  expect(lsnOf('0/0')).toBe(0n)
  expect(lsnOf('16/B374D848')).toBe(0x16_b374_d848n)
  expect(lsnOf('2/0') > lsnOf('1/FFFFFFFF')).toBe(true)
})
