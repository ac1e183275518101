import { KeyRound } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { useLogo } from '../../api/logos.tsx'
import { classes } from '../classes.ts'
import styles from './token-logo.module.css'

export type LogoSize = 'small' | 'large'
/** In pixels of the layout, as the style sheet has them. */
const SIDE: Readonly<Record<LogoSize, number>> = { small: 20, large: 56 }

/** A token's logo, or a key where it has none. It says nothing that the name beside it does not say. */
export function TokenLogo({
  token,
  size = 'small',
}: {
  readonly token: Pick<TokenSummary, 'id' | 'logoVersion'>
  readonly size?: LogoSize
}) {
  // Most tokens have none: their rows do not pay for watching one.
  if (token.logoVersion === null) return <LogoPicture logo={null} size={size} />
  return <FetchedLogo token={token} size={size} />
}

function FetchedLogo({
  token,
  size,
}: {
  readonly token: Pick<TokenSummary, 'id' | 'logoVersion'>
  readonly size: LogoSize
}) {
  return <LogoPicture logo={useLogo(token)} size={size} />
}

/** A logo that is at hand already. It is drawn, because the page may load no picture but its own files. */
export function LogoPicture({ logo, size }: { readonly logo: Blob | null; readonly size: LogoSize }) {
  if (logo === null)
    return (
      <span aria-hidden className={classes(styles.logo, styles[size], styles.none)}>
        <KeyRound size={size === 'small' ? 12 : 24} />
      </span>
    )
  return <Drawn logo={logo} size={size} />
}

function Drawn({ logo, size }: { readonly logo: Blob; readonly size: LogoSize }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    let isGone = false
    const pixels = Math.round(SIDE[size] * window.devicePixelRatio)
    createImageBitmap(logo, { resizeWidth: pixels, resizeHeight: pixels, resizeQuality: 'high' }).then(
      (picture) => {
        const element = canvas.current
        if (!isGone && element !== null) draw(element, picture)
        picture.close()
      },
      () => undefined,
    )
    return () => {
      isGone = true
    }
  }, [logo, size])
  return <canvas ref={canvas} aria-hidden className={classes(styles.logo, styles[size])} data-logo="" />
}

function draw(canvas: HTMLCanvasElement, picture: ImageBitmap): void {
  canvas.width = picture.width
  canvas.height = picture.height
  canvas.getContext('2d')?.drawImage(picture, 0, 0)
}
