import { z } from 'zod'
import { tokenId } from '../schemas/ids.ts'
import { LOGO_FILE_LIMIT_BASE64_LENGTH, logoFile } from '../schemas/logos.ts'
import { type Calls, USUAL_INPUT_LIMIT_BYTES } from './calls.ts'

/** How many logos one call can ask for. */
export const LOGOS_AT_ONCE = 200

export const logoCalls = {
  /** Makes a logo of a PNG, JPEG or WebP file: 128×128, nothing but its pixels. Keeps nothing. */
  'logos.prepare': {
    input: z.strictObject({ file: logoFile }),
    output: z.object({ image: z.string() }),
    permission: 'tokens.issue',
    work: 'own',
    // With room for a file that is somewhat too large, which is refused in better words than a wire has.
    inputLimitBytes: LOGO_FILE_LIMIT_BASE64_LENGTH + USUAL_INPUT_LIMIT_BYTES,
  },
  /** The logos of these tokens. A token that has none, or is out of reach, is left out. */
  'logos.get': {
    input: z.strictObject({ ids: z.array(tokenId).max(LOGOS_AT_ONCE) }),
    output: z.array(z.object({ id: tokenId, logoVersion: z.number().int(), image: z.string() })),
    permission: 'tokens.read',
    work: 'read',
  },
} satisfies Calls
