import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject'
import { Deployment } from 'kubernetes-models/apps/v1'
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2'
import { Job } from 'kubernetes-models/batch/v1'
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1'
import { ConfigMap, Namespace, Service, ServiceAccount } from 'kubernetes-models/v1'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { environmentNames } from '../../src/platform/config/env.ts'
import { isInstalled } from './proxies.ts'
import { unknownFields } from './unknown-fields.ts'

const kinds = {
  ConfigMap,
  Deployment,
  HorizontalPodAutoscaler,
  Ingress,
  Job,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  ScaledObject,
  Service,
  ServiceAccount,
}
type Labels = Record<string, string>
type Container = {
  name: string
  args: string[]
  env?: { name: string; value?: string }[]
  securityContext: unknown
  resources: { requests?: Labels; limits?: Labels }
  ports?: { name: string }[]
  readinessProbe?: { httpGet: { path: string } }
  livenessProbe?: { httpGet: { path: string } }
}
type Pod = {
  metadata: { labels: Labels }
  spec: { containers: Container[]; securityContext: unknown; automountServiceAccountToken: boolean }
}
type Thing = {
  kind: string
  metadata: { name: string; namespace?: string }
  data?: Labels
  spec: {
    template: Pod
    selector: Labels & { matchLabels: Labels }
    replicas?: number
    ports?: { targetPort: string }[]
    ingress?: object[]
  }
}

const here = isInstalled({ program: 'kubectl', package: 'kubectl (1.27 or newer)' })

describe.runIf(here).each(['base', 'overlays/example'])('deploy/k8s/%s', (folder) => {
  const things = here ? render(folder) : []
  const named = (kind: string, name: string) =>
    things.find((thing) => thing.kind === kind && thing.metadata.name === name)!
  const pods = things.filter(({ kind }) => ['Deployment', 'Job'].includes(kind))

  test('every object is what the API of its kind takes', () => {
    expect(things.length).toBeGreaterThan(12)
    for (const thing of things.filter(({ kind }) => kind !== 'PodMonitor')) faultsOf(thing)
  })

  test('each role runs, the web twice at least, and migrations run once', () => {
    expect(pods.map(({ metadata }) => metadata.name).toSorted()).toEqual([
      'live',
      'migrate',
      'scheduler',
      'web',
      'worker',
    ])
    expect(named('HorizontalPodAutoscaler', 'web')).toMatchObject({ spec: { minReplicas: 2 } })
    // An autoscaler and a number of replicas would undo each other.
    expect(named('Deployment', 'web').spec.replicas).toBeUndefined()
    expect(things.some(({ kind }) => kind === 'ScaledObject')).toBe(
      named('Deployment', 'worker').spec.replicas === undefined,
    )
    expect(named('Job', 'migrate').spec.template.spec.containers[0]!.args).toEqual(['db', 'migrate'])
  })

  test.each(pods.map((pod) => [pod.metadata.name, pod] as const))(
    '%s has no rights to lose',
    (_, { spec }) => {
      const { containers, securityContext, automountServiceAccountToken } = spec.template.spec
      expect(automountServiceAccountToken).toBe(false)
      expect(securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 })
      for (const container of containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        })
        expect(container.resources.requests).toHaveProperty('cpu')
        expect(container.resources.limits).toHaveProperty('memory')
      }
    },
  )

  test('everything that lives on is asked whether it lives, and the web whether it is ready', () => {
    const asked = pods.map(({ metadata, spec }) => {
      const { livenessProbe, readinessProbe } = spec.template.spec.containers[0]!
      return [metadata.name, livenessProbe?.httpGet.path, readinessProbe?.httpGet.path]
    })
    expect(asked).toEqual([
      ['live', '/livez', '/readyz'],
      ['scheduler', '/livez', undefined],
      ['web', '/livez', '/readyz'],
      ['worker', '/livez', undefined],
      ['migrate', undefined, undefined],
    ])
  })

  test('selectors meet the pods that they mean', () => {
    const meets = (selector: Labels, labels: Labels) =>
      Object.entries(selector).every(([name, value]) => labels[name] === value)
    const choosing = things.filter(({ kind }) => ['PodDisruptionBudget', 'Service'].includes(kind))
    expect(choosing.length).toBe(6)
    for (const { kind, metadata, spec } of choosing) {
      const { labels } = named('Deployment', metadata.name).spec.template.metadata
      expect(meets(kind === 'Service' ? spec.selector : spec.selector.matchLabels, labels)).toBe(true)
    }
  })

  test('encoders reach every port of RTMP that a pod has, and the web reaches the pod', () => {
    const pod = named('Deployment', 'live').spec.template.spec.containers[0]!
    const { ports } = named('Service', 'live').spec
    const rtmp = pod.ports!.map(({ name }) => name).filter((name) => name !== 'http')
    expect(ports!.map(({ targetPort }) => targetPort)).toEqual(rtmp)
    expect(rtmp).toEqual(folder === 'base' ? ['rtmp'] : ['rtmp', 'rtmps'])
    expect(named('NetworkPolicy', 'live-takes-streams').spec.ingress![0]).toEqual({
      ports: [{ port: 1935 }, { port: 1936 }],
    })
    const { data } = named('ConfigMap', 'longhouse')
    expect(Object.keys(data!)).toContain('RTMP_PUBLIC_URL')
    expect(data!['RTMPS_PUBLIC_URL'] !== undefined).toBe(rtmp.includes('rtmps'))
    expect(pod.env).toContainEqual({ name: 'LIVE_ADDRESS', value: 'http://$(POD_IP):5000' })
  })

  test('settings are names that the house reads', () => {
    const names = [
      ...Object.keys(named('ConfigMap', 'longhouse').data!),
      ...pods
        .flatMap(({ spec }) => spec.template.spec.containers[0]!.env ?? [])
        .flatMap(({ name, value }) => (value === undefined ? [] : [name])),
    ]
    const known = new Set<string>(environmentNames)
    expect(names.filter((name) => !known.has(name.replace(/_FILE$/, '')))).toEqual([])
    expect(names).toContain('ROLES')
  })

  test('a value of the wrong type, a field that nobody knows and one that is missing are found', () => {
    const spoil = (change: (thing: { spec: Record<string, unknown> }) => void) => {
      const copy = structuredClone(named('Deployment', 'worker'))
      change(copy as never)
      return () => faultsOf(copy)
    }
    expect(spoil(({ spec }) => (spec['minReadySeconds'] = 'soon'))).toThrow('minReadySeconds')
    expect(spoil(({ spec }) => (spec['paussed'] = true))).toThrow('/spec/paussed')
    expect(spoil(({ spec }) => delete spec['selector'])).toThrow('selector')
  })
})

function render(folder: string): Thing[] {
  const place = join(import.meta.dirname, '../../deploy/k8s', folder)
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', place], { encoding: 'utf8' })
  if (status !== 0 || stderr !== '') throw new Error(`kubectl kustomize ${folder}: ${stderr}`)
  return parseAllDocuments(stdout).map((document) => document.toJS() as Thing)
}

/** Throws what the schema of its kind says against it, and fields that the schema has no word for. */
function faultsOf(thing: Thing): void {
  const Kind = kinds[thing.kind as keyof typeof kinds]
  if (!Kind) throw new Error(`nobody knows the kind ${thing.kind}`)
  const unknown = unknownFields(new Kind(thing as never))
  if (unknown.length > 0) throw new Error(`${thing.kind} ${thing.metadata.name} has ${unknown.join(', ')}`)
}
