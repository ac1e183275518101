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
  const area = place === null ? first : areas.find((candidate) => shows(candidate, { ...place, ...wanted }))
  const size = {
    width: fit(wanted.width, minimumSize.width, (area ?? first).width),
    height: fit(wanted.height, minimumSize.height, (area ?? first).height),
    maximized: wanted.maximized,
  }
  return place === null || area === undefined ? size : { ...place, ...size }
}

function shows(area: WorkArea, bounds: { x: number; y: number; width: number }): boolean {
  const overlap = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x)
  return overlap >= graspable.width && bounds.y >= area.y && bounds.y <= area.y + area.height - graspable.height
}

function fit(wanted: number, smallest: number, largest: number): number {
  return Math.round(Math.min(Math.max(wanted, smallest), largest))
}
