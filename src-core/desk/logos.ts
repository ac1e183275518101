import type { logoCalls } from '../../src-shared/contract/logos.ts'
import type { Handlers } from '../dispatch.ts'
import { checkedLogoFile } from '../domain/logo-rules.ts'
import { reaches } from '../domain/permissions.ts'
import { limitedTurns } from './limited-turns.ts'
import { makeLogo } from './logo-image.ts'
import { scopeOf } from './token-reach.ts'

/** How many pictures wait for their turn: each holds its file in memory. */
const WAITING_AT_MOST = 8

/** Logos of tokens: made of picture files, and looked up. They come and go with `tokens.issue` and `tokens.update`. */
export function logoHandlers(): Handlers<typeof logoCalls> {
  const oneAtATime = limitedTurns(1, WAITING_AT_MOST, 'Too many pictures are being read at this moment.')
  return {
    'logos.prepare': async ({ file }) => {
      const { bytes } = checkedLogoFile(file)
      const image = await oneAtATime(() => makeLogo(bytes))
      return { image: base64Of(image) }
    },

    'logos.get': async ({ ids }, { repositories, operator }) => {
      const scope = scopeOf(operator, 'tokens.read')
      const logos = await repositories.tokens.logos(ids)
      return logos
        .filter(({ owner }) => reaches(scope, owner))
        .map(({ id, logoVersion, image }) => ({ id, logoVersion, image: base64Of(image) }))
    },
  }
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
