/** What the first bytes of a picture say, before anything is decoded. */
export interface PictureHeader {
  readonly format: 'png' | 'jpeg' | 'webp'
  readonly width: number
  readonly height: number
}

/**
 * Format and size of a PNG, JPEG or WebP by its own bytes, never by its name; undefined where it is none of them or where
 * its header is cut off. Looks at a few bytes only, however large the picture says that it is.
 */
export function pictureHeader(bytes: Uint8Array): PictureHeader | undefined {
  const header = pngHeader(bytes) ?? webpHeader(bytes) ?? jpegHeader(bytes)
  return header === undefined || header.width === 0 || header.height === 0 ? undefined : header
}

/** Whether this is written in angle brackets, as SVG and HTML are. */
export function isMarkup(bytes: Uint8Array): boolean {
  const start = new TextDecoder('utf-8').decode(bytes.subarray(0, 1024))
  return /^\s*<[!?a-z]/iu.test(start)
}

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/** The first chunk of a PNG is IHDR, 13 bytes long, and begins with width and height. */
function pngHeader(bytes: Uint8Array): PictureHeader | undefined {
  if (bytes.length < 33 || !PNG_SIGNATURE.every((byte, at) => bytes[at] === byte)) return undefined
  const view = viewOf(bytes)
  if (view.getUint32(8) !== 13 || textAt(bytes, 12, 4) !== 'IHDR') return undefined
  return { format: 'png', width: view.getUint32(16), height: view.getUint32(20) }
}

/** A RIFF file whose first chunk is VP8 (lossy), VP8L (lossless) or VP8X (with more in it); each has its own header. */
function webpHeader(bytes: Uint8Array): PictureHeader | undefined {
  if (bytes.length < 30 || textAt(bytes, 0, 4) !== 'RIFF' || textAt(bytes, 8, 4) !== 'WEBP') return undefined
  const view = viewOf(bytes)
  switch (textAt(bytes, 12, 4)) {
    case 'VP8 ':
      return { format: 'webp', width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
    case 'VP8L': {
      const bits = view.getUint32(21, true)
      return { format: 'webp', width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 'VP8X':
      return { format: 'webp', width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 }
    default:
      return undefined
  }
}

/** The size of a JPEG is in its frame header, one of SOF0 to SOF15, behind segments that tell their own lengths. */
function jpegHeader(bytes: Uint8Array): PictureHeader | undefined {
  if (bytes.length < 4 || bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined
  const view = viewOf(bytes)
  let at = 2
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1] ?? 0
    // A marker may be padded with any number of 0xff.
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (isFrameHeader(marker)) return { format: 'jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    at += 2 + view.getUint16(at + 2)
  }
  return undefined
}

/** 0xc4, 0xc8 and 0xcc lie among the frame headers and are none. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length))
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
}
