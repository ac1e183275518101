import { z } from 'zod'

/** A logo is kept as a PNG of this many pixels a side. */
export const LOGO_SIDE_PIXELS = 128
/** The most that a kept logo may weigh: 32 KiB. */
export const LOGO_LIMIT_BYTES = 32 * 1024
/** The largest file that a logo is made of: 2 MiB. */
export const LOGO_FILE_LIMIT_BYTES = 2 * 1024 * 1024
/** The same as the base64 text in which it crosses a wire. */
export const LOGO_FILE_LIMIT_BASE64_LENGTH = base64LengthOf(LOGO_FILE_LIMIT_BYTES)

/** A logo as `logos.prepare` made it: a PNG of 128×128 in base64. The desk looks at it again before it keeps it. */
export const logoImage = z
  .string()
  .min(1)
  .refine((text) => text.length <= base64LengthOf(LOGO_LIMIT_BYTES), {
    message: 'A logo may weigh 32 kB.',
    params: { rule: 'logoTooHeavy' },
  })

/** A picture file in base64, of which a logo is to be made. */
export const logoFile = z
  .string()
  .min(1)
  .refine((text) => text.length <= LOGO_FILE_LIMIT_BASE64_LENGTH, {
    message: 'This file is larger than 2 MB.',
    params: { rule: 'logoFileTooLarge' },
  })

function base64LengthOf(bytes: number): number {
  return Math.ceil(bytes / 3) * 4
}
