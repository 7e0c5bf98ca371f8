import type { Texts } from '../../i18n/text.ts'
import type en from './en.ts'

export default {
  'picture.drop': 'أفلت صورة هنا.',
  'picture.dropMany': 'أفلت الصور هنا. تظهر الأولى في القوائم.',
  'picture.upload': 'رفع صورة',
  'picture.uploadMany': 'رفع صور',
  'picture.choose': 'الاختيار من المكتبة',
  'picture.library': 'صور المتجر',
  'picture.none': 'لم تُرفع أي صورة بعد.',
  'picture.one': 'اختيار {{name}}',
  'picture.remove': 'إزالة الصورة',
  'upload.sending': 'جارٍ إرسال {{name}}',
  'upload.otherKind': 'هذه الملفات من نوع آخر. اختر ملفات تنتهي بـ {{endings}}:',
  'upload.tooLarge': 'هذه الملفات أكبر من {{most}}. صغّرها ثم حاول مرة أخرى:',
  'upload.tooMany': 'يُقبل ملف واحد فقط هنا. أفلت أحد هذه الملفات:',
  'upload.damaged': 'هذا الملف تالف أو ليس من النوع الذي يدل عليه اسمه. احفظه من جديد أو اختر ملفًا آخر.',
} satisfies Texts<typeof en>
