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
} as const
