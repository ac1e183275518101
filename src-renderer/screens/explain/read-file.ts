/** What is read of a chosen or dropped file. */
export type ReadableFile = Pick<File, 'name' | 'size' | 'slice'>

/** The file cannot be read, or is `damaged`: packed by gzip, and not to be unpacked to its end. */
export class UnreadableFile extends Error {
  readonly why: 'unreadable' | 'damaged'

  constructor(why: UnreadableFile['why'], cause: unknown) {
    super(`The file is ${why}.`, { cause })
    this.why = why
  }
}

/**
 * The bytes of a file, piece by piece; those of a file that gzip packed, as rotated logs are, are unpacked.
 *
 * @param onRead hears how many bytes of the file are read.
 * @throws {UnreadableFile}
 */
export async function* readFile(file: ReadableFile, onRead: (completed: number) => void): AsyncIterable<Uint8Array> {
  try {
    const bytes = bytesOf(file, onRead)
    yield* (await isGzip(file)) ? unpacked(bytes) : bytes
  } catch (cause) {
    // What unpacks says so with a TypeError, what reads with a DOMException.
    throw new UnreadableFile(cause instanceof TypeError ? 'damaged' : 'unreadable', cause)
  }
}

/** Searching one takes a few milliseconds: the page stays quick meanwhile. */
const PIECE_BYTES = 1024 * 1024

async function isGzip(file: ReadableFile): Promise<boolean> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  return first === 0x1f && second === 0x8b
}

async function* bytesOf(
  file: ReadableFile,
  onRead: (completed: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  for (let offset = 0; offset < file.size; offset += PIECE_BYTES) {
    const piece = new Uint8Array(await file.slice(offset, offset + PIECE_BYTES).arrayBuffer())
    onRead(offset + piece.length)
    yield piece
  }
}

async function* unpacked(packed: AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined>): AsyncIterable<Uint8Array> {
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { value, done } = await packed.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
  })
  const reader = source.pipeThrough(new DecompressionStream('gzip')).getReader()
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value
  } finally {
    // Whoever does not read to the end has no use for the rest.
    await reader.cancel().catch(() => undefined)
  }
}
