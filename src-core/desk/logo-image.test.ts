import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { DeskError, type Failure } from '../../src-shared/errors.ts'
import { LOGO_FILE_LIMIT_BYTES, LOGO_LIMIT_BYTES } from '../../src-shared/schemas/logos.ts'
import { checkedLogo, checkedLogoFile } from '../domain/logo-rules.ts'
import { pictureHeader } from '../domain/picture-header.ts'
import { makeLogo } from './logo-image.ts'

const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64')
const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 200, g: 30, b: 60 } } })

/** Every pixel another colour: what compresses worst. */
function noise(side: number) {
  const pixels = Buffer.alloc(side * side * 4)
  let state = 1
  for (let at = 0; at < pixels.length; at += 1) {
    state = (state * 1103515245 + 12345) % 2147483648
    pixels[at] = state >> 16
  }
  return sharp(pixels, { raw: { width: side, height: side, channels: 4 } })
}

/** The first bytes of a PNG of this size, and nothing after them. */
function pngHeaderOf(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(64)
  bytes.write('89504e470d0a1a0a0000000d49484452', 'hex')
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  bytes.set([8, 6, 0, 0, 0], 24)
  return bytes
}

describe('MP-5 · a logo', () => {
  test.each([
    ['PNG', async () => picture(300, 100).png().toBuffer()],
    ['JPEG', async () => picture(300, 100).jpeg().toBuffer()],
    ['progressive JPEG', async () => picture(300, 100).jpeg({ progressive: true }).toBuffer()],
    ['JPEG in CMYK', async () => picture(300, 100).toColourspace('cmyk').jpeg().toBuffer()],
    ['lossy WebP', async () => picture(300, 100).webp().toBuffer()],
    ['lossless WebP', async () => picture(300, 100).webp({ lossless: true }).toBuffer()],
    ['WebP with transparency', async () => picture(300, 100).ensureAlpha(0.5).webp().toBuffer()],
    ['PNG of 16 bits', async () => picture(300, 100).toColourspace('rgb16').png().toBuffer()],
    ['PNG in grey', async () => picture(300, 100).greyscale().png().toBuffer()],
  ])('is made of a %s: 128×128, the whole picture on transparent ground', async (_format, file) => {
    const { bytes, header } = checkedLogoFile(base64(await file()))
    expect(header).toMatchObject({ width: 300, height: 100 })
    const logo = await makeLogo(bytes)
    expect(checkedLogo(base64(logo))).toEqual(logo)
    const { data, info } = await sharp(logo).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
    expect(info).toMatchObject({ width: 128, height: 128 })
    const alphaAt = (x: number, y: number) => data[(y * 128 + x) * 4 + 3]
    expect([alphaAt(64, 0), alphaAt(64, 127)]).toEqual([0, 0])
    expect(alphaAt(64, 64)).toBeGreaterThan(100)
  })

  test('weighs at most 32 kB, whatever the picture', async () => {
    const logo = await makeLogo(await noise(256).png().toBuffer())
    expect(logo.length).toBeLessThanOrEqual(LOGO_LIMIT_BYTES)
    expect(logo.length).toBeGreaterThan(8_000)
    expect((await sharp(logo).metadata()).width).toBe(128)
  })

  test('keeps nothing of the file but its pixels, and stands upright', async () => {
    const secret = 'taken at home by somebody'
    const file = await picture(40, 20)
      .jpeg()
      .withExif({ IFD0: { Copyright: secret } })
      .withMetadata({ orientation: 6 })
      .toBuffer()
    const logo = await makeLogo(file)
    const { exif, icc, xmp, orientation } = await sharp(logo).metadata()
    expect([exif, icc, xmp, orientation]).toEqual([undefined, undefined, undefined, undefined])
    expect(Buffer.from(logo).includes(secret)).toBe(false)
    const { data } = await sharp(logo).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
    const alphaAt = (x: number, y: number) => data[(y * 128 + x) * 4 + 3]
    expect([alphaAt(64, 0), alphaAt(0, 64)]).toEqual([255, 0])
  })

  test.each([
    ['a picture 20,000 pixels wide and high', pngHeaderOf(20_000, 20_000), 'logoTooWide'],
    ['a picture 20,000 pixels wide', pngHeaderOf(20_000, 1), 'logoTooWide'],
    ['a picture of 4 billion pixels a side', pngHeaderOf(0xffffffff, 0xffffffff), 'logoTooWide'],
    ['a picture of 49 million pixels', pngHeaderOf(7_000, 7_000), 'logoTooManyPixels'],
    ['a picture of no pixels', pngHeaderOf(0, 10), 'logoFormat'],
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'logoMarkup'],
    ['an SVG behind a declaration', '\ufeff<?xml version="1.0"?><svg/>', 'logoMarkup'],
    ['a web page', '\n<!doctype html><html></html>', 'logoMarkup'],
    ['a GIF', 'GIF89a\u0001\u0000\u0001\u0000\u0000\u0000\u0000;', 'logoFormat'],
    ['a zip file', 'PK\u0003\u0004 and so on', 'logoFormat'],
    ['text', 'just some words', 'logoFormat'],
    ['a signature without a header', Buffer.from('89504e470d0a1a0a', 'hex'), 'logoFormat'],
    ['a JPEG without a frame', Buffer.from('ffd8ffe000104a464946000101000001000100000000', 'hex'), 'logoFormat'],
    ['a file that is too large', Buffer.alloc(LOGO_FILE_LIMIT_BYTES + 1), 'logoFileTooLarge'],
  ])('is not made of %s, which is refused by its first bytes', (_what, file, rule) => {
    expect(refusal(() => checkedLogoFile(base64(file)))).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { file: { rule, message: expect.any(String) } },
    })
  })

  test('is not made of a picture that is cut off or damaged behind a good header', async () => {
    const whole = await noise(200).png().toBuffer()
    const damaged = Buffer.from(whole)
    damaged.fill(0, 100, 2_000)
    const lying = Buffer.from(await picture(64, 64).png().toBuffer())
    lying.writeUInt32BE(8_000, 16)
    for (const file of [whole.subarray(0, whole.length / 2), damaged, lying, pngHeaderOf(100, 100)]) {
      const { bytes } = checkedLogoFile(base64(file))
      await expect(makeLogo(bytes)).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        fields: { file: { rule: 'logoBroken' } },
      })
    }
  })

  test('is looked at again before it is kept: only a PNG of 128×128 and at most 32 kB passes', async () => {
    const heavy = await noise(128).png({ compressionLevel: 0 }).toBuffer()
    const others = [
      await picture(128, 127).png().toBuffer(),
      await picture(128, 128).jpeg().toBuffer(),
      await picture(128, 128).webp().toBuffer(),
      heavy,
      Buffer.from('no picture'),
    ]
    expect(heavy.length).toBeGreaterThan(LOGO_LIMIT_BYTES)
    for (const text of [...others.map(base64), 'not base64!', 'AAA', ''])
      expect(refusal(() => checkedLogo(text))).toMatchObject({
        code: 'INVALID_INPUT',
        fields: { logo: { rule: 'logoNotPrepared' } },
      })
  })
})

test('the size of a picture is read from its header, behind whatever stands before it', async () => {
  const thumbnailed = await picture(321, 123)
    .jpeg()
    .withExif({ IFD0: { Copyright: 'x'.repeat(5_000) } })
    .toBuffer()
  expect(pictureHeader(thumbnailed)).toEqual({ format: 'jpeg', width: 321, height: 123 })
  const animated = await sharp(await picture(77, 55).png().toBuffer())
    .webp({ loop: 1 })
    .toBuffer()
  expect(pictureHeader(animated)).toEqual({ format: 'webp', width: 77, height: 55 })
  expect(pictureHeader(new Uint8Array())).toBeUndefined()
})

function refusal(work: () => unknown): Failure {
  try {
    work()
  } catch (error) {
    if (error instanceof DeskError) return error.toFailure()
    throw error
  }
  throw new Error('Nothing was refused.')
}
