import { useTranslation } from 'react-i18next'
import { useFormat } from './use-format.ts'

const KIB = 1024
const MIB = 1024 * 1024

/** The size of a file in words: `812 bytes`, `64 KB`, `1.4 MB`. */
export function useSizeWords(): (bytes: number) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (bytes) => {
    if (bytes < KIB) return t('importing.sizes.bytes', { count: bytes, formatted: format.number(bytes) })
    if (bytes < MIB) return t('importing.sizes.kib', { formatted: format.number(Math.round(bytes / KIB)) })
    return t('importing.sizes.mib', { formatted: format.number(Math.round((bytes / MIB) * 10) / 10) })
  }
}
