import { useTranslation } from 'react-i18next'
import { Button } from '../components/button/button.tsx'
import { Dialog, DialogBody, DialogFooter } from '../components/dialog/dialog.tsx'
import { isMac } from '../components/keyboard/use-shortcut.ts'
import styles from './keys-sheet.module.css'

/** The keys that do something, and what. */
const sheet = [
  {
    place: 'shortcuts.anywhere',
    keys: [
      { keys: [isMac ? '⌘' : 'Ctrl', 'K'], does: 'shortcuts.palette' },
      { keys: ['?'], does: 'shortcuts.sheet' },
    ],
  },
  {
    place: 'shortcuts.lists',
    keys: [
      { keys: ['/'], does: 'shortcuts.search' },
      { keys: ['n'], does: 'shortcuts.add' },
      { keys: ['↑', '↓'], does: 'shortcuts.move' },
      { keys: ['Home', 'End'], does: 'shortcuts.ends' },
      { keys: ['Enter'], does: 'shortcuts.open' },
      { keys: ['Space'], does: 'shortcuts.tick' },
    ],
  },
  {
    place: 'shortcuts.dialogs',
    keys: [
      { keys: ['Tab'], does: 'shortcuts.next' },
      { keys: ['Enter'], does: 'shortcuts.submit' },
      { keys: ['Esc'], does: 'shortcuts.close' },
    ],
  },
] as const

/** Keys that bear a word, which is another one on the keyboards of other languages. */
const named = {
  Home: 'shortcuts.named.home',
  End: 'shortcuts.named.end',
  Enter: 'shortcuts.named.enter',
  Space: 'shortcuts.named.space',
} as const

/** The sheet of keys, open for as long as it is rendered. */
export function KeysSheet({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  return (
    <Dialog title={t('shortcuts.title')} onClose={onClose}>
      <DialogBody>
        {sheet.map(({ place, keys }) => (
          <section key={place} aria-label={t(place)}>
            <h3 className={styles.place}>{t(place)}</h3>
            <dl className={styles.keys}>
              {keys.map((line) => (
                <div key={line.does} className={styles.line}>
                  <dt>{t(line.does)}</dt>
                  <dd>
                    {line.keys.map((key) => (
                      <kbd key={key} className={styles.key}>
                        {key in named ? t(named[key as keyof typeof named]) : key}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" onClick={onClose}>
          {t('actions.close')}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
