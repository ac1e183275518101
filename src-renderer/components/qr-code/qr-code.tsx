import encodeQR from 'qr'
import { useMemo } from 'react'
import styles from './qr-code.module.css'

/** How many white modules stand around the code, as its standard asks. */
const QUIET_ZONE = 4

/** A text as a QR code, dark on white in either look, so that every reader takes it. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { path, size } = useMemo(() => drawingOf(text), [text])
  return (
    <svg
      className={styles.code}
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <rect className={styles.paper} width={size} height={size} />
      <path className={styles.ink} d={path} />
    </svg>
  )
}

function drawingOf(text: string): { readonly path: string; readonly size: number } {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET_ZONE })
  const path = modules.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  return { path, size: modules.length }
}
