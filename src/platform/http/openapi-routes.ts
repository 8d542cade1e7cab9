import type { FastifyInstance } from 'fastify'
import type { RouteContract } from '../../contract/route.ts'
import { openApiOf } from './openapi.ts'
import { referencePage } from './reference-page.ts'

/** `/api/v1/openapi.json` and a page to browse it at `/api/docs`, both made at the first request. */
export function apiReference(
  app: FastifyInstance,
  contracts: readonly RouteContract[],
  house: { url: string; version: string; sessionCookie: string },
): void {
  const described = contracts.filter((contract) => contract.method !== 'OPTIONS')
  const made: { document?: string; page?: string } = {}
  app.get('/api/v1/openapi.json', (_request, reply) => {
    made.document ??= JSON.stringify(openApiOf(described, house))
    return reply
      .type('application/json; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(made.document)
  })
  app.get('/api/docs', (_request, reply) => {
    made.page ??= referencePage(openApiOf(described, house))
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(made.page)
  })
}
