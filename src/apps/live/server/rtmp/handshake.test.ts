import { expect, test } from 'vitest'
import { Handshake } from './handshake.ts'
import { ProtocolFault } from './protocol-fault.ts'

const c1 = Buffer.from(Array.from({ length: 1536 }, (_, i) => i % 251))
const asked = Buffer.concat([Buffer.of(3), c1])

test('C1 is echoed, and what follows C2 is not touched', () => {
  const handshake = new Handshake()
  const answers: Buffer[] = []
  const rest = handshake.read(Buffer.concat([asked, Buffer.alloc(1536), Buffer.of(9, 9)]), (a) =>
    answers.push(a),
  )
  expect(rest).toBe(asked.length + 1536)
  expect(handshake.done).toBe(true)
  expect(answers).toHaveLength(1)
  expect(answers[0]!.length).toBe(1 + 2 * 1536)
  expect(answers[0]!.subarray(0, 9)).toEqual(Buffer.of(3, 0, 0, 0, 0, 0, 0, 0, 0))
  expect(answers[0]!.subarray(1 + 1536)).toEqual(c1)
})

test('it may come byte by byte', () => {
  const handshake = new Handshake()
  let answers = 0
  for (const byte of Buffer.concat([asked, Buffer.alloc(1536)])) {
    expect(handshake.done).toBe(false)
    expect(handshake.read(Buffer.of(byte), () => (answers += 1))).toBe(1)
  }
  expect(handshake.done).toBe(true)
  expect(answers).toBe(1)
})

test('a browser that comes to the wrong port is sent away at its first byte', () => {
  expect(() => new Handshake().read(Buffer.from('GET / HTTP/1.1'), () => {})).toThrow(ProtocolFault)
})
