import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react'
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '../button/button.tsx'
import { classes } from '../classes.ts'
import { useAnnounce } from '../feedback/announcer.tsx'
import styles from './toast.module.css'

const SHOWN_MS = 6_000
/** Where something can be done about it, time to read it and to get there by the keyboard. */
const SHOWN_WITH_ACTION_MS = 20_000

export interface ToastAction {
  readonly label: string
  /** While what it returns is not settled, the button turns a wheel and refuses further presses. */
  onSelect(): unknown
}

export interface Toast {
  /** A later toast of the same id takes the place of the earlier one. */
  readonly id?: string
  readonly tone?: 'success' | 'info' | 'warning' | 'error'
  /** The words, which are also announced. */
  readonly message: string
  /** What to draw instead of the words where they change all the time, as a count-down does. */
  readonly content?: ReactNode
  readonly actions?: readonly ToastAction[]
  /** Stays until it is dismissed or replaced. */
  readonly persistent?: boolean
}

interface ShownToast extends Toast {
  readonly id: string
  readonly version: number
}

export interface Toasts {
  show(toast: Toast): void
  dismiss(id: string): void
  /** Takes away all but the named one: a locked desk shows no names. */
  clear(exceptId?: string): void
}

const ToastContext = createContext<Toasts | null>(null)

/** Short messages in the corner, above everything, each also announced. Pointing at one keeps it there. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation()
  const announce = useAnnounce()
  const [shown, setShown] = useState<readonly ShownToast[]>([])
  const count = useRef(0)
  const dismiss = useCallback((id: string) => setShown((toasts) => toasts.filter((toast) => toast.id !== id)), [])
  const show = useCallback(
    (toast: Toast) => {
      count.current += 1
      const next = { ...toast, id: toast.id ?? `toast-${count.current}`, version: count.current }
      setShown((toasts) => [...toasts.filter(({ id }) => id !== next.id), next].slice(-4))
      announce(toast.message)
    },
    [announce],
  )
  const clear = useCallback(
    (exceptId?: string) => setShown((toasts) => toasts.filter((toast) => toast.id === exceptId)),
    [],
  )
  const toasts = useMemo(() => ({ show, dismiss, clear }), [show, dismiss, clear])
  return (
    <ToastContext value={toasts}>
      {children}
      <section aria-label={t('toasts.label')} className={styles.region}>
        {shown.map((toast) => (
          <ToastItem key={`${toast.id}-${toast.version}`} toast={toast} onDismiss={() => dismiss(toast.id)} />
        ))}
      </section>
    </ToastContext>
  )
}

/** Shows and takes away short messages. */
export function useToasts(): Toasts {
  const toasts = useContext(ToastContext)
  if (toasts === null) throw new Error('useToasts is used outside ToastProvider.')
  return toasts
}

function ToastButton({ action }: { readonly action: ToastAction }) {
  const [pending, setPending] = useState(false)
  const select = async () => {
    setPending(true)
    try {
      await action.onSelect()
    } finally {
      setPending(false)
    }
  }
  return (
    <Button size="small" pending={pending} onClick={() => void select()}>
      {action.label}
    </Button>
  )
}

function ToastItem({ toast, onDismiss }: { readonly toast: ShownToast; onDismiss(): void }) {
  const { t } = useTranslation()
  const [held, setHeld] = useState(false)
  const dismiss = useEffectEvent(onDismiss)
  const persistent = toast.persistent === true
  const canAct = toast.actions !== undefined && toast.actions.length > 0
  useEffect(() => {
    if (held || persistent) return
    const timer = setTimeout(() => dismiss(), canAct ? SHOWN_WITH_ACTION_MS : SHOWN_MS)
    return () => clearTimeout(timer)
  }, [held, persistent, canAct])
  const tone = toast.tone ?? 'success'
  const Icon = { success: CircleCheck, info: Info, warning: TriangleAlert, error: CircleAlert }[tone]
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it only keeps it on the screen.
    <div
      className={classes(styles.toast, styles[tone])}
      data-toast={toast.id}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon aria-hidden size={17} />
      <div className={styles.text}>{toast.content ?? toast.message}</div>
      <div className={styles.actions}>
        {toast.actions?.map((action) => (
          <ToastButton key={action.label} action={action} />
        ))}
        {persistent ? null : <IconButton size="small" icon={X} label={t('actions.dismiss')} onClick={onDismiss} />}
      </div>
    </div>
  )
}
