import type { Texts } from '../../i18n/text.ts'
import type en from './en.ts'

export default {
  'picture.drop': 'Bild hierher ziehen.',
  'picture.dropMany': 'Bilder hierher ziehen. Das erste steht in Listen.',
  'picture.upload': 'Bild hochladen',
  'picture.uploadMany': 'Bilder hochladen',
  'picture.choose': 'Aus der Mediathek wählen',
  'picture.library': 'Bilder des Shops',
  'picture.none': 'Es wurde noch kein Bild hochgeladen.',
  'picture.one': '{{name}} wählen',
  'picture.remove': 'Bild entfernen',
  'upload.sending': '{{name}} wird gesendet',
  'upload.otherKind': 'Diese Dateien sind von anderer Art. Wählen Sie Dateien, die auf {{endings}} enden:',
  'upload.tooLarge':
    'Diese Dateien sind größer als {{most}}. Verkleinern Sie sie und versuchen Sie es noch einmal:',
  'upload.tooMany': 'Hier geht nur eine Datei. Ziehen Sie eine von diesen hierher:',
  'upload.damaged':
    'Diese Datei ist beschädigt oder nicht von der Art, die ihr Name nennt. Speichern Sie sie neu oder wählen Sie eine andere.',
} satisfies Texts<typeof en>
