import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import prometheus from 'prom-client'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { sourceFiles } from '../../tools/source-files.ts'
import { isInstalled } from './proxies.ts'

const here = isInstalled({ program: 'promtool', package: 'prometheus' })
const folder = join(import.meta.dirname, '../../deploy/prometheus')
const read = (name: string) => readFileSync(join(folder, name), 'utf8')
const promtool = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' })
  return { status, said: stdout + stderr }
}

test.runIf(here)('Prometheus understands its configuration and every rule', () => {
  expect(promtool('check', 'config', '--syntax-only', 'prometheus.yml')).toMatchObject({ status: 0 })
  expect(promtool('check', 'rules', '--lint-fatal', 'rules.yml', 'machines.yml')).toMatchObject({ status: 0 })
})

test.runIf(here)('every alert fires when it should and is silent when all is well', () => {
  expect(promtool('test', 'rules', 'rules.test.yml')).toMatchObject({ status: 0 })
})

test('there is no alert that was never seen firing', () => {
  const { groups } = parse(read('rules.yml') + read('machines.yml').replace(/^groups:$/m, '')) as {
    groups: { rules: { alert: string; annotations: { summary: string; action?: string } }[] }[]
  }
  const rules = groups.flatMap((group) => group.rules)
  const tested = read('rules.test.yml')
  expect(rules.length).toBeGreaterThan(15)
  for (const { alert } of rules) expect(tested).toContain(`alertname="${alert}"}', value:`)
  // Whoever is called at night is told what to do.
  const toldWhat = rules.filter(({ annotations }) => /\.$|\)$/.test(annotations.action ?? ''))
  expect(rules.filter((rule) => !toldWhat.includes(rule)).map(({ alert }) => alert)).toEqual(['Heartbeat'])
})

test('rules ask for figures that the house tells', () => {
  const told = figuresOfTheHouse()
  const asked = new Set(
    ['rules.yml', 'rules.test.yml'].flatMap((name) => read(name).match(/\blonghouse_\w+/g) ?? []),
  )
  expect(asked.size).toBeGreaterThan(10)
  expect([...asked].filter((name) => !isTold(name, told))).toEqual([])
  expect(isTold('longhouse_jobs_oldest_minutes', told)).toBe(false)
})

/** Names as they stand in the sources, and those that prom-client has of its own. */
function figuresOfTheHouse(): Set<string> {
  const source = sourceFiles()
    .filter((path) => path.startsWith('src/'))
    .map((path) => readFileSync(path, 'utf8'))
  const own = source.flatMap((text) => text.match(/(?<=')longhouse_\w+(?=')/g) ?? [])
  const registry = new prometheus.Registry()
  prometheus.collectDefaultMetrics({ register: registry, prefix: 'longhouse_' })
  return new Set([...own, ...registry.getMetricsAsArray().map((metric) => metric.name)])
}

const isTold = (name: string, told: Set<string>) =>
  told.has(name) || told.has(name.replace(/_(bucket|count|sum)$/, ''))
