import type { Texts } from '../../../i18n/text.ts'
import type en from './en.ts'

export default {
  'start.title': 'طريقك إلى أول طلب',
  'start.progress': 'أُنجزت {{done}} من {{all}} خطوات',
  'start.hide': 'إخفاء',
  'start.isHidden': 'أُخفي الطريق إلى أول طلب',
  'start.isDone': 'تمت هذه الخطوة',
  'start.done': 'تم',
  'start.todo': 'لم يتم',
  'product.title': 'أضف منتجك الأول',
  'product.text': 'بسعر ومخزون، ومفعّلًا. أو استورد ملفًا كاملًا.',
  'product.button': 'إضافة منتج',
  'product.unfinished': 'لا يمكن شراء «{{title}}» بعد: يلزمه سعر ومخزون وأن يكون منشورًا.',
  'product.finish': 'إكمال «{{title}}»',
  'market.title': 'راجع السوق والشحن والضريبة',
  'market.text': 'أين تبيع وبأي عملة وتكلفة الشحن والضرائب المستحقة.',
  'market.button': 'مراجعتها',
  'market.confirm': 'إنها صحيحة',
  'payment.title': 'اختر طريقة دفع المتسوقين',
  'payment.text':
    'اربط Stripe أو PayPal أو غيرهما. من دونها يدفع المتسوقون خارج المتجر، بحوالة مصرفية مثلًا، وتسجّل أنت وصول المال.',
  'payment.confirm': 'الدفع خارج المتجر يكفي',
  'payment.button': 'إعداد المدفوعات',
  'look.title': 'امنح متجرك مظهره',
  'look.text': 'الشعار والألوان وما تعرضه الصفحة الأولى.',
  'look.button': 'تصميم المتجر',
  'look.confirm': 'يعجبني كما هو',
  'order.title': 'قدّم أول طلب',
  'order.text': 'زر متجرك كما يفعل العميل واشترِ شيئًا. مدفوعات الاختبار لا تنقل أموالًا.',
  'order.button': 'زيارة المتجر',
} satisfies Texts<typeof en>
