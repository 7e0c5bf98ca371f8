import type { Texts } from '../../i18n/text.ts'
import type en from './en.ts'

export default {
  'picture.drop': 'Déposez une image ici.',
  'picture.dropMany': 'Déposez des images ici. La première est montrée dans les listes.',
  'picture.upload': 'Téléverser une image',
  'picture.uploadMany': 'Téléverser des images',
  'picture.choose': 'Choisir dans la médiathèque',
  'picture.library': 'Images de la boutique',
  'picture.none': 'Aucune image n’a encore été téléversée.',
  'picture.one': 'Choisir {{name}}',
  'picture.remove': 'Retirer l’image',
  'upload.sending': 'Envoi de {{name}}',
  'upload.otherKind':
    'Ces fichiers sont d’un autre type. Choisissez des fichiers dont le nom finit par {{endings}} :',
  'upload.tooLarge': 'Ces fichiers dépassent {{most}}. Réduisez-les, puis réessayez :',
  'upload.tooMany': 'Un seul fichier est possible ici. Déposez l’un de ceux-ci :',
  'upload.damaged':
    'Ce fichier est endommagé ou n’est pas du type que son nom indique. Enregistrez-le de nouveau ou choisissez-en un autre.',
} satisfies Texts<typeof en>
