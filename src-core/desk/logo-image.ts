import type { Sharp } from 'sharp'
import { LOGO_LIMIT_BYTES, LOGO_SIDE_PIXELS } from '../../src-shared/schemas/logos.ts'
import { brokenLogoFile, PICTURE_LIMIT_PIXELS } from '../domain/logo-rules.ts'

/**
 * A picture as a logo: 128×128, the whole picture on transparent ground, nothing of the file but its pixels. Its header must
 * have been looked at before. INVALID_INPUT on `file` where the picture is damaged.
 */
export async function makeLogo(picture: Uint8Array): Promise<Uint8Array> {
  // Loaded with the first logo and not before: starting is not to wait for it.
  const { default: sharp } = await import('sharp')
  sharp.concurrency(1)
  sharp.cache(false)
  try {
    const pixels = await sharp(picture, { limitInputPixels: PICTURE_LIMIT_PIXELS, failOn: 'error', pages: 1 })
      .timeout({ seconds: 20 })
      .autoOrient()
      .resize(LOGO_SIDE_PIXELS, LOGO_SIDE_PIXELS, { fit: 'contain', background: { r: 0, g: 0, b: 0, alpha: 0 } })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    const { width, height, channels } = pixels.info
    const logo = () => sharp(pixels.data, { raw: { width, height, channels } })
    return await asSmallPng(logo)
  } catch {
    throw brokenLogoFile()
  }
}

/** With all its colours where they fit, else with 256 of them, which always fit. */
async function asSmallPng(logo: () => Sharp): Promise<Uint8Array> {
  const whole = await logo().png({ compressionLevel: 9 }).toBuffer()
  if (whole.length <= LOGO_LIMIT_BYTES) return whole
  return logo().png({ compressionLevel: 9, palette: true, colours: 256 }).toBuffer()
}
