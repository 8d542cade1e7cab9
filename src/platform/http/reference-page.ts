import type { TSchema } from 'typebox'
import type { OpenApi, Operation, Parameter } from './openapi.ts'
import { exampleOf, type Schema } from './schema-examples.ts'

/**
 * The API as a page for people: plain HTML without a script, so that it works under the strict content security policy, loads
 * nothing from anywhere, and can be searched with the browser's own search.
 */
export function referencePage(document: OpenApi): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  )
  const groups = document.tags.map(({ name }) => ({
    name,
    operations: operations.filter(({ operation }) => operation.tags.includes(name)),
  }))
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${text(document.info.title)} API</title>
<style>${style}</style>
<nav aria-label="Operations">
<strong>${text(document.info.title)} API <small>${text(document.info.version)}</small></strong>
<a href="/api/v1/openapi.json">OpenAPI 3.1 document</a>
${groups.map(navGroup).join('\n')}
</nav>
<main>
<h1>${text(document.info.title)} API</h1>
<p>${words(document.info.description)}</p>
${groups.map((group) => section(group, document)).join('\n')}
</main>
</html>`
}

type Found = { method: string; path: string; operation: Operation }
type Group = { name: string; operations: Found[] }

const navGroup = (group: Group) =>
  `<details open><summary>${text(title(group.name))}</summary>${group.operations
    .map(
      ({ method, operation }) =>
        `<a href="#${text(operation.operationId)}"><b class="${method}">${method.toUpperCase()}</b> ${text(operation.summary)}</a>`,
    )
    .join('')}</details>`

const section = (group: Group, document: OpenApi) =>
  `<h2>${text(title(group.name))}</h2>\n${group.operations.map((found) => article(found, document)).join('\n')}`

function article({ method, path, operation }: Found, document: OpenApi): string {
  const body = operation.requestBody?.content['application/json']
  return `<article id="${text(operation.operationId)}">
<h3>${text(operation.summary)}</h3>
<p class="path"><b class="${method}">${method.toUpperCase()}</b> <code>${text(path)}</code></p>
<p>${words(operation.description)}</p>
${operation.parameters.length > 0 ? `<h4>Parameters</h4>${table(operation.parameters.map(parameterRow))}` : ''}
${body?.schema ? `<h4>Body</h4>${fields(body.schema)}` : ''}
<h4>Example</h4><pre tabindex="0">${text(curl(method, path, operation, document.servers[0]?.url ?? ''))}</pre>
<h4>Answers</h4>${Object.entries(operation.responses)
    .map(([status, response]) => answer(status, response, document))
    .join('')}
</article>`
}

function answer(status: string, response: Operation['responses'][string], document: OpenApi): string {
  const known =
    '$ref' in response ? document.components.responses[response.$ref.split('/').at(-1)!]! : response
  const schema = known.content?.['application/json']?.schema
  const line = `<b class="status">${text(status)}</b> ${words(known.description)}`
  if (!schema) return `<p>${line}</p>`
  return `<details><summary>${line}</summary>${fields(schema)}<pre tabindex="0">${text(pretty(exampleOf(schema)))}</pre></details>`
}

const parameterRow = (parameter: Parameter) =>
  row(
    parameter.name,
    parameter.required,
    parameter.schema,
    `${parameter.in}${parameter.description ? ` · ${parameter.description}` : ''}`,
  )

const fields = (schema: TSchema) => table(fieldRows(schema as Schema, ''))

function fieldRows(schema: Schema, prefix: string): string[] {
  const inner = innerOf(schema)
  return Object.entries(inner.properties ?? {}).flatMap(([name, field]) => [
    row(`${prefix}${name}`, inner.required?.includes(name) ?? false, field),
    ...fieldRows(field, `${prefix}${name}${innerOf(field) === field ? '.' : '[].'}`),
  ])
}

/** Through lists and "or null" to the object inside. */
function innerOf(schema: Schema): Schema {
  if (schema.anyOf) return innerOf(schema.anyOf.find((branch) => branch.type !== 'null') ?? {})
  return schema.items ? innerOf(schema.items) : schema
}

const table = (rows: string[]) =>
  rows.length > 0
    ? `<div class="wide" tabindex="0"><table><thead><tr><th>Name<th>Type<th>Rules<tbody>${rows.join('')}</table></div>`
    : '<p>None.</p>'

const row = (name: string, required: boolean, schema: TSchema, more = '') =>
  `<tr><td><code>${text(name)}</code>${required ? '' : ' <i>optional</i>'}<td>${text(typeOf(schema as Schema))}<td>${words([more, rulesOf(schema as Schema)].filter(Boolean).join(' · '))}`

function typeOf(schema: Schema): string {
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ')
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(', ')
  if (schema.items) return `list of ${typeOf(schema.items)}`
  if (schema.format === 'date-time') return 'time'
  return schema.type ?? 'anything'
}

function rulesOf(schema: Schema): string {
  const shape = schema.anyOf?.find((branch) => branch.type !== 'null') ?? schema
  const range = (least: number | undefined, most: number | undefined, unit: string) =>
    [
      least !== undefined && `at least ${least}${unit}`,
      most !== undefined && `at most ${most}${unit}`,
    ].filter(Boolean)
  return [
    ...range(shape.minLength, shape.maxLength, ' characters'),
    ...range(shape.minimum, shape.maximum, ''),
    ...range(shape.minItems, shape.maxItems, ' items'),
    shape.default !== undefined && `${JSON.stringify(shape.default)} when not given`,
  ]
    .filter(Boolean)
    .join(' · ')
}

function curl(method: string, path: string, operation: Operation, url: string): string {
  const example = (name: string) =>
    String(exampleOf(operation.parameters.find((parameter) => parameter.name === name)?.schema ?? {}, name))
  const address = url + path.replace(/\{(\w+)\}/g, (_, name: string) => example(name))
  const body = operation.requestBody?.content['application/json']
  const lines = [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}'${address}'`,
    operation.security.some((one) => 'apiKey' in one) && "-H 'Authorization: Bearer lh_…'",
    body && "-H 'Content-Type: application/json'",
    body && `-d '${pretty(body.example)}'`,
  ]
  return lines.filter(Boolean).join(' \\\n  ')
}

const pretty = (value: unknown) => JSON.stringify(value, null, 2)
const title = (tag: string) => tag.charAt(0).toUpperCase() + tag.slice(1).replaceAll('-', ' ')
const text = (raw: string) => raw.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
/** `code` in backticks is shown as code. */
const words = (raw: string) => text(raw).replace(/`([^`]+)`/g, '<code>$1</code>')

const style = `
:root{color-scheme:light dark;--text:#14171f;--page:#fff;--soft:#f6f7f9;--line:#dfe2e8;--accent:#3d4ee0;--dim:#596070}
@media(prefers-color-scheme:dark){:root{--text:#f1f3f7;--page:#0e1015;--soft:#15181f;--line:#2a2f3a;--accent:#8f9cff;--dim:#a3abba}}
*{box-sizing:border-box}
body{margin:0;font:15px/1.5 'Geist Variable',system-ui,sans-serif;color:var(--text);background:var(--page);display:grid;grid-template-columns:300px minmax(0,1fr)}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:20px;border-right:1px solid var(--line);background:var(--soft);font-size:13px}
nav a{display:block;padding:4px 0;color:inherit;text-decoration:none}
nav a:hover{text-decoration:underline}
summary{cursor:pointer;padding:6px 0;font-weight:550}
main{padding:32px;max-width:900px}
article{border-top:1px solid var(--line);padding:20px 0}
h1{font-size:30px;margin:0}h2{font-size:24px;margin:40px 0 12px}h3{font-size:18px;margin:0}h4{font-size:13px;margin:20px 0 6px;color:var(--dim)}
code,pre{font:13px/1.5 ui-monospace,monospace}
pre{background:var(--soft);border:1px solid var(--line);border-radius:8px;padding:12px;overflow:auto}
.wide{overflow:auto}table{border-collapse:collapse;width:100%;font-size:13px}
th,td{text-align:left;vertical-align:top;padding:6px 12px 6px 0;border-bottom:1px solid var(--line)}
b[class]{font:600 12px ui-monospace,monospace;color:var(--accent)}
i,small{color:var(--dim);font-style:normal;font-weight:400}
:target{scroll-margin-top:16px}:target h3{color:var(--accent)}
@media(max-width:800px){body{display:block}nav{position:static;height:auto;border:0}main{padding:20px}}
`
