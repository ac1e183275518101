import fc from 'fast-check'
import { expect, test } from 'vitest'
import { minimumSize, usualBounds, visibleBounds } from './visible-bounds.ts'

const laptop = { x: 0, y: 25, width: 1440, height: 875 }
const beside = { x: 1440, y: 0, width: 1920, height: 1080 }
const remembered = { x: 1700, y: 100, width: 1100, height: 700, maximized: false }

test('a window opens where it was', () => {
  expect(visibleBounds(remembered, [laptop, beside])).toEqual(remembered)
  expect(visibleBounds({ ...remembered, maximized: true }, [laptop, beside]).maximized).toBe(true)
})

test('a window whose screen was unplugged keeps its size and lets the desktop choose the place', () => {
  expect(visibleBounds(remembered, [laptop])).toEqual({ width: 1100, height: 700, maximized: false })
})

test.each([
  ['above the top, where its title bar cannot be grasped', { x: 100, y: -300 }],
  ['below the bottom', { x: 100, y: 890 }],
  ['a few pixels from the right edge', { x: 1400, y: 100 }],
  ['all but gone at the left', { x: -1050, y: 100 }],
])('a window that would open %s is brought back', (_, place) => {
  expect(visibleBounds({ ...remembered, ...place }, [laptop])).not.toHaveProperty('x')
})

test('a first window has the usual size, or what the screen has', () => {
  expect(visibleBounds(null, [beside])).toEqual(usualBounds)
  expect(visibleBounds(null, [{ x: 0, y: 0, width: 1024, height: 700 }])).toEqual({
    width: 1024,
    height: 700,
    maximized: false,
  })
  expect(visibleBounds(null, [])).toEqual(usualBounds)
})

test('whatever was remembered, the window can be grasped, and is no larger than its screen', () => {
  const pixel = fc.integer({ min: -10_000, max: 10_000 })
  const size = fc.integer({ min: 1, max: 20_000 })
  const area = fc.record({
    x: pixel,
    y: pixel,
    width: fc.integer({ min: 900, max: 8_000 }),
    height: fc.integer({ min: 600, max: 5_000 }),
  })
  const bounds = fc.record({ x: pixel, y: pixel, width: size, height: size, maximized: fc.boolean() })
  fc.assert(
    fc.property(bounds, fc.array(area, { minLength: 1, maxLength: 3 }), (wanted, areas) => {
      const { x, y, width, height } = visibleBounds(wanted, areas)
      expect(width).toBeGreaterThanOrEqual(minimumSize.width)
      expect(height).toBeGreaterThanOrEqual(minimumSize.height)
      expect(areas.some((one) => width <= one.width && height <= one.height)).toBe(true)
      if (x === undefined || y === undefined) return
      const grasped = areas.some(
        (one) => x < one.x + one.width && x + width > one.x && y >= one.y && y < one.y + one.height,
      )
      expect(grasped).toBe(true)
    }),
  )
})
