import { expect, test } from 'vitest'
import { suiteRunsOf, titlesOf } from './suite-titles.ts'

test('titles are found below what they stand in, whatever form the call has', () => {
  const text = `
    export function boxSuite(name) {
      describe(\`box: \${name}\`, () => {
        test('opens', () => {})
        describe('full', () => { it.each([1, 2])('keeps %d', () => {}) })
      })
    }`
  expect(titlesOf('box.suite.ts', text)).toEqual([
    { path: ['box: …'], title: 'opens' },
    { path: ['box: …', 'full'], title: 'keeps %d' },
  ])
})

test('runs of suites are found with their names', () => {
  expect(suiteRunsOf('a.test.ts', `boxSuite('tin', open); lidSuite(); open('x')`)).toEqual([
    { suite: 'boxSuite', name: 'tin' },
    { suite: 'lidSuite', name: null },
  ])
})
