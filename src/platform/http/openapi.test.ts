import { describe, expect, test } from 'vitest'
import { accountsContract } from '../../contract/accounts.ts'
import { spacesContract } from '../../contract/spaces.ts'
import { jobsContract } from '../../contract/jobs.ts'
import type { RouteContract } from '../../contract/route.ts'
import { answerShape } from './answer-shape.ts'
import { openApiOf } from './openapi.ts'
import { referencePage } from './reference-page.ts'
import { exampleOf } from './schema-examples.ts'
import { Compile } from 'typebox/compile'

const contracts: RouteContract[] = [...accountsContract, ...spacesContract, ...jobsContract]
const document = openApiOf(contracts, {
  url: 'http://localhost:5000',
  version: '1',
  sessionCookie: 'lh_session',
})
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))

describe('the OpenAPI document', () => {
  test('has every route once, with an answer and what can go wrong', () => {
    expect(operations.map((operation) => operation.operationId).toSorted()).toEqual(
      contracts.map((contract) => contract.id).toSorted(),
    )
    for (const operation of operations) {
      const statuses = Object.keys(operation.responses)
      expect(statuses.some((status) => status.startsWith('2'))).toBe(true)
      expect(statuses).toContain('429')
    }
  })

  test('points only at parts that it has', () => {
    const text = JSON.stringify(document)
    for (const [, kind, name] of text.matchAll(/"#\/components\/(\w+)\/(\w+)"/g))
      expect(Object.keys(document.components[kind as 'schemas'])).toContain(name)
  })

  test('says who may knock: nobody signs in to sign in, keys do not make keys', () => {
    const securityOf = (id: string) => operations.find((one) => one.operationId === id)!.security
    expect(securityOf('session.create')).toEqual([])
    expect(securityOf('api-key.create')).toEqual([{ session: [] }])
    expect(securityOf('member.list')).toEqual([{ session: [] }, { apiKey: [] }])
    expect(securityOf('space.read')).toEqual([{}, { session: [] }, { apiKey: [] }])
  })

  test.each(
    contracts.filter((contract) => contract.body).map((contract) => [contract.id, contract] as const),
  )('shows a body for %s that the route takes', (_, contract) => {
    const example = exampleOf(contract.body!)
    expect(Compile(contract.body!).Errors(example)).toEqual([])
  })

  test.each(
    contracts.filter((contract) => contract.answer).map((contract) => [contract.id, contract] as const),
  )('shows an answer of %s as it would leave', (_, contract) => {
    const example = exampleOf(contract.answer!)
    expect(answerShape(contract.answer!)(example)).toEqual(example)
  })
})

describe('the reference page', () => {
  const page = referencePage(document)

  test('shows every route and runs, loads and calls nothing', () => {
    for (const { id } of contracts) expect(page).toContain(`<article id="${id}">`)
    expect(page).not.toMatch(/<script|<link|<img|<iframe| on\w+=|url\(|@import/i)
  })

  test('is text where contracts have text', () => {
    const sly = { ...contracts[0]!, id: 'sly.read', summary: '<img src=x onerror=alert(1)>' }
    expect(referencePage(openApiOf([sly], { url: 'x', version: '1', sessionCookie: 'c' }))).not.toContain(
      '<img',
    )
  })
})
