import { type DeskError, invalidInput } from '../../src-shared/errors.ts'
import { LOGO_FILE_LIMIT_BYTES, LOGO_LIMIT_BYTES, LOGO_SIDE_PIXELS } from '../../src-shared/schemas/logos.ts'
import { isMarkup, type PictureHeader, pictureHeader } from './picture-header.ts'

/** Beyond this a picture is refused by what its header says, so that it never costs the memory that it would take. */
export const PICTURE_SIDE_LIMIT_PIXELS = 8192
export const PICTURE_LIMIT_PIXELS = 40_000_000

/** The bytes of a picture file of which a logo can be made, or INVALID_INPUT on `file` with what stands in the way. */
export function checkedLogoFile(base64: string): { readonly bytes: Uint8Array; readonly header: PictureHeader } {
  const bytes = bytesOf(base64)
  if (bytes === undefined) throw fileRefused('logoFormat', NO_PICTURE)
  if (bytes.length > LOGO_FILE_LIMIT_BYTES) throw fileRefused('logoFileTooLarge', 'This file is larger than 2 MB.')
  const header = pictureHeader(bytes)
  if (header === undefined)
    throw isMarkup(bytes)
      ? fileRefused('logoMarkup', 'SVG and web pages can hold programs and are not taken. Save it as PNG first.')
      : fileRefused('logoFormat', NO_PICTURE)
  if (header.width > PICTURE_SIDE_LIMIT_PIXELS || header.height > PICTURE_SIDE_LIMIT_PIXELS)
    throw fileRefused(
      'logoTooWide',
      `This picture is ${header.width} × ${header.height} pixels. At most ${PICTURE_SIDE_LIMIT_PIXELS} a side are taken.`,
      PICTURE_SIDE_LIMIT_PIXELS,
    )
  if (header.width * header.height > PICTURE_LIMIT_PIXELS)
    throw fileRefused('logoTooManyPixels', 'This picture has more than 40 million pixels.')
  return { bytes, header }
}

/** What is said of a file whose header is fine and whose rest is not. */
export function brokenLogoFile(): DeskError {
  return fileRefused('logoBroken', 'This picture is damaged or cut off.')
}

/** The bytes of a logo as they are kept, or INVALID_INPUT on `logo` where it is not what `logos.prepare` makes. */
export function checkedLogo(base64: string): Uint8Array {
  const bytes = bytesOf(base64)
  const header = bytes === undefined ? undefined : pictureHeader(bytes)
  if (
    bytes === undefined ||
    header?.format !== 'png' ||
    header.width !== LOGO_SIDE_PIXELS ||
    header.height !== LOGO_SIDE_PIXELS ||
    bytes.length > LOGO_LIMIT_BYTES
  )
    throw invalidInput({
      logo: { rule: 'logoNotPrepared', message: 'A logo is a PNG of 128 × 128 pixels and at most 32 kB.' },
    })
  return bytes
}

const NO_PICTURE = 'Only PNG, JPEG and WebP pictures are taken.'

function fileRefused(rule: string, message: string, limit?: number): DeskError {
  return invalidInput({ file: { rule, message, ...(limit === undefined ? {} : { limit }) } }, message)
}

/** Undefined where it is not base64, padded to full groups of four. */
function bytesOf(base64: string): Uint8Array | undefined {
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return undefined
  return Buffer.from(base64, 'base64')
}
