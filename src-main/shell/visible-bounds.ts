import type { WindowBounds } from './shell.ts'

/** A part of the desktop that windows can use, in the desktop's own pixels. */
export interface WorkArea {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export const minimumSize = { width: 900, height: 600 } as const
export const usualBounds: WindowBounds = { width: 1280, height: 840, maximized: false }

/** Enough of a title bar to be grasped. */
const graspable = { width: 120, height: 40 } as const

/**
 * The bounds a window opens with: where it was, unless no screen shows that place any more (a display was unplugged);
 * then only its size is kept, as far as it fits.
 */
export function visibleBounds(remembered: WindowBounds | null, areas: readonly WorkArea[]): WindowBounds {
  const { x, y, ...wanted } = remembered ?? usualBounds
  const [first] = areas
  if (first === undefined) return remembered ?? usualBounds
  const place = x === undefined || y === undefined ? null : { x, y }
  const sizeOn = (area: WorkArea) => ({
    width: clamp(wanted.width, minimumSize.width, area.width),
    height: clamp(wanted.height, minimumSize.height, area.height),
    maximized: wanted.maximized,
  })
  const area = place === null ? undefined : areas.find((one) => shows(one, { ...place, ...sizeOn(one) }))
  return place === null || area === undefined ? sizeOn(first) : { ...place, ...sizeOn(area) }
}

function shows(area: WorkArea, bounds: { x: number; y: number; width: number }): boolean {
  const overlap = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x)
  return overlap >= graspable.width && bounds.y >= area.y && bounds.y <= area.y + area.height - graspable.height
}

function clamp(wanted: number, smallest: number, largest: number): number {
  return Math.round(Math.min(Math.max(wanted, smallest), largest))
}
