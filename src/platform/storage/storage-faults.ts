import { Fault } from '../errors.ts'

export const diskFull = (cause?: unknown, place = 'The disk of this house') =>
  new Fault(
    'full',
    'disk-full',
    `${place} is full. What has arrived is kept; go on when there is room again.`,
    { cause },
  )

export const noObject = () => new Fault('missing', 'no-object', 'This file is not here.')

export const wrongOffset = (size: number) =>
  new Fault('conflict', 'wrong-offset', `${size} bytes of this file are here. Go on from there.`)
