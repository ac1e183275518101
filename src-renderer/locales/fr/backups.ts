export const backupReasons = {
  'not-a-backup': 'Ce fichier n’est pas une sauvegarde de Token Desk. Choisissez-en une que Token Desk a faite.',
  'no-backup': 'Lecture impossible. Vérifiez que le fichier existe et que vous avez le droit de le lire.',
  'backup-damaged':
    'Cette sauvegarde est endommagée : elle a été tronquée ou modifiée. Rien n’a été changé. Prenez-en une autre.',
  'wrong-passphrase': 'Cette phrase secrète n’ouvre pas la sauvegarde.',
  'backup-too-new':
    'Cette sauvegarde vient d’une version plus récente de Token Desk. Rien n’a été changé. Installez cette version pour la restaurer.',
  'backup-running':
    'Une sauvegarde ou une restauration est déjà en cours. Attendez qu’elle soit finie, puis réessayez.',
  'store-there': 'Il y a déjà une base. Elle n’a pas été touchée.',
  'database-not-empty': 'La base de données contient déjà une base de Token Desk. Elle n’a pas été touchée.',
  'made-by-host': 'Les sauvegardes d’une base partagée se font sur la machine du service. Adressez-vous à qui le gère.',
  'no-passphrase': 'Donnez la phrase secrète avec laquelle les sauvegardes planifiées sont chiffrées.',
  'other-key-of-backups':
    'Le trousseau contient une autre clé que celle qui protège la phrase secrète des sauvegardes planifiées. Donnez de nouveau la phrase dans les paramètres.',
} as const

/** Backups of the store: making them, setting them up, restoring them. */
export const backups = {
  title: 'Sauvegardes',
  hint: 'Toute la base dans un seul fichier chiffré : personnes, jetons, règles et piste d’audit.',
  now: 'Sauvegarder maintenant…',
  dialog: 'Sauvegarder maintenant',
  start: 'Sauvegarder',
  running: 'La sauvegarde est en cours…',
  runningHint: 'Vous pouvez continuer à travailler.',
  cancelled: 'La sauvegarde a été annulée. Aucun fichier n’a été laissé.',
  byHost:
    'Les sauvegardes d’une base partagée se font sur la machine du service. La personne qui le gère les planifie, ou en fait une avec « token-desk backup make ».',
  never: 'Aucune sauvegarde n’a encore été faite.',
  last: 'Dernière sauvegarde le {{when}} : {{file}}',
  failed: 'La dernière sauvegarde, le {{when}}, a échoué.',
  failedShort: 'La dernière sauvegarde a échoué.',
  lastMade: 'La dernière qui a réussi date du {{when}}.',
  noneMade: 'Aucune n’a encore réussi.',
  lookAt: 'Voir les sauvegardes',
  warning:
    'Sans cette phrase secrète, personne ne peut ouvrir la sauvegarde, et personne ne peut la retrouver. Gardez-la ailleurs que la sauvegarde.',
  passphrase: 'Phrase secrète',
  passphraseAgain: 'Phrase secrète, encore une fois',
  passphraseHint: 'Cinq ou six mots qui ne forment pas une phrase.',
  strength: 'Solidité : {{word}}',
  strengths: {
    short: 'trop courte',
    weak: 'faible',
    fair: 'correcte',
    strong: 'forte',
  },
  scheduleOpen: 'Sauvegardes planifiées…',
  scheduleTitle: 'Sauvegardes planifiées',
  scheduleIntro:
    'Les sauvegardes se font toutes seules pendant que Token Desk est ouvert. Celle qui est en retard se fait peu après le prochain démarrage.',
  scheduleOff: 'Aucune sauvegarde ne se fait toute seule.',
  scheduleOn: {
    day: 'Une sauvegarde se fait chaque jour dans {{folder}}. Nombre gardé : {{keep}}.',
    week: 'Une sauvegarde se fait chaque semaine dans {{folder}}. Nombre gardé : {{keep}}.',
  },
  scheduled: 'Les sauvegardes sont planifiées.',
  enabled: 'Faire des sauvegardes automatiquement',
  enabledHint: 'Les réglages restent même si cette option est désactivée.',
  folder: 'Dossier',
  folderHint: 'Le chemin complet d’un dossier existant, de préférence sur un autre disque.',
  every: 'Fréquence',
  everyChoices: {
    day: 'Chaque jour',
    week: 'Chaque semaine',
  },
  keep: 'Nombre à garder',
  keepHint: 'Les plus anciennes sont supprimées dès qu’une nouvelle est là.',
  passphraseKept: 'La phrase secrète est conservée, scellée par une clé du trousseau.',
  changePassphrase: 'La changer',
  restoreOpen: 'Restaurer une sauvegarde…',
  restoreTitle: 'Restaurer une sauvegarde',
  restoreIntro:
    'La sauvegarde remplace la base de cet ordinateur. Une copie de cette base est faite d’abord, et chacun se connecte de nouveau.',
  file: 'Sauvegarde',
  fileHint: 'Le chemin complet du fichier, qui se termine par .age.',
  choose: 'Choisir…',
  look: 'Regarder dedans',
  restoreNow: 'Restaurer',
  madeAt: 'Faite le',
  madeBy: 'Faite par',
  version: 'Avec la version',
  restored: 'La sauvegarde est restaurée. Connectez-vous.',
  restoredOver: 'La sauvegarde est restaurée. La base précédente est {{before}}.',
} as const
